"""What is asked of a person who opens an issue or works on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit, User
from tanggap.accounts.visibility import Visibility
from tanggap.guidance.models import ClockKind, Level
from tanggap.issues.actions import CONTRIBUTE
from tanggap.issues.models import Issue, IssueState
from tanggap.reference.models import Region, RegionLevel, Topic

AGE_WORDS = {
    "1": _("less than a day"),
    "3": _("1–3 days"),
    "7": _("3–7 days"),
    "14": _("7–14 days"),
    "30": _("14–30 days"),
    "more": _("more than 30 days"),
}


class VersionedForm(forms.Form):
    """Carries the version of the issue that the person looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def _topics() -> list[tuple[str, str]]:
    return list(Topic.objects.values_list("code", "name"))


def _regions() -> list[tuple[str, str]]:
    return list(Region.objects.home().exclude(level=RegionLevel.DISTRICT).values_list("code", "name"))


class WordsForm(forms.Form):
    """The words of an issue, its topics and its places."""

    title = forms.CharField(label=_("Title"), max_length=300)
    summary = forms.CharField(label=_("What is it about"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    topics = forms.MultipleChoiceField(label=_("Topics"), widget=forms.CheckboxSelectMultiple)
    region_codes = forms.MultipleChoiceField(label=_("Regions"), widget=forms.CheckboxSelectMultiple)
    visibility = forms.ChoiceField(
        label=_("Who else may read it"),
        choices=[
            (Visibility.PRIVATE, _("Only the lead and supporting units")),
            (Visibility.NETWORK, _("The whole network")),
        ],
        initial=Visibility.PRIVATE,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = _topics()  # type: ignore[attr-defined]
        self.fields["region_codes"].choices = _regions()  # type: ignore[attr-defined]

    def clean_visibility(self) -> str:
        return str(self.cleaned_data["visibility"] or Visibility.PRIVATE)


class EditForm(WordsForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class OpenForm(WordsForm):
    """Opening an issue: title, lead unit, level, topics and regions are required, the rest is not."""

    unit = forms.ModelChoiceField(label=_("Lead unit"), queryset=Unit.objects.none())
    level = forms.ModelChoiceField(label=_("Issue level"), queryset=Level.objects.none())
    assignee = forms.ModelChoiceField(
        label=_("In charge"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("Somebody of the lead unit; may be chosen later."),
    )

    field_order = ("title", "unit", "level", "topics", "region_codes", "summary", "assignee", "visibility")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.active()  # type: ignore[attr-defined]
        self.fields["level"].queryset = Level.objects.all()  # type: ignore[attr-defined]
        self.fields["assignee"].queryset = _workers()  # type: ignore[attr-defined]


class BacklogForm(forms.Form):
    """Whose backlog; empty for all that the person may see."""

    lead = forms.ModelChoiceField(
        label=_("Lead unit"), queryset=Unit.objects.none(), required=False, empty_label=_("All")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = Unit.objects.active()  # type: ignore[attr-defined]

    def chosen(self) -> Unit | None:
        self.is_valid()
        unit: Unit | None = self.cleaned_data.get("lead")
        return unit


class IssueFilterForm(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    whose = forms.ChoiceField(
        label=_("Whose"), required=False, choices=[("", _("All")), ("mine", _("My work")), ("led", _("My units lead"))]
    )
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    level = forms.ModelChoiceField(label=_("Issue level"), queryset=Level.objects.none(), required=False)
    lead = forms.ModelChoiceField(label=_("Lead unit"), queryset=Unit.objects.none(), required=False)
    age = forms.ChoiceField(label=_("Open for"), required=False, choices=[("", _("All")), *AGE_WORDS.items()])
    clock = forms.ChoiceField(label=_("Late with"), required=False, choices=[("", _("All")), *ClockKind.choices])
    late = forms.BooleanField(label=_("Late only"), required=False)
    free = forms.BooleanField(label=_("Nobody in charge"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs.update({"type": "search", "data-search": ""})
        for name in ("unit", "lead"):
            self.fields[name].queryset = Unit.objects.active()  # type: ignore[attr-defined]
        self.fields["level"].queryset = Level.objects.all()  # type: ignore[attr-defined]
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", _("All that are open")),
            *IssueState.choices,
            ("all", _("All, closed ones too")),
        ]

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class TriageForm(VersionedForm):
    level = forms.ModelChoiceField(label=_("Issue level"), queryset=Level.objects.all())


class LevelForm(VersionedForm):
    level = forms.ModelChoiceField(label=_("New issue level"), queryset=Level.objects.all())
    reason = forms.CharField(label=_("Reason"), max_length=300)


class CloseForm(VersionedForm):
    reason = forms.CharField(label=_("Reason for closing"), max_length=300)


class ReopenForm(VersionedForm):
    reason = forms.CharField(label=_("Reason for reopening"), max_length=300)


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}))


class AssignForm(VersionedForm):
    assignee = forms.ModelChoiceField(
        label=_("In charge"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args: Any, unit_ids: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = workers_of(unit_ids)  # type: ignore[attr-defined]


class UnitForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.active().exclude(pk=issue.unit_id)  # type: ignore[attr-defined]


class LeadForm(UnitForm, VersionedForm):
    """The unit that takes the lead."""


def _workers() -> Any:
    return User.objects.filter(is_active=True, memberships__role__in=CONTRIBUTE.roles).distinct().order_by("full_name")


def workers_of(unit_ids: Sequence[int]) -> Any:
    """Those who hold a working role in one of these units, directly or from above."""
    units = Unit.objects.filter(pk__in=unit_ids)
    above = {code for unit in units for code in unit.path.split("/")}
    return _workers().filter(memberships__unit__code__in=above)
