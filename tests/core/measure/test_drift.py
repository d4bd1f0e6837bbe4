from __future__ import annotations

import numpy as np
import pytest

from tanggap.core.measure.drift import shift


def test_the_same_has_not_shifted() -> None:
    found = shift({"a": 300, "b": 700}, {"a": 3_000, "b": 7_000})

    assert (found.degree, found.n_then, found.n_now) == ("none", 1_000, 10_000)
    assert found.index == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(("n_now", "degree"), [(52, "none"), (66, "slight"), (80, "clear")])
def test_degrees_follow_the_index(n_now: int, degree: str) -> None:
    """With n in a hundred of one label where there were 50: PSI .0016, .1061, .4159."""
    found = shift({"a": 5_000, "b": 5_000}, {"a": 100 * n_now, "b": 10_000 - 100 * n_now})

    assert found.degree == degree


def test_few_say_nothing_on_either_side() -> None:
    assert shift({"a": 99}, {"b": 5_000}).degree == "few"
    assert shift({"a": 5_000, "b": 1}, {}).degree == "few"


def test_one_label_alone_cannot_shift() -> None:
    assert shift({"a": 500}, {"a": 900}).degree == "none"


def test_a_new_label_shifts_without_an_endless_index() -> None:
    found = shift({"a": 1_000}, {"a": 500, "b": 500})

    assert found.degree == "clear" and 0 < found.index < 10


def test_chance_alone_is_not_called_a_shift() -> None:
    """Many labels and few texts: the index is high for every pair drawn from one distribution, and told as none."""
    draw = np.random.default_rng(3)
    labels = [str(number) for number in range(30)]
    told, high = [], 0
    for _ in range(200):
        pair = [dict(zip(labels, map(int, draw.multinomial(120, [1 / 30] * 30)), strict=True)) for _ in range(2)]
        found = shift(*pair)
        told.append(found.degree)
        high += found.index >= 0.25

    assert high > 150
    assert told.count("none") > 175
