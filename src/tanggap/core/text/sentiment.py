"""Sentiment of a text: a linear model over phrases and pieces of words, with negation marked."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tanggap.core.text.subwords import (
    NEGATED,
    phrase_numbers,
    phrase_parts,
    phrases,
    pieces_of,
    sums_by_word,
    word_pieces,
)
from tanggap.core.text.tokens import word_set
from tanggap.core.text.wordtable import Columns, WordTable

LABELS = ("negative", "neutral", "positive")
N_MIN, N_MAX = 2, 6
NEGATION_REACH = 3
_FEW_WORDS = 60

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
    out = list(words)
    if NEGATIONS.isdisjoint(words):
        return out
    left = 0
    for place, word in enumerate(words):
        if word in NEGATIONS:
            left = NEGATION_REACH
        elif left and word[0] in "!?":
            left = 0
        elif left and word[0].isalpha():
            out[place] = NEGATED + word
            left -= word != "nya"
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


class SentimentModel:
    """Scores word lists (after `split_clitic` and `mark_negation`).

    A text is two unit vectors side by side: its phrases, and the pieces of its words. The second one's length
    is taken as if no two words shared a piece; so a word's part is a constant that is kept once computed, which
    makes the model as fast as a look-up.
    """

    def __init__(self, weights: Weights, temperature: float = 1.0, *, max_words: int = 60_000) -> None:
        self._piece_idf = weights.piece_idf
        self._piece_weight = weights.piece_weight
        self._piece_bits = len(weights.piece_idf).bit_length() - 1
        self._phrase_bits = len(weights.phrase_idf).bit_length() - 1
        self._phrase_squared = weights.phrase_idf.astype(np.float32) ** 2
        self._phrase_weight = weights.phrase_weight.astype(np.float32)
        self._bias = weights.bias
        self._temperature = temperature
        self._words = WordTable(self._compute, max_words=max_words)

    def _compute(self, words: Sequence[str]) -> Columns:
        """Per word: its scores and squared length, `(n, 4)`; and what its phrases are made of."""
        owners, pieces = pieces_of([word_pieces(word, N_MIN, N_MAX, self._piece_bits) for word in words])
        keys, counts = np.unique((owners << self._piece_bits) | pieces, return_counts=True)
        owners, pieces = keys >> self._piece_bits, keys & ((1 << self._piece_bits) - 1)
        values = np.empty((len(keys), 4))
        values[:, :3] = self._piece_weight[pieces]
        values[:, :3] *= counts[:, None]
        values[:, 3] = (self._piece_idf[pieces].astype(np.float64) * counts) ** 2
        return sums_by_word(owners, values, len(words)), *phrase_parts(words)

    def learn(self, words: Iterable[str]) -> None:
        """Get ready for these words, all at once: a batch of texts costs less so."""
        self._words.learn(words)

    def log_odds(self, words: Sequence[str]) -> tuple[float, ...]:
        """Scores of the three labels, not normalised; without words, the bias."""
        return self.read(words).log_odds

    def read(self, words: Sequence[str]) -> TextScores:
        """Score a text, and tell what its words say."""
        if not words:
            return TextScores((), tuple((self._bias / self._temperature).tolist()), np.zeros((0, 3)))
        different = tuple(dict.fromkeys(words))
        own, hashes, lengths = self._words.rows(different)
        total = own.sum(axis=0)
        scores = self._bias + total[:3] / (math.sqrt(total[3]) or 1.0)
        # Both give the same; on a few words, arrays cost more than they spare.
        if len(words) < _FEW_WORDS:
            runs = np.array(sorted(phrases(words, self._phrase_bits)), np.uint32)
        else:
            place = {word: number for number, word in enumerate(different)}
            order = [place[word] for word in words]
            runs = phrase_numbers(hashes[order], lengths[order], self._phrase_bits)
        length = math.sqrt(float(self._phrase_squared[runs].sum())) or 1.0
        scores += self._phrase_weight[runs].sum(axis=0, dtype=np.float64) / length
        return TextScores(different, tuple((scores / self._temperature).tolist()), _says(own))


@dataclass(frozen=True)
class TextScores:
    """What a model says of one text.

    Attributes
    ----------
    words
        Its different words, in order of first appearance.
    log_odds
        Scores of the three labels, not normalised.
    says
        `(len(words), 3)`: how much the pieces of a word speak for a label more than for the others on average,
        at unit length.
    """

    words: tuple[str, ...]
    log_odds: tuple[float, ...]
    says: NDArray[np.float64]

    def strongest(self, label: int, n: int, *, min_length: int = 1) -> dict[str, float]:
        """Give the `n` words of some length that say most for a label, with their say; the strongest first."""
        says = self.says[:, label]
        order = np.argsort(-says, kind="stable").tolist()
        found = ((self.words[place], float(says[place])) for place in order if len(self.words[place]) >= min_length)
        return dict(islice(found, n))


def _says(own: NDArray[np.float64]) -> NDArray[np.float64]:
    length = np.sqrt(own[:, 3:])
    scores = own[:, :3]
    more: NDArray[np.float64] = (3 * scores - scores.sum(axis=1, keepdims=True)) / 2
    return np.divide(more, length, out=np.zeros_like(more), where=length > 0)


def softmax(scores: Sequence[float]) -> list[float]:
    """Turn scores into probabilities: positive, adding up to one.

    >>> softmax([0.0, 0.0])
    [0.5, 0.5]
    """
    top = max(scores)
    weights = [math.exp(score - top) for score in scores]
    total = sum(weights)
    return [weight / total for weight in weights]
