"""Which language: naive Bayes over pieces of words, added up word by word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import exp

import numpy as np
from numpy.typing import NDArray

from tanggap.core.text.subwords import whole_word, word_pieces

N_MIN, N_MAX = 1, 5
_MAX_CACHE = 20_000


def features(word: str, n_bits: int) -> list[int]:
    """Give the whole word and its pieces of one to five characters as feature numbers."""
    return [whole_word(word, n_bits), *word_pieces(word, N_MIN, N_MAX, n_bits)]


@dataclass(frozen=True)
class LanguageModel:
    """Log probabilities of every feature in every language.

    Attributes
    ----------
    languages
        Codes (ISO 639-3) of the columns.
    log_probabilities
        `(2**n_bits, len(languages))`, float16.
    log_prior
        One per language.
    temperature
        Naive Bayes counts the overlapping pieces as independent and is far too sure; the sum is divided by this.
    """

    languages: tuple[str, ...]
    log_probabilities: NDArray[np.float16]
    log_prior: tuple[float, ...]
    temperature: float
    _cache: dict[str, tuple[float, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def n_bits(self) -> int:
        """Width of a feature number."""
        return int(self.log_probabilities.shape[0]).bit_length() - 1

    def word_scores(self, word: str) -> tuple[float, ...]:
        """Log-likelihood of one lower-case word in every language."""
        found = self._cache.get(word)
        if found is None:
            if len(self._cache) >= _MAX_CACHE:
                self._cache.clear()
            rows = self.log_probabilities[features(word, self.n_bits)]
            found = self._cache[word] = tuple(rows.sum(axis=0, dtype=np.float64).tolist())
        return found

    def log_odds(self, words: Iterable[str]) -> list[float]:
        """Tempered log-posterior of the languages, not normalised; without words, the prior."""
        scores = [self.word_scores(word) for word in words]
        if not scores:
            return list(self.log_prior)
        return [
            sum(column) / self.temperature + prior
            for column, prior in zip(zip(*scores, strict=True), self.log_prior, strict=True)
        ]

    def probabilities(self, words: Iterable[str]) -> list[float]:
        """Posterior of the languages: positive, adding up to one."""
        odds = self.log_odds(words)
        top = max(odds)
        weights = [exp(value - top) for value in odds]
        total = sum(weights)
        return [weight / total for weight in weights]


def fit(
    samples: Sequence[tuple[Sequence[str], int]], languages: Sequence[str], *, n_bits: int, smoothing: float
) -> NDArray[np.float16]:
    """Count features per language and give their smoothed log probabilities, `(2**n_bits, n)`.

    Source: multinomial naive Bayes, Manning, Raghavan and Schütze 2008, chapter 13.
    """
    counts = np.full((1 << n_bits, len(languages)), smoothing)
    for words, column in samples:
        for word in words:
            np.add.at(counts[:, column], features(word, n_bits), 1.0)
    table: NDArray[np.float16] = np.log(counts / counts.sum(axis=0)).astype(np.float16)
    return table
