"""Pieces of words and phrases as hashed feature numbers, the same in training and in use.

Hashing needs no vocabulary: the models are two arrays and load in milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint32]
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


def phrase_parts(words: Sequence[str]) -> tuple[Hashes, NDArray[np.uint16]]:
    """Give each word's hash alone and after a space, `(n, 2)`, and its length after a space, `(n,)`, in bytes."""
    data = [word.encode(errors="replace") for word in words]
    hashes = np.array([(crc32(word), crc32(b" " + word)) for word in data], np.uint32).reshape(-1, 2)
    return hashes, np.array([len(word) + 1 for word in data], np.uint16)


def phrase_numbers(hashes: Hashes, lengths: NDArray[np.uint16], n_bits: int) -> NDArray[np.uint32]:
    """Give what `phrases` gives, ascending, from the parts of the words in their order.

    The hash of two strings in a row follows from their hashes and the length of the second, because crc32 is
    linear: this spares hashing every run of words anew.
    """
    alone, spaced = hashes[:, 0], hashes[:, 1]
    pairs = _shifted(alone[:-1], lengths[1:]) ^ spaced[1:]
    triples = _shifted(pairs[:-1], lengths[2:]) ^ spaced[2:]
    found = np.concatenate((alone, pairs, triples)) & np.uint32((1 << n_bits) - 1)
    found.sort()
    is_first = np.ones(len(found), np.bool_)
    np.not_equal(found[1:], found[:-1], out=is_first[1:])
    return found[is_first]


def _shifted(hashes: Hashes, lengths: NDArray[np.uint16]) -> Hashes:
    """Give each hash as it stands after so many zero bytes, apart from crc32's inversions, which cancel out."""
    if not len(hashes):
        return hashes
    tables = _shift_tables((int(lengths.max()) | 63) + 1)
    parts = [tables[lengths, place, (hashes >> np.uint32(8 * place)) & np.uint32(0xFF)] for place in range(4)]
    shifted: Hashes = parts[0] ^ parts[1] ^ parts[2] ^ parts[3]
    return shifted


@lru_cache(maxsize=4)
def _shift_tables(n_lengths: int) -> Hashes:
    """`(n_lengths, 4, 256)`: what each byte of a hash becomes after 0, 1, 2, … zero bytes.

    Source: crc32_combine of zlib (Adler), here by tables of bytes.
    """
    byte = np.arange(256, dtype=np.uint32)
    one = byte.copy()
    for _ in range(8):
        one = np.where(one & 1, (one >> np.uint32(1)) ^ np.uint32(0xEDB88320), one >> np.uint32(1))
    tables = np.zeros((n_lengths, 4, 256), np.uint32)
    tables[0] = [byte << np.uint32(8 * place) for place in range(4)]
    for length in range(1, n_lengths):
        before = tables[length - 1]
        tables[length] = (before >> np.uint32(8)) ^ one[before & np.uint32(0xFF)]
    return tables


def pieces_of(words: Sequence[Sequence[int]]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Lay the feature numbers of several words end to end: whose each is, and the number."""
    lengths = [len(numbers) for numbers in words]
    flat = np.fromiter((number for numbers in words for number in numbers), np.int64, sum(lengths))
    return np.repeat(np.arange(len(words)), lengths), flat


def sums_by_word(owners: NDArray[np.intp], values: NDArray[np.float64], n_words: int) -> NDArray[np.float64]:
    """Add up the rows of `values`, `(m, k)`, by the word that owns them: `(n_words, k)`."""
    columns = [np.bincount(owners, weights=column, minlength=n_words) for column in values.T]
    return np.stack(columns, axis=1)


@lru_cache(maxsize=60_000)
def word_number(word: str, n_bits: int) -> int:
    """Give the number of a word or stem: what it is hashed to, as a run of one word is."""
    return crc32(word.encode(errors="replace")) & ((1 << n_bits) - 1)


def word_numbers(words: Sequence[str], n_bits: int) -> NDArray[np.int64]:
    """Give the numbers of the different words, ascending."""
    return np.array(sorted({word_number(word, n_bits) for word in words}), np.int64)
