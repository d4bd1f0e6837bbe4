"""Days on which the sentiment fell hard."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tanggap.core.signals.shocks import DayTone, shocks_of

START = date(2026, 1, 1)


def month(n_days: int, *, n: int = 20, good: float = 0.6, bad: float = 0.2, seed: int = 1) -> list[DayTone]:
    draw = random.Random(seed)
    rows = []
    for day in range(n_days):
        tones = draw.choices(("p", "n", "o"), (good, bad, 1 - good - bad), k=n)
        rows.append(DayTone(START + timedelta(days=day), tones.count("n"), tones.count("o"), tones.count("p")))
    return rows


def with_days(rows: list[DayTone], places: range, negative: int, neutral: int, positive: int) -> list[DayTone]:
    return [DayTone(row.day, negative, neutral, positive) if at in places else row for at, row in enumerate(rows)]


def test_nine_good_months_and_one_bad_day() -> None:
    rows = with_days(month(270), range(250, 251), 60, 10, 5)

    [shock] = shocks_of(rows)

    assert shock.day == START + timedelta(days=250)
    assert (shock.n, shock.days_to_recover) == (75, 1)
    assert shock.usual == pytest.approx(0.4, abs=0.1)
    assert shock.low < shock.fall < shock.high
    assert shock.fall == pytest.approx(shock.usual + 55 / 75)


def test_ninety_quiet_months_have_hardly_a_shock() -> None:
    assert sum(len(shocks_of(month(270, seed=seed))) for seed in range(10)) <= 2


def test_a_fall_that_lasts_is_one_shock_that_ends_when_three_days_are_good_again() -> None:
    rows = with_days(month(120), range(60, 72), 15, 3, 2)

    [shock] = shocks_of(rows)

    assert shock.days_to_recover == 12


def test_what_is_not_over_says_so() -> None:
    [shock] = shocks_of(with_days(month(70), range(60, 70), 15, 3, 2))

    assert shock.days_to_recover is None


def test_two_days_at_the_end_are_no_recovery_yet() -> None:
    [shock] = shocks_of(with_days(month(70), range(60, 68), 15, 3, 2))

    assert shock.back_on is None


def test_a_much_heavier_fall_within_a_shock_is_told_too() -> None:
    rows = with_days(month(80), range(60, 80), 9, 6, 3)
    found = shocks_of(with_days(rows, range(70, 71), 180, 10, 5))

    assert [shock.day for shock in found] == [START + timedelta(days=60), START + timedelta(days=70)]


def test_few_texts_say_nothing() -> None:
    assert shocks_of(with_days(month(100), range(90, 91), 9, 0, 0)) == []
    assert shocks_of(with_days(month(10, n=2), range(9, 10), 40, 0, 0)) == []
    assert shocks_of([]) == []


def test_a_series_whose_days_differ_much_needs_a_deeper_fall() -> None:
    steady, wild = month(100), month(100)
    wild = [DayTone(row.day, 18, 2, 0) if at % 2 else DayTone(row.day, 0, 2, 18) for at, row in enumerate(wild)]

    assert shocks_of(with_days(steady, range(90, 91), 18, 2, 0))
    assert shocks_of(with_days(wild, range(90, 91), 20, 0, 0)) == []


def test_a_rise_is_no_shock() -> None:
    assert shocks_of(with_days(month(100), range(90, 91), 0, 0, 90)) == []


def test_days_may_be_missing_and_no_text_is_balanced() -> None:
    rows = [row for at, row in enumerate(month(120)) if at % 7]

    assert DayTone(START, 0, 0, 0).balance == 0
    assert [shock.day for shock in shocks_of(with_days(rows, range(90, 91), 60, 5, 5))] == [rows[90].day]
