"""What is computed of a word once and looked up from then on, in arrays: a text is then a few sums over rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Of any types; whoever computes them knows.
Columns = tuple[NDArray[Any], ...]
_FIRST_ROOM = 4_096


class WordTable:
    """Columns of numbers with one row a word; unknown words are computed together, in one call.

    Parameters
    ----------
    compute
        Gives the columns of `n` different words, each array with `n` rows; a word's row must not depend on the
        others.
    max_words
        When more words would be kept, all are forgotten. Rows change their place then: ask `numbers` again.

    Examples
    --------
    >>> table = WordTable(lambda words: (np.array([len(word) for word in words]),))
    >>> numbers = table.numbers(["jalan", "rusak", "jalan"])
    >>> table.columns[0][numbers].tolist()
    [5, 5, 5]
    """

    def __init__(self, compute: Callable[[Sequence[str]], Columns], *, max_words: int = 60_000) -> None:
        self._compute = compute
        self._max_words = max_words
        self._index: dict[str, int] = {}
        self.columns: Columns = ()

    def numbers(self, words: Sequence[str]) -> NDArray[np.intp]:
        """Rows of `words` in `columns`; good until the next call."""
        index = self._index
        try:
            return np.array([index[word] for word in words], dtype=np.intp)
        except KeyError:
            self.learn(words)
            return self.numbers(words)

    def learn(self, words: Iterable[str]) -> None:
        """Compute the words that are unknown; many at once cost less than the same ones text by text."""
        words = dict.fromkeys(words)
        new = [word for word in words if word not in self._index]
        if self._index and len(self._index) + len(new) > self._max_words:
            self._index.clear()
            new = list(words)
        if not new:
            return
        n_known = len(self._index)
        made = self._compute(new)
        if not self.columns or n_known + len(new) > len(self.columns[0]):
            self._make_room(made, n_known, n_known + len(new))
        for column, rows in zip(self.columns, made, strict=True):
            column[n_known : n_known + len(new)] = rows
        self._index.update(zip(new, range(n_known, n_known + len(new)), strict=True))

    def _make_room(self, made: Columns, n_known: int, n_wanted: int) -> None:
        room = max(_FIRST_ROOM, 2 * n_wanted)
        old = self.columns or made
        self.columns = tuple(np.zeros((room, *rows.shape[1:]), rows.dtype) for rows in made)
        for column, rows in zip(self.columns, old, strict=True):
            column[:n_known] = rows[:n_known]
