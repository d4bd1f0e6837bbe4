from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tanggap.ui.menu import MenuItem


class StoriesConfig(AppConfig):
    name = "tanggap.stories"
    label = "stories"
    verbose_name = _("Stories")
    menu = (MenuItem(_("Stories"), "story_list", "stack-2", 20),)
