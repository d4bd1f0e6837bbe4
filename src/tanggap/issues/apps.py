from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tanggap.ui.menu import MenuItem


class IssuesConfig(AppConfig):
    name = "tanggap.issues"
    label = "issues"
    verbose_name = _("Issues")
    menu = (
        MenuItem(_("My work"), "my_work", "briefcase", 15),
        MenuItem(_("Issues"), "issue_list", "flag", 30),
        MenuItem(_("Backlog"), "backlog", "hourglass", 31),
    )
