"""What the two enrichers that read words share: the words, the language, the words that speak most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from tanggap.core.text.document import Document
from tanggap.core.text.tokens import fold, words
from tanggap.enrichers._models import language_model
from tanggap.enrichers.base import Span

LANGUAGES = ("ind", "bjn", "other")
# A longer text is judged by its beginning: news says what it says early.
MAX_CHARACTERS = 5_000
MAX_WORDS_FOR_LANGUAGE = 80
_N_EVIDENCE = 3


def reading_text(document: Document) -> str:
    """Title and text in reading order, cut where nothing new is to be learned."""
    whole = f"{document.title}\n{document.text}" if document.title else document.text
    return whole[:MAX_CHARACTERS]


def spoken_words(text: str) -> tuple[str, ...]:
    """Words made of letters, at most as many as telling the language takes."""
    return tuple(word for word in words(text) if word[0].isalpha())[:MAX_WORDS_FOR_LANGUAGE]


def _is_other_script(spoken: Sequence[str]) -> bool:
    letters = "".join(spoken)
    return sum(ord(letter) > 0x24F for letter in letters) * 2 > len(letters)


@lru_cache(maxsize=1024)
def _chances(spoken: tuple[str, ...]) -> dict[str, float]:
    if _is_other_script(spoken):
        return {"ind": 0.0, "bjn": 0.0, "other": 1.0}
    model = language_model()
    odds = model.probabilities(spoken)
    named = dict(zip(model.languages, odds.tolist(), strict=True))
    ind, bjn = named["ind"], named["bjn"]
    return {"ind": ind, "bjn": bjn, "other": max(0.0, 1.0 - ind - bjn)}


def language_chances(text: str, spoken: tuple[str, ...]) -> dict[str, float]:
    """Probability of each of `LANGUAGES`."""
    return _chances(spoken)


def evidence(
    document: Document, candidates: Sequence[str], speaks: Callable[[str], float], label: str
) -> tuple[Span, ...]:
    """Where the words stand that speak most for a judgement: at most three, each at its first place."""
    ranked = sorted(set(candidates), key=lambda word: (-speaks(word), word))
    spans = []
    for word in ranked[:_N_EVIDENCE]:
        if speaks(word) <= 0:
            break
        for field in ("title", "text"):
            start = fold(getattr(document, field)).find(word)
            if start >= 0:
                spans.append(Span(field, start, start + len(word), label))
                break
    return tuple(sorted(spans, key=lambda span: (span.field != "title", span.start)))
