"""Pieces of words and phrases as hashed feature numbers, the same in training and in use.

Hashing needs no vocabulary: the models are two arrays and load in milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

NEGATED = "¬"
# A small seed would only turn a piece into that of a similar word: crc32 is linear.
_NEGATED_SEED = 0x5BD1E995


def word_pieces(word: str, n_min: int, n_max: int, n_bits: int) -> list[int]:
    """Hash the character n-grams of `word` with a space at both ends; a negated word has its own.

    Lengths count UTF-8 bytes, which are the characters of Indonesian and Banjarese words.

    Source: subword features of Bojanowski et al. 2017 (fastText); hashing trick of Weinberger et al. 2009.
    """
    mask = (1 << n_bits) - 1
    seed = 0
    if word.startswith(NEGATED):
        word, seed = word[len(NEGATED) :], _NEGATED_SEED
    data = f" {word} ".encode(errors="replace")
    return [
        crc32(data[start : start + n], seed) & mask
        for n in range(n_min, n_max + 1)
        for start in range(len(data) - n + 1)
    ]


def whole_word(word: str, n_bits: int) -> int:
    """Give the number of `word` as a whole."""
    return crc32(b"=" + word.encode(errors="replace")) & ((1 << n_bits) - 1)


def phrases(words: Sequence[str], n_bits: int) -> set[int]:
    """Hash the different runs of one, two and three words."""
    mask = (1 << n_bits) - 1
    data = [word.encode(errors="replace") for word in words]
    following = [b" " + word for word in data[1:]]
    found = set()
    n = len(data)
    for index, word in enumerate(data):
        run = crc32(word)
        found.add(run & mask)
        if index + 1 < n:
            run = crc32(following[index], run)
            found.add(run & mask)
        if index + 2 < n:
            found.add(crc32(following[index + 1], run) & mask)
    return found
