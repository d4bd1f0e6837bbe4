from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.roles import Permission, Role
from tanggap.ui.menu import MenuItem

EDIT_LEVELS = Permission("guidance.edit_levels", frozenset({Role.PLATFORM_ADMIN}))


class GuidanceConfig(AppConfig):
    name = "tanggap.guidance"
    label = "guidance"
    verbose_name = _("Guidance")
    menu = (MenuItem(_("Level settings"), "level_settings", "adjustments", 80, EDIT_LEVELS),)
