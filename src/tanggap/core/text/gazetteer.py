"""Finds every name of a register in a text at once; what a name means there is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import ahocorasick

from tanggap.core.text.tokens import Tokens, tokenise

Item = TypeVar("Item")


def phrase(name: str) -> str:
    """Write a name the way it is compared: lower-case words with single spaces.

    >>> phrase("Bati-Bati"), phrase("Kab.  Banjar")
    ('bati bati', 'kab banjar')
    """
    return tokenise(name).joined.strip()


@dataclass(frozen=True, slots=True)
class Hit(Generic[Item]):
    """A name found: tokens `first` to `last` (included), and what may be meant by it."""

    phrase: str
    first: int
    last: int
    items: tuple[Item, ...]


class Gazetteer(Generic[Item]):
    """An Aho-Corasick automaton over whole tokens.

    Source: Aho and Corasick 1975; the automaton is pyahocorasick.

    >>> gazetteer = Gazetteer({"tanah laut": ["63.01"], "laut": ["sea"]})
    >>> [hit.items for hit in gazetteer.longest(tokenise("di Tanah Laut"))]
    [('63.01',)]
    """

    def __init__(self, names: Mapping[str, Iterable[Item]]) -> None:
        self._automaton = ahocorasick.Automaton()
        for name, items in names.items():
            if name:
                self._automaton.add_word(f" {name} ", (name, name.count(" "), tuple(items)))
        self._is_empty = len(self._automaton) == 0
        if not self._is_empty:
            self._automaton.make_automaton()

    def all(self, tokens: Tokens) -> list[Hit[Item]]:
        """Every name found, overlapping ones too, in order of their last token."""
        if self._is_empty:
            return []
        hits = []
        # Hits come in order of their ends: the number of the last token is counted on from one to the next.
        counted_to, last = 0, -1
        for end, (name, n_more, items) in self._automaton.iter(tokens.joined):
            last += tokens.joined.count(" ", counted_to, end)
            counted_to = end
            hits.append(Hit(name, last - n_more, last, items))
        return hits

    def longest(self, tokens: Tokens) -> list[Hit[Item]]:
        """Find names that do not overlap: of two that do, the earlier, then the longer."""
        chosen: list[Hit[Item]] = []
        for hit in sorted(self.all(tokens), key=lambda hit: (hit.first, -hit.last)):
            if not chosen or hit.first > chosen[-1].last:
                chosen.append(hit)
        return chosen
