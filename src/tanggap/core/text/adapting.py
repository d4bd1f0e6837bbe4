"""Moves a linear model a little, towards what an office corrected: a penalised difference on top of given scores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import logsumexp

from tanggap.core.errors import InvalidInput

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Lesson:
    """Texts to learn from.

    Attributes
    ----------
    rows
        `(n, d)`: the features of each text, as the model that is moved weighs them.
    offsets
        `(n, k)`: the scores that this model gives them.
    targets
        `(n, k)`: the wanted chance of each label, each row adding up to one.
    """

    rows: csr_matrix
    offsets: Floats
    targets: Floats

    def part(self, chosen: NDArray[np.bool_]) -> Lesson:
        """Give some of the texts; `chosen` is `(n,)`."""
        return Lesson(self.rows[np.flatnonzero(chosen)], self.offsets[chosen], self.targets[chosen])


def log_softmax(scores: Floats) -> Floats:
    """Turn scores, `(n, k)`, into the logarithms of chances."""
    logs: Floats = scores - logsumexp(scores, axis=1, keepdims=True)
    return logs


def adapt(lesson: Lesson, *, penalty: float, on_step: Callable[[], None] | None = None) -> Floats:
    """Learn what to add to the weights, `(d, k)`; zero in every feature that no text has.

    The sum of the texts' cross-entropies plus half the `penalty` times the squared length of the difference is
    made smallest: a Gaussian prior around the given weights. A text whose target is what the model says already
    pulls at nothing as long as the weights stay, and holds them back when others pull. There is no constant, so
    many corrections in one direction do not tilt the answers to unlike texts.

    Raises
    ------
    InvalidInput
        If there is no text to learn from.

    Source: prior centred on given weights, Chelba and Acero 2006; own answers as targets, Li and Hoiem 2016.

    >>> rows = csr_matrix(np.array([[1.0], [1.0]]))
    >>> same = np.full((2, 2), 0.5)
    >>> float(abs(adapt(Lesson(rows, np.zeros((2, 2)), same), penalty=1.0)).max())
    0.0
    """
    n, n_features = lesson.rows.shape
    n_labels = lesson.offsets.shape[1]
    if not n:
        raise InvalidInput("nothing to learn from")
    used = np.unique(lesson.rows.indices)
    rows = lesson.rows[:, used]
    turned = rows.T.tocsr()

    def loss(flat: Floats) -> tuple[float, Floats]:
        weights = flat.reshape(len(used), n_labels)
        logs = log_softmax(lesson.offsets + rows @ weights)
        gradient = turned @ (np.exp(logs) - lesson.targets) + penalty * weights
        value = -float((lesson.targets * logs).sum()) + penalty / 2 * float((weights**2).sum())
        return value, gradient.ravel()

    found = minimize(
        loss,
        np.zeros(len(used) * n_labels),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 300},
        callback=(lambda _weights: on_step()) if on_step else None,
    )
    difference = np.zeros((n_features, n_labels))
    difference[used] = found.x.reshape(len(used), n_labels)
    return difference
