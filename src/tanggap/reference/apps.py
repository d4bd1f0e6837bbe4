from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tanggap.ui.menu import MenuItem


class ReferenceConfig(AppConfig):
    name = "tanggap.reference"
    label = "reference"
    verbose_name = _("Reference data")
    menu = (MenuItem(_("Topics and places"), "topic_list", "book", 70, None),)
