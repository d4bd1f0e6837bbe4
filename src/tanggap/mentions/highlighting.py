"""Cuts a text into pieces, those that are evidence marked with what for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from tanggap.mentions.models import Mention, WatchHit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Where two marks overlap, the earlier kind wins.
KINDS: dict[str, str | _StrPromise] = {
    "watch": _("Watch"),
    "units": _("Office"),
    "places": _("Place"),
    "topics": _("Topic"),
    "sentiment": _("Sentiment"),
    "tone": _("Tone towards a unit"),
    "rubric": _("Rubric"),
    "quotations": _("Quotation"),
}
# Long passages: they go on around what is marked inside them.
_AROUND = frozenset(("quotations",))


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` (end excluded) of one field, and what they are evidence for."""

    kind: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text; `kind` is empty where nothing is marked."""

    text: str
    kind: str = ""
    label: str | _StrPromise = ""


def pieces(text: str, field: str, marks: Iterable[Mark]) -> list[Piece]:
    """The whole of `text` in order. Marks outside of it, or over another one, are left out."""
    order = list(KINDS)
    taken: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (order.index(mark.kind), mark.start)):
        if mark.field == field and 0 <= mark.start < mark.end <= len(text):
            taken += _free_parts(mark, taken)
    found: list[Piece] = []
    position = 0
    for mark in sorted(taken, key=lambda mark: mark.start):
        if mark.start > position:
            found.append(Piece(text[position : mark.start]))
        found.append(Piece(text[mark.start : mark.end], mark.kind, KINDS[mark.kind]))
        position = mark.end
    if position < len(text):
        found.append(Piece(text[position:]))
    return found


def _free_parts(mark: Mark, taken: Sequence[Mark]) -> list[Mark]:
    """What of a mark is not covered yet: all or nothing, or the parts around other marks."""
    over = sorted(
        (each for each in taken if each.start < mark.end and mark.start < each.end), key=lambda each: each.start
    )
    if not over:
        return [mark]
    if mark.kind not in _AROUND:
        return []
    over.sort(key=lambda each: each.start)
    starts = [mark.start, *(each.end for each in over)]
    ends = [*(each.start for each in over), mark.end]
    return [replace(mark, start=start, end=end) for start, end in zip(starts, ends, strict=True) if start < end]


def marks_of(mention: Mention, hits: Sequence[WatchHit], evidence: dict[str, Any]) -> list[Mark]:
    """All evidence about a mention: why it was kept, and what it was judged by."""
    marks = [Mark("watch", str(name), int(start), int(end)) for hit in hits for name, start, end in hit.spans]
    for kind, spans in evidence.items():
        if kind in KINDS:
            marks += [Mark(kind, str(name), int(start), int(end)) for name, start, end, _label in spans]
    return marks
