"""How far several judges of the same texts agree: Krippendorff's alpha for steps in order, with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import krippendorff
import numpy as np
import numpy.typing as npt

N_STEPS = 5
N_DRAWS = 1_000
# Below, an interval over texts says more about the few texts than about the judges.
MIN_TEXTS = 10
# From here up tentative conclusions may be drawn (Krippendorff, Content Analysis, 2019, chapter 12).
RELIABLE = 0.667
# Where more draws than this have a single step throughout, the interval would be that of the luckier draws.
_MAX_UNDEFINED = 0.05

# The steps that judges gave to one thing; at least two make it count.
Given = Sequence[int]
# All that was given to one text, which is drawn as a whole.
TextGiven = Sequence[Given]
Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Lack(StrEnum):
    """Why there is no figure."""

    FEW = "few"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class Agreement:
    """`alpha` with its 95 % interval, over `n_texts` texts and `n_given` steps; where it cannot be told, `lack`.

    There is never an alpha without an interval.
    """

    n_texts: int
    n_given: int
    alpha: float | None = None
    low: float | None = None
    high: float | None = None
    lack: Lack | None = None

    @property
    def is_reliable(self) -> bool:
        """Whether it reaches `RELIABLE`; what was not measured does not."""
        return self.alpha is not None and self.alpha >= RELIABLE


def counts_of(given: Iterable[Given]) -> Counts:
    """Count how often each step was given to each thing, (n, 5); what fewer than two judged is left out.

    >>> counts_of([[0, 0, 4], [2]]).tolist()
    [[2, 0, 0, 0, 1]]
    """
    kept = [steps for steps in given if len(steps) > 1]
    things = np.repeat(np.arange(len(kept)), [len(steps) for steps in kept])
    flat = np.array([step for steps in kept for step in steps], dtype=np.int64)
    return np.bincount(things * N_STEPS + flat, minlength=len(kept) * N_STEPS).reshape(-1, N_STEPS)


def ordinal_alpha(counts: Counts) -> float | None:
    """Compute Krippendorff's alpha of counts (n, 5), for steps in order; None where only one step was ever given.

    Source: K. Krippendorff, Content Analysis (2019), chapter 12; computed by the library ``krippendorff``.

    >>> ordinal_alpha(counts_of([[0, 0], [4, 4], [2, 2]]))
    1.0
    """
    if np.count_nonzero(counts.sum(axis=0)) < 2:
        return None
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="ordinal"))


def coincidences(counts: Counts) -> Floats:
    """Count how often a step meets a step within one thing, (n, 5, 5), each thing weighing as its judges less one."""
    together = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(N_STEPS, dtype=np.int64)
    weighed: Floats = together / (counts.sum(axis=1) - 1)[:, None, None]
    return weighed


def alphas(matrices: Floats) -> Floats:
    """Compute the ordinal alpha of many matrices of coincidences at once, (n, 5, 5) to (n,); NaN without variation.

    The same figure as `ordinal_alpha`, for a thousand draws in the time of one.

    Source: K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section E.
    """
    margins = matrices.sum(axis=2)
    n = margins.sum(axis=1)
    # Between two steps: all that was given in between, and half of what was given to each of both.
    middles = margins.cumsum(axis=1) - margins / 2
    distances = (middles[:, :, None] - middles[:, None, :]) ** 2
    observed = (matrices * distances).sum(axis=(1, 2))
    by_chance = (margins[:, :, None] * margins[:, None, :] * distances).sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = 1 - (n - 1) * observed / by_chance
    return found


def agreement(texts: Sequence[TextGiven], *, seed: int, n_draws: int = N_DRAWS) -> Agreement:
    """Measure the agreement over texts, each holding one thing or several that were judged by two or more.

    The interval draws whole texts again with replacement: what was said of one text belongs together.

    Source: percentile bootstrap, Efron and Tibshirani 1993.

    >>> agreement([[[0, 0]], [[4, 4]]], seed=1)
    Agreement(n_texts=2, n_given=4, alpha=None, low=None, high=None, lack=<Lack.FEW: 'few'>)
    """
    judged = [[given for given in text if len(given) > 1] for text in texts]
    sizes = [len(text) for text in judged if text]
    counts = counts_of(given for text in judged for given in text)
    n_given = int(counts.sum())
    if len(sizes) < MIN_TEXTS:
        return Agreement(len(sizes), n_given, lack=Lack.FEW)
    found = ordinal_alpha(counts)
    by_text = np.add.reduceat(coincidences(counts), np.cumsum([0, *sizes[:-1]]))
    ends = _interval(by_text, seed=seed, n_draws=n_draws)
    if found is None or ends is None:
        return Agreement(len(sizes), n_given, lack=Lack.ALIKE)
    return Agreement(len(sizes), n_given, found, *ends)


def _interval(by_text: Floats, *, seed: int, n_draws: int) -> tuple[float, float] | None:
    """Both ends, or None where too many draws hold a single step and so have no alpha."""
    n = len(by_text)
    drawn = np.random.default_rng(seed).multinomial(n, [1 / n] * n, size=n_draws)
    found = alphas(np.tensordot(drawn, by_text, axes=1))
    is_defined = np.isfinite(found)
    if is_defined.mean() < 1 - _MAX_UNDEFINED:
        return None
    low, high = np.percentile(found[is_defined], [2.5, 97.5])
    return float(low), float(high)
