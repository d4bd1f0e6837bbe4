"""Which language: naive Bayes over pieces of words, added up word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tanggap.core.text.subwords import pieces_of, sums_by_word, whole_word, word_pieces
from tanggap.core.text.wordtable import Columns, WordTable

N_MIN, N_MAX = 1, 5


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
    max_words: int = 60_000
    _words: WordTable = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_words", WordTable(self._compute, max_words=self.max_words))

    @property
    def n_bits(self) -> int:
        """Width of a feature number."""
        return int(self.log_probabilities.shape[0]).bit_length() - 1

    def _compute(self, words: Sequence[str]) -> Columns:
        owners, numbers = pieces_of([features(word, self.n_bits) for word in words])
        return (sums_by_word(owners, self.log_probabilities[numbers].astype(np.float64), len(words)),)

    def word_scores(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Log-likelihood of lower-case words in every language, `(n, len(languages))`."""
        if not words:
            return np.zeros((0, len(self.languages)))
        found: NDArray[np.float64] = self._words.rows(words)[0]
        return found

    def log_odds(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Tempered log-posterior of the languages, not normalised; without words, the prior."""
        odds: NDArray[np.float64] = self.word_scores(words).sum(axis=0) / self.temperature + self.log_prior
        return odds

    def probabilities(self, words: Sequence[str]) -> list[float]:
        """Posterior of the languages: positive, adding up to one."""
        odds = self.log_odds(words)
        weights = np.exp(odds - odds.max())
        chances: list[float] = (weights / weights.sum()).tolist()
        return chances


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
