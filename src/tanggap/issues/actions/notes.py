"""Remarks for colleagues."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tanggap.accounts.models import User
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.issues.actions.guards import finish, locked, require_part
from tanggap.issues.models import Issue, IssueNote


@transaction.atomic
def add_note(*, actor: User, issue: Issue, text: str) -> IssueNote:
    """Leave a note, on a closed issue too. The lead's and the supporting units' people may.

    Announces `issues.add_note`; undone by `withdraw_note`.
    """
    issue = locked(issue, "add_note")
    require_part(actor, issue)
    if not text.strip():
        raise InvalidInput("an empty note says nothing", field="text")
    row = IssueNote.objects.create(issue=issue, text=text.strip(), by=actor)
    finish(issue, "add_note", actor=actor, note=row.pk)
    return row


@transaction.atomic
def withdraw_note(*, actor: User, note: IssueNote) -> IssueNote:
    """Take one's own note back; it stays in the trail. Announces `issues.withdraw_note`. Not undone."""
    issue = locked(note.issue, "withdraw_note")
    require_part(actor, issue)
    note = IssueNote.objects.select_for_update().get(pk=note.pk)
    if note.by_id != actor.pk:
        raise NotAllowed(f"note {note.pk} is somebody else's")
    if note.withdrawn_at is not None:
        raise WrongState(f"note {note.pk} was withdrawn already")
    note.withdrawn_at = timezone.now()
    note.save(update_fields=["withdrawn_at"])
    finish(issue, "withdraw_note", actor=actor, note=note.pk)
    return note
