"""The rubric of one mention, line by line, as a page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language

from tanggap.core.measure.agreement import Agreement
from tanggap.core.rubric.criteria import FROM_TEXT, Criterion
from tanggap.mentions.models import MeasuredAgreement, Mention
from tanggap.mentions.rating.figures import MACHINE, kept


@dataclass(frozen=True, slots=True)
class RubricLine:
    """One criterion with a score, the step's words, and the words of the text that speak for it."""

    criterion: str
    question: str
    score: int
    anchor: str
    confidence: float | None = None
    words: tuple[str, ...] = ()
    agreement: Agreement | None = None


def language() -> str:
    return get_language() or "id"


def line_of(
    criterion: Criterion, score: int, *, confidence: float | None = None, words: tuple[str, ...] = ()
) -> RubricLine:
    code = language()
    return RubricLine(
        criterion.name.in_language(code),
        criterion.question.in_language(code),
        score,
        criterion.anchors[score].in_language(code),
        confidence,
        words,
    )


def lines_of(
    mention: Mention, rubric: Mapping[str, Any], evidence: Mapping[str, Any], measured: MeasuredAgreement | None = None
) -> list[RubricLine]:
    """What the machine scored of a mention, and how far people agree with it where that was measured.

    Empty as long as it was not judged by this rubric.
    """
    spans = evidence.get("rubric", ())
    return [
        replace(
            line_of(
                criterion,
                rubric[criterion.code]["score"],
                confidence=rubric[criterion.code]["confidence"],
                words=_words(mention, [span for span in spans if span[3] == criterion.code]),
            ),
            agreement=kept(measured, criterion.code, MACHINE) if measured else None,
        )
        for criterion in FROM_TEXT
        if criterion.code in rubric
    ]


def _words(mention: Mention, spans: list[Any]) -> tuple[str, ...]:
    found = (getattr(mention, name)[start:end].lower() for name, start, end, _criterion in spans)
    return tuple(dict.fromkeys(found))
