"""A linear model moves a little towards what was corrected, and stays where nothing was."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from tanggap.core.errors import InvalidInput
from tanggap.core.text.adapting import Lesson, adapt, log_softmax

ROWS = csr_matrix(np.array([[1.0, 0.0, 0.0], [0.6, 0.8, 0.0]]))


def lesson(targets: list[list[float]]) -> Lesson:
    return Lesson(ROWS, np.array([[2.0, 0.0], [0.5, 0.0]]), np.array(targets))


def test_its_own_answers_move_nothing() -> None:
    given = lesson([[1.0, 0.0], [1.0, 0.0]])
    own = Lesson(ROWS, given.offsets, np.exp(log_softmax(given.offsets)))

    assert np.abs(adapt(own, penalty=0.1)).max() < 1e-9


def test_it_is_where_the_slope_ends_and_a_heavier_penalty_holds_it_back() -> None:
    given = lesson([[0.0, 1.0], [0.0, 1.0]])
    light, heavy = adapt(given, penalty=0.1), adapt(given, penalty=10.0)

    assert np.linalg.norm(heavy) < np.linalg.norm(light) / 5
    for penalty, found in ((0.1, light), (10.0, heavy)):
        chances = np.exp(log_softmax(given.offsets + ROWS @ found))
        slope = ROWS.T @ (chances - given.targets) + penalty * found
        assert np.abs(slope).max() < 1e-3


def test_a_feature_that_no_text_has_stays_at_zero() -> None:
    found = adapt(lesson([[0.0, 1.0], [0.0, 1.0]]), penalty=1.0)

    assert found.shape == (3, 2)
    assert found[2].tolist() == [0.0, 0.0]
    assert found[0, 1] > 0 > found[0, 0]


def test_each_step_is_told_and_nothing_cannot_be_learned_from() -> None:
    steps: list[int] = []
    given = lesson([[0.0, 1.0], [1.0, 0.0]])

    adapt(given, penalty=0.1, on_step=lambda: steps.append(1))

    assert steps
    with pytest.raises(InvalidInput):
        adapt(given.part(np.array([False, False])), penalty=1.0)
    assert given.part(np.array([False, True])).targets.tolist() == [[1.0, 0.0]]
