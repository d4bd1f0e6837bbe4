"""Which live stories have grown into one matter."""

from __future__ import annotations

from collections.abc import Iterable

from tanggap.core.grouping.live import LiveStories, Story
from tanggap.core.grouping.rules import GroupingRules

# A story's heaviest terms find its twins; its other terms only confirm them.
_SEARCH_TERMS = 20
_MAX_TWINS = 5


def twins(live: LiveStories, grown: Iterable[Story], rules: GroupingRules) -> list[tuple[Story, Story]]:
    """Pairs (elder, younger) that may be one matter, the likeliest first.

    Only stories that have grown are looked up, and only those of two mentions or more: a single mention was
    compared with everything when it came, and is found here from the other side.
    """
    pairs: dict[tuple[Story, Story], float] = {}
    floor = min(rules.merge_short, rules.merge_long)
    for story in grown:
        if story.n_mentions < 2:
            continue
        heaviest = sorted(story.weights.items(), key=lambda item: (-item[1], item[0]))[:_SEARCH_TERMS]
        query = {term: weight / story.norm for term, weight in heaviest}
        for similarity, other in live.nearest(query, floor, excluded=story)[:_MAX_TWINS]:
            elder, younger = in_order_of_age(story, other)
            pairs[elder, younger] = max(similarity, pairs.get((elder, younger), 0.0))
    return sorted(pairs, key=lambda pair: (-pairs[pair], pair[0].born, pair[1].born))


def in_order_of_age(one: Story, other: Story) -> tuple[Story, Story]:
    """Return the two stories, the elder first."""
    return (one, other) if one.born < other.born else (other, one)


def belong_together(live: LiveStories, elder: Story, younger: Story, rules: GroupingRules) -> bool:
    """Whether two stories are alike enough, at the centre and member by member, and near in time."""
    overlap = live.overlap(elder, younger)
    n_terms = min(elder.mean_terms, younger.mean_terms)
    return (
        overlap / (elder.norm * younger.norm) >= rules.merge_threshold(n_terms)
        and overlap / (elder.n_mentions * younger.n_mentions) >= rules.min_cohesion
        and (
            younger.is_within(elder.first_at, rules.idle_s)
            or younger.is_within(elder.last_at, rules.idle_s)
            or elder.is_within(younger.first_at, rules.idle_s)
        )
    )
