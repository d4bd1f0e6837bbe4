"""The words that were found, marked in the few rows that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Left

from tanggap.desk.search.finding import CONFIG

# Control characters that are taken out of the text first: what stands between them is marked by the template,
# which escapes every piece. No markup of a text ever reaches the page.
BEGIN, END = "\x02", "\x03"
_MAX_TEXT = 30_000
_MAX_PLAIN = 240


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text, and whether it is what was looked for."""

    text: str
    is_hit: bool = False


def _clean(name: str) -> Any:
    short = Left(F(name), _MAX_TEXT)
    return Func(short, Value(BEGIN + END), Value(""), function="TRANSLATE", output_field=TextField())


def with_headlines(rows: Any, query: SearchQuery, names: Sequence[str]) -> Any:
    """The rows, each with ``<name>_marked`` for these columns: titles whole, texts as two fragments."""
    for name in names:
        options: dict[str, Any] = {"highlight_all": True} if name == "title" else {"max_fragments": 2, "max_words": 26}
        marked = SearchHeadline(_clean(name), query, config=CONFIG, start_sel=BEGIN, stop_sel=END, **options)
        rows = rows.annotate(**{f"{name}_marked": marked})
    return rows


def pieces(marked: str) -> list[Piece]:
    """A marked text cut into its pieces.

    >>> pieces("di \x02Martapura\x03 kini")[1]
    Piece(text='Martapura', is_hit=True)
    """
    found: list[Piece] = []
    for number, part in enumerate(marked.split(BEGIN)):
        hit, mark, rest = part.partition(END) if number else ("", "", part)
        if number and not mark:
            hit, rest = "", part
        found += [Piece(hit, is_hit=True)] if hit else []
        found += [Piece(rest)] if rest else []
    return found


def shortened(text: str) -> list[Piece]:
    """The beginning of a text in which nothing is looked for."""
    short = text[:_MAX_PLAIN]
    return [Piece(f"{short}…" if len(text) > _MAX_PLAIN else short)] if text else []
