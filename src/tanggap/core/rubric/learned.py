"""How high a text stands on each criterion: what the rules of `reading` say, weighed, and what its words add."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanggap.core.grouping.words import telling
from tanggap.core.rubric.criteria import FROM_TEXT, STEPS
from tanggap.core.rubric.reading import Score
from tanggap.core.text.subwords import word_number, word_numbers

Floats = NDArray[np.float64]

CODES = tuple(criterion.code for criterion in FROM_TEXT)
_REACHED = tuple(step for step in STEPS if step)
N_KINDS = 7
N_SIGNS = len(CODES) * len(_REACHED) + 2 + N_KINDS
AUDIBLE = 0.1
# How large the signs stand beside words, which are a unit vector together.
_STEP_SCALE, _LENGTH_SCALE, _TITLE_SCALE, _KIND_SCALE = 0.15, 0.2, 0.3, 0.4
_ROOT_TWO = math.sqrt(2)


@dataclass(frozen=True)
class RubricWeights:
    """The arrays of a model, with one column for each criterion in the order of `CODES`.

    Attributes
    ----------
    idf
        `(2**n_bits,)`, inverse document frequency of each word's number, zero where it was too rare; float16.
    word_weight
        `(2**n_bits, n_criteria)`, already multiplied by the idf; float16.
    sign_weight
        `(N_SIGNS, n_criteria)`.
    bias
        `(n_criteria,)`.
    cuts
        `(n_criteria, 4)`, ascending: from which height on a text has step 1, 2, 3 and 4.
    spread
        `(n_criteria,)`, standard deviation of the heights around the labels.
    """

    idf: NDArray[np.float16]
    word_weight: NDArray[np.float16]
    sign_weight: Floats
    bias: Floats
    cuts: Floats
    spread: Floats


class RubricModel:
    """Gives each criterion its step and how likely that step is."""

    def __init__(self, weights: RubricWeights) -> None:
        self._n_bits = len(weights.idf).bit_length() - 1
        self._squared = weights.idf.astype(np.float32) ** 2
        self._weight = weights.word_weight.astype(np.float32)
        self._of_signs, self._bias = weights.sign_weight, weights.bias
        self._cuts, self._spread = weights.cuts.tolist(), weights.spread.tolist()

    def heights(self, words: Sequence[str], signs: Floats) -> Floats:
        """Give the height on each criterion, `(n_criteria,)`, on the scale of the steps but not bounded by it."""
        numbers = word_numbers(words, self._n_bits)
        length = math.sqrt(float(self._squared[numbers].sum())) or 1.0
        added: Floats = self._weight[numbers].sum(axis=0, dtype=np.float64) / length
        return self._bias + added + signs @ self._of_signs

    def steps(self, words: Sequence[str], signs: Floats) -> dict[str, tuple[int, float]]:
        """Give the step of each criterion and its chance, 0 to 1: the heights are taken as normal around the label."""
        heights = self.heights(words, signs).tolist()
        return {
            code: _step(height, cuts, spread)
            for code, height, cuts, spread in zip(CODES, heights, self._cuts, self._spread, strict=True)
        }

    def loudest(self, words: Sequence[str], codes: Sequence[str], n: int) -> dict[str, list[str]]:
        """Name for each of these criteria the words, `n` at most, that raise its height here most, the strongest first.

        A word that raises it by less than `AUDIBLE`, or that every text has, is not named.
        """
        numbers = word_numbers(words, self._n_bits)
        least = AUDIBLE * (math.sqrt(float(self._squared[numbers].sum())) or 1.0)
        different = telling(dict.fromkeys(words))
        own = self._weight[[word_number(word, self._n_bits) for word in different]]
        order = np.argsort(-own, axis=0, kind="stable")[:n]
        return {
            code: [different[place] for place in order[:, column].tolist() if own[place, column] >= least]
            for code, column in ((code, CODES.index(code)) for code in codes)
        }


def signs_of(read: Mapping[str, Score], n_words: int, kinds: Sequence[float], *, has_title: bool) -> Floats:
    """Give what the model knows of a text beside its words, `(N_SIGNS,)`.

    For each criterion and each step above 0 whether the rules reach it; the length; whether there is a title; and the
    chance of each kind of text.
    """
    reached = [_STEP_SCALE * (read[code].step >= step) for code in CODES for step in _REACHED]
    shape = [_LENGTH_SCALE * math.log1p(n_words), _TITLE_SCALE * has_title]
    return np.array([*reached, *shape, *(_KIND_SCALE * chance for chance in kinds)])


def _step(height: float, cuts: Sequence[float], spread: float) -> tuple[int, float]:
    step = sum(height >= cut for cut in cuts)
    above = 1.0 if step == 0 else _chance_above(cuts[step - 1], height, spread)
    beyond = 0.0 if step == len(cuts) else _chance_above(cuts[step], height, spread)
    return step, round(above - beyond, 4)


def _chance_above(cut: float, height: float, spread: float) -> float:
    return 0.5 * math.erfc((cut - height) / (spread * _ROOT_TWO))
