"""The work on an issue: triage, work, answers, its level and its words. All by the lead unit's people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tanggap.accounts.models import User
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.guidance.models import ClockKind, Level
from tanggap.issues.actions.clocks import meet, put_back, replan, restart
from tanggap.issues.actions.guards import finish, locked, note, require_lead
from tanggap.issues.models import Issue, IssueClock

# Deeds that leave nothing outside the house: taken back while nothing followed.
CAN_BE_TAKEN_BACK = ("triage_issue", "start_work")


@transaction.atomic
def triage_issue(
    *, actor: User, issue: Issue, level: Level, version: int | None = None, at: datetime | None = None
) -> Issue:
    """Confirm or correct the level: the first look is done. The lead unit's people may.

    Meets the triage clock; announces `issues.triage_issue`. Undone by `take_back` while nothing followed.
    """
    at = at or timezone.now()
    issue = locked(issue, "triage_issue", version=version)
    require_lead(actor, issue)
    was = _standing(issue)
    before = issue.level_id
    issue.triaged_at = at
    meet(issue, [ClockKind.TRIAGE], at=at)
    _set_level(issue, level, at=at)
    finish(issue, "triage_issue", actor=actor, before=before, level=level.pk, was=was)
    return issue


@transaction.atomic
def start_work(*, actor: User, issue: Issue, version: int | None = None, at: datetime | None = None) -> Issue:
    """The matter is assessed and work on it begins. The lead unit's people may.

    Meets the clocks of triage and assessment; announces `issues.start_work`. Undone by `take_back` while nothing
    followed.
    """
    at = at or timezone.now()
    issue = locked(issue, "start_work", version=version)
    require_lead(actor, issue)
    was = _standing(issue)
    issue.triaged_at = issue.triaged_at or at
    meet(issue, [ClockKind.TRIAGE, ClockKind.ASSESS], at=at)
    finish(issue, "start_work", actor=actor, was=was)
    return issue


def _standing(issue: Issue) -> dict[str, Any]:
    """How the issue stands before a deed: all that taking it back needs."""
    return {
        "state": issue.state,
        "level": issue.level_id,
        "triaged_at": issue.triaged_at.isoformat() if issue.triaged_at else "",
        "running": list(IssueClock.objects.running().filter(issue=issue).order_by("pk").values_list("pk", flat=True)),
    }


@transaction.atomic
def take_back(*, actor: User, issue: Issue, version: int, at: datetime | None = None) -> Issue:
    """Take back the triage or the start of work that brought the issue to `version`. The lead unit's people may.

    State, level and clocks stand as before; the history keeps both. Announces `issues.take_back`. Not undone:
    the deed can be done again.

    Raises
    ------
    WrongState
        If something followed, or what brought the issue there cannot be taken back.
    """
    at = at or timezone.now()
    issue = locked(issue, "take_back", version=version)
    require_lead(actor, issue)
    verbs = [f"issues.{verb}" for verb in CAN_BE_TAKEN_BACK]
    entries = AuditEntry.objects.about("issue", issue.number).with_payload()
    entry = entries.filter(verb__in=verbs, payload__data__version=version).first()
    if entry is None:
        raise WrongState(f"what brought issue {issue.number} to version {version} cannot be taken back")
    was = entry.payload.data["was"]
    issue.level_id = was["level"]
    issue.triaged_at = datetime.fromisoformat(was["triaged_at"]) if was["triaged_at"] else None
    put_back(issue, was["running"], at=at)
    issue.state = was["state"]
    issue.version += 1
    issue.save()
    note(issue, "take_back", actor=actor, taken_back=entry.verb, level=issue.level_id, version=issue.version)
    return issue


@transaction.atomic
def mark_holding(*, actor: User, issue: Issue, version: int | None = None, at: datetime | None = None) -> Issue:
    """A holding statement is out; the next update is due from here. The lead unit's people may.

    Meets the holding clock; announces `issues.mark_holding`. Not undone.
    """
    return _tell(actor, issue, "mark_holding", [ClockKind.HOLDING, ClockKind.NEXT_UPDATE], version, at)


@transaction.atomic
def mark_updated(*, actor: User, issue: Issue, version: int | None = None, at: datetime | None = None) -> Issue:
    """The promised update is out and the next one is due from here. The lead unit's people may.

    Announces `issues.mark_updated`. Not undone.
    """
    return _tell(actor, issue, "mark_updated", [ClockKind.NEXT_UPDATE], version, at)


def _tell(
    actor: User, issue: Issue, verb: str, kinds: Sequence[str], version: int | None, at: datetime | None
) -> Issue:
    at = at or timezone.now()
    issue = locked(issue, verb, version=version)
    require_lead(actor, issue)
    meet(issue, kinds, at=at)
    restart(issue, ClockKind.NEXT_UPDATE, at=at)
    finish(issue, verb, actor=actor)
    return issue


@transaction.atomic
def mark_answered(
    *,
    actor: User | None,
    issue: Issue,
    valid_until: datetime | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> Issue:
    """The public has its answer. The lead unit's people may, and the machine when a statement is published.

    Meets every clock that still runs; announces `issues.mark_answered`. Undone by `start_work`.
    """
    at = at or timezone.now()
    issue = locked(issue, "mark_answered", version=version)
    if actor is not None:
        require_lead(actor, issue)
    issue.answered_at, issue.answer_valid_until = at, valid_until
    meet(issue, ClockKind.values, at=at)
    finish(issue, "mark_answered", actor=actor)
    return issue


@transaction.atomic
def change_level(
    *,
    actor: User,
    issue: Issue,
    level: Level,
    reason: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> Issue:
    """Set another level; clocks not met yet are planned anew. The lead unit's people may.

    Announces `issues.change_level`; undone by changing it again.
    """
    at = at or timezone.now()
    issue = locked(issue, "change_level", version=version)
    require_lead(actor, issue)
    if level.pk == issue.level_id:
        raise WrongState(f"issue {issue.number} is at level {level.pk} already")
    before = issue.level_id
    _set_level(issue, level, at=at)
    finish(issue, "change_level", actor=actor, before=before, level=level.pk, reason=reason)
    return issue


def _set_level(issue: Issue, level: Level, *, at: datetime) -> None:
    if level.pk == issue.level_id:
        return
    is_higher = level.pk > issue.level_id
    issue.level = level
    replan(issue, at=at, is_higher=is_higher)


@transaction.atomic
def edit_issue(
    *,
    actor: User,
    issue: Issue,
    title: str,
    summary: str,
    topics: Sequence[str],
    region_codes: Sequence[str],
    visibility: str,
    version: int | None = None,
) -> Issue:
    """Write the issue's words, topics, regions and visibility anew. The lead unit's people may.

    Announces `issues.edit_issue`; the trail keeps what stood before, to be written back.
    """
    issue = locked(issue, "edit_issue", version=version)
    require_lead(actor, issue)
    if not title.strip():
        raise InvalidInput("an issue needs its title", field="title")
    after = {
        "title": title.strip(),
        "summary": summary.strip(),
        "topics": list(topics),
        "region_codes": list(region_codes),
        "visibility": visibility,
    }
    before = {name: getattr(issue, name) for name in after}
    changed = [name for name in after if after[name] != before[name]]
    for name in changed:
        setattr(issue, name, after[name])
    finish(issue, "edit_issue", actor=actor, fields=changed, before={name: before[name] for name in changed})
    return issue
