"""Which time a report covers, what it is compared with, and when the next one is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from tanggap.desk.brief.models import Period
from tanggap.reference.calendar import non_working_days

_DAYS = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 30}
# How many spans of the same length before it make the mean.
_N_BEFORE = {Period.DAY: 30, Period.WEEK: 4, Period.MONTH: 3}
_LONGEST_PAUSE = 60
# A holiday that is longer pushes no report before it over itself.
_LONGEST_SHIFT = 14


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` (excluded) to `until` (included), and `n_before` spans of the same length before it."""

    since: datetime
    until: datetime
    n_before: int

    @property
    def length(self) -> timedelta:
        return self.until - self.since

    @property
    def before(self) -> datetime:
        """Where the span just before begins."""
        return self.since - self.length

    @property
    def earliest(self) -> datetime:
        """Where the first span of the mean begins."""
        return self.since - self.n_before * self.length


def span_of(period: str, until: datetime) -> Span:
    """A day is the 24 hours before `until`; a week and a month are the last 7 and 30 whole local days."""
    kind = Period(period)
    if kind != Period.DAY:
        until = at_local(timezone.localdate(until), time())
    return Span(until - timedelta(days=_DAYS[kind]), until, _N_BEFORE[kind])


def at_local(day: date, at: time) -> datetime:
    """This time of that day on the clock of the office."""
    return timezone.make_aware(datetime.combine(day, at))


def next_due(after: datetime, at: time, *, period: str = Period.DAY, day: int = 1) -> datetime:
    """The first moment after `after` at which a report is due; one that falls on a day off comes when work begins.

    `day` counts from Monday (1) in a week and from the first in a month.
    """
    first = timezone.localdate(after) - timedelta(days=_LONGEST_SHIFT)
    last = timezone.localdate(after) + timedelta(days=_LONGEST_PAUSE)
    off = non_working_days(first, last)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    # An office that never works for two months gets its report on the first day after them all the same.
    work = last + timedelta(days=1)
    found = at_local(work, at)
    for each in reversed(days):
        work = work if each in off else each
        if _is_named(each, period, day) and at_local(work, at) > after:
            found = at_local(work, at)
    return found


def _is_named(on: date, period: str, day: int) -> bool:
    if period == Period.WEEK:
        return on.isoweekday() == day
    return on.day == day if period == Period.MONTH else True


def last_due(now: datetime, at: time, *, first: datetime, period: str = Period.DAY, day: int = 1) -> datetime:
    """The newest moment from `first` on that has come: of several that were missed, only this one is made up for."""
    moment = first
    while (later := next_due(moment, at, period=period, day=day)) <= now:
        moment = later
    return moment
