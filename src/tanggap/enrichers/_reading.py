"""What the two enrichers that read words share: the words, the language, the words that speak most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tanggap.core.text.document import Document
from tanggap.core.text.normalise import BanjareseNormaliser
from tanggap.core.text.sentiment import mark_negation, split_clitic
from tanggap.core.text.tokens import fold, words
from tanggap.enrichers._models import kind_model, language_model
from tanggap.enrichers._registers import FIELDS
from tanggap.enrichers.base import Span

LANGUAGES = ("ind", "bjn", "other")
# A longer text is judged by its beginning: news says what it says early.
MAX_CHARACTERS = 5_000
MAX_WORDS_FOR_LANGUAGE = 80
_N_EVIDENCE = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a document, all of them and those made of letters, and the chance of each language."""

    words: list[str]
    spoken: tuple[str, ...]
    chances: dict[str, float]


@lru_cache(maxsize=256)
def _read(title: str, text: str) -> Reading:
    found = words(f"{title}\n{text}"[:MAX_CHARACTERS] if title else text)
    spoken = tuple([word for word in found if word[0].isalpha()][:MAX_WORDS_FOR_LANGUAGE])
    return Reading(found, spoken, _chances(spoken))


def read(document: Document) -> Reading:
    """Read the beginning of a document; two enrichers ask for it, so the last ones are kept."""
    return _read(document.title[:MAX_CHARACTERS], document.text[:MAX_CHARACTERS])


@lru_cache(maxsize=256)
def _kind_chances(title: str, text: str) -> tuple[float, ...]:
    return tuple(kind_model().chances(_read(title, text).words))


def kind_chances(document: Document) -> tuple[float, ...]:
    """Give the chance of each kind of text; several enrichers ask for it, so the last ones are kept."""
    return _kind_chances(document.title[:MAX_CHARACTERS], document.text[:MAX_CHARACTERS])


def kind_of(document: Document) -> str:
    """Give the most likely kind of a text."""
    chances = kind_chances(document)
    return kind_model().labels[max(range(len(chances)), key=chances.__getitem__)]


def original_words(document: Document, normaliser: BanjareseNormaliser) -> dict[str, list[str]]:
    """Give the words of a document, as they stand there, by the word that `plain_words` makes of each."""
    found: dict[str, list[str]] = {}
    for word in dict.fromkeys(read(document).words):
        for part in split_clitic([word]):
            found.setdefault(normaliser.word(part), []).append(word)
    return found


def plain_words(text: str, normaliser: BanjareseNormaliser) -> list[str]:
    """Make the words that tone and emotion are read from: Banjarese written as Indonesian, negation marked."""
    return mark_negation(normaliser.words(split_clitic(words(text))))


def _is_other_script(spoken: Sequence[str]) -> bool:
    letters = "".join(spoken)
    if letters.isascii():
        return False
    return sum(ord(letter) > 0x24F for letter in letters) * 2 > len(letters)


def _chances(spoken: tuple[str, ...]) -> dict[str, float]:
    if _is_other_script(spoken):
        return {"ind": 0.0, "bjn": 0.0, "other": 1.0}
    model = language_model()
    named = dict(zip(model.languages, model.probabilities(spoken), strict=True))
    ind, bjn = named["ind"], named["bjn"]
    return {"ind": ind, "bjn": bjn, "other": max(0.0, 1.0 - ind - bjn)}


def evidence(document: Document, speaks: Mapping[str, float], label: str) -> tuple[Span, ...]:
    """Where the words stand that speak most for a judgement: at most three, each at its first place.

    `speaks` gives every word its say; what is not positive is no evidence.
    """
    strongest = sorted((-say, word) for word, say in speaks.items() if say > 0)[:_N_EVIDENCE]
    return evidence_of_many(document, {label: [word for _, word in strongest]})


def evidence_of_many(document: Document, words: Mapping[str, Sequence[str]]) -> tuple[Span, ...]:
    """Where the words stand that speak for each label, each at its first place."""
    fields = [(name, fold(getattr(document, name)[:MAX_CHARACTERS])) for name in FIELDS]
    first: dict[str, tuple[str, int] | None] = {}
    spans = []
    for label, told in words.items():
        for word in told:
            if word not in first:
                first[word] = _first_place(word, fields)
            if place := first[word]:
                spans.append(Span(place[0], place[1], place[1] + len(word), label))
    return tuple(sorted(spans, key=in_reading_order))


def in_reading_order(span: Span) -> tuple[bool, int, int, str]:
    """Order spans: those of the title first, then by place."""
    return (span.field != FIELDS[0], span.start, span.end, span.label)


def _first_place(word: str, fields: Sequence[tuple[str, str]]) -> tuple[str, int] | None:
    for name, folded in fields:
        start = _place(word, folded)
        if start >= 0:
            return name, start
    return None


def _place(word: str, folded: str) -> int:
    """Where `word` first begins a word, -1 where it does not: inside another word it is no evidence.

    >>> _place("banyak", "kebanyakan banyaknya"), _place("nyak", "banyak")
    (11, -1)
    """
    start = folded.find(word)
    while start > 0 and folded[start - 1].isalnum():
        start = folded.find(word, start + 1)
    return start
