"""How a desk writes what it knows: its headlines, dateline, order, length, days and last line."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from tanggap.lab.simulator.arrivals import WITA
from tanggap.lab.simulator.data import fill, read_data

_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
_WORD = re.compile(r"\w+")
# With fewer facts than this an article begins with its lead in any manner.
_SCENE_FACTS = 3
_INSIDE = re.compile(r"(?<=[\w,] )\w+")
_TEXT_FILES = ("events", "services", "surroundings", "economy", "badday", "elsewhere", "namesakes")


@dataclass(frozen=True, slots=True)
class Manner:
    """What an outlet always does; the fields are described in `data/manners.toml`."""

    title: str
    dateline: str
    order: str
    n_facts: tuple[int, int]
    per_paragraph: int
    joins: tuple[str, ...]
    day: str
    sign: tuple[str, ...]
    kickers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a desk is about to tell.

    `town` is where it happened, `names` are words that keep their capital, `closing` is a last paragraph or empty.
    """

    title: str
    lead: str
    facts: tuple[str, ...]
    town: str
    at: datetime
    names: frozenset[str]
    closing: str = ""


@cache
def manners() -> tuple[Manner, ...]:
    return tuple(_manner(row) for row in read_data("manners")["manner"])


def _manner(row: dict[str, Any]) -> Manner:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Manner(**values)


def manner_of(outlet: int) -> Manner:
    """The manner that an outlet keeps."""
    return manners()[outlet % len(manners())]


def written_day(at: datetime, form: str) -> str:
    """The day as a desk writes it.

    >>> from datetime import UTC
    >>> [written_day(datetime(2026, 3, 1, 20, tzinfo=UTC), form) for form in ("long", "short", "date")]
    ['Senin (2/3/2026)', 'Senin', '2 Maret 2026']
    """
    local = at.astimezone(WITA)
    weekday = _WEEKDAYS[local.weekday()]
    forms: dict[str, str] = {
        "long": f"{weekday} ({local.day}/{local.month}/{local.year})",
        "short": weekday,
        "date": f"{local.day} {_MONTHS[local.month - 1]} {local.year}",
    }
    return forms[form]


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Words that have a capital inside a sentence.

    >>> sorted(names_in(["Warga Kota Banjarmasin antre, kata Imah. Air mati."]))
    ['Banjarmasin', 'Imah', 'Kota']
    """
    return frozenset(word for text in texts for word in _INSIDE.findall(text) if word[0].isupper())


@cache
def _small_words() -> frozenset[str]:
    """Words that stand in lower case in any of our wordings: at the beginning of a sentence they are no name."""
    files = (str(read_data(name)) for name in _TEXT_FILES)
    return frozenset(word for text in files for word in _WORD.findall(text) if word.islower())


def write(draft: Draft, manner: Manner, chance: random.Random) -> tuple[str, tuple[str, ...]]:
    """Headline and paragraphs of one article."""
    day = {"day": written_day(draft.at, manner.day)}
    sentences = [fill(fact, day) for fact in draft.facts]
    lead = fill(draft.lead, day)
    if manner.order == "loose":
        chance.shuffle(sentences)
    is_scene = manner.order == "scene" and len(sentences) >= _SCENE_FACTS
    head, rest = ([sentences[0], lead], sentences[1:]) if is_scene else ([lead], sentences)
    rest = _joined(rest, manner, chance)
    step = manner.per_paragraph
    paragraphs = [*head, *(" ".join(rest[at : at + step]) for at in range(0, len(rest), step))]
    paragraphs[0] = fill(manner.dateline, {"TOWN": draft.town.upper(), "town": draft.town}) + paragraphs[0]
    paragraphs.extend(last for last in (draft.closing, chance.choice(manner.sign)) if last)
    return _TITLES[manner.title](fill(draft.title, day), manner, draft.names, chance), tuple(paragraphs)


def _joined(sentences: list[str], manner: Manner, chance: random.Random) -> list[str]:
    """Lead over to one of the sentences that begin neither with a name nor with a quotation."""
    fit = [index for index, sentence in enumerate(sentences) if _begins_small(sentence)]
    if not manner.joins or not fit:
        return sentences
    index = chance.choice(fit)
    sentence = sentences[index]
    sentences[index] = f"{chance.choice(manner.joins)}{sentence[0].lower()}{sentence[1:]}"
    return sentences


def _begins_small(sentence: str) -> bool:
    first, second, *_rest = (*sentence.split(maxsplit=2), "")
    return first.lower() in _small_words() and not second[:1].isupper()


def _sentence(title: str, _manner: Manner, names: frozenset[str], _chance: random.Random) -> str:
    first, _, rest = title.partition(" ")
    kept = names | set(read_data("manners")["capitals"])
    return f"{first} {_WORD.sub(lambda found: _small(found[0], kept), rest)}".strip()


def _small(word: str, kept: Set[str]) -> str:
    return word if word in kept or word.isupper() else word.lower()


_TITLES: dict[str, Callable[[str, Manner, frozenset[str], random.Random], str]] = {
    "plain": lambda title, _manner, _names, _chance: title,
    "sentence": _sentence,
    "capitals": lambda title, _manner, _names, _chance: title.upper(),
    "kicker": lambda title, manner, _names, chance: chance.choice(manner.kickers) + title,
}
