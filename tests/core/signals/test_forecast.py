"""What the next hours bring, on tables of the test's own."""

from __future__ import annotations

import math

import pytest

from tanggap.core.signals.forecast import HORIZONS_H, N_FEATURES, SIZES, ForecastTable, ends_of, features_of


def table(*weights: float, low: float = -0.5, high: float = 0.5) -> ForecastTable:
    whole = [*weights, *[0.0] * (N_FEATURES - len(weights))]
    return ForecastTable([whole] * len(HORIZONS_H), [[(low, high)] * (len(SIZES) + 1)] * len(HORIZONS_H))


def test_the_features_are_counts_of_the_course_age_hour_and_outlets() -> None:
    course = [1] * 16 + [0] * 5 + [2, 3, 4]
    found = features_of(course, age_h=100, hour=6, n_outlets=5)

    assert found == pytest.approx(
        [1, math.log(5), math.log(8), math.log(10), math.log(26), math.log(101), 1, 0, math.log(6)], abs=1e-9
    )


@pytest.mark.parametrize(("age_h", "counted"), [(-1, 0), (9_999, 720)])
def test_an_age_is_counted_within_bounds(age_h: float, counted: float) -> None:
    found = features_of([3] * 24, age_h=age_h, hour=0, n_outlets=1)

    assert found is not None
    assert found[5] == pytest.approx(math.log1p(counted))


def test_with_fewer_than_three_texts_in_a_day_nothing_is_foretold() -> None:
    assert features_of([9] * 16 + [0] * 7 + [2], age_h=1, hour=0, n_outlets=1) is None
    assert features_of([0] * 23 + [3], age_h=1, hour=0, n_outlets=1) is not None


def test_every_horizon_has_a_middle_within_its_ends() -> None:
    found = table(2.0).forecast([1.0] * N_FEATURES)

    assert [one.horizon_h for one in found] == [6, 24, 72]
    assert [(one.middle, one.low, one.high) for one in found] == [(6, 3, 11)] * 3


def test_each_size_has_errors_of_its_own() -> None:
    errors = [[(0.0, float(size)) for size in range(len(SIZES) + 1)]] * len(HORIZONS_H)
    uneven = ForecastTable(table(1.0).weights, errors)

    small, large = (uneven.forecast([height, *[0.0] * 8])[0] for height in (0.1, 4.0))

    assert (small.low, small.high) == (0, 0)
    assert (large.low, large.high) == (54, round(math.expm1(8)))


def test_no_number_falls_below_zero_and_no_end_below_the_other() -> None:
    assert ends_of(0.1, -3.0, -2.0) == (0, 0)
    assert ends_of(2.0, 0.5, -0.5) == (11, 11)
    none = table(0.1, low=0.6, high=0.9).forecast([1.0] * N_FEATURES)[0]
    assert none.low <= none.middle <= none.high
