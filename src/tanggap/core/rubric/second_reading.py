"""What a language model answers, held against the text: only what cites words of the text stands."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tanggap.core.errors import InvalidInput
from tanggap.core.rubric.criteria import BY_CODE, FROM_TEXT, STEPS
from tanggap.core.text.document import Document
from tanggap.core.text.sentiment import LABELS

FIELDS = ("title", "text")
MAX_CITATIONS = 3
MAX_CITATION = 300
MAX_REASON = 240
# Words that are cited for more criteria than this speak for none of them.
MAX_CRITERIA = 3
_SHORTEST_CITATION = 3
# So many words in a row are not repeated by chance.
_LEAK_WORDS = 7
_LINK = re.compile(r"https?:|www\.", re.IGNORECASE)
_WORD = re.compile(r"\w+")

# Field, first character, last character (excluded).
Place = tuple[str, int, int]


class Refusal(StrEnum):
    """Why a part of an answer does not count."""

    NOT_AS_AGREED = "not_as_agreed"
    OUT_OF_RANGE = "out_of_range"
    NOT_CITED = "not_cited"
    NOT_IN_TEXT = "not_in_text"
    SAME_WORDS = "same_words"


# What another try may mend; a citation that was made up is not asked for again.
MENDABLE = frozenset({Refusal.NOT_AS_AGREED, Refusal.OUT_OF_RANGE})


@dataclass(frozen=True, slots=True)
class Cited:
    """A score or a label, with the places of the words that were cited for it."""

    value: int | str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SecondReading:
    """What stands of an answer.

    Attributes
    ----------
    scores
        By code of the criterion; a criterion that is missing was not scored, or its score was refused.
    sentiment
        None when it was refused.
    refused
        By code of the criterion, or ``sentiment``: why.
    """

    scores: Mapping[str, Cited] = field(default_factory=dict)
    sentiment: Cited | None = None
    reason: str = ""
    refused: Mapping[str, Refusal] = field(default_factory=dict)

    @property
    def is_mendable(self) -> bool:
        """Whether asking again may give more."""
        return not MENDABLE.isdisjoint(self.refused.values())


class _Refused(Exception):
    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


def check_answer(answer: str, document: Document, *, prompt: str = "") -> SecondReading:
    """Keep what an answer says with words of the text; say of everything else why not.

    Parameters
    ----------
    answer
        JSON: ``scores`` by criterion (``score`` and ``words``, or null), ``sentiment`` (``label`` and ``words``),
        ``reason``.
    document
        What was shown: nothing beyond its title and text can be cited.
    prompt
        What the model was told; an answer that repeats it is refused as a whole.

    Raises
    ------
    InvalidInput
        If the answer is no JSON of this form, or tells the prompt.

    Examples
    --------
    >>> told = '{"scores": {"disorder": {"score": 3, "words": ["berunjuk rasa"]}}, "sentiment": null}'
    >>> check_answer(told, Document("1", "Warga berunjuk rasa.")).scores
    {'disorder': Cited(value=3, places=(('text', 6, 19),))}
    """
    told = _parsed(answer)
    if prompt and _tells(answer, prompt):
        raise InvalidInput("the answer repeats what the model was told")
    scores: dict[str, Cited] = {}
    refused: dict[str, Refusal] = {}
    for criterion in FROM_TEXT:
        found = _accepted(told["scores"].get(criterion.code), "score", _score, document)
        if isinstance(found, Refusal):
            refused[criterion.code] = found
        elif found is not None:
            scores[criterion.code] = found
    for code in _with_words_for_everything(scores):
        del scores[code]
        refused[code] = Refusal.SAME_WORDS
    sentiment = _accepted(told.get("sentiment"), "label", _label, document)
    if isinstance(sentiment, Refusal):
        refused["sentiment"] = sentiment
        sentiment = None
    return SecondReading(scores, sentiment, _one_line(told.get("reason")), refused)


def _parsed(answer: str) -> dict[str, Any]:
    try:
        told = json.loads(answer, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise InvalidInput("the answer is no JSON") from None
    if not isinstance(told, dict) or not isinstance(told.get("scores"), dict):
        raise InvalidInput("the answer has no scores")
    unknown = told["scores"].keys() - BY_CODE.keys() | told.keys() - {"scores", "sentiment", "reason"}
    if unknown:
        raise InvalidInput("the answer has parts that nobody asked for")
    return told


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _accepted(told: Any, name: str, read: Any, document: Document) -> Cited | Refusal | None:
    if told is None:
        return None
    try:
        if not isinstance(told, dict) or told.keys() - {name, "words"}:
            raise _Refused(Refusal.NOT_AS_AGREED)
        return Cited(read(told.get(name)), _places(told.get("words"), document))
    except _Refused as refusal:
        return refusal.why


def _with_words_for_everything(scores: Mapping[str, Cited]) -> list[str]:
    n_used = Counter(place for cited in scores.values() for place in cited.places)
    return [code for code, cited in scores.items() if any(n_used[place] > MAX_CRITERIA for place in cited.places)]


def _score(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _Refused(Refusal.NOT_AS_AGREED)
    if value not in STEPS:
        raise _Refused(Refusal.OUT_OF_RANGE)
    return value


def _label(value: Any) -> str:
    if value not in LABELS:
        raise _Refused(Refusal.OUT_OF_RANGE if isinstance(value, str) else Refusal.NOT_AS_AGREED)
    return str(value)


def _places(words: Any, document: Document) -> tuple[Place, ...]:
    if not isinstance(words, list) or any(not isinstance(each, str) for each in words):
        raise _Refused(Refusal.NOT_AS_AGREED)
    if not words:
        raise _Refused(Refusal.NOT_CITED)
    return tuple(dict.fromkeys(_place(each, document) for each in words[:MAX_CITATIONS]))


def _place(words: str, document: Document) -> Place:
    parts = words.split()
    n_letters = sum(letter.isalnum() for letter in words)
    if n_letters < _SHORTEST_CITATION or len(words) > MAX_CITATION:
        raise _Refused(Refusal.NOT_IN_TEXT)
    # White space may differ, nothing else; and a citation holds whole words.
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, parts)) + r"(?!\w)")
    for name in FIELDS:
        found = pattern.search(getattr(document, name))
        if found:
            return name, found.start(), found.end()
    raise _Refused(Refusal.NOT_IN_TEXT)


def _one_line(reason: Any) -> str:
    """Give a reason without line breaks, invisible characters and links; nothing when it is too long to be one."""
    if not isinstance(reason, str):
        return ""
    visible = "".join(each if unicodedata.category(each)[0] != "C" else " " for each in reason)
    line = " ".join(visible.split())
    return "" if len(line) > MAX_REASON or _LINK.search(line) else line


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[start : start + _LEAK_WORDS]) for start in range(len(words) - _LEAK_WORDS + 1)}


def _tells(answer: str, prompt: str) -> bool:
    return not _runs(answer).isdisjoint(_runs(prompt))
