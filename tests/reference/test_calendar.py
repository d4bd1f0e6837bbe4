from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tanggap.reference.calendar import days_off, is_working_day, non_working_days
from tanggap.reference.models import DayOff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 4), True),  # a Wednesday
        (date(2026, 3, 7), False),  # a Saturday
        (date(2026, 8, 17), False),  # independence day, a Monday
        (date(2026, 12, 25), False),
    ],
)
def test_weekends_and_public_holidays_are_free(day: date, *, expected: bool) -> None:
    assert is_working_day(day) is expected


def test_the_office_adds_a_day_and_works_on_another() -> None:
    DayOff.objects.create(on=date(2026, 3, 4), name="Cuti bersama")
    DayOff.objects.create(on=date(2026, 8, 17), name="Posko", is_working_day=True)

    assert not is_working_day(date(2026, 3, 4))
    assert is_working_day(date(2026, 8, 17))


def test_the_year_lists_public_and_own_days_in_order() -> None:
    DayOff.objects.create(on=date(2026, 8, 14), name="Hari Jadi")
    DayOff.objects.create(on=date(2026, 8, 17), name="Posko", is_working_day=True)
    days = {day.on: day for day in days_off(2026)}

    assert list(days) == sorted(days)
    assert days[date(2026, 8, 14)].is_own
    assert (days[date(2026, 8, 17)].name, days[date(2026, 8, 17)].is_working_day) == ("Posko", True)
    assert not days[date(2026, 12, 25)].is_own


def test_a_span_of_days_takes_one_query(django_assert_num_queries: Any) -> None:
    DayOff.objects.create(on=date(2026, 3, 4), name="Cuti bersama")

    with django_assert_num_queries(1):
        free = non_working_days(date(2026, 3, 2), date(2026, 3, 8))
    assert free == {date(2026, 3, 4), date(2026, 3, 7), date(2026, 3, 8)}
