"""The contract of an enricher: texts and a context in, one judgement per text out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import BaseModel

from tanggap.core.text.document import Context, Document


@dataclass(frozen=True, slots=True)
class Span:
    """Evidence: characters `start` to `end` (end excluded) of `field` (``title`` or ``text``)."""

    field: str
    start: int
    end: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one enricher says about one text.

    `values` are the named results (each enricher documents its names), `confidence` is in [0, 1], `spans`
    point at the words that carried the judgement, `is_uncertain` asks for a person's look.
    """

    values: dict[str, Any]
    confidence: float
    spans: tuple[Span, ...] = ()
    is_uncertain: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


class Enricher(Protocol):
    """One judgement. The same text and context give the same answer, alone or in a batch, in any order."""

    kind: str
    label: str
    version: str
    Config: type[BaseModel]

    def run(self, texts: Sequence[Document], context: Context) -> list[Judgement]:
        """Judge every text; the answer has the length and order of `texts`."""
        ...
