from __future__ import annotations

import pytest

from tanggap.core.measure.bootstrap import interval


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def test_the_interval_holds_the_figure_and_narrows_with_more_groups() -> None:
    few, many = [0.0, 1.0] * 5, [0.0, 1.0] * 200
    (low, high), (near_low, near_high) = (interval(groups, mean, seed=3) for groups in (few, many))

    assert low < near_low < 0.5 < near_high < high
    assert (near_low, near_high) == pytest.approx((0.45, 0.55), abs=0.01)


def test_the_same_seed_draws_the_same_groups() -> None:
    groups = [float(n) for n in range(20)]

    assert interval(groups, mean, seed=3) == interval(groups, mean, seed=3)
    assert interval(groups, mean, seed=3) != interval(groups, mean, seed=4)
