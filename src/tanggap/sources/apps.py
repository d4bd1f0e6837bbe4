from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tanggap.ui.menu import MenuItem


class SourcesConfig(AppConfig):
    name = "tanggap.sources"
    label = "sources"
    verbose_name = _("Sources")
    menu = (
        MenuItem(_("Sources"), "source_list", "rss", 50),
        MenuItem(_("Import"), "import_list", "file-import", 70),
    )
