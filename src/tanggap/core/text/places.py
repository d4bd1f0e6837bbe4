"""Which places of the home province a text is about, with the traps that their names hold.

A plain name counts wherever it stands. A name that is also a common word, or a place elsewhere, counts only
with a cue before it ("Kabupaten Banjar", "Camat Gambut") or in the right company ("Rantau, Tapin").
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tanggap.core.text import place_cues as cues
from tanggap.core.text.document import Context, Place, Village
from tanggap.core.text.gazetteer import Gazetteer, Hit, phrase
from tanggap.core.text.tokens import Tokens, tokenise

_FIRST_CITY = 71
_VILLAGE, _VILLAGE_WORD = "village", "village with the name of a word"
_GOES_ON = re.compile(r" [A-Z][a-z]")
_BEFORE_DATELINE = re.compile(r"[^.!?\n]{0,40}")
_AFTER_DATELINE = re.compile(r"\s*(?:\([^)\n]{1,30}\)|,\s*[\w .]{2,25})?\s*[–—-]\s")
_REACH = 4
# A text that names more places is a list; its first ones are enough, and time stays bounded.
MAX_MENTIONS = 300


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A name that was found. `code` is empty while it is open which place is meant, or whether one is.

    `is_sure`: by name or cue, not merely by company. `is_home`: a place of the home province. `is_dateline`: tells
    where a report was written ("BARABAI – …").
    """

    field: int
    hit: Hit[Place]
    start: int
    end: int
    code: str = ""
    is_home: bool = False
    is_sure: bool = False
    is_capital: bool = False
    is_dateline: bool = False


@dataclass(frozen=True)
class PlacesFound:
    """All mentions of a text, those of `fields[i]` having `field == i`; `open` ones stayed undecided."""

    tokens: tuple[Tokens, ...]
    home: tuple[PlaceMention, ...]
    elsewhere: tuple[PlaceMention, ...]
    open: tuple[PlaceMention, ...]

    def matter(self, province: str) -> tuple[str, ...]:
        """Give the codes of the places that the text is about, in order of appearance; each kabupaten first.

        Where a report was written is told apart: its kecamatan counts only when it is named again, and its
        kabupaten or kota only when it is named again or nothing else is, the `province` included.
        """
        named = [mention for mention in self.home if not mention.is_dateline]
        codes: dict[str, None] = {}
        for mention in named or self.home:
            for code in (parent(mention.code), mention.code):
                if code != province and not (mention.is_dateline and level(code) == "district"):
                    codes[code] = None
        return tuple(codes)


def parent(code: str) -> str:
    """Kabupaten or kota of a kecamatan's code, or the code itself.

    >>> parent("63.05.01"), parent("63.05"), parent("63")
    ('63.05', '63.05', '63')
    """
    return code[:5]


def level(code: str) -> str:
    """Tell the level of a Kemendagri code: ``province``, ``regency``, ``city`` or ``district``.

    >>> [level(code) for code in ("63", "63.03", "63.71", "63.03.05")]
    ['province', 'regency', 'city', 'district']
    """
    parts = code.split(".")
    if len(parts) == 2:
        return "city" if int(parts[1]) >= _FIRST_CITY else "regency"
    return "province" if len(parts) == 1 else "district"


def _names(place: Place) -> dict[str, None]:
    """Give the names of a place as phrases; an official name also without "Kabupaten" or "Kota"."""
    official = phrase(place.name)
    kind, _, bare = official.partition(" ")
    if kind in ("kabupaten", "kota") and level(place.code) in ("regency", "city"):
        official = bare
    return dict.fromkeys((official, *(phrase(alias) for alias in place.aliases)))


def _level_of(village: Village) -> str:
    return _VILLAGE_WORD if village.needs_cue else _VILLAGE


def _tokens_of(mention: PlaceMention) -> range:
    return range(mention.hit.first, mention.hit.last + 1)


