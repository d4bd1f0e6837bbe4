"""Scores the criteria that are read from a text, by its cues and by who speaks in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tanggap.core.rubric.criteria import FROM_TEXT
from tanggap.core.rubric.cues import CueHit, CueReader

# Each further cue for a step halves the doubt that the first one left.
_FIRST_CUE, _NO_CUE, _BY_SHAPE = 0.6, 0.5, 0.55
_N_EVIDENCE = 4
_LONG_TEXT = 45
_DETAILED = 22
_SPOKE = re.compile(
    r"\b(?:[Kk]ata|[Uu]jar|[Jj]elas|[Tt]utur|[Uu]ngkap|[Pp]apar|[Tt]erang|[Tt]egas|[Ii]mbuh|[Tt]ambah|[Uu]cap|[Ss]ebut|"
    r"[Mm]enurut|[Cc]etus|[Jj]ar|[Bb]eber|[Hh]arap)(?:nya)? ((?:[A-Z][\w'’-]*,? |[A-Z][a-z]{0,3}\. ){0,4}[A-Z][\w'’-]+)"
)
_SAYS = re.compile(
    r" (?:mengatakan|menyebut|menjelaskan|menyampaikan|mengungkapkan|menegaskan|menuturkan|menambahkan|memaparkan|"
    r"menerangkan|mengaku|menilai|berharap|memastikan|membenarkan|membantah)"
)
_BEFORE = re.compile(r"((?:[A-Z][\w'’-]*,? |[A-Z][a-z]{0,3}\. ){0,4}[A-Z][\w'’-]+)$")
_REACH_BEFORE = 80
_DATELINE = re.compile(r"^[A-Z][A-Z .,]{3,40}\s?[–—-]|^[A-Z]\w+(?: \w+)?, [\w.]+ ?[–—-]")
_OFFICE = re.compile(
    r"\b(?:Kepala|Bupati|Wali ?Kota|Gubernur|Wakil|Sekretaris|Sekda|Camat|Lurah|Plt|Kabid|Direktur|Kapol\w+|Kasat\w*|"
    r"Kabag|Juru Bicara|Ketua|Kompol|AKBP|AKP|Danramil|Dinas|BPBD|BMKG|Pj)\b"
)
_SENTENCE_END = re.compile(r"[.!?\n]")


@dataclass(frozen=True, slots=True)
class Score:
    """The step of one criterion, how sure, and where the words stand: (field, start, end)."""

    step: int
    confidence: float
    places: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a text is like: who speaks in it and how it is built."""

    n_sources: int
    is_report: bool
    has_office: bool
    is_detailed: bool


def read_rubric(fields: Sequence[str], reader: CueReader) -> dict[str, Score]:
    """Score every criterion of the text: `fields` are its title and body.

    Of the cues of a criterion the highest step that stands counts; credibility and factual status also ask who
    speaks, vulnerability whether harm stands in the same sentence.

    Source: own rules, published in ``docs/reference/rubric.md``.
    """
    hits: dict[str, list[CueHit]] = {criterion.code: [] for criterion in FROM_TEXT}
    for hit in reader.find(fields):
        hits[hit.criterion].append(hit)
    shape = _shape(fields)
    special = {
        "credibility": _credibility(hits["credibility"], shape),
        "factual_status": _factual_status(hits, shape),
        "vulnerability": _vulnerability(hits["vulnerability"], fields),
    }
    return {code: special.get(code) or _highest(found) for code, found in hits.items()}


def _shape(fields: Sequence[str]) -> _Shape:
    body = fields[1]
    named = {found[1].split(",")[0].lower() for found in _speakers(body)}
    n_words = body.count(" ") + 1
    return _Shape(
        n_sources=len(named),
        is_report=bool(fields[0]) or n_words >= _LONG_TEXT or _DATELINE.match(body) is not None,
        has_office=_OFFICE.search(body) is not None,
        is_detailed=n_words >= _DETAILED or any(character.isdigit() for character in body),
    )


def _speakers(body: str) -> Iterator[re.Match[str]]:
    """Find the names after a word of speech, and those before one."""
    yield from _SPOKE.finditer(body)
    for says in _SAYS.finditer(body):
        before = _BEFORE.search(body[max(0, says.start() - _REACH_BEFORE) : says.start()])
        if before:
            yield before


def _highest(hits: Sequence[CueHit]) -> Score:
    step = max((hit.step for hit in hits), default=0)
    return _by_cues(step, [hit for hit in hits if hit.step == step])


def _by_cues(step: int, hits: Sequence[CueHit]) -> Score:
    if not hits:
        return Score(step, _NO_CUE)
    n_words = len({hit.phrase for hit in hits})
    return Score(step, round(1 - (1 - _FIRST_CUE) * 0.5 ** (n_words - 1), 4), _places(hits))


def _places(hits: Sequence[CueHit]) -> tuple[tuple[int, int, int], ...]:
    return tuple(sorted({(hit.field, hit.start, hit.end) for hit in hits})[:_N_EVIDENCE])


def _of_step(hits: Sequence[CueHit], step: int) -> list[CueHit]:
    return [hit for hit in hits if hit.step == step]


def _credibility(hits: Sequence[CueHit], shape: _Shape) -> Score:
    chain, own, document = (_of_step(hits, step) for step in (0, 3, 4))
    if chain and not shape.n_sources:
        return _by_cues(0, chain)
    if shape.n_sources and (document or shape.n_sources > 1):
        return _by_cues(4, document) if document else Score(4, _BY_SHAPE)
    if shape.n_sources:
        return Score(3, _BY_SHAPE)
    if own:
        return _by_cues(3, own)
    return Score(2 if shape.is_report or shape.is_detailed else 1, _BY_SHAPE)


def _factual_status(hits: dict[str, list[CueHit]], shape: _Shape) -> Score:
    false, open_ = (_of_step(hits["factual_status"], step) for step in (4, 3))
    if false:
        return _by_cues(4, false)
    if open_ and not shape.n_sources:
        return _by_cues(3, open_)
    if shape.n_sources:
        return Score(0 if shape.has_office else 1, _BY_SHAPE)
    if _of_step(hits["credibility"], 3):
        return Score(0, _BY_SHAPE)
    is_claim = bool(hits["effect_people"] or hits["attribution"])
    return Score(2 if is_claim else 0, _BY_SHAPE)


def _vulnerability(hits: Sequence[CueHit], fields: Sequence[str]) -> Score:
    people, vulnerable, harm = (_of_step(hits, step) for step in (1, 2, 4))
    grave = [hit for hit in vulnerable if any(_in_one_sentence(hit, other, fields) for other in harm)]
    if grave:
        return _by_cues(4, grave)
    if len({hit.phrase for hit in vulnerable}) > 1 or any(hit.field == 0 for hit in vulnerable):
        return _by_cues(3, vulnerable)
    return _by_cues(2, vulnerable) if vulnerable else _by_cues(1 if people else 0, people)


def _in_one_sentence(one: CueHit, other: CueHit, fields: Sequence[str]) -> bool:
    if one.field != other.field:
        return False
    first, last = sorted((one, other), key=lambda hit: hit.start)
    return _SENTENCE_END.search(fields[one.field], first.end, max(first.end, last.start)) is None
