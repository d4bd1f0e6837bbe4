"""The made-up events that are written out in full, as their file has them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from tanggap.lab.simulator.data import Facts, read_data


@dataclass(frozen=True, slots=True)
class Event:
    """One made-up event and the wordings in which desks and citizens tell it. `age_h`: hours before the end.

    `topics`: the first is what it is about, the others are right too; none where it concerns nobody here.
    """

    key: str
    region: str
    age_h: float
    n: int
    topics: tuple[str, ...]
    office: str
    work: str
    titles: tuple[str, ...]
    leads: tuple[str, ...]
    facts: Facts
    follow: tuple[str, ...]
    corrections: tuple[str, ...]
    comments: tuple[str, ...]
    banjarese: tuple[str, ...]

    @property
    def body(self) -> tuple[str, ...]:
        """Each fact in its first wording."""
        return tuple(wordings[0] for wordings in self.facts)

    @property
    def posts(self) -> tuple[str, ...]:
        return (*self.banjarese, *self.comments)


@cache
def events() -> tuple[Event, ...]:
    """All made-up events, in the order of their file."""
    return tuple(_event(row) for row in read_data("events")["event"])


def _event(row: dict[str, Any]) -> Event:
    names = ("topics", "titles", "leads", "follow", "corrections", "comments", "banjarese")
    return Event(
        key=row["key"], region=row["region"], age_h=float(row["age_h"]), n=int(row["n"]),
        office=row.get("office", ""), work=row.get("work", ""),
        facts=tuple(tuple(wordings) for wordings in row["facts"]),
        **{name: tuple(row.get(name, ())) for name in names},
    )  # fmt: skip
