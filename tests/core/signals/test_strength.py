"""How strong a signal a story gives."""

from __future__ import annotations

import pytest

from tanggap.core.signals.strength import Strength, poisson_tail, strength


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        ([0] * 24, Strength.QUIET),
        ([9] * 22 + [0, 0], Strength.QUIET),
        ([0] * 22 + [0, 1], Strength.WEAK),
        ([0] * 22 + [2, 2], Strength.RISING),
        ([0] * 22 + [3, 4], Strength.STRONG),
        ([5] * 24, Strength.WEAK),
        ([5] * 22 + [9, 9], Strength.RISING),
        ([3, 4], Strength.STRONG),  # a course without a past
    ],
)
def test_a_story_is_as_strong_as_it_is_unusual(course: list[int], expected: Strength) -> None:
    assert strength(course) is expected


def test_the_tail_falls_as_the_count_rises() -> None:
    tails = [poisson_tail(n, 3.0) for n in range(12)]

    assert tails[0] == 1.0
    assert tails == sorted(tails, reverse=True)
    assert tails[4] == pytest.approx(0.352768, abs=1e-6)
