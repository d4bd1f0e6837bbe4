"""The risk that a matter runs wild (*risiko isu liar*): it grows, nobody answers, and it is told widely."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tanggap.core.signals.strength import LEAST_EXPECTED

# So many times more than expected in six hours is all the growth that counts, as a power of two.
_DOUBLINGS = 3
# After so long without an answer one half of the silence is there, after twice as long three quarters.
_HALF_SILENT = timedelta(hours=4)
# So many outlets (or twenty times as many other texts) are all the reach that counts.
_MOST_OUTLETS = 15
_TEXTS_PER_OUTLET = 20


@dataclass(frozen=True, slots=True)
class Risk:
    """The risk, 0 to 100, its three parts, each in [0, 1], and what they are made of.

    `n_recent` texts came in the last six hours where `expected` were to be expected.
    """

    value: int
    growth: float
    silence: float
    reach: float
    n_recent: int
    expected: float


def risk_of_running_wild(
    course: Sequence[int], *, silent: timedelta, n_outlets: int, n_texts: int, n_recent: int = 2
) -> Risk:
    """Give 100 times the cube root of growth × silence × reach; 0 as soon as one of them is.

    Growth is 0 when no more came in the last `n_recent` steps of the course (six hours of steps of three) than the
    steps before lead one to expect, and 1 from eight times as much on. Silence is 0 at the beginning, 1/2 after four
    hours and 3/4 after eight. Reach is the logarithm of outlets and twentieths of other texts, 1 from 15 on. Nothing in
    it knows who wrote or who is criticised.

    Source: own formula; published in ``docs/reference/signals.md``, its assumptions as forty cases in its tests.

    Examples
    --------
    >>> storm = [0] * 22 + [4, 11]
    >>> risk_of_running_wild(storm, silent=timedelta(hours=8), n_outlets=6, n_texts=15).value
    82
    >>> risk_of_running_wild(storm, silent=timedelta(0), n_outlets=6, n_texts=15).value
    0
    """
    before, recent = course[:-n_recent], sum(course[-n_recent:])
    expected = max(LEAST_EXPECTED, sum(before) / len(before) * n_recent if before else 0.0)
    growth = _bounded(math.log2((recent + 1) / (expected + 1)) / _DOUBLINGS)
    silence = 1 - 0.5 ** (max(silent, timedelta()) / _HALF_SILENT)
    others = max(0, n_texts - n_outlets) / _TEXTS_PER_OUTLET
    reach = _bounded(math.log2(1 + n_outlets + others) / math.log2(1 + _MOST_OUTLETS))
    return Risk(round(100 * math.cbrt(growth * silence * reach)), growth, silence, reach, recent, expected)


def silent_time(since: datetime, now: datetime, holds: Iterable[tuple[datetime, datetime]] = ()) -> timedelta:
    """Tell how long a matter that began `since` has been without an answer.

    Each of `holds` is the time from a holding statement to the next update that it promised; it does not count. They
    may overlap. What was answered is not silent at all: then nobody asks.

    Examples
    --------
    >>> from datetime import UTC
    >>> at = lambda hour: datetime(2026, 1, 1, hour, tzinfo=UTC)
    >>> str(silent_time(at(6), at(12), [(at(8), at(10)), (at(9), at(11))]))
    '3:00:00'
    """
    silent, counted_to = timedelta(), since
    for begin, end in sorted(holds):
        silent += max(timedelta(), min(begin, now) - counted_to)
        counted_to = max(counted_to, end)
    return silent + max(timedelta(), now - counted_to)


def _bounded(share: float) -> float:
    return min(1.0, max(0.0, share))
