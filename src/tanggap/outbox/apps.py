from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.roles import Permission, Role
from tanggap.ui.menu import MenuItem

READ_LOG = Permission("outbox.read_log", frozenset({Role.UNIT_ADMIN, Role.PLATFORM_ADMIN}))
RETRY = Permission("outbox.retry", frozenset({Role.UNIT_ADMIN, Role.PLATFORM_ADMIN}))


class OutboxConfig(AppConfig):
    name = "tanggap.outbox"
    label = "outbox"
    verbose_name = _("Outbox")
    menu = (
        MenuItem(_("Notices"), "notice_list", "bell", 70),
        MenuItem(_("Outbox"), "delivery_list", "send", 85, READ_LOG),
    )
