"""How well a classifier did: accuracy, macro-F1, confusion, calibration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tanggap.core.errors import InvalidInput

Label = TypeVar("Label", bound=Hashable)


def _check(truth: Sequence[object], guess: Sequence[object]) -> None:
    if len(truth) != len(guess):
        raise InvalidInput(f"{len(truth)} against {len(guess)}: both must have the same length")
    if not truth:
        raise InvalidInput("nothing to measure")


def confusion(truth: Sequence[Label], guess: Sequence[Label]) -> dict[tuple[Label, Label], int]:
    """Count every pair (truth, guess).

    >>> confusion(["a", "a", "b"], ["a", "b", "b"]) == {("a", "a"): 1, ("a", "b"): 1, ("b", "b"): 1}
    True
    """
    _check(truth, guess)
    return dict(Counter(zip(truth, guess, strict=True)))


def accuracy(truth: Sequence[Label], guess: Sequence[Label]) -> float:
    """Share of right guesses, in [0, 1].

    >>> accuracy([1, 1, 0, 0], [1, 1, 0, 1])
    0.75
    """
    _check(truth, guess)
    return sum(t == g for t, g in zip(truth, guess, strict=True)) / len(truth)


def f1_by_label(truth: Sequence[Label], guess: Sequence[Label]) -> dict[Label, float]:
    """F1 of every label that occurs in `truth` or `guess`; 0 for a label that was never hit."""
    _check(truth, guess)
    in_truth, in_guess = Counter(truth), Counter(guess)
    hits = Counter(t for t, g in zip(truth, guess, strict=True) if t == g)
    labels = {**in_truth, **in_guess}
    return {label: 2 * hits[label] / (in_truth[label] + in_guess[label]) for label in labels}


def macro_f1(truth: Sequence[Label], guess: Sequence[Label]) -> float:
    """Mean of the labels' F1, so that a rare label counts as much as a frequent one.

    >>> round(macro_f1(["a", "a", "b"], ["a", "b", "b"]), 4)
    0.6667
    """
    scores = f1_by_label(truth, guess)
    return sum(scores.values()) / len(scores)


def macro_f1_of(table: NDArray[np.int64]) -> float:
    """Macro-F1 of a confusion table, `(k, k)`, truth by guess; a label that is in neither does not count.

    >>> round(macro_f1_of(np.array([[1, 1, 0], [0, 1, 0], [0, 0, 0]])), 4)
    0.6667
    """
    both = table.sum(axis=0) + table.sum(axis=1)
    if not both.any():
        raise InvalidInput("nothing to measure")
    is_there = both > 0
    return float((2 * np.diag(table)[is_there] / both[is_there]).mean())


def set_f1(truth: Sequence[frozenset[Label]], guess: Sequence[frozenset[Label]]) -> float:
    """Micro-F1 of sets of labels; 1 when there was nothing to find and nothing was found.

    >>> set_f1([frozenset("ab"), frozenset()], [frozenset("a"), frozenset("c")])
    0.5
    """
    _check(truth, guess)
    hits = sum(len(t & g) for t, g in zip(truth, guess, strict=True))
    total = sum(len(t) + len(g) for t, g in zip(truth, guess, strict=True))
    return 2 * hits / total if total else 1.0


def expected_calibration_error(confidences: Sequence[float], is_right: Sequence[bool], *, n_bins: int = 10) -> float:
    """Mean gap between confidence and share of right answers, over `n_bins` bins of equal width.

    Source: Naeini, Cooper and Hauskrecht 2015.

    >>> expected_calibration_error([0.75, 0.75, 0.75, 0.75], [True, True, True, False])
    0.0
    """
    _check(confidences, is_right)
    bins: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in zip(confidences, is_right, strict=True):
        if not 0 <= confidence <= 1:
            raise InvalidInput(f"a confidence of {confidence} is outside [0, 1]", field="confidences")
        bins.setdefault(min(int(confidence * n_bins), n_bins - 1), []).append((confidence, right))
    gaps = (abs(sum(c for c, _ in members) - sum(r for _, r in members)) for members in bins.values())
    return sum(gaps) / len(confidences)


def f1_of_counts(counts: Sequence[Counter[str]]) -> float:
    """F1 over all counts of names in `both` truth and finding, and in `one` of them alone; 1 when there is none.

    >>> f1_of_counts([Counter(both=3, one=2), Counter(one=1)])
    0.6666666666666666
    """
    both, one = (sum(each[name] for each in counts) for name in ("both", "one"))
    return 2 * both / (2 * both + one) if both + one else 1.0
