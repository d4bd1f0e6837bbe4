"""Which charts, of which time and place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit
from tanggap.desk.search.forms import ALL
from tanggap.reference.models import Region, RegionLevel

DAYS = {"7": 7, "30": 30, "90": 90}
DEFAULT_DAYS = 30
LONGEST = "90"


class ChartForm(forms.Form):
    days = forms.ChoiceField(
        label=_("Period"), required=False, initial="30",
        choices=[("7", _("Last 7 days")), ("30", _("Last 30 days")), ("90", _("Last 90 days"))],
    )  # fmt: skip
    region = forms.ChoiceField(label=_("Region"), required=False)
    unit = forms.ModelChoiceField(label=_("Unit"), required=False, queryset=Unit.objects.none(), empty_label=ALL[1])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Region.objects.home().exclude(level=RegionLevel.DISTRICT).values_list("code", "name")
        self.fields["region"].choices = [ALL, *places]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.active()  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
