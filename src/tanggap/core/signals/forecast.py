"""How many texts, or new outlets, the next hours bring to a story: a middle, and an interval for four cases of five."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

HORIZONS_H = (6, 24, 72)
STEP_H = 3
N_STEPS = 24
# With fewer texts in the last day nothing is foretold.
LEAST_IN_A_DAY = 3
_LONGEST_AGE_H = 720.0
# Ends of the sizes, in logarithms of one and the number, that have errors of their own.
SIZES = (0.7, 1.5, 2.5, 3.5)
N_FEATURES = 9


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the next `horizon_h` hours bring: in four of five cases `low` to `high`, both counted in."""

    horizon_h: int
    middle: int
    low: int
    high: int

    def at_most(self, other: Forecast) -> Forecast:
        """Keep each number at or below that of another: no outlet joins without a text.

        >>> Forecast(6, 2, 1, 3).at_most(Forecast(6, 1, 0, 2))
        Forecast(horizon_h=6, middle=1, low=0, high=2)
        """
        return Forecast(
            self.horizon_h, min(self.middle, other.middle), min(self.low, other.low), min(self.high, other.high)
        )


@dataclass(frozen=True)
class ForecastTable:
    """A learned table for one thing that is counted.

    Attributes
    ----------
    weights
        By horizon the weight of each feature, `(n_horizons, N_FEATURES)`.
    errors
        By horizon and size the lower and upper error of the logarithm, `(n_horizons, len(SIZES) + 1, 2)`.
    """

    weights: Sequence[Sequence[float]]
    errors: Sequence[Sequence[Sequence[float]]]

    def forecast(self, features: Sequence[float]) -> list[Forecast]:
        """Foretell every horizon from the features of a course."""
        return [
            _forecast(horizon, features, weights, errors)
            for horizon, weights, errors in zip(HORIZONS_H, self.weights, self.errors, strict=True)
        ]


def features_of(course: Sequence[int], *, age_h: float, hour: float, n_outlets: int) -> list[float] | None:
    """Give what a forecast rests on, `(N_FEATURES,)`; None where too little came in the last day.

    `course` holds the counts of the last 72 hours in steps of three, oldest first; `hour` is that of the local day.

    >>> features_of([0] * 23 + [2], age_h=2, hour=9, n_outlets=1) is None
    True
    """
    in_a_day = sum(course[-24 // STEP_H :])
    if in_a_day < LEAST_IN_A_DAY:
        return None
    angle = 2 * math.pi * hour / 24
    return [
        1.0,
        math.log1p(course[-1]),
        math.log1p(sum(course[-2:])),
        math.log1p(in_a_day),
        math.log1p(sum(course)),
        math.log1p(min(max(age_h, 0.0), _LONGEST_AGE_H)),
        math.sin(angle),
        math.cos(angle),
        math.log1p(n_outlets),
    ]


def size_of(height: float) -> int:
    """Give the number of the size that a foretold logarithm belongs to.

    >>> size_of(-0.2), size_of(0.7), size_of(9.0)
    (0, 1, 4)
    """
    return bisect_right(SIZES, height)


def ends_of(height: float, low: float, high: float) -> tuple[int, int]:
    """Give the ends of the interval around a foretold logarithm, as whole numbers from 0 on."""
    first = max(0, round(math.expm1(height + low)))
    return first, max(first, round(math.expm1(height + high)))


def _forecast(
    horizon: int, features: Sequence[float], weights: Sequence[float], errors: Sequence[Sequence[float]]
) -> Forecast:
    height = sum(weight * value for weight, value in zip(weights, features, strict=True))
    low, high = ends_of(height, *errors[size_of(height)])
    return Forecast(horizon, min(max(round(math.expm1(height)), low), high), low, high)
