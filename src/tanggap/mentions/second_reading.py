"""What a language model said of one mention, as a page shows it: beside the assessment, with its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tanggap.core.rubric.criteria import BY_CODE, FROM_TEXT
from tanggap.core.rubric.second_reading import Refusal
from tanggap.mentions.models import LlmReading, LlmState, Mention
from tanggap.mentions.rating.lines import RubricLine, language, line_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WHY_REFUSED: dict[str, _StrPromise] = {
    Refusal.NOT_AS_AGREED: _("not in the agreed form"),
    Refusal.OUT_OF_RANGE: _("outside the scale"),
    Refusal.NOT_CITED: _("cites no words"),
    Refusal.NOT_IN_TEXT: _("cites words that are not in the text"),
    Refusal.SAME_WORDS: _("cites the same words for too many criteria"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """`refused`: names of what was refused, with why. `may_be_asked` leaves the person's rights aside."""

    reading: LlmReading | None
    lines: list[RubricLine]
    sentiment_words: list[str]
    refused: list[tuple[str | _StrPromise, _StrPromise]]
    may_be_asked: bool


def shown(mention: Mention) -> Shown | None:
    """None where there is nothing to say: no model is set, or it never sees such a mention."""
    reading = LlmReading.objects.select_related("asked_by").filter(mention=mention).first()
    is_open = bool(settings.LLM_URL) and mention.unit_id is None and mention.is_kept
    if reading is None and not is_open:
        return None
    if reading is None:
        return Shown(None, [], [], [], may_be_asked=True)
    return Shown(
        reading,
        _lines(mention, reading.scores),
        _words(mention, reading.sentiment_places),
        [(_name(code), WHY_REFUSED[why]) for code, why in reading.refused.items()],
        may_be_asked=is_open and reading.state == LlmState.UNUSABLE,
    )


def _lines(mention: Mention, scores: dict[str, Any]) -> list[RubricLine]:
    return [
        line_of(each, scores[each.code]["score"], words=tuple(_words(mention, scores[each.code]["places"])))
        for each in FROM_TEXT
        if each.code in scores
    ]


def _words(mention: Mention, places: list[Any]) -> list[str]:
    return [" ".join(getattr(mention, name)[start:end].split()) for name, start, end in places]


def _name(code: str) -> str | _StrPromise:
    return BY_CODE[code].name.in_language(language()) if code in BY_CODE else _("Sentiment")
