"""Which texts people should look at next: those that teach most, mixed with some drawn by chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

# Each further text of one story is worth so much of the one before.
_SAME_STORY = 0.5
# Two texts that differ by less teach as much; then the one that more people see goes first.
_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that might be offered.

    `margin` is the gap between the two likeliest labels, in [0, 1]; `story` is empty for a text that stands alone;
    `attention` counts whoever saw or carried it.
    """

    key: int
    margin: float
    story: str
    attention: int


def margin(chances: Sequence[float]) -> float:
    """Measure the gap between the two highest of some probabilities; with fewer than two there is nothing to doubt.

    Source: Scheffer, Decomain and Wrobel 2001, margin sampling.

    >>> margin([0.5, 0.25, 0.25])
    0.25
    """
    if len(chances) < 2:
        return 1.0
    first, second = sorted(chances, reverse=True)[:2]
    return first - second


def by_gain(candidates: Sequence[Candidate], looked_at: Mapping[str, int]) -> Iterator[int]:
    """Yield keys in the order in which they teach most.

    What is least certain goes first. A text counts half for each of its story that was chosen before it or that
    people have `looked_at` (number by story), so that ten reports of one matter do not come in a row. Between equals
    the one with more attention goes first, then the newer key.
    """
    seen = Counter(dict(looked_at))
    left = list(candidates)
    while left:
        best = max(left, key=lambda each: (_gain(each, seen), each.attention, each.key))
        left.remove(best)
        if best.story:
            seen[best.story] += 1
        yield best.key


def _gain(candidate: Candidate, seen: Mapping[str, int]) -> float:
    n_seen = seen.get(candidate.story, 0) if candidate.story else 0
    return round(float((1 - candidate.margin) * _SAME_STORY**n_seen), _DIGITS)


def is_by_chance(seed: int, number: int, share: float) -> bool:
    """Tell whether offer `number` is one of the share that is drawn by chance; the same seed tells the same.

    >>> sum(is_by_chance(7, number, 0.2) for number in range(1000))
    195
    """
    return bool(np.random.default_rng((seed, number, 0)).random() < share)


def drawn(seed: int, number: int, first: int, last: int, n: int) -> list[int]:
    """Give `n` keys for offer `number`, drawn evenly from `first` to `last`, both included, with replacement.

    Whoever takes the first of them that exists has drawn evenly from those that exist.
    """
    keys = np.random.default_rng((seed, number, 1)).integers(first, last, size=n, endpoint=True)
    return [int(key) for key in keys]
