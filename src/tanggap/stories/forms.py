"""What is asked of a person who looks for stories or sorts them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit
from tanggap.mentions.models import Sentiment, SourceKind
from tanggap.reference.models import Region, RegionLevel, Topic

PERIODS = {"1": timedelta(days=1), "3": timedelta(days=3), "7": timedelta(days=7), "30": timedelta(days=30)}
EVERYTHING = ("", _("All"))


class StoryFilterForm(forms.Form):
    """Looking for stories; nothing is required, and what cannot be understood is left out."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    region = forms.ChoiceField(label=_("Region"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    unit = forms.ModelChoiceField(
        label=_("Watched by"), queryset=Unit.objects.none(), required=False, to_field_name="code", empty_label=_("All")
    )
    platform = forms.ChoiceField(label=_("Platform"), required=False, choices=[EVERYTHING, *SourceKind.choices])
    level = forms.ChoiceField(
        label=_("Suggested level"),
        required=False,
        choices=[EVERYTHING, ("1", _("1 and above")), ("2", _("2 and above")), ("3", _("3 only"))],
    )
    tone = forms.ChoiceField(label=_("Mostly"), required=False, choices=[EVERYTHING, *Sentiment.choices])
    period = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=[EVERYTHING, ("1", _("1 day")), ("3", _("3 days")), ("7", _("7 days")), ("30", _("30 days"))],
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Inbox")),
            ("free", _("Without an issue")),
            ("watched", _("Watched")),
            ("in_issue", _("In an issue")),
            ("dismissed", _("Dismissed")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs.update({"type": "search", "data-search": ""})
        self.fields["unit"].queryset = Unit.objects.active()  # type: ignore[attr-defined]
        places = Region.objects.home().exclude(level=RegionLevel.DISTRICT).values_list("code", "name")
        topics = Topic.objects.values_list("code", "name")
        # Read only when they are asked for: a drawn form is kept for a minute.
        self.fields["region"].choices = lambda: [EVERYTHING, *places]  # type: ignore[attr-defined]
        self.fields["topic"].choices = lambda: [EVERYTHING, *topics]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """The filters that could be understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class NameForm(forms.Form):
    """The name under which a choice of filters is kept."""

    name = forms.CharField(label=_("Name"), max_length=60)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class RemarkForm(forms.Form):
    """A reason that may stay empty, for what can be undone."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)
