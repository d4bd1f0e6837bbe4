"""What is computed of a word once and looked up from then on, in arrays: a text is then a few sums over rows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Of any types; whoever computes them knows.
Columns = tuple[NDArray[Any], ...]
_FIRST_ROOM = 4_096


class WordTable:
    """Columns of numbers with one row a word; unknown words are computed together, in one call.

    Several threads may ask at once: what is known is never changed in place, only added to or replaced as a whole.

    Parameters
    ----------
    compute
        Gives the columns of `n` different words, each array with `n` rows; a word's row must not depend on the
        others.
    max_words
        When more words would be kept, all are forgotten.

    Examples
    --------
    >>> table = WordTable(lambda words: (np.array([len(word) for word in words]),))
    >>> table.rows(["jalan", "rusak", "di"])[0].tolist()
    [5, 5, 2]
    """

    def __init__(self, compute: Callable[[Sequence[str]], Columns], *, max_words: int = 60_000) -> None:
        self._compute = compute
        self._max_words = max_words
        self._known = _Known({}, ())
        self._lock = threading.Lock()

    def rows(self, words: Sequence[str]) -> Columns:
        """Rows of `words`, at least one, out of every column."""
        while True:
            known = self._known
            try:
                numbers = np.array([known.index[word] for word in words], dtype=np.intp)
            except KeyError:
                self.learn(words)
                continue
            return tuple(column[numbers] for column in known.columns)

    def learn(self, words: Iterable[str]) -> None:
        """Compute the words that are unknown; many at once cost less than the same ones text by text."""
        words = dict.fromkeys(words)
        with self._lock:
            known = self._known
            new = [word for word in words if word not in known.index]
            if known.index and len(known.index) + len(new) > self._max_words:
                known, new = _Known({}, known.columns), list(words)
            if new:
                self._known = known.with_words(new, self._compute(new))


@dataclass(frozen=True, slots=True)
class _Known:
    """The rows by word; `columns` have room for more."""

    index: dict[str, int]
    columns: Columns

    def with_words(self, new: Sequence[str], made: Columns) -> _Known:
        first, last = len(self.index), len(self.index) + len(new)
        has_room = first > 0 and last <= len(self.columns[0])
        # Who reads the old columns meanwhile must not meet numbers beyond their end, nor other words' rows.
        index = self.index if has_room else dict(self.index)
        columns = self.columns if has_room else _with_room(self.columns or made, first, last)
        for column, rows in zip(columns, made, strict=True):
            column[first:last] = rows
        index.update(zip(new, range(first, last), strict=True))
        return _Known(index, columns)


def _with_room(old: Columns, n_known: int, n_wanted: int) -> Columns:
    room = max(_FIRST_ROOM, 2 * n_wanted)
    columns = tuple(np.zeros((room, *rows.shape[1:]), rows.dtype) for rows in old)
    for column, rows in zip(columns, old, strict=True):
        column[:n_known] = rows[:n_known]
    return columns
