"""The live stories, their terms, and the inverted index over both."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tanggap.core.grouping.rules import GroupingRules
from tanggap.core.grouping.words import telling, words_of

Weights = dict[str, float]
# No word of ordinary writing is longer on average: text beyond it cannot be among the first `max_words`.
_CHARACTERS_PER_WORD = 12
# Candidates whose cosine is worked out in full.
_SHORTLIST = 10
_ALMOST_ONE = 0.9


@dataclass(frozen=True, slots=True)
class GroupingText:
    """What grouping sees of a mention. `at` is its publication in POSIX seconds, None when unknown."""

    title: str
    text: str = ""
    at: float | None = None


class Story:
    """A live story: the sum of its mentions' term weights, and when it was last heard of."""

    __slots__ = (
        "born",
        "first_at",
        "id",
        "last_at",
        "last_row",
        "n_mentions",
        "n_terms",
        "norm",
        "square",
        "weights",
    )

    def __init__(self, story_id: int, *, born: int) -> None:
        self.id = story_id
        self.born = born
        self.first_at: float | None = None
        self.last_at: float | None = None
        self.last_row = born
        self.n_mentions = 0
        self.n_terms = 0
        self.norm = 0.0
        self.square = 0.0
        self.weights: Weights = {}

    @property
    def mean_terms(self) -> float:
        """How many terms a mention of this story has on average."""
        return self.n_terms / max(1, self.n_mentions)

    def touch(self, at: float | None, row: int) -> None:
        """Note that a mention of time `at` came in as number `row` of the stream."""
        self.last_row = max(self.last_row, row)
        if at is not None:
            self.first_at = at if self.first_at is None else min(self.first_at, at)
            self.last_at = at if self.last_at is None else max(self.last_at, at)

    def is_within(self, at: float | None, idle_s: float) -> bool:
        """Whether a mention of time `at` is near enough in time; always, when either has no date."""
        if at is None or self.first_at is None or self.last_at is None:
            return True
        return self.first_at - idle_s <= at <= self.last_at + idle_s


