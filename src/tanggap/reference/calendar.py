"""Working days: the public holidays of Indonesia, corrected by the office's own days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from tanggap.reference.models import DayOff

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Day:
    """One special day. `is_own` tells the office's entries from the public ones."""

    on: date
    name: str
    is_working_day: bool
    is_own: bool


@lru_cache(maxsize=64)
def public_holidays(year: int) -> dict[date, str]:
    """The public holidays of a year, by their Indonesian names."""
    import holidays  # knows every country's days, which takes a while to load

    return dict(sorted(holidays.country_holidays("ID", years=year, language="id").items()))


def days_off(year: int) -> list[Day]:
    """Every special day of a year, in order; the office's own entry wins over the public one."""
    days = {on: Day(on, name, is_working_day=False, is_own=False) for on, name in public_holidays(year).items()}
    for own in DayOff.objects.filter(on__year=year):
        days[own.on] = Day(own.on, own.name, own.is_working_day, is_own=True)
    return sorted(days.values(), key=lambda day: day.on)


def is_working_day(day: date) -> bool:
    """Whether the office works: not on weekends and holidays, unless its own calendar says otherwise."""
    own = DayOff.objects.filter(pk=day).first()
    if own is not None:
        return own.is_working_day
    return _is_public_working_day(day)


def non_working_days(first: date, last: date) -> set[date]:
    """The days from `first` to `last` on which the office does not work, with one query."""
    own = {row.on: row.is_working_day for row in DayOff.objects.filter(on__range=(first, last))}
    days = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
    return {day for day in days if not own.get(day, _is_public_working_day(day))}


def _is_public_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and day not in public_holidays(day.year)
