"""Which topics a text speaks of, by editable keyword rules that tolerate Indonesian inflection.

What a model learned beside the rules is in `topic_model`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tanggap.core.text.document import Context, TopicRule
from tanggap.core.text.gazetteer import Gazetteer, Hit, phrase
from tanggap.core.text.tokens import Tokens, tokenise

MAX_TOPICS = 4
TITLE_WEIGHT = 2.0
# A topic must have this share of the strongest topic's score: one stray word in a long report is no topic.
_LEAST_SHARE = 0.3
_ABBREVIATION_LENGTH = 4
_CLITIC = "nya"
_MIN_STEM = 4


@lru_cache(maxsize=60_000)
def stem(word: str) -> str:
    """Take off -nya and voice affixes, nothing that makes another word.

    >>> [stem(word) for word in ("jembatannya", "diperbaiki", "memperbaiki", "divaksinkan", "dinas", "bersekolah")]
    ['jembatan', 'perbaiki', 'perbaiki', 'vaksin', 'dinas', 'sekolah']
    """
    if word.endswith(_CLITIC) and len(word) - len(_CLITIC) >= _MIN_STEM:
        word = word[: -len(_CLITIC)]
    bare = _without_voice(word)
    if bare == word:
        return word
    for suffix in ("akan", "kan"):
        if bare.endswith(suffix) and len(bare) - len(suffix) >= _MIN_STEM:
            return bare[: -len(suffix)]
    return bare


def _without_voice(word: str) -> str:
    for prefix, following in (
        ("di", ""),
        ("meng", "aeiougkh"),
        ("mem", "bpf"),
        ("men", "dcjt"),
        ("me", "lrwy"),
        ("ber", ""),
    ):
        rest = word[len(prefix) :]
        if word.startswith(prefix) and len(rest) > _MIN_STEM and (not following or rest[0] in following):
            return rest
    return word


def stems(tokens: Tokens) -> Tokens:
    """Cut the tokens down to their stems; the positions in the text stay."""
    return tokens.replaced(tuple(map(stem, tokens.tokens)))


def keyword(word: str) -> str:
    """Write a keyword the way it is compared: by the stems of its words."""
    return " ".join(stem(token) for token in phrase(word).split())


@dataclass(frozen=True, slots=True)
class TopicHit:
    """A keyword found: `topic`, the field's number and the characters there."""

    topic: str
    word: str
    field: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the rules say of a text before anything is chosen.

    Attributes
    ----------
    scores
        Of each topic whose rule is met, the number of its different words; those of the title count double.
    hits
        The words behind the scores.
    ruled_out
        The topics against which a word speaks.
    stems
        The words of the text, title first, cut down to their stems.
    """

    scores: dict[str, float]
    hits: tuple[TopicHit, ...]
    ruled_out: frozenset[str]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicsFound:
    """Topics from the strongest to the weakest with their scores, and the words behind them."""

    scores: tuple[tuple[str, float], ...]
    hits: tuple[TopicHit, ...]


@dataclass(frozen=True, slots=True)
class _Keyword:
    topic: str
    is_against: bool
    is_abbreviation: bool


class TopicMatcher:
    """Applies the topic rules of a context."""

    def __init__(self, context: Context) -> None:
        names: dict[str, list[_Keyword]] = defaultdict(list)
        for rule in context.topics:
            for is_against, keywords in ((False, rule.any_of), (True, rule.none_of)):
                for word in keywords:
                    short = word.isupper() and word.isalnum() and len(word) <= _ABBREVIATION_LENGTH
                    names[keyword(word)].append(_Keyword(rule.code, is_against, short))
        self._gazetteer = Gazetteer(names)
        self._rules: dict[str, TopicRule] = {rule.code: rule for rule in context.topics}

    def find(self, fields: Sequence[str]) -> TopicsFound:
        """Find the topics in the fields of one text (title, body) by the rules alone."""
        spoken = self.speak(fields)
        best = strongest(spoken.scores)
        chosen = {topic for topic, _ in best}
        return TopicsFound(best, tuple(hit for hit in spoken.hits if hit.topic in chosen))

    def speak(self, fields: Sequence[str]) -> Spoken:
        """Apply every rule to the fields of one text (title, body)."""
        kept: list[TopicHit] = []
        ruled_out: set[str] = set()
        read: list[str] = []
        for index, field in enumerate(fields):
            tokens = tokenise(field)
            cut = stems(tokens)
            read += cut.tokens
            hits = self._gazetteer.all(cut)
            against = [(hit, word.topic) for hit in hits for word in hit.items if word.is_against]
            found = list(self._for(index, field, tokens, hits))
            for hit, topic in against:
                covered = [entry for entry in found if entry[1].topic == topic and _overlap(hit, entry[0])]
                found = [entry for entry in found if entry not in covered]
                if not covered:
                    ruled_out.add(topic)
            kept += [topic_hit for _, topic_hit in found]
        scores = self._scores([hit for hit in kept if hit.topic not in ruled_out])
        hits_of_met = tuple(hit for hit in kept if hit.topic in scores)
        return Spoken(scores, hits_of_met, frozenset(ruled_out), tuple(read))

    def _for(
        self, index: int, field: str, tokens: Tokens, hits: list[Hit[_Keyword]]
    ) -> list[tuple[Hit[_Keyword], TopicHit]]:
        found: list[tuple[Hit[_Keyword], TopicHit]] = []
        for hit in sorted(hits, key=lambda hit: hit.first - hit.last):
            start, end = tokens.span(hit.first, hit.last)
            is_upper = field[start:end].isupper()
            for word in hit.items:
                if word.is_against or (word.is_abbreviation and not is_upper):
                    continue
                is_part = any(other.topic == word.topic and _overlap(hit, longer) for longer, other in found)
                if not is_part:
                    found.append((hit, TopicHit(word.topic, hit.phrase, index, start, end)))
        return found

    def _scores(self, hits: list[TopicHit]) -> dict[str, float]:
        words: dict[str, dict[str, float]] = defaultdict(dict)
        for hit in hits:
            weight = TITLE_WEIGHT if hit.field == 0 else 1.0
            words[hit.topic][hit.word] = max(weight, words[hit.topic].get(hit.word, 0.0))
        return {
            topic: sum(found.values()) for topic, found in words.items() if len(found) >= self._rules[topic].min_hits
        }


def strongest(scores: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    """Choose topics by the scores of the rules, the strongest first."""
    least = _LEAST_SHARE * max(scores.values(), default=0.0)
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return tuple(item for item in ranked if item[1] >= least)[:MAX_TOPICS]


def _overlap(one: Hit[_Keyword], other: Hit[_Keyword]) -> bool:
    return one.first <= other.last and other.first <= one.last
