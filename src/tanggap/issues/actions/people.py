"""Who leads an issue, who supports it, who is in charge."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from tanggap.accounts.models import Unit, User
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.issues.actions.guards import CONTRIBUTE, finish, locked, require_lead
from tanggap.issues.models import Issue, IssueUnit


def unit_ids_of(issue: Issue) -> set[int]:
    """The lead unit and the supporting ones."""
    return {issue.unit_id, *IssueUnit.objects.filter(issue=issue).values_list("unit_id", flat=True)}


def require_worker(person: User, unit_ids: Collection[int]) -> None:
    """Only who works in one of these units can be in charge."""
    if not person.unit_ids_as(CONTRIBUTE.roles) & set(unit_ids):
        raise InvalidInput(f"user {person.pk} works in none of the issue's units", field="assignee")


@transaction.atomic
def assign_issue(*, actor: User, issue: Issue, assignee: User | None, version: int | None = None) -> Issue:
    """Put somebody of the issue's units in charge, or nobody. The lead unit's people may.

    Announces `issues.assign_issue`; undone by assigning again.
    """
    issue = locked(issue, "assign_issue", version=version)
    require_lead(actor, issue)
    if assignee is not None:
        require_worker(assignee, unit_ids_of(issue))
    before = issue.assignee_id
    issue.assignee = assignee
    name = str(assignee) if assignee else ""
    finish(issue, "assign_issue", actor=actor, before=before, assignee=issue.assignee_id, name=name)
    return issue


@transaction.atomic
def change_lead(*, actor: User, issue: Issue, unit: Unit, version: int | None = None) -> Issue:
    """Hand the lead to another unit; the old one supports from now on. The lead unit's people may.

    Who is in charge stays only if they work in the new lead. Announces `issues.change_lead`; the new lead can
    hand it back.
    """
    issue = locked(issue, "change_lead", version=version)
    require_lead(actor, issue)
    if unit.pk == issue.unit_id:
        raise WrongState(f"unit {unit.pk} leads issue {issue.number} already")
    old = issue.unit
    IssueUnit.objects.filter(issue=issue, unit=unit).delete()
    IssueUnit.objects.get_or_create(issue=issue, unit=old)
    issue.unit = unit
    if issue.assignee is not None and unit.pk not in issue.assignee.unit_ids_as(CONTRIBUTE.roles):
        issue.assignee = None
    finish(issue, "change_lead", actor=actor, before=old.pk, unit=unit.pk, before_name=str(old), name=str(unit))
    return issue


@transaction.atomic
def add_supporting_unit(*, actor: User, issue: Issue, unit: Unit) -> Issue:
    """Let a unit support the issue: it reads, adds mentions and notes. The lead unit's people may.

    Announces `issues.add_supporting_unit`; undone by `remove_supporting_unit`.
    """
    issue = locked(issue, "add_supporting_unit")
    require_lead(actor, issue)
    if unit.pk in unit_ids_of(issue):
        raise WrongState(f"unit {unit.pk} is in issue {issue.number} already")
    IssueUnit.objects.create(issue=issue, unit=unit)
    finish(issue, "add_supporting_unit", actor=actor, unit=unit.pk, name=str(unit))
    return issue


@transaction.atomic
def remove_supporting_unit(*, actor: User, issue: Issue, unit: Unit) -> Issue:
    """A unit no longer supports, and no longer sees, the issue. The lead unit's people may.

    Announces `issues.remove_supporting_unit`; undone by `add_supporting_unit`.
    """
    issue = locked(issue, "remove_supporting_unit")
    require_lead(actor, issue)
    n_removed, _by_model = IssueUnit.objects.filter(issue=issue, unit=unit).delete()
    if not n_removed:
        raise WrongState(f"unit {unit.pk} does not support issue {issue.number}")
    person = issue.assignee
    if person is not None and not person.unit_ids_as(CONTRIBUTE.roles) & unit_ids_of(issue):
        issue.assignee = None
    finish(issue, "remove_supporting_unit", actor=actor, unit=unit.pk, name=str(unit))
    return issue
