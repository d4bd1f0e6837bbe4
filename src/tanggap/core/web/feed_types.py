"""The one shape that every dialect of feed is read into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that hangs on an entry."""

    url: str
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry. `summary` and `content` are as they came, mostly HTML; `link` is absolute."""

    guid: str
    link: str
    title: str = ""
    summary: str = ""
    content: str = ""
    published_at: datetime | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A whole feed. `is_damaged` says that it broke the rules of its format and was read nevertheless."""

    format: str
    title: str = ""
    home_url: str = ""
    language: str = ""
    entries: tuple[FeedEntry, ...] = ()
    is_damaged: bool = False
    n_left_out: int = 0
