"""How well a grouping agrees with the true one, and with people's judgements of pairs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from tanggap.core.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision and recall in [0, 1]; without anything to judge each is 1 (nothing was done wrong)."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def normalised_mutual_information(truth: Sequence[Hashable], found: Sequence[Hashable]) -> float:
    """Mutual information of two groupings over the arithmetic mean of their entropies, in [0, 1].

    Two groupings of one group each agree fully.

    Source: Strehl and Ghosh, JMLR 3 (2002); the arithmetic mean after Vinh et al., JMLR 11 (2010).

    Raises
    ------
    InvalidInput
        If the two have different lengths.

    Examples
    --------
    >>> normalised_mutual_information(["a", "a", "b", "b"], [1, 1, 2, 2])
    1.0
    >>> normalised_mutual_information(["a", "a", "b", "b"], [1, 2, 1, 2])
    0.0
    """
    of_truth, of_found, of_both = _counts(truth, found)
    n = len(truth)
    mean_entropy = (_entropy(of_truth, n) + _entropy(of_found, n)) / 2
    if mean_entropy == 0.0:
        return 1.0
    information = sum(
        size / n * math.log(size * n / (of_truth[one] * of_found[other])) for (one, other), size in of_both.items()
    )
    return min(1.0, max(0.0, information / mean_entropy))


def bcubed(truth: Sequence[Hashable], found: Sequence[Hashable]) -> Agreement:
    """Precision and recall of each element's own group, averaged over elements.

    Source: Bagga and Baldwin, COLING-ACL 1998; Amigó et al., Information Retrieval 12 (2009).

    Raises
    ------
    InvalidInput
        If the two have different lengths.

    Examples
    --------
    >>> agreement = bcubed(["a", "a", "b"], [1, 1, 1])
    >>> round(agreement.precision, 3), agreement.recall
    (0.556, 1.0)
    """
    of_truth, of_found, of_both = _counts(truth, found)
    if not truth:
        return Agreement(1.0, 1.0)
    precision = sum(size * size / of_found[other] for (_, other), size in of_both.items()) / len(truth)
    recall = sum(size * size / of_truth[one] for (one, _), size in of_both.items()) / len(truth)
    return Agreement(precision, recall)


def pairwise(truth: Sequence[Hashable], found: Sequence[Hashable]) -> Agreement:
    """Precision and recall over all pairs of elements that share a group.

    Raises
    ------
    InvalidInput
        If the two have different lengths.

    Examples
    --------
    >>> pairwise(["a", "a", "b"], [1, 1, 1]).recall
    1.0
    """
    of_truth, of_found, of_both = _counts(truth, found)
    n_both = _n_pairs(of_both.values())
    n_found, n_true = _n_pairs(of_found.values()), _n_pairs(of_truth.values())
    return Agreement(n_both / n_found if n_found else 1.0, n_both / n_true if n_true else 1.0)


@dataclass(frozen=True, slots=True)
class PairJudgements:
    """What became of judged pairs: same or different by the judges, together or apart in the grouping."""

    n_same_together: int
    n_same_apart: int
    n_different_together: int
    n_different_apart: int

    @property
    def agreement(self) -> Agreement:
        """Precision and recall of the pairs judged the same."""
        n_together = self.n_same_together + self.n_different_together
        n_same = self.n_same_together + self.n_same_apart
        return Agreement(
            self.n_same_together / n_together if n_together else 1.0,
            self.n_same_together / n_same if n_same else 1.0,
        )

    @property
    def balanced_accuracy(self) -> float:
        """Mean of the shares of same pairs together and of different pairs apart."""
        n_different = self.n_different_together + self.n_different_apart
        specificity = self.n_different_apart / n_different if n_different else 1.0
        return (self.agreement.recall + specificity) / 2


def judged_pairs(pairs: Iterable[tuple[Hashable, Hashable, bool]]) -> PairJudgements:
    """Count judged pairs: each is (group of the one, group of the other, judged the same).

    Examples
    --------
    >>> judged = judged_pairs([(1, 1, True), (1, 2, True), (1, 1, False), (1, 3, False)])
    >>> judged.balanced_accuracy
    0.5
    """
    counts = Counter((is_same, one == other) for one, other, is_same in pairs)
    return PairJudgements(
        n_same_together=counts[True, True],
        n_same_apart=counts[True, False],
        n_different_together=counts[False, True],
        n_different_apart=counts[False, False],
    )


def _counts(
    truth: Sequence[Hashable], found: Sequence[Hashable]
) -> tuple[Counter[Hashable], Counter[Hashable], Counter[tuple[Hashable, Hashable]]]:
    if len(truth) != len(found):
        raise InvalidInput(f"{len(truth)} true groups for {len(found)} found ones", field="found")
    return Counter(truth), Counter(found), Counter(zip(truth, found, strict=True))


def _entropy(sizes: Counter[Hashable], n: int) -> float:
    return -sum(size / n * math.log(size / n) for size in sizes.values())


def _n_pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)
