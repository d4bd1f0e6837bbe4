"""Reads the labelled set, whose parts never share an event."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from tanggap.core.text.document import Document

FOLDER = Path(__file__).parent
Part = Literal["dev", "test"]


@dataclass(frozen=True, slots=True)
class Target:
    """What a text says towards one unit (its code) or programme (``program:`` and its words in the text).

    `tone` is ``negative``, ``neutral`` or ``positive``; `stance`, of programmes alone, ``support``, ``oppose`` or
    ``unclear``.
    """

    target: str
    tone: str
    stance: str = ""


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words of a public speaker, as they stand in the text."""

    speaker: str
    words: str
    is_direct: bool


@dataclass(frozen=True, slots=True)
class Label:
    """What was judged of one text; `topics` begin with the main one, `rubric` holds 0 to 4 by criterion."""

    language: str
    sentiment: str
    kind: str
    emotion: str
    topics: tuple[str, ...]
    regions: tuple[str, ...]
    districts: tuple[str, ...]
    targets: tuple[Target, ...]
    quotations: tuple[Quoted, ...]
    rubric: dict[str, int]


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text, the event that it is about, its label and the one or two passes that it rests on."""

    id: str
    event: str
    title: str
    text: str
    label: Label
    passes: tuple[Label, ...]

    @property
    def document(self) -> Document:
        """The text as enrichers take it."""
        return Document(id=self.id, text=self.text, title=self.title)


def is_test_event(event: str) -> bool:
    """Whether an event belongs to the test part: a quarter of all, by the hash of its name.

    >>> is_test_event("A-e02"), is_test_event("A-e01")
    (False, True)
    """
    return int(hashlib.sha256(event.encode()).hexdigest(), 16) % 4 == 0


@cache
def load(part: Part) -> tuple[LabelledText, ...]:
    """Read one part, in the order of the file."""
    with (FOLDER / f"{part}.jsonl").open(encoding="utf-8") as file:
        return tuple(_labelled(json.loads(line)) for line in file)


def _labelled(row: dict[str, Any]) -> LabelledText:
    passes = tuple(_label(judged) for judged in row["passes"])
    return LabelledText(row["id"], row["event"], row["title"], row["text"], _label(row["label"]), passes)


def _label(row: dict[str, Any]) -> Label:
    targets = tuple(Target(each["target"], each["tone"], each["stance"]) for each in row["targets"])
    quotations = tuple(Quoted(each["speaker"], each["words"], each["direct"]) for each in row["quotations"])
    lists = {name: tuple(row[name]) for name in ("topics", "regions", "districts")}
    return Label(**{**row, **lists, "targets": targets, "quotations": quotations})
