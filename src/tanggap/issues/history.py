"""The history of an issue in sentences, read from the trail."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import User
from tanggap.audit.models import AuditEntry
from tanggap.issues.models import Issue, IssueNote

SENTENCES = {
    "issues.open_issue": _("opened the issue at issue level %(level)s"),
    "issues.triage_issue": _("triaged: issue level %(level)s (was %(before)s)"),
    "issues.start_work": _("assessed it and began to work on it"),
    "issues.take_back": _("took the last step back"),
    "issues.mark_holding": _("gave a holding statement"),
    "issues.mark_updated": _("gave the promised update"),
    "issues.mark_answered": _("marked it answered"),
    "issues.change_level": _("changed the issue level from %(before)s to %(level)s: %(reason)s"),
    "issues.edit_issue": _("edited the words of the issue"),
    "issues.assign_issue": _("put in charge: %(name)s"),
    "issues.change_lead": _("handed the lead from %(before_name)s to %(name)s"),
    "issues.add_supporting_unit": _("added a supporting unit: %(name)s"),
    "issues.remove_supporting_unit": _("removed a supporting unit: %(name)s"),
    "issues.add_story": _("added a story: %(title)s"),
    "issues.remove_story": _("took a story out: %(title)s"),
    "issues.add_mention": _("added a mention by hand"),
    "issues.remove_mention": _("took a mention out"),
    "issues.mentions_arrived": _("brought new mentions: %(n_mentions)s"),
    "issues.add_note": _("wrote a note"),
    "issues.withdraw_note": _("withdrew a note"),
    "issues.close_issue": _("closed the issue: %(reason)s"),
    "issues.reopen_issue": _("reopened the issue: %(reason)s"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history. `who` is empty for the machine."""

    at: datetime
    who: str
    words: str
    note: IssueNote | None = None


def events_of(issue: Issue) -> list[Event]:
    """Everything that happened to the issue, newest first, in sentences."""
    notes = {note.pk: note for note in issue.notes.select_related("by")}
    entries = list(AuditEntry.objects.about("issue", issue.number).with_payload())
    # The trail keeps the name to sign in with, because it outlives people; here their own name reads better.
    people = User.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    return [_event(entry, notes, people) for entry in reversed(entries)]


def _event(entry: AuditEntry, notes: dict[int, IssueNote], people: dict[int, User]) -> Event:
    data: dict[str, Any] = defaultdict(lambda: "…", entry.payload.data)
    sentence = SENTENCES.get(entry.verb)
    if entry.verb == "issues.assign_issue" and not data["name"]:
        sentence = _("put nobody in charge")
    note = notes.get(data["note"]) if entry.verb == "issues.add_note" else None
    who = str(people.get(entry.actor_id or 0, entry.actor_name))
    return Event(entry.at, who, str(sentence) % data if sentence else entry.verb, note)
