"""What weighs the rules of the rubric, on tiny arrays of the test's own."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tanggap.core.rubric.learned import CODES, N_KINDS, N_SIGNS, Floats, RubricModel, RubricWeights, signs_of
from tanggap.core.rubric.reading import Score
from tanggap.core.text.subwords import word_number

N_BITS = 10
NOTHING = np.zeros(N_SIGNS)


def model(*, sign_weight: float = 0.0, **word_weights: float) -> RubricModel:
    """Every known word has an idf of one and raises the first criterion alone; the steps begin at 1, 2, 3 and 4."""
    idf, weight = np.zeros(1 << N_BITS, np.float16), np.zeros((1 << N_BITS, len(CODES)), np.float16)
    for word, own in word_weights.items():
        idf[word_number(word, N_BITS)], weight[word_number(word, N_BITS), 0] = 1, own
    cuts = np.tile([1.0, 2.0, 3.0, 4.0], (len(CODES), 1))
    signs = np.full((N_SIGNS, len(CODES)), sign_weight)
    return RubricModel(RubricWeights(idf, weight, signs, np.full(len(CODES), 0.5), cuts, np.full(len(CODES), 0.5)))


def first(made: RubricModel, words: list[str], signs: Floats = NOTHING) -> tuple[int, float]:
    return made.steps(words, signs)[CODES[0]]


def test_a_text_without_known_words_or_signs_stands_at_the_constant() -> None:
    assert model().heights([], NOTHING).tolist() == [0.5] * len(CODES)
    assert first(model(), [])[0] == 0


@pytest.mark.parametrize(("weight", "step"), [(0.0, 0), (0.5, 1), (1.5, 2), (2.5, 3), (9.0, 4)])
def test_the_step_is_the_last_one_whose_beginning_is_reached(weight: float, step: int) -> None:
    assert first(model(lubang=weight), ["lubang"])[0] == step


def test_words_speak_once_each_and_share_one_length() -> None:
    made = model(lubang=2.0, tambal=1.0)
    assert made.heights(["lubang", "tambal", "lubang", "lain"], NOTHING)[0] == pytest.approx(0.5 + 3 / math.sqrt(2))


def test_the_loudest_words_are_those_that_raise_a_criterion_most_here() -> None:
    made = model(lubang=2.0, tambal=3.0, aspal=1.0, mulus=-1.0, karena=9.0, rapat=0.05)
    words = ["mulus", "lubang", "aspal", "lubang", "tambal", "lain", "karena"]
    assert made.loudest(words, CODES[:2], 2) == {CODES[0]: ["tambal", "lubang"], CODES[1]: []}
    assert made.loudest(["mulus", "lubang", "rapat"], CODES[:1], 3) == {CODES[0]: ["lubang"]}
    assert made.loudest([], CODES[:1], 3) == {CODES[0]: []}


def test_the_chance_of_a_step_is_what_a_normal_error_leaves_between_its_ends() -> None:
    # One and a half above 0.5: in the middle of step 2, one spread from either end.
    assert first(model(lubang=2.0), ["lubang"]) == (2, pytest.approx(math.erf(1 / math.sqrt(2)), abs=1e-4))
    low, high = first(model(), []), first(model(lubang=5.0), ["lubang"])
    assert low == (0, pytest.approx(0.8413, abs=1e-4))
    assert high == (4, pytest.approx(0.9987, abs=1e-4))


def test_the_signs_tell_which_steps_the_rules_reach_the_shape_and_the_kind() -> None:
    read = {code: Score(0, 0.5) for code in CODES} | {CODES[1]: Score(3, 0.6)}
    found = signs_of(read, 9, [1.0] + [0.0] * (N_KINDS - 1), has_title=True)

    assert found.shape == (N_SIGNS,)
    assert np.flatnonzero(found[: 4 * len(CODES)]).tolist() == [4, 5, 6]
    assert found[4 * len(CODES) :].tolist() == pytest.approx([0.2 * math.log(10), 0.3, 0.4] + [0.0] * (N_KINDS - 1))
    assert model(sign_weight=1.0).heights([], found)[0] == pytest.approx(0.5 + found.sum())
