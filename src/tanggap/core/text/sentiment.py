"""Sentiment of a text: a linear model over phrases and pieces of words, with negation marked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

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


@dataclass(frozen=True)
class SentimentModel:
    """Scores word lists (after `split_clitic` and `mark_negation`).

    A text is two unit vectors side by side: its phrases, and the pieces of its words. The second one's length
    is taken as if no two words shared a piece; so a word's part is a constant that is kept once computed, which
    makes the model as fast as a look-up.
    """

    weights: Weights
    _cache: dict[str, tuple[float, float, float, float]] = field(default_factory=dict, repr=False, compare=False)

    def _word(self, word: str) -> tuple[float, float, float, float]:
        found = self._cache.get(word)
        if found is None:
            if len(self._cache) >= _MAX_CACHE:
                self._cache.clear()
            found = self._cache[word] = self._compute(word)
        return found

    def _compute(self, word: str) -> tuple[float, float, float, float]:
        weights = self.weights
        pieces = word_pieces(word, N_MIN, N_MAX, len(weights.piece_idf).bit_length() - 1)
        numbers, counts = np.unique(np.asarray(pieces, dtype=np.int64), return_counts=True)
        length = ((weights.piece_idf[numbers].astype(np.float64) * counts) ** 2).sum()
        scores = counts.astype(np.float64) @ weights.piece_weight[numbers].astype(np.float64)
        return float(scores[0]), float(scores[1]), float(scores[2]), float(length)

    def _phrases(self, words: Sequence[str]) -> NDArray[np.float64]:
        weights = self.weights
        numbers = np.fromiter(sorted(phrases(words, len(weights.phrase_idf).bit_length() - 1)), dtype=np.int64)
        length = math.sqrt(float((weights.phrase_idf[numbers].astype(np.float64) ** 2).sum())) or 1.0
        return np.asarray(weights.phrase_weight[numbers].sum(axis=0, dtype=np.float64) / length)

    def log_odds(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Scores of the three labels, not normalised; without words, the bias."""
        bias = self.weights.bias
        if not words:
            return bias
        first = second = third = squared = 0.0
        for word in sorted(set(words)):
            a, b, c, length = self._word(word)
            first += a
            second += b
            third += c
            squared += length
        norm = math.sqrt(squared) or 1.0
        return np.asarray(bias + self._phrases(words) + np.array((first, second, third)) / norm)

    def contribution(self, word: str) -> NDArray[np.float64]:
        """Tell what the pieces of one word say for each label, at unit length: for showing evidence."""
        a, b, c, length = self._word(word)
        return np.array((a, b, c)) / (math.sqrt(length) or 1.0)


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities from scores: positive, adding up to one."""
    weights = np.exp(scores - scores.max())
    return np.asarray(weights / weights.sum())
