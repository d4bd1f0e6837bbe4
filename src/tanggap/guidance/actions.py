"""What an administrator agrees for the whole office: the clocks of the levels and the working hours."""

from __future__ import annotations

from datetime import time

from django.db import transaction
from django.utils import timezone

from tanggap.accounts.access import require
from tanggap.accounts.models import User
from tanggap.audit.trail import record
from tanggap.core.errors import InvalidInput
from tanggap.guidance.apps import EDIT_LEVELS
from tanggap.guidance.defaults import CLOCKS, HOURS, LEVELS
from tanggap.guidance.models import ClockKind, Level, LevelClock, OfficeHours, TimeKind, Weekday
from tanggap.guidance.worktime import WorkCalendar
from tanggap.reference.calendar import is_working_day

MAX_MINUTES = 60 * 24 * 90


@transaction.atomic
def load_default_levels() -> None:
    """Write the levels, clocks and hours that are missing; the machine calls it, nothing edited is touched."""
    is_first_time = not Level.objects.exists()
    for number, (name, description) in LEVELS.items():
        _level, is_new = Level.objects.get_or_create(number=number, defaults={"name": name, "description": description})
        if is_new:
            LevelClock.objects.bulk_create(
                LevelClock(level_id=number, kind=kind, minutes=minutes, time_kind=time_kind)
                for kind, minutes, time_kind in CLOCKS[number]
            )
    if is_first_time and not OfficeHours.objects.exists():
        OfficeHours.objects.bulk_create(
            OfficeHours(weekday=day, opens_at=time.fromisoformat(opens), closes_at=time.fromisoformat(closes))
            for day, (opens, closes) in HOURS.items()
        )


def office_calendar() -> WorkCalendar:
    """The working time of the office as its rows say now, in local time."""
    hours = {row.weekday: (_minutes(row.opens_at), _minutes(row.closes_at)) for row in OfficeHours.objects.all()}
    return WorkCalendar(hours, is_working_day, timezone.get_default_timezone())


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


@transaction.atomic
def set_clock(*, actor: User, level: Level, kind: str, minutes: int, time_kind: str) -> LevelClock:
    """Agree on a deadline; a platform administrator may. Clocks that run already keep what they started with."""
    require(actor, EDIT_LEVELS)
    if kind not in ClockKind.values or time_kind not in TimeKind.values:
        raise InvalidInput("no such clock", field="kind")
    if not 0 < minutes <= MAX_MINUTES:
        raise InvalidInput("minutes out of range", field="minutes")
    before = LevelClock.objects.select_for_update().filter(level=level, kind=kind).first()
    old = [before.minutes, before.time_kind] if before else None
    clock = before or LevelClock(level=level, kind=kind)
    if old == [minutes, time_kind]:
        return clock
    clock.minutes, clock.time_kind = minutes, time_kind
    clock.save()
    data = {"kind": kind, "before": old, "after": [minutes, time_kind]}
    record("guidance.set_clock", actor=actor, kind="level", key=level.pk, data=data)
    return clock


@transaction.atomic
def remove_clock(*, actor: User, level: Level, kind: str) -> None:
    """Ask for no such deadline any more; a platform administrator may. Undone by `set_clock`."""
    require(actor, EDIT_LEVELS)
    row = LevelClock.objects.select_for_update().filter(level=level, kind=kind).first()
    if row is None:
        return
    data = {"kind": kind, "before": [row.minutes, row.time_kind]}
    row.delete()
    record("guidance.remove_clock", actor=actor, kind="level", key=level.pk, data=data)


@transaction.atomic
def set_hours(*, actor: User, weekday: int, opens_at: time | None, closes_at: time | None) -> None:
    """Agree on the working hours of a weekday, or on none; a platform administrator may."""
    require(actor, EDIT_LEVELS)
    if weekday not in Weekday.values:
        raise InvalidInput("no such day", field="weekday")
    before = OfficeHours.objects.select_for_update().filter(pk=weekday).first()
    old = [before.opens_at.isoformat("minutes"), before.closes_at.isoformat("minutes")] if before else None
    if opens_at is None or closes_at is None:
        OfficeHours.objects.filter(pk=weekday).delete()
        new = None
    else:
        if closes_at <= opens_at:
            raise InvalidInput("the day ends before it begins", field="closes_at")
        OfficeHours(weekday=weekday, opens_at=opens_at, closes_at=closes_at).save()
        new = [opens_at.isoformat("minutes"), closes_at.isoformat("minutes")]
    if old != new:
        record("guidance.set_hours", actor=actor, kind="office_hours", key=weekday, data={"before": old, "after": new})
