"""How far a figure would move had other groups been drawn: the percentile bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

Group = TypeVar("Group")
N_DRAWS = 1_000


def interval(
    groups: Sequence[Group], figure: Callable[[list[Group]], float], *, seed: int, n_draws: int = N_DRAWS
) -> tuple[float, float]:
    """Lower and upper end of the 95 % interval of `figure`, drawing whole groups again with replacement.

    What belongs together (texts about one event) is one group: alone they would look like more than they are.

    Source: Efron and Tibshirani 1993, percentile method.

    >>> interval([1.0, 1.0, 1.0], sum, seed=1)
    (3.0, 3.0)
    """
    draw = np.random.default_rng(seed)
    found = [figure([groups[place] for place in draw.integers(len(groups), size=len(groups))]) for _ in range(n_draws)]
    low, high = np.percentile(found, [2.5, 97.5])
    return float(low), float(high)
