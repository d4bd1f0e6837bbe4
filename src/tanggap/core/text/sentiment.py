"""Sentiment of a text: a linear model over phrases and pieces of words, with negation marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanggap.core.text.subwords import NEGATED, phrases, word_pieces
from tanggap.core.text.tokens import word_set

LABELS = ("negative", "neutral", "positive")
N_MIN, N_MAX = 2, 6
NEGATION_REACH = 3
_MAX_CACHE = 20_000

NEGATIONS = word_set(
    "tidak tak tdk nggak gak ga enggak ngga engga bukan belum blm kurang jangan tanpa kada kd kdd kadada lain kadak"
)
# Words in which -nya is no suffix.
_NOT_SPLIT = word_set("hanya punya tanya bertanya mempunyai penanya biasanya")


def split_clitic(words: Sequence[str]) -> list[str]:
    """Cut the clitic -nya off, as the training data writes it.

    >>> split_clitic(["rasanya", "hanya", "enak"])
    ['rasa', 'nya', 'hanya', 'enak']
    """
    out: list[str] = []
    for word in words:
        if len(word) > 5 and word.endswith("nya") and word not in _NOT_SPLIT:
            out += (word[:-3], "nya")
        else:
            out.append(word)
    return out


def mark_negation(words: Sequence[str]) -> list[str]:
    """Mark the three words after a negation; an exclamation or question mark ends its reach.

    Source: Das and Chen 2001; Pang, Lee and Vaithyanathan 2002.

    >>> mark_negation(["kada", "baik", "!", "bagus"])
    ['kada', '¬baik', '!', 'bagus']
    """
    out: list[str] = []
    left = 0
    for word in words:
        if word in NEGATIONS:
            left = NEGATION_REACH
            out.append(word)
        elif word[0] in "!?":
            left = 0
            out.append(word)
        elif left and word[0].isalpha():
            out.append(NEGATED + word)
            left -= word != "nya"
        else:
            out.append(word)
    return out


@dataclass(frozen=True)
class Weights:
    """The arrays of a model: what training writes and inference reads.

    Attributes
    ----------
    phrase_idf, piece_idf
        Inverse document frequency per feature number, zero where the feature was too rare; float16.
    phrase_weight, piece_weight
        `(2**n_bits, 3)`, per label, already multiplied by the idf; float16.
    bias
        One per label.
    """

    phrase_idf: NDArray[np.float16]
    piece_idf: NDArray[np.float16]
    phrase_weight: NDArray[np.float16]
    piece_weight: NDArray[np.float16]
    bias: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word's part in any text: its scores, its squared length, and how much it speaks for each label."""

    scores: tuple[float, float, float]
    squared: float
    says: tuple[float, float, float]


class SentimentModel:
    """Scores word lists (after `split_clitic` and `mark_negation`).

    A text is two unit vectors side by side: its phrases, and the pieces of its words. The second one's length
    is taken as if no two words shared a piece; so a word's part is a constant that is kept once computed, which
    makes the model as fast as a look-up.
    """

    def __init__(self, weights: Weights, temperature: float = 1.0) -> None:
        self._piece_idf = weights.piece_idf
        self._piece_weight = weights.piece_weight
        self._phrase_bits = len(weights.phrase_idf).bit_length() - 1
        self._phrase_squared = weights.phrase_idf.astype(np.float32) ** 2
        self._phrase_weight = weights.phrase_weight.astype(np.float32)
        self._bias: tuple[float, ...] = tuple(weights.bias.tolist())
        self._temperature = temperature
        self._cache: dict[str, _Word] = {}

    def _word(self, word: str) -> _Word:
        found = self._cache.get(word)
        if found is None:
            if len(self._cache) >= _MAX_CACHE:
                self._cache.clear()
            found = self._cache[word] = self._compute(word)
        return found

    def _compute(self, word: str) -> _Word:
        pieces = word_pieces(word, N_MIN, N_MAX, len(self._piece_idf).bit_length() - 1)
        numbers, counts = np.unique(np.asarray(pieces, dtype=np.int64), return_counts=True)
        squared = float(((self._piece_idf[numbers].astype(np.float64) * counts) ** 2).sum())
        found = counts.astype(np.float64) @ self._piece_weight[numbers].astype(np.float64)
        a, b, c = found.tolist()
        length, total = math.sqrt(squared) or 1.0, a + b + c
        says = ((3 * a - total) / 2 / length, (3 * b - total) / 2 / length, (3 * c - total) / 2 / length)
        return _Word((a, b, c), squared, says)

    def log_odds(self, words: Sequence[str]) -> tuple[float, float, float]:
        """Scores of the three labels, not normalised; without words, the bias."""
        first = second = third = squared = 0.0
        for word in sorted(set(words)):
            part = self._word(word)
            a, b, c = part.scores
            first += a
            second += b
            third += c
            squared += part.squared
        norm = math.sqrt(squared) or 1.0
        x = y = z = 0.0
        if words:
            numbers = np.array(sorted(phrases(words, self._phrase_bits)))
            x, y, z = self._phrase_weight[numbers].sum(axis=0).tolist()
            length = math.sqrt(float(self._phrase_squared[numbers].sum())) or 1.0
            x, y, z = x / length, y / length, z / length
        p, q, r = self._bias
        t = self._temperature
        return (p + first / norm + x) / t, (q + second / norm + y) / t, (r + third / norm + z) / t

    def evidence(self, word: str, label: int) -> float:
        """Tell how much the pieces of one word say for a label more than for the others on average, at unit length."""
        return self._word(word).says[label]


def softmax(scores: Sequence[float]) -> list[float]:
    """Turn scores into probabilities: positive, adding up to one.

    >>> softmax([0.0, 0.0])
    [0.5, 0.5]
    """
    top = max(scores)
    weights = [math.exp(score - top) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]
