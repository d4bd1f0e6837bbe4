"""Whether what comes in, or what is said of it, is distributed otherwise than before."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from scipy.stats import chi2

Degree = Literal["few", "none", "slight", "clear"]
# Fewer on either side say nothing.
FEWEST = 100
SLIGHT, CLEAR = 0.1, 0.25
_HALF_A_COUNT = 0.5
_CHANCE = 0.95


@dataclass(frozen=True, slots=True)
class Shift:
    """Two distributions side by side: how many each rests on, how far apart they lie, and what that means.

    `index` is the population stability index, 0 when both are the same; `by_chance` is how large it grows in one
    of twenty pairs of samples of these sizes that were drawn from one distribution.
    """

    n_then: int
    n_now: int
    index: float
    by_chance: float
    degree: Degree


def shift(then: Mapping[str, int], now: Mapping[str, int]) -> Shift:
    """Compare counts by label.

    Below .1 nothing has shifted, from .25 on it has clearly, and never when chance alone may do as much. Half a
    count more for each label keeps the index finite where one was not seen.

    Source: Siddiqi 2006 (index and its limits); Yurdakul 2018 (its distribution: chi-squared by the two sizes).

    >>> shift({"a": 500, "b": 500}, {"a": 900, "b": 100}).degree
    'clear'
    """
    labels = sorted({*then, *now})
    n_then, n_now = sum(then.values()), sum(now.values())
    if len(labels) < 2 or min(n_then, n_now) < FEWEST:
        return Shift(n_then, n_now, 0.0, 0.0, "few" if min(n_then, n_now) < FEWEST else "none")
    index = 0.0
    for label in labels:
        before, after = _share(then, label, n_then, len(labels)), _share(now, label, n_now, len(labels))
        index += (after - before) * math.log(after / before)
    by_chance = float(chi2.ppf(_CHANCE, len(labels) - 1)) * (1 / n_then + 1 / n_now)
    return Shift(n_then, n_now, index, by_chance, _degree(index, by_chance))


def _share(counts: Mapping[str, int], label: str, n: int, n_labels: int) -> float:
    return (counts.get(label, 0) + _HALF_A_COUNT) / (n + _HALF_A_COUNT * n_labels)


def _degree(index: float, by_chance: float) -> Degree:
    if index < SLIGHT or index <= by_chance:
        return "none"
    return "clear" if index >= CLEAR else "slight"