def _opens_report(text: str, start: int, end: int) -> bool:
    """Whether the name in capitals tells where a report was written.

    >>> _opens_report("BARABAI – Hujan lebat", 0, 7), _opens_report("BANUA, BARABAI (Pos) - Hujan", 7, 14)
    (True, True)
    >>> _opens_report("Hujan. BARABAI – banjir", 7, 14), _opens_report("Barabai - Kandangan macet", 0, 7)
    (False, False)
    """
    is_written_so = text[start:end].isupper() and _BEFORE_DATELINE.fullmatch(text, 0, start)
    return bool(is_written_so and _AFTER_DATELINE.match(text, end))


def _is_capital(text: str, start: int) -> bool:
    return text[start].isupper() and not text.isupper()


class PlaceMatcher:
    """Finds the places of a context's registers."""

    def __init__(self, context: Context) -> None:
        names: dict[str, list[Place]] = defaultdict(list)
        for place in (*context.places, *context.other_places):
            for name in _names(place):
                names[name].append(place)
        self._gazetteer = Gazetteer(names)
        self._home = frozenset(place.code for place in context.places)
        villages: dict[str, list[Place]] = defaultdict(list)
        for village in context.villages:
            villages[phrase(village.name)].append(Place(village.district_code, village.name, _level_of(village)))
        self._villages = Gazetteer(villages)
        self._province = context.home_region
        self.names_elsewhere = tuple(
            name for name, items in names.items() if any(place.code not in self._home for place in items)
        )

    def is_home(self, mention: PlaceMention) -> bool:
        """Whether a place of the home province bears this name."""
        return any(place.code in self._home for place in mention.hit.items)

    def find(self, fields: Sequence[str]) -> PlacesFound:
        """Find and decide the places in the fields of one text (title, body)."""
        tokens = tuple(tokenise(field) for field in fields)
        pending: list[PlaceMention] = []
        for index, (field, cut) in enumerate(zip(fields, tokens, strict=True)):
            for hit in self._gazetteer.longest(cut)[:MAX_MENTIONS]:
                start, end = cut.span(hit.first, hit.last)
                is_dateline = index > 0 and _opens_report(field, start, end)
                capital = _is_capital(field, start)
                pending.append(PlaceMention(index, hit, start, end, is_capital=capital, is_dateline=is_dateline))
        villages = list(self._villages_in(fields, tokens))
        if not pending and not villages:
            return PlacesFound(tokens, (), (), ())
        return _Decision(self._home, self._province, tokens).decide(pending, villages)

    def _villages_in(self, fields: Sequence[str], tokens: Sequence[Tokens]) -> Iterator[PlaceMention]:
        for index, (field, cut) in enumerate(zip(fields, tokens, strict=True)):
            for hit in self._villages.longest(cut)[:MAX_MENTIONS]:
                start, end = cut.span(hit.first, hit.last)
                if not _GOES_ON.match(field, end):
                    yield PlaceMention(index, hit, start, end, is_capital=_is_capital(field, start))


