"""How unusual a value is by what came before it."""

from __future__ import annotations

import math
import random

import pytest

from tanggap.core.signals.anomalies import AnomalyDetector, DetectionRules, Finding

STEP = 300.0
PER_DAY = 288


def findings(values: list[float], *, rules: DetectionRules | None = None, step: float = STEP) -> list[Finding]:
    detector = AnomalyDetector(rules)
    return [detector.update(value, at=row * step) for row, value in enumerate(values)]


def shocks(values: list[float]) -> list[int]:
    return [row for row, found in enumerate(findings(values)) if found.is_shock]


def quiet(n: int, *, seed: int = 1) -> list[float]:
    draw = random.Random(seed)
    return [20 + draw.gauss(0, 2) for _ in range(n)]


def daily(n_days: int, *, seed: int = 1) -> list[float]:
    draw = random.Random(seed)
    return [50 + 40 * math.sin(2 * math.pi * row / PER_DAY) + draw.gauss(0, 1) for row in range(n_days * PER_DAY)]


@pytest.mark.parametrize("size", [60.0, -60.0])
def test_a_peak_and_a_fall_are_found_at_once(size: float) -> None:
    values = quiet(1_000)
    values[700] += size

    assert 700 in shocks(values)


def test_a_shift_is_told_once_and_not_with_every_later_value() -> None:
    values = quiet(1_000)
    values[700:] = [value + 15 for value in values[700:]]

    found = [row for row in shocks(values) if row >= 700]

    assert found[0] == 700
    assert len(found) <= 3


def test_noise_that_grows_is_found_though_its_mean_stays() -> None:
    draw = random.Random(2)
    values = quiet(900) + [20 + draw.gauss(0, 8) for _ in range(100)]

    assert any(900 <= row < 930 for row in shocks(values))


def test_a_day_without_its_usual_course_is_found_though_every_value_is_known() -> None:
    values = daily(8)
    at = 6 * PER_DAY + 60
    values[at : at + 40] = [10.0 + row % 3 for row in range(40)]

    with_hours = [row for row in shocks(values) if at <= row < at + 40]

    assert with_hours
    assert not [row for row in shocks(daily(8)) if row > 3 * PER_DAY]


def test_a_quiet_series_has_few_shocks() -> None:
    assert sum(len(shocks(quiet(5_000, seed=seed))) for seed in range(4)) <= 4 * 10


def test_the_score_looks_at_the_past_alone() -> None:
    values = quiet(400)
    before = findings(values)
    after = findings([*values[:300], *(1_000.0 for _ in range(100))])

    assert before[:300] == after[:300]


def test_scores_lie_between_zero_and_one_whatever_comes() -> None:
    values = [0.0, 0.0, 1e-300, 1e300, -1e300, 5e-324, 0.0, 7.0] * 40

    assert all(0 <= found.score < 1 for found in findings(values))


def test_a_constant_series_scores_nothing_until_it_moves() -> None:
    values = [3.0] * 200 + [4.0] + [3.0] * 10
    found = findings(values)

    assert {each.score for each in found[:200]} == {0.0}
    assert found[200].is_shock


def test_a_series_that_has_just_begun_is_not_judged() -> None:
    assert not any(found.score for found in findings([1.0] * 10 + [500.0] * 5))


def test_no_value_is_compared_with_the_hour_before_two_days_have_passed() -> None:
    rules = DetectionRules(min_days=1e9)

    assert findings(daily(2), rules=rules)[: 2 * PER_DAY] == findings(daily(2))[: 2 * PER_DAY]
    assert findings(daily(8), rules=rules) != findings(daily(8))
