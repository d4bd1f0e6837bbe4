from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tanggap.ui.menu import MenuItem


class DeskConfig(AppConfig):
    name = "tanggap.desk"
    label = "desk"
    verbose_name = _("Desk")
    menu = (
        MenuItem(_("Today"), "home", "sun", 10),
        MenuItem(_("Search"), "search", "search", 15),
    )
