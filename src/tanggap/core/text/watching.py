"""Matches thousands of watches against a text at once, and says which words met it and where.

A text that names places outside the home province is read once more for what its places mean: a namesake of ours
("Martapura, OKU Timur") then neither meets a watch word nor counts as one of our regions.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import ahocorasick

from tanggap.core.text.places import PlaceMatcher, PlacesFound

MAX_SPANS = 40
_FIELDS = ("title", "text")
# Between the words of a phrase these end a thought: "jalan, berlubang" is not "jalan berlubang".
_BARRIER = re.compile(r"[,;:!?()\[\]]|\n\s*\n")
_SPACES = re.compile(r" {2,}")


class _Folding(dict[int, str]):
    """One character for one character: lower case, without marks, and a space for whatever is no letter or digit."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = unicodedata.normalize("NFKD", char)[:1].lower()
        folded = base if len(base) == 1 and base.isalnum() else " "
        self[code] = folded
        return folded


_FOLDING = _Folding()
_ASCII_FOLDING = bytes(ord(chr(code).lower()) if chr(code).isalnum() and code < 128 else 32 for code in range(256))
_FOREIGN_LETTER = re.compile(r"[^\W\x00-\x7f]")


def fold_words(text: str) -> str:
    """Fold `text` without changing its length: lower case, no accents, spaces for punctuation.

    >>> fold_words("Café-nya RAMAI!")
    'cafe nya ramai '
    """
    if not text.isascii() and _FOREIGN_LETTER.search(text):
        return text.translate(_FOLDING)
    # Ten times faster, and most texts have nothing but quotes and dashes beyond ASCII.
    return text.encode("ascii", "replace").translate(_ASCII_FOLDING).decode("ascii")


@dataclass(frozen=True, slots=True)
class WatchRule:
    """What one watch looks for.

    Any of `any_of` must stand in the text (when it is empty, the regions alone decide), none of `none_of` may,
    and when `region_codes` is not empty, one of these regions or a part of one must be named. A word that ends
    in ``*`` also meets longer words.
    """

    key: object
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    region_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchMatch:
    """A watch that met a text: its words, and where they stand as (field, start, end), end excluded."""

    key: object
    words: tuple[str, ...]
    spans: tuple[tuple[str, int, int], ...]


@dataclass(slots=True)
class _Pattern:
    word: str
    is_phrase: bool
    any_of: list[int] = field(default_factory=list)
    none_of: list[int] = field(default_factory=list)
    region_codes: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    pattern: _Pattern
    span: tuple[str, int, int]


