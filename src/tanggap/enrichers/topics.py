"""Topics of a text, by the office's keyword rules."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.enrichers._registers import fields, spans, topic_matcher
from tanggap.enrichers.base import Judgement

_CONFIDENCE_WITHOUT = 0.5


class Config(BaseModel):
    """Nothing to set: the rules come with the context."""


class Topics:
    """Government affairs (urusan) that a text speaks of.

    Values: `topics` (codes, the strongest first, at most four; may be empty) and `topic_scores` (code to number
    of different keywords, those of the title counting double).

    Source: affairs of UU 23/2014; keyword rules written for this project (`data/topics.toml`).
    """

    kind = "topics"
    label = "Topik"
    version = "1"
    Config = Config

    def run(self, texts: Sequence[Document], context: Context) -> list[Judgement]:
        """Judge every text."""
        matcher = topic_matcher(context)
        judgements = []
        for document in texts:
            found = matcher.find(fields(document))
            best = found.scores[0][1] if found.scores else 0.0
            judgements.append(
                Judgement(
                    values={
                        "topics": [topic for topic, _ in found.scores],
                        "topic_scores": dict(found.scores),
                    },
                    confidence=1 - 0.5**best if best else _CONFIDENCE_WITHOUT,
                    spans=spans((hit.field, hit.start, hit.end, hit.topic) for hit in found.hits),
                )
            )
        return judgements


plugin = Topics()
