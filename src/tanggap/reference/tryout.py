"""What a topic's words find in a text that somebody pastes, and whether the machine would name the topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tanggap.core.text.document import Context, Document, TopicRule
from tanggap.core.text.topics import TopicMatcher
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

    @property
    def is_outweighed(self) -> bool:
        """Whether words of the topic are there, and still it is not named."""
        return not self.is_topic and any(piece.is_hit for piece in self.pieces)


def try_rule(rule: TopicRule, *, others: Sequence[TopicRule], sample: str) -> Tryout:
    """Judge a pasted text by a rule that is not saved yet, beside the rules of the other topics."""
    [judgement] = plugin.run([Document(id="sample", text=sample)], Context(topics=(rule, *others)))
    hits = TopicMatcher(Context(topics=(rule,))).find(["", sample]).hits
    spans = sorted((hit.start, hit.end) for hit in hits)
    return Tryout(rule.code in judgement.values["topics"], tuple(_cut(sample, spans)))


def _cut(sample: str, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    pieces, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        pieces += [Piece(sample[at:start], is_hit=False), Piece(sample[start:end], is_hit=True)]
        at = end
    return [piece for piece in [*pieces, Piece(sample[at:], is_hit=False)] if piece.text]
