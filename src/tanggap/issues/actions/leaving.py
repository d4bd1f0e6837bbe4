"""What becomes of the work of somebody who was switched off, and of somebody who is back."""

from __future__ import annotations

from django.db import transaction

from tanggap.accounts.models import User
from tanggap.audit.models import AuditEntry
from tanggap.issues.actions.guards import CONTRIBUTE, finish, locked
from tanggap.issues.actions.people import unit_ids_of
from tanggap.issues.models import Issue

_VERB = "issues.assign_issue"


@transaction.atomic
def release_work(*, person: User) -> int:
    """Give the open issues of somebody who can no longer sign in back to their units: nobody is in charge of them.

    The machine does, when a person was switched off; how many. Announces `issues.assign_issue`. Undone by
    `give_back_work`.
    """
    issues = list(Issue.objects.open().filter(assignee=person).order_by("pk"))
    for issue in issues:
        fresh = locked(issue, "assign_issue")
        fresh.assignee = None
        finish(fresh, "assign_issue", actor=None, before=person.pk, assignee=None, name="", released=person.pk)
    return len(issues)


@transaction.atomic
def give_back_work(*, person: User) -> int:
    """Put somebody who is back in charge again of what was released for them and nobody took since.

    The machine does, when a person was switched on again; how many. Announces `issues.assign_issue`.
    """
    released = AuditEntry.objects.filter(verb=_VERB, payload__data__released=person.pk)
    waiting = Issue.objects.open().filter(assignee=None, number__in=released.values("object_id")).order_by("pk")
    n_given = 0
    for issue in waiting:
        last = AuditEntry.objects.about("issue", issue.number).filter(verb=_VERB).order_by("pk").last()
        is_theirs = last is not None and last.payload.data.get("released") == person.pk
        if is_theirs and person.unit_ids_as(CONTRIBUTE.roles) & unit_ids_of(issue):
            fresh = locked(issue, "assign_issue")
            fresh.assignee = person
            finish(fresh, "assign_issue", actor=None, before=None, assignee=person.pk, name=str(person))
            n_given += 1
    return n_given