class WatchMatcher:
    """Holds the rules in one automaton.

    Parameters
    ----------
    rules
        The watches.
    region_names
        (region code, name) pairs under which regions are written.
    places
        Tells our places from their namesakes; without it a name is a name.

    Examples
    --------
    >>> matcher = WatchMatcher([WatchRule("a", any_of=("jalan berlubang",), none_of=("jawa barat",))])
    >>> [match.spans for match in matcher.match("Keluhan", "Jalan  BERLUBANG di Gambut")]
    [(('text', 0, 16),)]
    >>> matcher.match("Jalan berlubang di Jawa Barat", "")
    []
    """

    def __init__(
        self,
        rules: Iterable[WatchRule],
        region_names: Iterable[tuple[str, str]] = (),
        places: PlaceMatcher | None = None,
    ) -> None:
        self._rules = tuple(rules)
        self._place_matcher = places
        self._patterns: dict[str, _Pattern] = {}
        self._regions_alone = [number for number, rule in enumerate(self._rules) if not rule.any_of]
        for number, rule in enumerate(self._rules):
            for word in rule.any_of:
                self._add(word, "any_of", number)
            for word in rule.none_of:
                self._add(word, "none_of", number)
        if any(rule.region_codes for rule in self._rules):
            for code, name in region_names:
                self._add(name, "region_codes", code)
        if places is not None:
            self._guard(places)
        self._automaton: Any = ahocorasick.Automaton()
        for key, pattern in self._patterns.items():
            self._automaton.add_word(key, (len(key), pattern))
        if self._patterns:
            self._automaton.make_automaton()

    def match(self, title: str, text: str) -> list[WatchMatch]:
        """Return every watch that the text meets, in the order of the rules."""
        found = [*self._scan("title", title), *self._scan("text", text)]
        if not found:
            return []
        reading = self._reading(title, text, found)
        hits: dict[int, list[_Found]] = defaultdict(list)
        refused: set[int] = set()
        for one in found:
            if one.pattern.any_of and not (reading and one.pattern.is_ours and _is_namesake(one.span, reading)):
                for number in one.pattern.any_of:
                    hits[number].append(one)
            refused.update(one.pattern.none_of)
        named = _named_in(found) if reading is None else _read_in(reading, (title, text))
        numbers = sorted({*hits, *self._regions_alone} - refused)
        matches = (self._match_of(self._rules[number], hits.get(number, []), named) for number in numbers)
        return [match for match in matches if match is not None]

    def _guard(self, places: PlaceMatcher) -> None:
        """Note which words are names of ours by themselves, and look for the names of other places too."""
        for pattern in [one for one in self._patterns.values() if one.any_of]:
            alone = places.find((pattern.word,))
            pattern.is_ours = not alone.elsewhere and any(places.is_home(one) for one in (*alone.home, *alone.open))
        for name in places.names_elsewhere:
            self._add(name, "elsewhere", name)

    def _reading(self, title: str, text: str, found: list[_Found]) -> PlacesFound | None:
        """Read what the places mean; None when the text names none outside, so that nobody could be mistaken."""
        if self._place_matcher is None or not any(one.pattern.elsewhere for one in found):
            return None
        is_asked = any(one.pattern.any_of or one.pattern.region_codes for one in found)
        return self._place_matcher.find((title, text)) if is_asked else None

    def _add(self, word: str, role: str, what: int | str) -> None:
        is_prefix = word.rstrip().endswith("*")
        folded = " ".join(fold_words(word).split())
        if not folded:
            return
        key = f" {folded}" if is_prefix else f" {folded} "
        pattern = self._patterns.setdefault(key, _Pattern(word.strip(), " " in folded))
        getattr(pattern, role).append(what)

    def _scan(self, name: str, text: str) -> list[_Found]:
        if not text or not self._patterns:
            return []
        folded = f" {fold_words(text)} "
        squeezed = _SPACES.sub(" ", folded) if "  " in folded else folded
        raw = list(self._automaton.iter(squeezed))
        if not raw:
            return []
        places = _places(folded) if squeezed is not folded else None
        found = []
        for end, (length, pattern) in raw:
            start, stop = end - length + 2, self._stop(squeezed, end)
            if places is not None:
                start, stop = places[start], places[stop - 1] + 1
            span = (name, start - 1, stop - 1)
            if not pattern.is_phrase or not _BARRIER.search(text, span[1], span[2]):
                found.append(_Found(pattern, span))
        return found

    @staticmethod
    def _stop(squeezed: str, end: int) -> int:
        """One past the last letter of the hit; a prefix goes on to the end of its word."""
        return end if squeezed[end] == " " else squeezed.index(" ", end)

    @staticmethod
    def _match_of(rule: WatchRule, hits: list[_Found], named: dict[str, list[_Found]]) -> WatchMatch | None:
        if rule.region_codes:
            places = [one for code, ones in named.items() if _is_within(code, rule.region_codes) for one in ones]
            if not places:
                return None
            hits = hits + places
        if not hits:
            return None
        words = tuple(dict.fromkeys(one.pattern.word for one in hits))
        spans = tuple(sorted({one.span for one in hits}, key=lambda span: (span[0] != "title", span[1])))
        return WatchMatch(rule.key, words, spans[:MAX_SPANS])


def _is_namesake(span: tuple[str, int, int], reading: PlacesFound) -> bool:
    """Whether a name of ours means another place here: read so, or open in a text that is about elsewhere."""
    is_about_elsewhere = bool(reading.elsewhere) and not reading.home
    others = (*reading.elsewhere, *reading.open) if is_about_elsewhere else reading.elsewhere
    return any(_FIELDS[one.field] == span[0] and one.start < span[2] and span[1] < one.end for one in others)


def _named_in(found: Iterable[_Found]) -> dict[str, list[_Found]]:
    """Regions by their names alone."""
    named: dict[str, list[_Found]] = defaultdict(list)
    for one in found:
        for code in one.pattern.region_codes:
            named[code].append(one)
    return named


def _read_in(reading: PlacesFound, fields: tuple[str, str]) -> dict[str, list[_Found]]:
    """Regions that are meant."""
    named: dict[str, list[_Found]] = defaultdict(list)
    for one in reading.home:
        word = fields[one.field][one.start : one.end]
        named[one.code].append(_Found(_Pattern(word, " " in word), (_FIELDS[one.field], one.start, one.end)))
    return named


def _is_within(code: str, codes: Sequence[str]) -> bool:
    return any(code == wanted or code.startswith(f"{wanted}.") for wanted in codes)


def _places(folded: str) -> list[int]:
    """For every character that is left after runs of spaces are squeezed, where it stood before."""
    return [place for place, char in enumerate(folded) if char != " " or place == 0 or folded[place - 1] != " "]
