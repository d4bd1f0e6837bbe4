"""Krippendorff's alpha for ordered steps against figures that were published or worked out by hand."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tanggap.core.measure.agreement import (
    MIN_TEXTS,
    RELIABLE,
    Agreement,
    Lack,
    agreement,
    alphas,
    coincidences,
    counts_of,
    ordinal_alpha,
)

# K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units, five
# ordered values, some missing. The paper counts from 1; its alphas are .743 nominal, .815 ordinal, .849 interval.
X = None
PUBLISHED = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, X, X, X],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, X, 3],
    [X, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, X],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, X],
]
UNITS = [[value - 1 for value in unit if value is not None] for unit in zip(*PUBLISHED, strict=True)]


def batch_alpha(things: list[list[int]]) -> float:
    return float(alphas(coincidences(counts_of(things)).sum(axis=0)[None])[0])


def test_the_published_example_has_its_published_alpha() -> None:
    assert round(ordinal_alpha(counts_of(UNITS)) or 0, 3) == 0.815
    assert round(batch_alpha(UNITS), 3) == 0.815


def test_a_unit_that_one_observer_judged_alone_counts_for_nothing() -> None:
    # The twelfth unit of the example has a single value.
    assert counts_of(UNITS).sum() == 40
    assert batch_alpha([*UNITS, [4]]) == batch_alpha(UNITS)


def test_an_example_worked_out_by_hand() -> None:
    # Pairs (0,0) (0,1) (1,1) (2,2): n = 8, given 3 × 0, 3 × 1, 2 × 2.
    # Distances: 0–1 ((3+3) − (3+3)/2)² = 9, 1–2 ((3+2) − 2.5)² = 6.25, 0–2 ((3+3+2) − 2.5)² = 30.25.
    # Observed: 2 coincidences of 0 with 1, 2 × 9 = 18. By chance: 2 × (9×9 + 6×6.25 + 6×30.25) = 600.
    assert batch_alpha([[0, 0], [0, 1], [1, 1], [2, 2]]) == pytest.approx(1 - 7 * 18 / 600)
    assert ordinal_alpha(counts_of([[0, 0], [0, 1], [1, 1], [2, 2]])) == pytest.approx(0.79)


def test_those_who_say_the_opposite_are_below_chance() -> None:
    assert (ordinal_alpha(counts_of([[0, 4], [4, 0]])) or 0) < 0


@settings(max_examples=200, deadline=None)
@given(some.lists(some.lists(some.integers(0, 4), min_size=2, max_size=5), min_size=2, max_size=30))
def test_many_at_once_are_what_the_library_says_one_by_one(things: list[list[int]]) -> None:
    counts = counts_of(things)
    one = ordinal_alpha(counts)

    if one is None:
        assert np.isnan(batch_alpha(things))
    else:
        by_library = krippendorff.alpha(value_counts=counts, level_of_measurement="ordinal")
        assert one == pytest.approx(by_library)
        assert batch_alpha(things) == pytest.approx(by_library)


def some_texts(n: int) -> list[list[list[int]]]:
    draw = np.random.default_rng(5)
    steps = draw.integers(0, 5, size=n)
    other = np.clip(steps + draw.integers(-1, 2, size=n), 0, 4)
    return [[[int(one), int(two)]] for one, two in zip(steps, other, strict=True)]


def test_a_figure_comes_with_its_interval_and_its_n() -> None:
    found = agreement(some_texts(40), seed=1)

    assert (found.n_texts, found.n_given, found.lack) == (40, 80, None)
    assert found.low is not None and found.alpha is not None and found.high is not None
    assert found.low < found.alpha < found.high
    assert found.is_reliable == (found.alpha >= RELIABLE)


def test_the_same_seed_gives_the_same_interval() -> None:
    assert agreement(some_texts(20), seed=3) == agreement(some_texts(20), seed=3)


def test_more_texts_make_the_interval_narrower() -> None:
    few, many = agreement(some_texts(12), seed=1), agreement(some_texts(300), seed=1)

    assert (many.high or 0) - (many.low or 0) < (few.high or 0) - (few.low or 0)


def test_texts_are_drawn_whole() -> None:
    # Ten texts with the same pair four times over are no more than ten texts.
    once, often = some_texts(10), [[thing] * 4 for [thing] in some_texts(10)]

    narrow, wide = agreement([[thing] for text in often for thing in text], seed=1), agreement(often, seed=1)

    assert wide.n_texts == 10 and narrow.n_texts == 40
    assert (wide.high or 0) - (wide.low or 0) > (narrow.high or 0) - (narrow.low or 0)
    assert wide.n_given == 4 * agreement(once, seed=1).n_given


def test_too_few_texts_have_no_figure() -> None:
    found = agreement(some_texts(MIN_TEXTS - 1), seed=1)

    assert found == Agreement(MIN_TEXTS - 1, 2 * (MIN_TEXTS - 1), lack=Lack.FEW)
    assert not found.is_reliable


def test_texts_that_one_person_judged_do_not_count() -> None:
    assert agreement([[[1]]] * 30, seed=1) == Agreement(0, 0, lack=Lack.FEW)


@pytest.mark.parametrize("n_other", [0, 1])
def test_where_nearly_everything_is_alike_nothing_can_be_told(n_other: int) -> None:
    texts = [[[0, 0]]] * 20 + [[[3, 3]]] * n_other

    assert agreement(texts, seed=1).lack is Lack.ALIKE
