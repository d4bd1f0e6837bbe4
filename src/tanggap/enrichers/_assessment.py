"""All enrichers over a batch, put together into one assessment per text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from tanggap.core.registry import plugins
from tanggap.core.text.document import Context, Document
from tanggap.enrichers._local import version_in
from tanggap.enrichers.base import Enricher, Judgement, Span

# Small, so that what one enricher prepared for a text is still there for the next.
_CHUNK = 64
# What stands for an enricher that is switched off.
_SILENT: dict[str, dict[str, Any]] = {
    "language": {"language": ""},
    "sentiment": {"sentiment": "", "sentiment_scores": {}},
    "kind": {"kind": ""},
    "topics": {"topics": []},
    "places": {"region_codes": []},
    "units": {"units": []},
    "tone": {"tones": []},
    "emotion": {"emotion": ""},
    "quotations": {"quotations": []},
    "rubric": {"rubric": {}},
}


# Doubt about these is told with each of their answers, or not beside the text: it is no doubt about the text.
_ASIDE = frozenset(("tone", "emotion"))


@dataclass(frozen=True, slots=True)
class TextAssessment:
    """What all enrichers say about one text.

    Attributes
    ----------
    language, sentiment
        A choice, empty only when the enricher is off; doubt shows in `is_uncertain` by kind and as a whole.
    tones
        Towards each unit, official and programme: see `enrichers/tone.py`.
    quotations
        Who said what: see `enrichers/quotations.py`.
    confidence
        By kind of enricher, in [0, 1].
    spans
        Evidence by kind.
    versions
        By kind: version of the enricher and digest of the context, joined by ``+``.
    """

    id: str
    language: str
    language_uncertain: bool
    sentiment: str
    sentiment_uncertain: bool
    sentiment_scores: dict[str, float]
    kind: str
    topics: list[str]
    region_codes: list[str]
    units: list[str]
    tones: list[dict[str, Any]]
    emotion: str
    quotations: list[dict[str, Any]]
    rubric: dict[str, dict[str, float]]
    is_uncertain: bool
    confidence: dict[str, float]
    spans: dict[str, tuple[Span, ...]]
    versions: dict[str, str]
    judgements: Mapping[str, Judgement] = field(repr=False)


def enrichers() -> dict[str, Enricher]:
    """Every enricher of the house by kind."""
    return {kind: cast(Enricher, found) for kind, found in plugins("tanggap.enrichers").items()}


def versions(context: Context) -> dict[str, str]:
    """Version of every enricher with the digest of `context`; a judgement with another one is out of date."""
    return {
        kind: f"{version_in(kind, enricher.version, context)}+{context.digest}"
        for kind, enricher in _on(context).items()
    }


def _on(context: Context) -> dict[str, Enricher]:
    return {kind: enricher for kind, enricher in enrichers().items() if kind not in context.off}


def _put_together(document: Document, found: dict[str, Judgement], made_by: dict[str, str]) -> TextAssessment:
    language, sentiment = found["language"], found["sentiment"]
    return TextAssessment(
        id=document.id,
        language=language.values["language"],
        language_uncertain=language.is_uncertain,
        sentiment=sentiment.values["sentiment"],
        sentiment_uncertain=sentiment.is_uncertain,
        sentiment_scores=sentiment.values["sentiment_scores"],
        kind=found["kind"].values["kind"],
        topics=found["topics"].values["topics"],
        region_codes=found["places"].values["region_codes"],
        units=found["units"].values["units"],
        tones=found["tone"].values["tones"],
        emotion=found["emotion"].values["emotion"],
        quotations=found["quotations"].values["quotations"],
        rubric=found["rubric"].values["rubric"],
        is_uncertain=any(judgement.is_uncertain for kind, judgement in found.items() if kind not in _ASIDE),
        confidence={kind: judgement.confidence for kind, judgement in found.items()},
        spans={kind: judgement.spans for kind, judgement in found.items()},
        versions=made_by,
        judgements=found,
    )


def judge(documents: Sequence[Document], context: Context) -> list[TextAssessment]:
    """Judge every text with every enricher; the answer has the length and order of `documents`."""
    house = _on(context)
    silent = {kind: Judgement(_SILENT.get(kind, {}), 0.0) for kind in context.off}
    made_by = versions(context)
    assessed: list[TextAssessment] = []
    for start in range(0, len(documents), _CHUNK):
        chunk = documents[start : start + _CHUNK]
        by_kind = {kind: enricher.run(chunk, context) for kind, enricher in house.items()}
        for index, document in enumerate(chunk):
            found = silent | {kind: judgements[index] for kind, judgements in by_kind.items()}
            assessed.append(_put_together(document, found, made_by))
    return assessed