class LiveStories:
    """The stories that can still grow, searchable by the terms they share with a text.

    Term frequency is logarithmic. A term's rarity is counted in live stories, not in mentions: a name that
    fills one large story tells as much as before, and all that is known follows from the live stories.
    """

    def __init__(self, rules: GroupingRules) -> None:
        self._rules = rules
        self._postings: dict[str, dict[Story, float]] = {}
        self._by_id: dict[int, Story] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Story]:
        return iter(self._by_id.values())

    def get(self, story_id: int) -> Story | None:
        """Return the live story of this id."""
        return self._by_id.get(story_id)

    def open(self, story_id: int, *, born: int) -> Story:
        """Begin an empty story."""
        story = self._by_id[story_id] = Story(story_id, born=born)
        return story

    def weigh(self, mention: GroupingText) -> Weights:
        """Weigh the terms of a mention, to length one; empty when it has no telling word."""
        rules = self._rules
        counts = Counter(telling(words_of(mention.title)))
        if mention.text:
            for term in counts:
                counts[term] *= rules.title_weight
            opening = mention.text[: rules.max_words * _CHARACTERS_PER_WORD]
            counts.update(telling(words_of(opening)[: rules.max_words]))
        postings = self._postings
        ceiling = math.log(len(self._by_id) + rules.prior_stories + 1)
        log = math.log
        none: dict[Story, float] = {}
        weights = {
            term: (1.0 + log(count)) * (ceiling - log(len(postings.get(term, none)) + 1))
            for term, count in counts.items()
        }
        if len(weights) > rules.max_terms:
            weights = _weightiest(weights, rules.max_terms)
        norm = math.sqrt(sum(weight * weight for weight in weights.values()))
        return {term: weight / norm for term, weight in weights.items()}

    def nearest(
        self, weights: Mapping[str, float], floor: float, excluded: Story | None = None
    ) -> list[tuple[float, Story]]:
        """Stories whose cosine to `weights` (of length one) is at least `floor`, best first, elder first.

        Candidates come from the rarest terms first, until `search_budget` entries of the index are read;
        the remaining terms only complete the cosines of those found.
        """
        found, unread = self._candidates(weights)
        if excluded is not None:
            found.pop(excluded, None)
        reach = floor
        if unread:
            # What the unread terms can add at most; half must come from the rare ones all the same.
            slack = math.sqrt(sum(weights[term] ** 2 for term in unread))
            reach = max(floor - slack, floor / 2)
        # A story is hardly ever shorter than one mention, of length one: this spares most of the divisions.
        scored = [(dot / story.norm, story) for story, dot in found.items() if dot >= reach * _ALMOST_ONE]
        if unread:
            within_reach = [pair for pair in scored if pair[0] >= reach]
            within_reach.sort(key=_best_first)
            scored = [
                (cosine + _dot(unread, weights, story.weights) / story.norm, story)
                for cosine, story in within_reach[:_SHORTLIST]
            ]
        best = [pair for pair in scored if pair[0] >= floor]
        best.sort(key=_best_first)
        return best

    def _candidates(self, weights: Mapping[str, float]) -> tuple[dict[Story, float], list[str]]:
        postings = self._postings
        lists = sorted((len(postings[term]), term) for term in weights if term in postings)
        budget = self._rules.search_budget
        found: dict[Story, float] = {}
        get = found.get
        for position, (length, term) in enumerate(lists):
            if found and length > budget:
                return found, [term for _, term in lists[position:]]
            budget -= length
            weight = weights[term]
            for story, value in postings[term].items():
                found[story] = get(story, 0.0) + weight * value
        return found, []

    def similarity(self, one: Story, other: Story) -> float:
        """Return the cosine of two stories' centres."""
        return self.overlap(one, other) / (one.norm * other.norm)

    def overlap(self, one: Story, other: Story) -> float:
        """Sum the cosines of every mention of the one with every mention of the other."""
        small, large = sorted((one, other), key=lambda story: len(story.weights))
        return _dot(small.weights, small.weights, large.weights)

    def grow(self, story: Story, weights: Mapping[str, float], sign: float = 1.0) -> None:
        """Add `weights` to the story's sum, or with `sign` -1 take them out again."""
        mine, postings = story.weights, self._postings
        square = story.square
        for term, weight in weights.items():
            before = mine.get(term, 0.0)
            # Taking out what was pruned meanwhile must not leave less than nothing.
            after = max(0.0, before + sign * weight)
            mine[term] = after
            square += after * after - before * before
            entry = postings.get(term)
            if entry is None:
                postings[term] = {story: after}
            else:
                entry[story] = after
        story.square = square
        if len(mine) > 2 * self._rules.max_story_terms:
            self._prune(story)
        story.norm = math.sqrt(max(story.square, 1e-12))

    def _prune(self, story: Story) -> None:
        kept = _weightiest(story.weights, self._rules.max_story_terms)
        self._forget_terms(story, [term for term in story.weights if term not in kept])
        story.weights = kept
        story.square = sum(weight * weight for weight in kept.values())

    def absorb(self, elder: Story, younger: Story) -> None:
        """Put everything of `younger` into `elder`; `younger` is gone."""
        weights = younger.weights
        self.drop(younger)
        self.grow(elder, weights)
        elder.n_mentions += younger.n_mentions
        elder.n_terms += younger.n_terms
        for at in (younger.first_at, younger.last_at):
            elder.touch(at, younger.last_row)

    def drop(self, story: Story) -> None:
        """Forget a story and every trace of it in the index."""
        del self._by_id[story.id]
        self._forget_terms(story, list(story.weights))

    def _forget_terms(self, story: Story, terms: list[str]) -> None:
        postings = self._postings
        for term in terms:
            entry = postings[term]
            del entry[story]
            if not entry:
                del postings[term]


def shared_terms(weights: Mapping[str, float], story: Story, n: int = 5) -> tuple[str, ...]:
    """Name the terms that carry the likeness of `weights` and `story`, the strongest first."""
    both = {term: weight * story.weights[term] for term, weight in weights.items() if term in story.weights}
    return tuple(_weightiest(both, n))


def _best_first(pair: tuple[float, Story]) -> tuple[float, int]:
    # Rounded, so that the order in which sums were made never decides between equals.
    return (-round(pair[0], 9), pair[1].born)


def _weightiest(weights: Mapping[str, float], n: int) -> Weights:
    return dict(sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:n])


def _dot(terms: list[str] | Weights, one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return sum(one[term] * other[term] for term in terms if term in other)
