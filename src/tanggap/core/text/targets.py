"""What a text speaks of: the units, officials and programmes that it names, pronouns resolved."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tanggap.core.text.extracts import sentence_bounds
from tanggap.core.text.gazetteer import Gazetteer
from tanggap.core.text.tokens import tokenise

MAX_TARGETS = 20


class TargetKind(StrEnum):
    """What is spoken of."""

    UNIT = "unit"
    OFFICIAL = "official"
    PROGRAMME = "programme"


_REFERRING = {
    TargetKind.UNIT: "pihaknya|pihak dinas|dinas tersebut|dinas itu|dinas ini|instansi tersebut|instansi itu|"
    "instansi ini|badan tersebut|badan itu|pemerintah daerah|pemda|pemdanya|dinasnya",
    TargetKind.OFFICIAL: "ia|dia|beliau|sidin|inya|pejabat itu|pejabat tersebut",
    TargetKind.PROGRAMME: "program tersebut|program itu|program ini|kebijakan tersebut|kebijakan itu|kebijakan ini|"
    "bantuan tersebut|bantuan itu|programnya",
}
_REFERENCES = Gazetteer({words: [kind] for kind, names in _REFERRING.items() for words in names.split("|")})
# "Ia" means an official who was named a moment ago; farther back it may be anybody.
_REACH = {TargetKind.UNIT: 4, TargetKind.OFFICIAL: 1, TargetKind.PROGRAMME: 4}

_OWN, _OTHER, _PLACE = "xsasaranx", "xlainx", "xtempatx"


@dataclass(frozen=True, slots=True)
class Naming:
    """Characters `start` to `end` (end excluded) of a field name a target; `unit_code` is whose it is.

    `key` is the code of a unit, else the key of an official or a programme in its register.
    """

    kind: TargetKind
    key: str
    unit_code: str
    field: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Target:
    """What a text speaks of, where, and in which share of its sentences, in (0, 1]."""

    kind: TargetKind
    key: str
    unit_code: str
    namings: tuple[Naming, ...]
    salience: float


def find_targets(fields: Sequence[str], namings: Sequence[Naming]) -> list[Target]:
    """Put the names that were found in the fields of a text together by what they mean, in order of appearance.

    An official counts for the unit too. "Pihaknya", "dinas tersebut", "ia" and "program itu" mean the last unit,
    official or programme named shortly before. At most `MAX_TARGETS`.

    Source: rules written for this project.
    """
    bounds = [sentence_bounds(field) for field in fields]
    named = sorted({*namings, *_units_of(namings)}, key=lambda each: (each.field, each.start, each.kind))
    named = sorted([*named, *_referred(fields, bounds, named)], key=lambda each: (each.field, each.start))
    together: dict[tuple[TargetKind, str], list[Naming]] = defaultdict(list)
    for each in named:
        together[each.kind, each.key].append(each)
    n_sentences = sum(map(len, bounds)) or 1
    return [
        Target(kind, key, own[0].unit_code, tuple(own), len({_sentence(bounds, each) for each in own}) / n_sentences)
        for (kind, key), own in list(together.items())[:MAX_TARGETS]
    ]


def _units_of(namings: Sequence[Naming]) -> Iterator[Naming]:
    for each in namings:
        if each.kind is TargetKind.OFFICIAL and each.unit_code:
            yield Naming(TargetKind.UNIT, each.unit_code, each.unit_code, each.field, each.start, each.end)


def _sentence(bounds: Sequence[Sequence[tuple[int, int]]], naming: Naming) -> tuple[int, int]:
    return naming.field, _number(bounds[naming.field], naming.start)


def _number(bounds: Sequence[tuple[int, int]], place: int) -> int:
    """Give the sentence that holds a character, or the one before it."""
    return bisect_right(bounds, place, key=lambda each: each[0]) - 1


def _referred(
    fields: Sequence[str], bounds: Sequence[Sequence[tuple[int, int]]], named: Sequence[Naming]
) -> Iterator[Naming]:
    """Give what refers back to a name in the same field."""
    for field, text in enumerate(fields):
        tokens = tokenise(text)
        for hit in _REFERENCES.longest(tokens):
            start, end = tokens.span(hit.first, hit.last)
            last = _last(named, hit.items[0], field, end)
            if last is None or last.end > start:
                continue
            if _number(bounds[field], start) - _number(bounds[field], last.start) <= _REACH[last.kind]:
                yield Naming(last.kind, last.key, last.unit_code, field, start, end)


def _last(named: Sequence[Naming], kind: TargetKind, field: int, before: int) -> Naming | None:
    """Give the last target of a kind whose name begins before a character of a field."""
    earlier = (each for each in reversed(named) if each.kind is kind and each.field == field and each.start < before)
    return next(earlier, None)


def masked(
    fields: Sequence[str], target: Target | None, others: Iterable[Target], places: Iterable[tuple[int, int, int]]
) -> str:
    """Write a text with its names taken out, so that what is learned of one office holds for every other.

    The target's names become one word, those of other targets another, places (field, start, end) a third; what
    overlaps belongs to the first of these.

    >>> unit = Target(TargetKind.UNIT, "a", "a", (Naming(TargetKind.UNIT, "a", "a", 0, 0, 6),), 1.0)
    >>> masked(["Pemkab lambat, Rantau banjir"], unit, [], [(0, 15, 21)])
    ' xsasaranx  lambat,  xtempatx  banjir'
    """
    spans = [(each.field, each.start, each.end, _OWN) for each in (target.namings if target else ())]
    spans += [(each.field, each.start, each.end, _OTHER) for other in others for each in other.namings]
    spans += [(*place, _PLACE) for place in places]
    return "\n".join(
        _written(text, [span[1:] for span in spans if span[0] == field]) for field, text in enumerate(fields) if text
    )


def _written(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    taken: list[tuple[int, int, str]] = []
    for span in spans:
        if all(span[1] <= start or end <= span[0] for start, end, _word in taken):
            taken.append(span)
    pieces, begin = [], 0
    for start, end, word in sorted(taken):
        pieces.append(f"{text[begin:start]} {word} ")
        begin = end
    return "".join(pieces) + text[begin:]
