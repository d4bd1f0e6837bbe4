"""Who said what: the words of public speakers in a text."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.core.text.named import NameMatcher
from tanggap.core.text.quotations import Quotation, find_quotations, speaks
from tanggap.core.text.speakers import Cast, Named, Office, Speaker
from tanggap.core.text.speech_cues import CUES
from tanggap.core.text.tokens import Tokens, tokenise
from tanggap.enrichers._registers import name_matcher, offices, post_words
from tanggap.enrichers.base import Judgement, Span

# Reports say early who speaks; what stands behind this is left out, so that time stays bounded.
MAX_CHARACTERS = 60_000
_SURE, _BY_PRONOUN, _NONE = 0.9, 0.7, 0.9
_TEXT = 1


class Config(BaseModel):
    """Nothing to set: officials come with the context."""


class Quotations:
    """Direct and reported speech of public speakers; citizens' words are not kept.

    Values: `quotations`, a list in order of `speaker`, `role`, `unit` (code, may be empty), `verb`, `words`,
    `start` and `end` (characters of the text) and `is_direct`.

    Source: rules written for this project (`core/text/quotations.py`).
    """

    kind = "quotations"
    label = "Kutipan"
    version = "1"
    Config = Config

    def run(self, texts: Sequence[Document], context: Context) -> list[Judgement]:
        """Judge every text."""
        return [_judgement(document.text, _read(document, context)) for document in texts]


def _read(document: Document, context: Context) -> list[Quotation]:
    text = document.text[:MAX_CHARACTERS]
    tokens = tokenise(text)
    if not speaks(text, tokens):
        return []
    hits = CUES.longest(tokens)
    named = [
        Office(found.start, found.end, found.code)
        for found in offices(document, context)
        if found.field == _TEXT and found.code and found.end <= len(text)
    ]
    officials = _officials(document, tokens, name_matcher(context))
    cast = Cast(text, tokens, hits, offices=named, posts=post_words(context), officials=officials)
    return find_quotations(text, tokens, cast)


def _officials(document: Document, tokens: Tokens, matcher: NameMatcher) -> list[Named]:
    found = matcher.find(tokens, document.published_on)
    return [
        Named(each.first, each.last, Speaker(each.row.name, each.row.post, each.row.unit_code, is_public=True))
        for each in found
        if each.row.post
    ]


def _judgement(text: str, found: Sequence[Quotation]) -> Judgement:
    return Judgement(
        values={"quotations": [_values(text, quotation) for quotation in found]},
        confidence=_SURE if all(quotation.verb for quotation in found) else _BY_PRONOUN,
        spans=tuple(Span("text", each.start, each.end, each.speaker.called) for each in found),
    )


def _values(text: str, quotation: Quotation) -> dict[str, str | int | bool]:
    return {
        "speaker": quotation.speaker.called,
        "role": quotation.speaker.role,
        "unit": quotation.speaker.unit_code,
        "verb": quotation.verb,
        "words": text[quotation.start : quotation.end],
        "start": quotation.start,
        "end": quotation.end,
        "is_direct": quotation.is_direct,
    }


plugin = Quotations()
