"""Topics of a text: the office's keyword rules, weighed by a model that knows other words too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from pydantic import BaseModel

from tanggap.core.text.document import Context, Document
from tanggap.core.text.tokens import words
from tanggap.core.text.topic_model import likely
from tanggap.core.text.topics import Spoken, keyword, stem, strongest
from tanggap.enrichers._models import topic_model, version
from tanggap.enrichers._reading import evidence
from tanggap.enrichers._registers import fields, spans, topic_matcher
from tanggap.enrichers.base import Judgement, Span
from tanggap.enrichers.defaults import load_topics

_CONFIDENCE_WITHOUT = 0.5
_SHORTEST_EVIDENCE = 3


class Config(BaseModel):
    """Nothing to set: the rules come with the context."""


class Topics:
    """Government affairs (urusan) that a text speaks of.

    The shipped keywords are weighed: they are good hints, and a stray one names no topic. A topic of the office's own,
    and a keyword that it added to a shipped one, needs no weighing: the rules alone name it, unless it is one stray
    word beside a strong topic. A topic against which a `none_of` phrase speaks, or that the office took away, is never
    named.

    Values: `topics` (codes, the likeliest first, at most four; may be empty) and `topic_scores` (code to chance,
    0 to 1).

    Source: affairs of UU 23/2014; keyword rules written for this project (`data/topics.toml`); model trained on the
    labelled set of this project (Apache-2.0), card in `models/topics/`.
    """

    kind = "topics"
    label = "Topik"
    version = f"2-{version('topics')}"
    Config = Config

    def run(self, texts: Sequence[Document], context: Context) -> list[Judgement]:
        """Judge every text."""
        return [self._judge(document, context) for document in texts]

    def _judge(self, document: Document, context: Context) -> Judgement:
        spoken = topic_matcher(context).speak(fields(document))
        named = likely(_chances(document, spoken, context))
        return Judgement(
            values={
                "topics": list(named),
                "topic_scores": {topic: round(chance, 4) for topic, chance in named.items()},
            },
            confidence=round(max(named.values()), 4) if named else _CONFIDENCE_WITHOUT,
            spans=_evidence(document, spoken, named),
        )


def _chances(document: Document, spoken: Spoken, context: Context) -> dict[str, float]:
    """Give the chance of each topic of the context against which nothing speaks."""
    lengths = [len(field) for field in fields(document)]
    known = {rule.code for rule in context.topics} - spoken.ruled_out
    learned = topic_model().chances(spoken, lengths)
    chances = {topic: chance for topic, chance in learned.items() if topic in known}
    return chances | _by_own_rule(spoken, chances, context)


def _by_own_rule(spoken: Spoken, chances: Mapping[str, float], context: Context) -> dict[str, float]:
    """Give the topics that a rule of the office's own names, whatever the model thinks."""
    own = _own_words(context)
    spoken_by_own = {hit.topic for hit in spoken.hits if hit.topic not in chances or hit.word in own[hit.topic]}
    return {
        topic: max(1 - 0.5**score, chances.get(topic, 0.0))
        for topic, score in strongest(spoken.scores)
        if topic in spoken_by_own
    }


@lru_cache(maxsize=4)
def _own_words(context: Context) -> dict[str, frozenset[str]]:
    """Give the keywords of each topic that are not shipped, as they are compared."""
    shipped = {row["code"]: row["any_of"] for row in load_topics()}
    return {
        rule.code: frozenset(map(keyword, rule.any_of)) - frozenset(map(keyword, shipped.get(rule.code, ())))
        for rule in context.topics
    }


def _evidence(document: Document, spoken: Spoken, named: Mapping[str, float]) -> tuple[Span, ...]:
    """Find the words of the rules; for a topic without one, the words that speak most for it."""
    by_rule = spans((hit.field, hit.start, hit.end, hit.topic) for hit in spoken.hits if hit.topic in named)
    without = [topic for topic in named if topic not in spoken.scores]
    if not without:
        return by_rule
    spoken_words = (word for field in fields(document) for word in words(field))
    read = {word: stem(word) for word in spoken_words if len(word) >= _SHORTEST_EVIDENCE and word[0].isalpha()}
    found = list(by_rule)
    for topic in without:
        says = topic_model().says(list(read.values()), topic)
        found += evidence(document, {word: says[own] for word, own in read.items()}, topic)
    return tuple(found)


plugin = Topics()
