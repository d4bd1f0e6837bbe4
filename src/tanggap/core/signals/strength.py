"""How strong a signal a story gives: whether it is told more often now than chance alone would bring about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from enum import StrEnum

# Fewer texts than this in the last hours are no rise, whatever the sum says: one text copied twice is not news.
RISING_AT_LEAST = 3
STRONG_AT_LEAST = 5
RISING_BELOW = 0.05
STRONG_BELOW = 0.001
# Nobody expects less than this many texts in the last hours: a story that slept does not rise by one text.
LEAST_EXPECTED = 1.0


class Strength(StrEnum):
    """Quiet: nothing new lately. Weak: something, but no more than usual."""

    QUIET = "quiet"
    WEAK = "weak"
    RISING = "rising"
    STRONG = "strong"


def poisson_tail(n: int, mean: float) -> float:
    """Tell the chance of `n` or more events where `mean` are expected.

    Source: the Poisson distribution; NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.19.

    Examples
    --------
    >>> poisson_tail(0, 2.0)
    1.0
    >>> round(poisson_tail(3, 1.0), 4)
    0.0803
    """
    if n <= 0:
        return 1.0
    below = math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(n))
    return max(0.0, 1.0 - below)


def strength(course: Sequence[int], *, n_recent: int = 2) -> Strength:
    """Judge a course of counts in equal steps, oldest first.

    The last `n_recent` steps (six hours of steps of three) are compared with what the steps before them lead one
    to expect, never less than one text. Strong: five texts or more, and chance alone brings so many in less than
    1 of 1,000 cases. Rising: three or more, and less than 1 of 20.

    Source: own rule on the Poisson tail; the limits are published in ``docs/reference/signals.md``.

    Examples
    --------
    >>> strength([0] * 22 + [4, 4]).value
    'strong'
    >>> strength([1] * 24).value
    'weak'
    """
    before, recent = course[:-n_recent], sum(course[-n_recent:])
    if not recent:
        return Strength.QUIET
    mean = sum(before) / len(before) * n_recent if before else 0.0
    chance = poisson_tail(recent, max(mean, LEAST_EXPECTED))
    if recent >= STRONG_AT_LEAST and chance < STRONG_BELOW:
        return Strength.STRONG
    if recent >= RISING_AT_LEAST and chance < RISING_BELOW:
        return Strength.RISING
    return Strength.WEAK
