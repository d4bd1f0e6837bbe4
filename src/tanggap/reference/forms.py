"""Forms of the registers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.forms import WordsField
from tanggap.accounts.models import Unit
from tanggap.reference.models import Region, Topic


class TopicForm(forms.Form):
    name = forms.CharField(max_length=120, label=_("Name"))
    any_of = WordsField(label=_("Words for it"), help_text=_("One word or phrase a line."))
    none_of = WordsField(required=False, label=_("Words against it"))
    min_hits = forms.IntegerField(min_value=1, max_value=20, label=_("How many different words are needed"))
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    sample = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        label=_("Try it out"),
        help_text=_("Paste a text and see which words hit. Nothing is saved by trying."),
    )


class DayOffForm(forms.Form):
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    name = forms.CharField(max_length=120, label=_("Name"))
    is_working_day = forms.BooleanField(required=False, label=_("A working day all the same"))


class RouteForm(forms.Form):
    """Topic or region may be left open, not both."""

    topic = forms.ModelChoiceField(
        label=_("Topic"), queryset=Topic.objects.none(), required=False, empty_label=_("any topic")
    )
    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.none(), required=False, empty_label=_("any region")
    )
    unit = forms.ModelChoiceField(label=_("Lead unit"), queryset=Unit.objects.none(), empty_label=_("choose a unit"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = Topic.objects.all()  # type: ignore[attr-defined]
        self.fields["region"].queryset = Region.objects.regencies()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.active()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("topic") and not cleaned.get("region"):
            raise forms.ValidationError(_("Choose a topic, a region or both."))
        return cleaned
