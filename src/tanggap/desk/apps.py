from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tanggap.desk.permissions import READ_BRIEF
from tanggap.ui.menu import MenuItem


class DeskConfig(AppConfig):
    name = "tanggap.desk"
    label = "desk"
    verbose_name = _("Desk")

    @property
    def menu(self) -> tuple[MenuItem, ...]:
        # The permission lives beside models, which do not exist yet when this module is read.
        from tanggap.desk.office import SET_UP_OFFICE

        return (
            MenuItem(_("Today"), "home", "sun", 10),
            MenuItem(_("Search"), "search", "search", 15),
            MenuItem(_("Reports"), "desk:brief_list", "report", 40, READ_BRIEF),
            MenuItem(_("Charts"), "charts", "chart-bar", 57),
            MenuItem(_("Setting up the office"), "office_setup", "list-check", 95, SET_UP_OFFICE),
        )