class _Decision:
    """Decides the mentions of one text in three passes: by name, by cue, by company."""

    def __init__(self, home: frozenset[str], province: str, tokens: tuple[Tokens, ...]) -> None:
        self._home_codes = home
        self._province = province
        self._tokens = tokens
        self.home: list[PlaceMention] = []
        self.elsewhere: list[PlaceMention] = []

    def decide(self, pending: list[PlaceMention], villages: list[PlaceMention]) -> PlacesFound:
        """Run the passes; what the last one leaves is open."""
        named = {(mention.field, place) for mention in pending for place in _tokens_of(mention)}
        villages = [each for each in villages if not any((each.field, place) in named for place in _tokens_of(each))]
        for step in (self._by_name, self._by_cue, self._by_elsewhere):
            pending = [mention for mention in pending if not step(mention)]
        for step in (self._by_company, self._by_company):
            villages = [village for village in villages if not self._by_village(village)]
            pending = [mention for mention in pending if not step(mention)]
        at = sorted(self.home, key=lambda mention: (mention.field, mention.start))
        return PlacesFound(self._tokens, tuple(at), tuple(self.elsewhere), tuple(pending))

    # What stands around a mention.

    def _before(self, mention: PlaceMention, n: int = 1) -> str:
        index = mention.hit.first - n
        return self._tokens[mention.field].tokens[index] if index >= 0 else ""

    def _ours(self, mention: PlaceMention) -> list[Place]:
        return [place for place in mention.hit.items if place.code in self._home_codes]

    def _others(self, mention: PlaceMention) -> list[Place]:
        return [place for place in mention.hit.items if place.code not in self._home_codes]

    def _accept(self, mention: PlaceMention, place: Place, *, is_sure: bool) -> bool:
        is_home = place.code in self._home_codes
        into = self.home if is_home else self.elsewhere
        into.append(replace(mention, code=place.code, is_home=is_home, is_sure=is_sure))
        return True

    def _is_shared(self, mention: PlaceMention) -> bool:
        """Ours unless the text is about elsewhere."""
        name = mention.hit.phrase
        return name in cues.SHARED or (name in cues.TWO_WORDS and not mention.is_capital)

    def _after_comma(self, mention: PlaceMention, found: list[PlaceMention]) -> PlaceMention | None:
        """Find the place that explains this one: "Rantau, Kabupaten Tapin", "Gambut (Banjar)"."""
        tokens = self._tokens[mention.field].tokens
        for other in found:
            gap = other.hit.first - mention.hit.last - 1
            if other.field == mention.field and 0 <= gap <= _REACH:
                between = tokens[mention.hit.last + 1 : other.hit.first]
                if all(token in cues.APPOSITION for token in between):
                    return other
        return None

    def _listed(self, mention: PlaceMention) -> bool:
        """Stands in a list right behind a place of ours: "Tapin, Banjar dan HSS"."""
        if self._before(mention) not in cues.LISTING:
            return False
        ends = {other.hit.last for other in self.home if other.field == mention.field}
        back = 2 if self._before(mention, 2) in cues.LISTING else 1
        return mention.hit.first - back - 1 in ends

    # The passes.

    def _by_name(self, mention: PlaceMention) -> bool:
        """Plain names of ours; outside, names that are no everyday word."""
        ours, others = self._ours(mention), self._others(mention)
        name = mention.hit.phrase
        if self._before(mention) in cues.STREET:
            return False
        if len(ours) == 1 and not others and name not in cues.NOT_PLAIN and not self._is_shared(mention):
            return self._accept(mention, ours[0], is_sure=True)
        if others and not ours and (mention.is_capital or " " in name or level(others[0].code) == "province"):
            return self._accept(mention, others[0], is_sure=True)
        return False

    def _level_cue(self, mention: PlaceMention) -> tuple[str, ...]:
        """Levels that the word before allows; empty without a cue."""
        word = self._before(mention)
        if word in cues.REGENCY or (word == "daerah" and self._before(mention, 2) == "pemerintah"):
            return ("regency",)
        if word in cues.DISTRICT:
            return ("district",)
        if word in cues.CITY:
            return ("city",)
        if word in cues.OFFICE or (word == "pp" and self._before(mention, 2) == "satpol"):
            return ("regency", "city", "district")
        if self._before(mention, 2) == "dinas" or self._before(mention, 3) == "dinas":
            return ("regency", "city")
        return ()

    def _by_cue(self, mention: PlaceMention) -> bool:
        """Decide by the word before the name."""
        levels = self._level_cue(mention)
        if not levels:
            return False
        fits = [place for place in self._ours(mention) if level(place.code) in levels]
        rivals = [place for place in self._others(mention) if level(place.code) in levels]
        if levels == ("city",) and not fits and not rivals and mention.is_capital:
            fits = [place for place in self._ours(mention) if level(place.code) == "regency"]
        if rivals and (not fits or (self._is_about_elsewhere())):
            return self._accept(mention, rivals[0], is_sure=True)
        explains = self._after_comma(mention, self.elsewhere)
        if explains and "district" in levels:
            return self._accept(mention, explains.hit.items[0], is_sure=True)
        return self._choose(mention, fits, is_sure=True)

    def _is_about_elsewhere(self) -> bool:
        return bool(self.elsewhere) and not self.home

    def _by_elsewhere(self, mention: PlaceMention) -> bool:
        """Take away namesakes that the text itself places elsewhere."""
        explains = self._after_comma(mention, self.elsewhere)
        if explains or (self._is_about_elsewhere() and not self._after_comma(mention, self.home)):
            items = explains.hit.items if explains else mention.hit.items
            return self._accept(mention, _outside(items, self._home_codes), is_sure=False)
        return False

    def _by_company(self, mention: PlaceMention) -> bool:
        """Names that need places of ours around them."""
        if self._before(mention) in cues.STREET or self._before(mention).isdigit():
            return False
        name, ours = mention.hit.phrase, self._ours(mention)
        explains = self._after_comma(mention, self.home)
        if explains:
            fits = [place for place in ours if explains.code in (parent(place.code), self._province)]
            return self._choose(mention, fits, is_sure=True)
        if self._listed(mention) and (mention.is_capital or self._is_shared(mention)):
            return self._choose(mention, ours, is_sure=False)
        if self._is_shared(mention) or (name in cues.ABBREVIATIONS and mention.is_capital):
            return self._choose(mention, ours, is_sure=not self.elsewhere)
        if name in cues.COMMON:
            return self._choose(mention, self._meant_by_word(mention, ours), is_sure=False)
        if not self._stands_as_place(mention):
            return False
        return bool(self.home) and self._choose(mention, ours, is_sure=False)

    def _by_village(self, mention: PlaceMention) -> bool:
        """Take the kecamatan that a desa or kelurahan lies in, by a cue or the company of its kabupaten."""
        if self._is_about_elsewhere() or not mention.is_capital:
            return False
        places = list(mention.hit.items)
        if self._before(mention) in cues.VILLAGE:
            return self._choose(mention, places, is_sure=len(places) == 1)
        if self._before(mention) not in cues.LOCATIVE:
            return False
        fits = self._of_named(places) or (places if places[0].level == _VILLAGE else [])
        return self._choose(mention, fits, is_sure=False)

    def _of_named(self, places: list[Place]) -> list[Place]:
        """Those whose kabupaten or kota, or a place in it, is named already."""
        own = {parent(other.code) for other in self.home}
        return [place for place in places if parent(place.code) in own]

    def _meant_by_word(self, mention: PlaceMention, ours: list[Place]) -> list[Place]:
        """Tell what a common word written as a name may mean; "Banjar" is also a people and a language."""
        name = mention.hit.phrase
        if not mention.is_capital or name == "banjar":
            return []
        is_place = name in cues.RARELY_ELSE and self._before(mention) in cues.LOCATIVE
        return self._of_named(ours) or (ours if is_place else [])

    def _stands_as_place(self, mention: PlaceMention) -> bool:
        """Capital letter and a word like "di" before it."""
        return mention.is_capital and self._before(mention) in cues.LOCATIVE

    def _choose(self, mention: PlaceMention, places: list[Place], *, is_sure: bool) -> bool:
        """One place of several: the one whose kabupaten is named nearest; none if that does not tell."""
        if not places:
            return False
        if len(places) > 1:
            near = [
                (abs(other.start - mention.start) + 10_000 * (other.field != mention.field), place.code, place)
                for other in self.home
                for place in places
                if parent(other.code) == parent(place.code)
            ]
            if not near:
                return False
            return self._accept(mention, min(near)[2], is_sure=is_sure)
        return self._accept(mention, places[0], is_sure=is_sure)


def _outside(items: Sequence[Place], home: frozenset[str]) -> Place:
    """Give a place that is not ours; when only ours bear the name, an unnamed one."""
    return next((place for place in items if place.code not in home), Place("", items[0].name, items[0].level))
