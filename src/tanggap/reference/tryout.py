"""What a topic's words find in a text that somebody pastes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tanggap.core.text.document import Context, Document, TopicRule
from tanggap.enrichers.topics import plugin


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; `is_hit` when it is one of the topic's words."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Tryout:
    """Whether the text counts as the topic's, and the text cut at the words that hit."""

    is_topic: bool
    pieces: tuple[Piece, ...]


def try_rule(code: str, *, any_of: Sequence[str], none_of: Sequence[str], min_hits: int, sample: str) -> Tryout:
    """Judge a pasted text by one rule alone."""
    rule = TopicRule(code=code, name=code, any_of=tuple(any_of), none_of=tuple(none_of), min_hits=min_hits)
    [judgement] = plugin.run([Document(id="sample", text=sample)], Context(topics=(rule,)))
    spans = sorted((span.start, span.end) for span in judgement.spans if span.field == "text")
    return Tryout(code in judgement.values["topics"], tuple(_cut(sample, spans)))


def _cut(sample: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    pieces, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        pieces += [Piece(sample[at:start], is_hit=False), Piece(sample[start:end], is_hit=True)]
        at = end
    return [piece for piece in [*pieces, Piece(sample[at:], is_hit=False)] if piece.text]
