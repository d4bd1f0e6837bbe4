"""When something is due, in clock time or in the office's working time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from tanggap.core.errors import PermanentFailure
from tanggap.guidance.models import TimeKind

MINUTES_A_DAY = 1440
# An office that does not work for a whole year has wrong hours, not a long holiday.
_MAX_DAYS = 366


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """When an office works: the span of each weekday (0 is Monday) in minutes after midnight, local time."""

    hours: Mapping[int, tuple[int, int]]
    is_working_day: Callable[[date], bool]
    zone: tzinfo

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """From when to when the office works on `day`; None when it does not."""
        hours = self.hours.get(day.weekday())
        if hours is None or hours[1] <= hours[0] or not self.is_working_day(day):
            return None
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        return self._at(midnight, hours[0]), self._at(midnight, hours[1])

    @staticmethod
    def _at(midnight: datetime, minutes: int) -> datetime:
        # Wall time first, then UTC: a change of the clocks moves the opening hour with it.
        return (midnight + timedelta(minutes=minutes)).astimezone(UTC)


def due_at(start: datetime, minutes: int, time_kind: str, calendar: WorkCalendar) -> datetime:
    """The moment `minutes` after `start`, counted in that kind of time; aware, in UTC.

    Raises
    ------
    PermanentFailure
        If the calendar has no working time within a year.
    """
    start = start.astimezone(UTC)
    if time_kind == TimeKind.CALENDAR or minutes == 0:
        return start + timedelta(minutes=minutes)
    left = timedelta(minutes=minutes)
    day = start.astimezone(calendar.zone).date()
    n_idle_days = 0
    while n_idle_days <= _MAX_DAYS:
        span = calendar.span(day)
        worked = max(span[1] - max(span[0], start), timedelta()) if span else timedelta()
        if span and worked >= left:
            return max(span[0], start) + left
        left -= worked
        n_idle_days = 0 if worked else n_idle_days + 1
        day += timedelta(days=1)
    raise PermanentFailure("the office hours leave no working time")
