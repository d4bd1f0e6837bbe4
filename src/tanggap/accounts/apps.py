from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tanggap.ui.menu import MenuItem


class AccountsConfig(AppConfig):
    name = "tanggap.accounts"
    label = "accounts"
    verbose_name = _("People and units")

    @property
    def menu(self) -> tuple[MenuItem, ...]:
        # The permissions live beside models, which do not exist yet when this module is read.
        from tanggap.accounts.actions import READ_PEOPLE, READ_TRAIL

        return (
            MenuItem(_("People"), "person_list", "users", 80, READ_PEOPLE),
            MenuItem(_("Units"), "unit_list", "building", 81, None),
            MenuItem(_("Audit trail"), "audit_trail", "history", 90, READ_TRAIL),
        )
