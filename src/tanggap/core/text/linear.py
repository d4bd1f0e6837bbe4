"""A linear model of few labels over hashed phrases: for judgements that little data teach."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tanggap.core.text.sentiment import softmax
from tanggap.core.text.subwords import phrases


@dataclass(frozen=True)
class LinearWeights:
    """The arrays of a model.

    Attributes
    ----------
    idf
        `(2**n_bits,)`, inverse document frequency of each phrase number, zero where it was too rare; float16.
    phrase_weight
        `(2**n_bits, n_labels)`, already multiplied by the idf; float16.
    bias
        `(n_labels,)`.
    """

    idf: NDArray[np.float16]
    phrase_weight: NDArray[np.float16]
    bias: NDArray[np.float64]


class LinearModel:
    """Gives the chance of each label; the phrases of a text are one unit vector."""

    def __init__(self, labels: Sequence[str], weights: LinearWeights, temperature: float = 1.0) -> None:
        self.labels = tuple(labels)
        self._n_bits = len(weights.idf).bit_length() - 1
        self._squared = weights.idf.astype(np.float32) ** 2
        self._weight = weights.phrase_weight.astype(np.float32)
        self._more = self._weight - self._weight.mean(axis=1, keepdims=True)
        self._bias = weights.bias
        self._temperature = temperature

    def chances(self, words: Sequence[str]) -> list[float]:
        """Chance of each label, in the order of `labels`, adding up to one; without known words, by the bias."""
        found = np.array(sorted(phrases(words, self._n_bits)), np.int64)
        length = math.sqrt(float(self._squared[found].sum())) or 1.0
        scores = self._bias + self._weight[found].sum(axis=0, dtype=np.float64) / length
        return softmax((scores / self._temperature).tolist())

    def says(self, words: Sequence[str], label: int) -> dict[str, float]:
        """How much each different word alone speaks for a label more than for the others on average."""
        mask = (1 << self._n_bits) - 1
        different = dict.fromkeys(words)
        own = self._more[[crc32(word.encode(errors="replace")) & mask for word in different], label]
        return dict(zip(different, own.tolist(), strict=True))
