"""When something is due, in clock time and in working time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanggap.core.errors import PermanentFailure
from tanggap.guidance.models import TimeKind
from tanggap.guidance.worktime import WorkCalendar, due_at

WITA = ZoneInfo("Asia/Makassar")
HOURS = {**dict.fromkeys(range(4), (8 * 60, 16 * 60 + 30)), 4: (8 * 60, 11 * 60)}
HOLIDAYS = {date(2026, 3, 19), date(2026, 3, 20)}
OFFICE = WorkCalendar(HOURS, lambda day: day.weekday() < 5 and day not in HOLIDAYS, WITA)
ALWAYS = WorkCalendar(dict.fromkeys(range(7), (0, 1440)), lambda _day: True, WITA)

moments = st.integers(0, 365 * 1440).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n, seconds=7))
minutes = st.integers(0, 5_000)
# A busy machine must not make a right answer a failure.
unhurried = settings(deadline=None)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=WITA)


@pytest.mark.parametrize(
    ("start", "n_minutes", "due"),
    [
        (local(4, 9), 60, local(4, 10)),
        (local(4, 16), 60, local(5, 8, 30)),  # over the night
        (local(4, 6), 60, local(4, 9)),  # before the office opens
        (local(4, 20), 60, local(5, 9)),  # after it closed
        (local(6, 10), 120, local(9, 9)),  # Friday closes at eleven, then a weekend
        (local(18, 16), 60, local(23, 8, 30)),  # two holidays and a weekend
        (local(4, 15, 30), 60, local(4, 16, 30)),  # to the last minute of the day
    ],
)
def test_working_time_counts_only_while_the_office_works(start: datetime, n_minutes: int, due: datetime) -> None:
    assert due_at(start, n_minutes, TimeKind.WORKING, OFFICE) == due


def test_clock_time_goes_on_at_night() -> None:
    assert due_at(local(6, 23), 240, TimeKind.CALENDAR, OFFICE) == local(7, 3)


@unhurried
@given(moments, minutes)
def test_nothing_is_due_before_it_starts(start: datetime, n_minutes: int) -> None:
    assert due_at(start, n_minutes, TimeKind.WORKING, OFFICE) >= start + timedelta(minutes=n_minutes)


@unhurried
@given(moments, minutes, minutes)
def test_two_spans_one_after_the_other_are_one_long_span(start: datetime, first: int, second: int) -> None:
    in_steps = due_at(due_at(start, first, TimeKind.WORKING, OFFICE), second, TimeKind.WORKING, OFFICE)

    assert in_steps == due_at(start, first + second, TimeKind.WORKING, OFFICE)


@unhurried
@given(moments, st.integers(1, 5_000))
def test_what_is_due_falls_into_working_time(start: datetime, n_minutes: int) -> None:
    due = due_at(start, n_minutes, TimeKind.WORKING, OFFICE).astimezone(WITA)

    opens, closes = HOURS[due.weekday()]
    assert due.date() not in HOLIDAYS
    assert (
        timedelta(minutes=opens)
        <= due - due.replace(hour=0, minute=0, second=0, microsecond=0)
        <= timedelta(minutes=closes)
    )


@unhurried
@given(moments, minutes)
def test_an_office_that_never_sleeps_works_by_the_clock(start: datetime, n_minutes: int) -> None:
    working = due_at(start, n_minutes, TimeKind.WORKING, ALWAYS)

    assert working == due_at(start, n_minutes, TimeKind.CALENDAR, ALWAYS)


@unhurried
@given(moments, minutes, st.integers(1, 300))
def test_who_starts_later_is_due_no_earlier(start: datetime, n_minutes: int, delay: int) -> None:
    later = due_at(start + timedelta(minutes=delay), n_minutes, TimeKind.WORKING, OFFICE)

    assert later >= due_at(start, n_minutes, TimeKind.WORKING, OFFICE)


def test_an_office_without_hours_is_a_mistake_that_is_told() -> None:
    closed = WorkCalendar({0: (480, 480)}, lambda _day: True, WITA)

    with pytest.raises(PermanentFailure, match="no working time"):
        due_at(local(4, 9), 10, TimeKind.WORKING, closed)
