"""Texts as rows of hashed words: how rare each word is, and the rows at unit length."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Numbers = NDArray[np.int64]
# A word of fewer texts than this is not learned from.
MIN_COUNT = 2


def idf_of(numbers: Sequence[Numbers], n_bits: int, *, also: Numbers | None = None) -> NDArray[np.float16]:
    """Give the inverse document frequency of each number, `(2**n_bits,)`; zero where it is too rare.

    `numbers` are the different words of each text; those of `also` count however rare they are.
    """
    counts = np.zeros(1 << n_bits)
    for own in numbers:
        counts[own] += 1
    is_known = counts >= MIN_COUNT
    if also is not None:
        is_known[also] = True
        counts = np.maximum(counts, 1)
    idf = np.log((1 + len(numbers)) / (1 + counts)) + 1
    return np.where(is_known, idf, 0).astype(np.float16)


def unit_rows(numbers: Sequence[Numbers], idf: NDArray[np.float16]) -> csr_matrix:
    """Give the words of each text as one row of length one, `(n, 2**n_bits)`."""
    values = [idf[own].astype(np.float64) for own in numbers]
    values = [own / (math.sqrt(float((own**2).sum())) or 1.0) for own in values]
    ends = np.cumsum([0] + [len(own) for own in numbers])
    return csr_matrix((np.concatenate(values), np.concatenate(numbers), ends), shape=(len(numbers), len(idf)))
