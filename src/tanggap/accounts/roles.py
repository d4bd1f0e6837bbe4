"""Roles, and what each verb of the house asks of a person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    MONITOR = "monitor", _("Monitor")
    ANALYST = "analyst", _("Issue analyst")
    UNIT_OFFICER = "unit_officer", _("Unit officer")
    DUTY_OFFICER = "duty_officer", _("Duty officer")
    WRITER = "writer", _("Writer")
    APPROVER = "approver", _("Approver")
    SPOKESPERSON = "spokesperson", _("Spokesperson")
    PPID_OFFICER = "ppid_officer", _("PPID officer")
    LEADER = "leader", _("Leader")
    CONTRIBUTOR = "contributor", _("Contributor")
    TRAINER = "trainer", _("Trainer")
    GUEST_ANALYST = "guest_analyst", _("Guest analyst")
    AUDITOR = "auditor", _("Auditor")
    UNIT_ADMIN = "unit_admin", _("Unit administrator")
    PLATFORM_ADMIN = "platform_admin", _("Platform administrator")


MONITORING = frozenset({Role.MONITOR, Role.ANALYST, Role.DUTY_OFFICER, Role.UNIT_ADMIN, Role.PLATFORM_ADMIN})
WORKING = MONITORING | {Role.UNIT_OFFICER, Role.WRITER, Role.APPROVER, Role.SPOKESPERSON, Role.PPID_OFFICER}
READING = frozenset(Role) - {Role.CONTRIBUTOR}


@dataclass(frozen=True, slots=True)
class Permission:
    """A verb and the roles that may do it. The role must be held in the unit that the thing belongs to."""

    verb: str
    roles: frozenset[Role]
