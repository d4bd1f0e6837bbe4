"""Steps into which texts are counted: by length, and by how many of their words are unknown."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

LENGTHS = (100, 300, 1_000, 3_000)
SHARES = (0.05, 0.1, 0.2, 0.4)


def length_step(n_characters: int) -> str:
    """Name the step of a text by its first number of characters.

    >>> length_step(99), length_step(100), length_step(5_000)
    ('0', '100', '3000')
    """
    return str((0, *LENGTHS)[bisect_right(LENGTHS, n_characters)])


def unknown_step(words: Sequence[str], is_known: Callable[[str], bool]) -> str | None:
    """Name the step of a text by the lowest share of unknown words in it, in percent; None without words.

    >>> unknown_step(["jalan", "xq"], lambda word: word == "jalan")
    '40'
    """
    spoken = [word for word in words if word.isalpha()]
    if not spoken:
        return None
    share = sum(not is_known(word) for word in spoken) / len(spoken)
    return str(round((0, *SHARES)[bisect_right(SHARES, share)] * 100))
