"""The three criteria that are counted from a story, and what the texts of a story say together."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from math import ceil

from tanggap.core.rubric.criteria import FROM_TEXT
from tanggap.core.signals.strength import Strength, strength

# From how many on a story has reach 1, 2, 3 and 4; the larger of both counts.
OUTLETS = (2, 3, 6, 12)
TEXTS = (3, 10, 30, 100)
# From how many texts in the last six hours on a strong signal is a rush.
RUSH = 15
WAITING = (timedelta(hours=4), timedelta(days=1), timedelta(days=3), timedelta(days=7))
_SPEED = {Strength.QUIET: 0, Strength.WEAK: 1, Strength.RISING: 2, Strength.STRONG: 3}
# The share of a story's texts that speak of at least this step: one stray text does not make a story grave.
HEARD = 0.25


def reach(n_outlets: int, n_texts: int) -> int:
    """Tell the step of reach; more outlets or texts never lower it.

    Source: own table, published in ``docs/reference/rubric.md``.

    >>> reach(1, 2), reach(1, 3), reach(4, 5), reach(2, 120)
    (0, 1, 2, 4)
    """
    return max(bisect_right(OUTLETS, n_outlets), bisect_right(TEXTS, n_texts))


def speed(course: Sequence[int], *, n_recent: int = 2) -> int:
    """Tell the step of speed from a course of counts in equal steps, oldest first (`core.signals.strength`).

    Source: own rule on the strength of a signal, published in ``docs/reference/rubric.md``.

    >>> speed([0] * 24), speed([1] * 24), speed([0] * 22 + [4, 4]), speed([0] * 22 + [9, 9])
    (0, 1, 3, 4)
    """
    found = strength(course, n_recent=n_recent)
    is_rush = found is Strength.STRONG and sum(course[-n_recent:]) >= RUSH
    return 4 if is_rush else _SPEED[found]


def unanswered(waiting: timedelta | None) -> int:
    """Tell the step from the time without an answer; None where it was answered.

    Source: own table, published in ``docs/reference/rubric.md``.

    >>> unanswered(None), unanswered(timedelta(hours=5)), unanswered(timedelta(days=8))
    (0, 1, 4)
    """
    return 0 if waiting is None else bisect_right(WAITING, waiting)


def together(scores: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Put the scores of a story's texts together: the step that a quarter of them reach, by criterion.

    Monotone: a higher score of any text never lowers a step. A criterion that no text was scored on is left out.

    >>> together([{"disorder": 3}, {"disorder": 0}, {"disorder": 0}, {"disorder": 1}])
    {'disorder': 3}
    >>> together([{"disorder": 3}] + [{"disorder": 0}] * 9)
    {'disorder': 0}
    """
    rows = list(scores)
    found = {}
    for criterion in FROM_TEXT:
        given = sorted((row[criterion.code] for row in rows if criterion.code in row), reverse=True)
        if given:
            n_needed = ceil(HEARD * len(given))
            found[criterion.code] = given[n_needed - 1]
    return found
