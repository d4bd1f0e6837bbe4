"""The numbers that steer grouping, in one place. How they were chosen: docs/explanation/grouping.md."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupingRules:
    """What steers the grouping of mentions into stories.

    Thresholds are cosines in [0, 1] and slide from `…_short` (a text of up to `short_terms` terms, a title)
    to `…_long` (from `long_terms` terms on, an article).

    Attributes
    ----------
    title_weight
        How often a word of the title counts when there is a text too.
    max_words
        Words of the text that are looked at; news says in the first paragraphs what it is about.
    max_terms, max_story_terms
        Terms kept of a mention and of a story: the weightiest.
    join_short, join_long
        From here on a mention joins a story.
    merge_short, merge_long
        From here on two stories become one.
    min_cohesion
        The mean cosine to a story's members below which nothing joins or merges, however alike the centres:
        the guard against stories that swallow everything.
    merge_every
        Mentions between two merge passes.
    idle_s
        Seconds of `published_at` after which a story takes nothing more.
    idle_rows
        The same for stories without any date, in mentions.
    settle_rows
        Mentions for which an idle story is still kept, because streams are not strictly in order of time.
    max_stories
        Live stories at most; beyond that the longest untouched go first.
    search_budget
        Entries of the inverted index that one search may read, rarest terms first.
    prior_stories
        Imagined stories that no term occurs in: they keep the first real ones from looking like all there is.
    """

    title_weight: int = 3
    max_words: int = 300
    max_terms: int = 60
    max_story_terms: int = 60
    short_terms: int = 8
    long_terms: int = 50
    join_short: float = 0.22
    join_long: float = 0.22
    merge_short: float = 0.20
    merge_long: float = 0.30
    min_cohesion: float = 0.05
    merge_every: int = 1_000
    idle_s: float = 72 * 3600.0
    idle_rows: int = 20_000
    settle_rows: int = 2_000
    max_stories: int = 50_000
    search_budget: int = 200
    prior_stories: int = 300

    def join_threshold(self, n_terms: float) -> float:
        """Return the cosine from which a mention of `n_terms` terms joins a story."""
        return self.join_short + (self.join_long - self.join_short) * self._length(n_terms)

    def merge_threshold(self, n_terms: float) -> float:
        """Return the cosine from which two stories merge; `n_terms` is the mean of the shorter-worded one."""
        return self.merge_short + (self.merge_long - self.merge_short) * self._length(n_terms)

    def _length(self, n_terms: float) -> float:
        share = (n_terms - self.short_terms) / (self.long_terms - self.short_terms)
        return min(1.0, max(0.0, share))
