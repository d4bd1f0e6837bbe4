"""What a person may ask of the search."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit
from tanggap.mentions.models import Sentiment, SourceKind
from tanggap.reference.models import Region, RegionLevel, Topic
from tanggap.sources.models import Outlet

ALL = ("", _("All"))
PERIODS = {"1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30), "365": timedelta(days=365)}
KINDS = [ALL, ("issue", _("Issues")), ("story", _("Stories")), ("mention", _("Mentions"))]
PERIOD_CHOICES = [
    ALL,
    ("1", _("Last 24 hours")),
    ("7", _("Last 7 days")),
    ("30", _("Last 30 days")),
    ("365", _("Last 365 days")),
]


class SearchForm(forms.Form):
    """Nothing is required; what cannot be understood is left out."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "data-search": ""}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("Among"), required=False, choices=KINDS)
    order = forms.ChoiceField(
        label=_("Order"), required=False, choices=[("", _("Newest first")), ("relevance", _("Best match first"))]
    )
    period = forms.ChoiceField(label=_("Period"), required=False, choices=PERIOD_CHOICES)
    region = forms.ChoiceField(label=_("Region"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    tone = forms.ChoiceField(label=_("Sentiment"), required=False, choices=[ALL, *Sentiment.choices])
    platform = forms.ChoiceField(label=_("Platform"), required=False, choices=[ALL, *SourceKind.choices])
    outlet = forms.ModelChoiceField(
        label=_("Outlet"), required=False, queryset=Outlet.objects.none(), empty_label=ALL[1]
    )
    unit = forms.ModelChoiceField(label=_("Unit"), required=False, queryset=Unit.objects.none(), empty_label=ALL[1])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Region.objects.home().exclude(level=RegionLevel.DISTRICT).values_list("code", "name")
        topics = Topic.objects.values_list("code", "name")
        # Read only when they are asked for: a drawn form is kept for a minute.
        self.fields["region"].choices = lambda: [ALL, *places]  # type: ignore[attr-defined]
        self.fields["topic"].choices = lambda: [ALL, *topics]  # type: ignore[attr-defined]
        self.fields["outlet"].queryset = Outlet.objects.all()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.active()  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
