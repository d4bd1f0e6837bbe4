"""Tone towards each unit, official and programme that a text speaks of, and stance towards programmes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.core.text.sentiment import LABELS
from tanggap.core.text.stance import stance
from tanggap.core.text.subwords import NEGATED
from tanggap.core.text.targets import Target, TargetKind
from tanggap.enrichers._models import normaliser, tone_model, version
from tanggap.enrichers._reading import evidence, kind_of, original_words
from tanggap.enrichers._registers import FIELDS
from tanggap.enrichers._targets import beginning, targets, words_towards
from tanggap.enrichers.base import Judgement, Span

_SURE, _NONE = 0.6, 0.9
_SHORTEST_EVIDENCE = 3
_MOST_EVIDENCE = 3


class Config(BaseModel):
    """Nothing to set: units, officials and programmes come with the context."""


class Tone:
    """How a text speaks of each target: the same text may praise one office and blame another.

    Values: `tones`, a list in order of appearance of `target_kind` (``unit``, ``official``, ``programme``), `target`
    (code of the unit, or key of the register), `unit` (whose it is), `tone` (``negative``, ``neutral``,
    ``positive``), `score` (chance of positive less that of negative, in [-1, 1]), `confidence`, `salience` (share
    of sentences that speak of it), `stance` (``support``, ``oppose``, ``unclear``; of programmes alone), and
    `evidence`, a list of [field, start, end] of the names and of the words that speak most for the tone.

    Source: linear model trained on the labelled set of this project, names masked; card in `models/tone/`.
    """

    kind = "tone"
    label = "Nada terhadap unit"
    version = f"1-{version('tone')}-{version('kind')}"
    Config = Config

    def run(self, texts: Sequence[Document], context: Context) -> list[Judgement]:
        """Judge every text."""
        return [_judgement(beginning(document), context) for document in texts]


def _judgement(document: Document, context: Context) -> Judgement:
    kind = kind_of(document)
    found = targets(document, context, kind)
    tones = [_tone(document, context, target, found, kind) for target in found]
    return Judgement(
        values={"tones": tones},
        confidence=min((each["confidence"] for each in tones), default=_NONE),
        spans=tuple(Span(name, start, end, each["tone"]) for each in tones for name, start, end in each["evidence"]),
        is_uncertain=any(each["confidence"] < _SURE for each in tones),
    )


def _tone(document: Document, context: Context, target: Target, found: list[Target], kind: str) -> dict[str, Any]:
    words = words_towards(document, context, target, found, normaliser())
    chances = tone_model().chances(words)
    best = max(range(len(LABELS)), key=chances.__getitem__)
    is_programme = target.kind is TargetKind.PROGRAMME
    return {
        "target_kind": target.kind.value,
        "target": target.key,
        "unit": target.unit_code,
        "tone": LABELS[best],
        "score": round(chances[2] - chances[0], 4),
        "confidence": round(chances[best], 4),
        "salience": round(target.salience, 4),
        "stance": stance(LABELS[best], kind, words) if is_programme else "",
        "evidence": [*_names(target), *_spoken(document, words, best)],
    }


def _names(target: Target) -> list[list[Any]]:
    return [[FIELDS[each.field], each.start, each.end] for each in target.namings[:_MOST_EVIDENCE]]


def _spoken(document: Document, words: Sequence[str], label: int) -> list[list[Any]]:
    says = tone_model().says(words, label)
    originals = original_words(document, normaliser())
    spoken = {
        original: say
        for word, say in says.items()
        for original in originals.get(word.removeprefix(NEGATED), ())
        if len(original) >= _SHORTEST_EVIDENCE
    }
    return [[each.field, each.start, each.end] for each in evidence(document, spoken, LABELS[label])]


plugin = Tone()
