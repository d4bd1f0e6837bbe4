"""Which offices a text names; an office name that many regions share is resolved by the region near it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tanggap.core.text.document import Context, UnitName
from tanggap.core.text.gazetteer import Gazetteer, Hit, phrase
from tanggap.core.text.places import MAX_MENTIONS, PlaceMention, PlacesFound, parent
from tanggap.core.text.tokens import word_set

# A name that begins with one of these says what an office does, not whose it is.
_GENERIC_HEADS = word_set(
    "dinas badan biro bagian satuan satpol sekretariat inspektorat kantor humas wakil wali pj kadis pemerintah "
    "kalak uppd samsat sekda bidang"
)
_PROVINCIAL_HEADS = ("gubernur", "wakil gubernur", "wagub", "pj gubernur", "pemprov", "pemprop", "pemerintah provinsi")
# Affairs and desks that only a province has: the place behind them is where, not whose.
_PROVINCIAL = word_set("sekdaprov setdaprov pamprov samsat dishut kadishut") | {
    "sekda provinsi",
    "uppd samsat",
    "dinas kehutanan",
    "dinas esdm",
    "dinas energi dan sumber daya mineral",
}
_GOVERNMENT = "Pemerintah "
_STOPS = frozenset(".;!?\n")
_REACH_AFTER = 3


@dataclass(frozen=True, slots=True)
class OfficeMention:
    """An office named: its unit's `code`, empty while it is open whose office is meant."""

    code: str
    field: int
    start: int
    end: int
    is_sure: bool


class OfficeMatcher:
    """Finds the units of a context's register."""

    def __init__(self, context: Context) -> None:
        self._province = context.home_region
        places = {phrase(name) for place in context.places for name in (place.name, *place.aliases)}
        self._places = {name for name in places if len(name) > 2}
        names: dict[str, list[UnitName]] = defaultdict(list)
        for unit in context.units:
            for name in dict.fromkeys(phrase(name) for name in (unit.name, *unit.aliases)):
                names[name].append(unit)
        self._gazetteer = Gazetteer(names)
        self._is_own = {name: self._names_its_region(name) for name in names}
        self._governments = {
            unit.region_code: unit for unit in reversed(context.units) if unit.name.startswith(_GOVERNMENT)
        }

    def _names_its_region(self, name: str) -> bool:
        words = name.split()
        runs = {" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)}
        return bool(runs & self._places) or (len(words) > 1 and words[0] not in _GENERIC_HEADS)

    def government(self, region: str) -> UnitName | None:
        """Give the government of a kabupaten or kota, by the code of the region."""
        return self._governments.get(region)

    def find(self, fields: Sequence[str], places: PlacesFound) -> list[OfficeMention]:
        """Find the offices in the fields of one text, whose places are already known."""
        mentions = []
        for index in range(len(fields)):
            tokens = places.tokens[index]
            for hit in self._gazetteer.longest(tokens)[:MAX_MENTIONS]:
                start, end = tokens.span(hit.first, hit.last)
                unit, is_sure = self._resolve(hit, index, places)
                if unit is not None or is_sure is None:
                    code = unit.code if unit else ""
                    mentions.append(OfficeMention(code, index, start, end, bool(is_sure)))
        return mentions

    def _resolve(self, hit: Hit[UnitName], field: int, places: PlacesFound) -> tuple[UnitName | None, bool | None]:
        """Give the unit and whether it is sure; (None, None) when open, (None, False) when somebody else's."""
        following = self._following(hit, field, places)
        if following and not following.is_home:
            return None, False
        if hit.phrase in _PROVINCIAL or hit.phrase.startswith(_PROVINCIAL_HEADS):
            return (self._of_region(hit, self._province), False) if places.home else self._nothing(places)
        unit = self._of_region(hit, following.code) if following else None
        if unit:
            return unit, True
        if self._is_own[hit.phrase]:
            return hit.items[0], True
        for code in self._nearest(hit, field, places):
            unit = self._of_region(hit, code)
            if unit:
                return unit, False
        return self._nothing(places)

    @staticmethod
    def _nothing(places: PlacesFound) -> tuple[None, bool | None]:
        return None, False if places.elsewhere else None

    @staticmethod
    def _following(hit: Hit[UnitName], field: int, places: PlacesFound) -> PlaceMention | None:
        """Find the place right behind the name: "Dinas Kesehatan Kabupaten Banjar"."""
        tokens = places.tokens[field].tokens
        near = [
            mention
            for mention in (*places.home, *places.elsewhere)
            if mention.field == field
            and hit.first <= mention.hit.last
            and -(hit.last - hit.first) <= mention.hit.first - hit.last - 1 <= _REACH_AFTER
            and not _STOPS.intersection(tokens[hit.last + 1 : mention.hit.first])
        ]
        return min(near, key=lambda mention: mention.hit.first, default=None)

    @staticmethod
    def _nearest(hit: Hit[UnitName], field: int, places: PlacesFound) -> list[str]:
        """Regions of ours in the text, the nearest first; the kabupaten before the province."""
        ranked = sorted(
            places.home,
            key=lambda m: (m.field != field, abs(m.hit.first - hit.first)),
        )
        return list(dict.fromkeys(parent(mention.code) for mention in ranked))

    def _of_region(self, hit: Hit[UnitName], code: str) -> UnitName | None:
        region = parent(code)
        own = next((unit for unit in hit.items if unit.region_code == region), None)
        if own is not None or region == self._province:
            return own
        is_office = any(unit.region_code == self._province for unit in hit.items)
        return self._governments.get(region) if is_office else None
