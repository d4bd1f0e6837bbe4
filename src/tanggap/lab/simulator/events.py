"""The made-up events that are written out in full, as their file has them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

EVENTS_FILE = Path(__file__).with_name("data") / "events.toml"


@dataclass(frozen=True, slots=True)
class Event:
    """One made-up event and the wordings in which desks and citizens tell it. `age_h`: hours before the start."""

    key: str
    region: str
    age_h: float
    n: int
    titles: tuple[str, ...]
    leads: tuple[str, ...]
    body: tuple[str, ...]
    comments: tuple[str, ...]


@cache
def events() -> tuple[Event, ...]:
    """All made-up events, in the order of their file."""
    rows: list[dict[str, Any]] = tomllib.loads(EVENTS_FILE.read_text(encoding="utf-8"))["event"]
    return tuple(_event(row) for row in rows)


def _event(row: dict[str, Any]) -> Event:
    texts = {name: tuple(row[name]) for name in ("titles", "leads", "body", "comments")}
    return Event(row["key"], row["region"], float(row["age_h"]), int(row["n"]), **texts)
