"""Levels, clocks and hours that an administrator agrees."""

from __future__ import annotations

from datetime import time

import pytest

from cast import NOW
from tanggap.accounts.models import User
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, NotAllowed
from tanggap.guidance.actions import load_default_levels, office_calendar, remove_clock, set_clock, set_hours
from tanggap.guidance.models import ClockKind, Level, LevelClock, OfficeHours, TimeKind
from tanggap.guidance.worktime import due_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def levels() -> dict[int, Level]:
    load_default_levels()
    return Level.objects.in_bulk()


def test_an_office_starts_with_four_levels_and_their_clocks(levels: dict[int, Level]) -> None:
    assert [level.name for level in Level.objects.all()] == ["rutin", "waspada", "siaga", "krisis"]
    assert levels[3].clocks.get(kind=ClockKind.HOLDING).minutes == 60
    assert OfficeHours.objects.count() == 5
    assert str(levels[3]) == "3 krisis"
    assert str(OfficeHours.objects.get(pk=4)) == "4 08:00–11:00"


def test_loading_again_keeps_what_the_office_agreed(levels: dict[int, Level], adminnya: User) -> None:
    set_clock(actor=adminnya, level=levels[1], kind=ClockKind.ANSWER, minutes=99, time_kind=TimeKind.WORKING)
    remove_clock(actor=adminnya, level=levels[1], kind=ClockKind.ASSESS)
    set_hours(actor=adminnya, weekday=4, opens_at=None, closes_at=None)

    load_default_levels()

    assert levels[1].clocks.get(kind=ClockKind.ANSWER).minutes == 99
    assert not levels[1].clocks.filter(kind=ClockKind.ASSESS).exists()
    assert not OfficeHours.objects.filter(pk=4).exists()


def test_an_emptied_installation_gets_everything_back() -> None:
    Level.objects.all().delete()
    OfficeHours.objects.all().delete()

    load_default_levels()

    assert (Level.objects.count(), OfficeHours.objects.count()) == (4, 5)
    assert LevelClock.objects.count() == 12


def test_office_hours_of_their_own_stay_when_levels_are_loaded_first() -> None:
    Level.objects.all().delete()
    OfficeHours.objects.all().delete()
    OfficeHours.objects.create(weekday=0, opens_at=time(7), closes_at=time(15))

    load_default_levels()

    assert [str(row) for row in OfficeHours.objects.all()] == ["0 07:00–15:00"]


def test_a_changed_clock_is_in_the_trail_with_what_stood_before(levels: dict[int, Level], adminnya: User) -> None:
    set_clock(actor=adminnya, level=levels[3], kind=ClockKind.TRIAGE, minutes=10, time_kind=TimeKind.CALENDAR)

    entry = AuditEntry.objects.with_payload().get(verb="guidance.set_clock")
    assert entry.payload.data == {"kind": "triage", "before": [15, "calendar"], "after": [10, "calendar"]}


def test_a_clock_that_stays_as_it_is_leaves_no_entry(levels: dict[int, Level], adminnya: User) -> None:
    set_clock(actor=adminnya, level=levels[3], kind=ClockKind.TRIAGE, minutes=15, time_kind=TimeKind.CALENDAR)
    remove_clock(actor=adminnya, level=levels[0], kind=ClockKind.ANSWER)

    assert not AuditEntry.objects.exists()


def test_a_level_can_get_a_clock_it_did_not_have(levels: dict[int, Level], adminnya: User) -> None:
    clock = set_clock(actor=adminnya, level=levels[0], kind=ClockKind.ANSWER, minutes=600, time_kind=TimeKind.WORKING)

    assert str(clock) == "0 answer"
    assert levels[0].clocks.count() == 2


@pytest.mark.parametrize(
    ("kind", "minutes", "time_kind"),
    [("nap", 10, "working"), ("triage", 10, "lunar"), ("triage", 0, "working"), ("triage", 10**7, "working")],
)
def test_nonsense_is_refused(levels: dict[int, Level], adminnya: User, kind: str, minutes: int, time_kind: str) -> None:
    with pytest.raises(InvalidInput):
        set_clock(actor=adminnya, level=levels[0], kind=kind, minutes=minutes, time_kind=time_kind)


def test_only_an_administrator_agrees_on_them(levels: dict[int, Level], sari: User) -> None:
    with pytest.raises(NotAllowed):
        set_clock(actor=sari, level=levels[0], kind="triage", minutes=5, time_kind="working")
    with pytest.raises(NotAllowed):
        remove_clock(actor=sari, level=levels[0], kind="triage")
    with pytest.raises(NotAllowed):
        set_hours(actor=sari, weekday=0, opens_at=None, closes_at=None)


def test_working_hours_are_what_the_rows_say(levels: dict[int, Level], adminnya: User) -> None:
    set_hours(actor=adminnya, weekday=2, opens_at=time(9), closes_at=time(9, 30))

    # NOW is a Wednesday at nine: half an hour that day, the rest on Thursday from eight.
    due = due_at(NOW, 60, TimeKind.WORKING, office_calendar())

    assert (due - NOW).total_seconds() == 23.5 * 3600


def test_hours_that_stay_as_they_are_leave_no_entry(levels: dict[int, Level], adminnya: User) -> None:
    set_hours(actor=adminnya, weekday=0, opens_at=time(8), closes_at=time(16, 30))

    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(("weekday", "opens", "closes"), [(7, time(8), time(9)), (0, time(9), time(8))])
def test_hours_that_cannot_be_are_refused(
    levels: dict[int, Level], adminnya: User, weekday: int, opens: time, closes: time
) -> None:
    with pytest.raises(InvalidInput):
        set_hours(actor=adminnya, weekday=weekday, opens_at=opens, closes_at=closes)
