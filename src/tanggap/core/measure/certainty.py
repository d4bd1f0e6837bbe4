"""How right a classifier is where it is sure, and how much of the work that leaves to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tanggap.core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Sure:
    """What is judged with a confidence of at least `threshold`: its share of all, and how much of it is right.

    `accuracy` is None where nothing is as sure as that; one minus it is the risk.
    """

    threshold: float
    n: int
    coverage: float
    accuracy: float | None


def sure_at(threshold: float, confidences: Sequence[float], is_right: Sequence[bool]) -> Sure:
    """Count what is as sure as `threshold`.

    Raises
    ------
    InvalidInput
        If there is nothing to count, or not one answer for each confidence.

    >>> sure_at(0.6, [0.9, 0.7, 0.5, 0.4], [True, False, True, False])
    Sure(threshold=0.6, n=2, coverage=0.5, accuracy=0.5)
    """
    if not confidences or len(confidences) != len(is_right):
        raise InvalidInput(f"{len(confidences)} confidences and {len(is_right)} answers")
    kept = [right for confidence, right in zip(confidences, is_right, strict=True) if confidence >= threshold]
    return Sure(threshold, len(kept), len(kept) / len(confidences), sum(kept) / len(kept) if kept else None)


def risk_coverage(thresholds: Sequence[float], confidences: Sequence[float], is_right: Sequence[bool]) -> list[Sure]:
    """Give the curve, one point for each threshold in the order given.

    Source: El-Yaniv and Wiener 2010, selective classification.
    """
    return [sure_at(threshold, confidences, is_right) for threshold in thresholds]


def lowest_threshold(curve: Sequence[Sure], target: float) -> Sure | None:
    """Give the point that leaves least to people among those that are right as often as `target`; None if none is.

    >>> curve = [Sure(0.5, 4, 1.0, 0.5), Sure(0.7, 2, 0.5, 0.9), Sure(0.9, 1, 0.25, 1.0)]
    >>> lowest_threshold(curve, 0.9)
    Sure(threshold=0.7, n=2, coverage=0.5, accuracy=0.9)
    """
    right = [point for point in curve if point.accuracy is not None and point.accuracy >= target]
    return min(right, key=lambda point: point.threshold, default=None)
