"""The clocks of an issue: started by its level, met by deeds, planned anew when the level changes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from tanggap.guidance.actions import office_calendar
from tanggap.guidance.models import ClockKind, LevelClock
from tanggap.guidance.worktime import due_at
from tanggap.issues.models import ClockState, Issue, IssueClock


def clock_state(clock: IssueClock, now: datetime) -> ClockState:
    """How a clock stands at `now`."""
    return clock.state_at(now)


def start_clocks(issue: Issue, *, at: datetime, without: Collection[str] = ()) -> None:
    """Start every clock of the issue's level that does not run yet."""
    calendar = office_calendar()
    running = set(IssueClock.objects.running().filter(issue=issue).values_list("kind", flat=True))
    IssueClock.objects.bulk_create(
        IssueClock(
            issue=issue,
            kind=rule.kind,
            time_kind=rule.time_kind,
            minutes=rule.minutes,
            started_at=at,
            due_at=due_at(at, rule.minutes, rule.time_kind, calendar),
        )
        for rule in LevelClock.objects.filter(level=issue.level)
        if rule.kind not in running and rule.kind not in without
    )


def meet(issue: Issue, kinds: Collection[str], *, at: datetime) -> None:
    """Note that what these clocks ask for was done."""
    IssueClock.objects.running().filter(issue=issue).filter(kind__in=kinds).update(met_at=at)


def restart(issue: Issue, kind: str, *, at: datetime) -> None:
    """Start a clock that comes round again, if the level has it."""
    others = [other for other in ClockKind.values if other != kind]
    start_clocks(issue, at=at, without=others)


def replan(issue: Issue, *, at: datetime, is_higher: bool) -> None:
    """Plan unmet clocks by the issue's new level; what they were stays in the history.

    A higher level counts from now on, because nobody could know before. A lower one counts from the opening,
    so that going up and down again wins no time.
    """
    IssueClock.objects.running().filter(issue=issue).update(cancelled_at=at)
    met = IssueClock.objects.filter(issue=issue, met_at__gte=issue.opened_at).exclude(kind=ClockKind.NEXT_UPDATE)
    start_clocks(issue, at=at if is_higher else issue.opened_at, without=set(met.values_list("kind", flat=True)))


def put_back(issue: Issue, running: Collection[int], *, at: datetime) -> None:
    """Let exactly these clocks run again, as they did before a deed; what the deed started is set aside."""
    IssueClock.objects.running().filter(issue=issue).exclude(pk__in=running).update(cancelled_at=at)
    IssueClock.objects.filter(issue=issue, pk__in=running).update(met_at=None, cancelled_at=None)


def stop_clocks(issue: Issue, *, at: datetime) -> None:
    """Nothing is due any more."""
    IssueClock.objects.running().filter(issue=issue).update(cancelled_at=at)
