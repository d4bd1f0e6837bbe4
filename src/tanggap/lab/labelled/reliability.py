"""How far the two passes agreed, field by field: Krippendorff's alpha with a bootstrap interval over texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from tanggap.lab.labelled.texts import Label, LabelledText

Distance = Callable[[Any, Any], float]
N_RESAMPLES = 1000
_SEED = 63


def same(one: Hashable, other: Hashable) -> float:
    """Distance of names: 0 when equal, else 1."""
    return float(one != other)


def overlap(one: frozenset[Any], other: frozenset[Any]) -> float:
    """Distance of sets: 1 less the share that they have in common (Jaccard); 0 for two empty ones."""
    return 1 - len(one & other) / len(one | other) if one | other else 0.0


def steps(one: int, other: int) -> float:
    """Distance of steps on a scale, squared."""
    return float((one - other) ** 2)


def expected(pairs: Sequence[tuple[Any, Any]], distance: Distance) -> float:
    """Mean distance of any two judgements, whichever text they are of: what chance alone would give."""
    counts = Counter(value for pair in pairs for value in pair)
    n = 2 * len(pairs)
    unequal = sum(a * b * distance(one, other) for (one, a), (other, b) in combinations(counts.items(), 2))
    return 2 * unequal / (n * (n - 1))


def alpha(pairs: Sequence[tuple[Any, Any]], distance: Distance) -> float:
    """Krippendorff's alpha of two passes over the same texts, none of them missing; NaN when nothing varies.

    Source: K. Krippendorff, Content Analysis (2019), chapter 12.

    Examples
    --------
    >>> round(alpha([("a", "a"), ("b", "b"), ("a", "b")], same), 4)
    0.4444
    """
    by_chance = expected(pairs, distance)
    observed = sum(distance(one, other) for one, other in pairs) / len(pairs)
    return 1 - observed / by_chance if by_chance else float("nan")


FIELDS: dict[str, tuple[Callable[[Label], Any], Distance]] = {
    "language": (lambda label: label.language, same),
    "sentiment": (lambda label: label.sentiment, same),
    "kind": (lambda label: label.kind, same),
    "emotion": (lambda label: label.emotion, same),
    "main topic": (lambda label: label.topics[:1], same),
    "topics": (lambda label: frozenset(label.topics), overlap),
    "regions": (lambda label: frozenset(label.regions), overlap),
    "districts": (lambda label: frozenset(label.districts), overlap),
    "targets": (lambda label: frozenset(each.target.lower() for each in label.targets), overlap),
    "quotations": (lambda label: frozenset(each.words.strip(" .,") for each in label.quotations), overlap),
}


def reliability(texts: Sequence[LabelledText]) -> dict[str, dict[str, float]]:
    """For each field `alpha`, `low` and `high` (95 % interval) and `n`; tone over targets that both passes have.

    Texts that were judged once are left out.
    """
    texts = [text for text in texts if len(text.passes) == 2]
    found = {name: _figures([_read(text, of) for text in texts], distance) for name, (of, distance) in FIELDS.items()}
    found["tone"] = _figures([pair for text in texts for pair in _tones(text)], steps)
    for criterion in texts[0].label.rubric:
        pairs = [_read(text, lambda label: label.rubric[criterion]) for text in texts]  # noqa: B023 used at once
        found[f"rubric {criterion}"] = _figures(pairs, steps)
    return found


def _read(text: LabelledText, of: Callable[[Label], Any]) -> tuple[Any, Any]:
    first, second = text.passes
    return of(first), of(second)


_TONES = {"negative": -1, "neutral": 0, "positive": 1}


def _tones(text: LabelledText) -> list[tuple[int, int]]:
    first, second = ({each.target: _TONES[each.tone] for each in judged.targets} for judged in text.passes)
    return [(first[target], second[target]) for target in first if target in second]


def _figures(pairs: list[tuple[Any, Any]], distance: Distance) -> dict[str, float]:
    """What chance gives is held while the texts are drawn again: among so many it hardly moves."""
    by_chance = expected(pairs, distance) or float("nan")
    apart = np.array([distance(one, other) for one, other in pairs])
    drawn = np.random.default_rng(_SEED).integers(len(pairs), size=(N_RESAMPLES, len(pairs)))
    low, high = np.percentile(1 - apart[drawn].mean(axis=1) / by_chance, [2.5, 97.5])
    figures = {"alpha": 1 - apart.mean() / by_chance, "low": low, "high": high}
    return {**{name: round(float(value), 3) for name, value in figures.items()}, "n": len(pairs)}
