"""Cuts a text into tokens that know where they stood, for matching names and for counting words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

MAX_WORD_LENGTH = 40
_MAX_CACHED_LENGTH = 20_000


def word_set(words: str) -> frozenset[str]:
    """Make a set of the words of a string.

    >>> sorted(word_set("di ke"))
    ['di', 'ke']
    """
    return frozenset(words.split())


_ABBREVIATIONS = word_set("kab kec kel prov jl jln gg ds dr drs ir prof st no hj h tgl rt rw pj plt plh")
_NAME_TOKEN = re.compile(r"[^\W_]+|[.!?,;:/\n()\"]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[!?]+|[\u2600-\u27bf\U0001f300-\U0001faff]")


def fold(text: str) -> str:
    """Lower-case `text` without changing its length, so that positions stay true.

    >>> fold("Kabupaten TAPIN")
    'kabupaten tapin'
    >>> len(fold("İSTANBUL"))
    8
    """
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def words(text: str) -> list[str]:
    """Cut out the words, numbers, runs of ``!?`` and emoji of `text`, lower-cased, long ones cut short.

    >>> words("Kada baik!! Jalan rusak, 3 bulan 😡")
    ['kada', 'baik', '!!', 'jalan', 'rusak', '3', 'bulan', '😡']
    """
    return [word[:MAX_WORD_LENGTH] for word in _WORD.findall(text.lower())]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, joined by single spaces, with a way back to the characters.

    `joined` starts and ends with a space, so that a phrase with a space on both sides can only match whole
    tokens. `starts[i]` is where token i stood in the text, and `lengths[i]` how many characters it had there.
    """

    joined: str
    tokens: tuple[str, ...]
    starts: tuple[int, ...]
    lengths: tuple[int, ...]

    def replaced(self, tokens: Sequence[str]) -> Tokens:
        """Keep the positions in the text under other words."""
        return Tokens(f" {' '.join(tokens)} ", tuple(tokens), self.starts, self.lengths)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Characters of the text from token `first` to token `last`, end excluded."""
        return self.starts[first], self.starts[last] + self.lengths[last]


def _tokenise(text: str) -> Tokens:
    folded = fold(text)
    found = _NAME_TOKEN.findall(folded)
    starts, end = [], 0
    find = folded.find
    for token in found:
        # Between two tokens stands nothing that a token is made of: the next place is the place.
        start = find(token, end)
        starts.append(start)
        end = start + len(token)
    if "." in found and not _ABBREVIATIONS.isdisjoint(found):
        kept = [index for index in range(len(found)) if not _is_dot_of_abbreviation(index, found, starts)]
        found, starts = [found[index] for index in kept], [starts[index] for index in kept]
    return Tokens(f" {' '.join(found)} ", tuple(found), tuple(starts), tuple(map(len, found)))


def _is_dot_of_abbreviation(index: int, found: Sequence[str], starts: Sequence[int]) -> bool:
    if found[index] != "." or index == 0:
        return False
    before = found[index - 1]
    return before in _ABBREVIATIONS and starts[index - 1] + len(before) == starts[index]


_cached = lru_cache(maxsize=512)(_tokenise)


def tokenise(text: str) -> Tokens:
    """Cut `text` into lower-case words, numbers and the punctuation that ends a phrase.

    The dot of an abbreviation that stands before names ("Kab.", "Kec.", "Jl.") is dropped. A newline is a
    token too, because a heading's last word and the next line's first are no phrase.

    >>> tokenise("Kab. Banjar, Bati-Bati").joined
    ' kab banjar , bati bati '
    """
    return _cached(text) if len(text) <= _MAX_CACHED_LENGTH else _tokenise(text)
