"""What can be done to an issue from its page: one row for each deed, shown when the workflow allows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tanggap.core.workflow.issue import ISSUE
from tanggap.issues import actions
from tanggap.issues.actions.people import unit_ids_of
from tanggap.issues.actions.work import CAN_BE_TAKEN_BACK
from tanggap.issues.forms import (
    AssignForm,
    CloseForm,
    LeadForm,
    LevelForm,
    NoteForm,
    ReopenForm,
    TriageForm,
    UnitForm,
    VersionedForm,
)
from tanggap.issues.models import Issue

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise

_FOREVER = _("This cannot be undone.")
_WHILE_FRESH = _("It can be undone as long as nothing else followed.")


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb of the workflow as the page offers it. `hint` says how it is undone, or that it is not."""

    verb: str
    label: Words
    done: Words
    form: type[forms.Form] = VersionedForm
    hint: Words = ""
    icon: str = "check"
    is_for_all: bool = False

    @property
    def can_be_taken_back(self) -> bool:
        return self.verb in CAN_BE_TAKEN_BACK

    @property
    def act(self) -> Callable[..., Any]:
        action: Callable[..., Any] = getattr(actions, self.verb)
        return action


DEEDS: dict[str, Deed] = {
    "triase": Deed(
        "triage_issue",
        _("Triage"),
        _("Triaged."),
        TriageForm,
        _("Confirm or correct the issue level. It can be undone as long as nothing else followed."),
        "checklist",
    ),
    "mulai": Deed("start_work", _("Start work"), _("Work has begun."), hint=_WHILE_FRESH, icon="player-play"),
    "pernyataan-awal": Deed(
        "mark_holding",
        _("Holding statement given"),
        _("Noted. The next update is due from here."),
        hint=_FOREVER,
        icon="message",
    ),
    "pembaruan": Deed(
        "mark_updated", _("Update given"), _("Noted. The next update is due from here."), hint=_FOREVER, icon="refresh"
    ),
    "dijawab": Deed(
        "mark_answered",
        _("Answered"),
        _("Marked as answered."),
        hint=_("Taken back by starting work again."),
        icon="message-check",
    ),
    "tingkat": Deed(
        "change_level",
        _("Change the issue level"),
        _("The issue level is changed; open deadlines are planned anew."),
        LevelForm,
        _("Deadlines not met yet are planned anew. It can be changed back."),
        "stairs",
    ),
    "petugas": Deed(
        "assign_issue",
        _("Put in charge"),
        _("Saved who is in charge."),
        AssignForm,
        _("Can be changed again."),
        "user-check",
    ),
    "utama": Deed(
        "change_lead",
        _("Hand over the lead"),
        _("The lead was handed over; your unit supports from now on."),
        LeadForm,
        _("Only the new lead can hand it back."),
        "arrows-exchange",
    ),
    "tambah-unit": Deed(
        "add_supporting_unit",
        _("Add a supporting unit"),
        _("The unit supports the issue now."),
        UnitForm,
        _("It reads, adds mentions and writes notes. It can be removed again."),
        "users-plus",
    ),
    "lepas-unit": Deed(
        "remove_supporting_unit",
        _("Remove a supporting unit"),
        _("The unit no longer sees the issue."),
        UnitForm,
        _("It can be added again."),
        "users-minus",
    ),
    "catatan": Deed(
        "add_note",
        _("Write a note"),
        _("The note is written; you can withdraw it."),
        NoteForm,
        icon="note",
        is_for_all=True,
    ),
    "tutup": Deed(
        "close_issue",
        _("Close the issue"),
        _("The issue is closed."),
        CloseForm,
        _("Its stories become free for another issue. It can be reopened."),
        "circle-check",
    ),
    "buka-lagi": Deed("reopen_issue", _("Reopen the issue"), _("The issue is open again."), ReopenForm, icon="rotate"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A deed with its form on the page; `is_button` when nothing has to be filled in."""

    slug: str
    deed: Deed
    form: forms.Form

    @property
    def is_button(self) -> bool:
        return not self.form.visible_fields()


def form_for(slug: str, issue: Issue, data: Mapping[str, Any] | None = None) -> forms.Form:
    """The form of a deed, empty or filled with what a person sent."""
    deed = DEEDS[slug]
    given: dict[str, Any] = {}
    if deed.form is AssignForm:
        given["unit_ids"] = sorted(unit_ids_of(issue))
    if issubclass(deed.form, UnitForm):
        given["issue"] = issue
    initial = {"version": issue.version, "level": issue.level_id, "assignee": issue.assignee_id}
    form = deed.form(data, initial=initial, auto_id=f"id_{slug}_%s", **given)
    if deed.verb in ("add_supporting_unit", "remove_supporting_unit"):
        units = form.fields["unit"]
        supporting = issue.supporting.values("unit_id")
        choices = units.queryset  # type: ignore[attr-defined]
        is_adding = deed.verb == "add_supporting_unit"
        units.queryset = choices.exclude(pk__in=supporting) if is_adding else choices.filter(pk__in=supporting)  # type: ignore[attr-defined]
    return form


def offered(issue: Issue, *, leads: bool, takes_part: bool, bound: Mapping[str, forms.Form]) -> list[Offer]:
    """What this person can do now; `bound` are forms that came back with what was typed."""
    return [
        Offer(slug, deed, bound.get(slug) or form_for(slug, issue))
        for slug, deed in DEEDS.items()
        if ISSUE.allows(issue.state, deed.verb) and (leads or (takes_part and deed.is_for_all))
    ]
