"""Who may do what with reports."""

from __future__ import annotations

from tanggap.accounts.roles import READING, WORKING, Permission, Role

READ_BRIEF = Permission("desk.read_brief", READING)
MAKE_BRIEF = Permission("desk.make_brief", WORKING | {Role.LEADER})
MAIL_BRIEF = Permission("desk.mail_brief", WORKING | {Role.LEADER})
PLAN_BRIEF = Permission("desk.plan_brief", frozenset({Role.UNIT_ADMIN, Role.PLATFORM_ADMIN}))
