"""Which registered officials and programmes a text names, on the day it was published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tanggap.core.text.document import PublicNameRow
from tanggap.core.text.gazetteer import Gazetteer, phrase
from tanggap.core.text.tokens import Tokens

_REACH = 8
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class NameFound:
    """The tokens `first` to `last` (included) name a registered official or programme."""

    row: PublicNameRow
    first: int
    last: int


class NameMatcher:
    """Finds the names of a register; a name of one word means an official only behind a word of the post."""

    def __init__(self, rows: Iterable[PublicNameRow]) -> None:
        names: dict[str, list[PublicNameRow]] = defaultdict(list)
        for row in rows:
            for name in dict.fromkeys(phrase(name) for name in (row.name, *row.aliases)):
                if len(name) >= _SHORTEST:
                    names[name].append(row)
        self._gazetteer = Gazetteer(names)

    def find(self, tokens: Tokens, day: date | None) -> list[NameFound]:
        """Find the names that held on `day`, in order."""
        found = []
        for hit in self._gazetteer.longest(tokens):
            rows = [row for row in hit.items if row.holds_on(day)]
            before = set(tokens.tokens[max(0, hit.first - _REACH) : hit.first])
            for row in rows[:1]:
                if not row.post or hit.last > hit.first or before.intersection(phrase(row.post).split()):
                    found.append(NameFound(row, hit.first, hit.last))
        return found
