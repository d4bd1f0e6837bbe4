"""Groups mentions into stories as they come, and lets people have the last word.

Source: the recipe is the common one of online news clustering (single pass, TF-IDF, inverted index, periodic
merging of clusters); Miranda et al., "Multilingual Clustering of Streaming News", EMNLP 2018, describe a kin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from tanggap.core.grouping.clock import StreamClock
from tanggap.core.grouping.constraints import Constraints
from tanggap.core.grouping.live import GroupingText, LiveStories, Story, shared_terms
from tanggap.core.grouping.merging import belong_together, in_order_of_age, twins
from tanggap.core.grouping.rules import GroupingRules


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a mention went: its story, whether the story is new, and why it fits (`shared_terms`)."""

    story: int
    similarity: float = 0.0
    shared_terms: tuple[str, ...] = ()
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """Story `absorbed` went into the elder story `into`; as `is_proposal` it only might, a person decides."""

    into: int
    absorbed: int
    similarity: float
    shared_terms: tuple[str, ...] = ()
    is_proposal: bool = False


class StoryGrouper:
    """Online grouping of mentions into stories.

    The same calls give the same results. The state is bounded by the live stories: those that are idle are
    forgotten, and their ids stay valid outside. What the machine never does: take a mention out of a story,
    merge two stories that a person parted, merge two stories that hang on different issues.

    Parameters
    ----------
    new_id
        Gives the id of a new story: a database key, a row number.
    rules
        The thresholds and windows.

    Examples
    --------
    >>> from itertools import count
    >>> grouper = StoryGrouper(new_id=count(1).__next__)
    >>> grouper.add(GroupingText("Banjir rendam ratusan rumah di Martapura")).story
    1
    >>> grouper.add(GroupingText("Ratusan rumah di Martapura terendam banjir")).story
    1
    >>> grouper.add(GroupingText("Harga cabai naik di pasar Banjarbaru")).story
    2
    """

    def __init__(self, *, new_id: Callable[[], int], rules: GroupingRules | None = None) -> None:
        self.rules = rules or GroupingRules()
        self._new_id = new_id
        self._live = LiveStories(self.rules)
        self._constraints = Constraints()
        self._clock = StreamClock()
        self._grown: dict[Story, None] = {}
        self._row = 0
        self._row_of_last_pass = 0

    # --- the stream -------------------------------------------------------------------------------------

    def add(self, mention: GroupingText) -> Placement:
        """Put the next mention of the stream into its story, or into a new one.

        A mention without any telling word opens a story that nothing ever joins.
        """
        weights = self._live.weigh(mention)
        similarity, story = self._best(weights, mention.at)
        if story is not None:
            placement = Placement(story.id, similarity, shared_terms(weights, story))
            self._put(mention.at, weights, story.id)
            return placement
        placement = Placement(self._new_id(), is_new=True)
        self._put(mention.at, weights, placement.story)
        return placement

    def attach(self, mention: GroupingText) -> Placement | None:
        """Find the story that a private mention belongs to; None when there is none. Nothing is altered."""
        weights = self._live.weigh(mention)
        similarity, story = self._best(weights, mention.at)
        if story is None:
            return None
        return Placement(story.id, similarity, shared_terms(weights, story))

    def remember(self, mention: GroupingText, story_id: int) -> None:
        """Take in a mention whose story is already known, to rebuild the state at start.

        Replaying in stream order the calls that were made (`remember` for `add`; `merge_pass`, `merge`,
        `move` and the rest where they stood) restores the state exactly. Replaying only the final stories of
        the live mentions restores it nearly: see docs/explanation/grouping.md for the measured difference.
        """
        self._put(mention.at, self._live.weigh(mention), story_id)

    @property
    def is_merge_due(self) -> bool:
        """Whether `merge_every` mentions have come since the last merge pass."""
        return self._row - self._row_of_last_pass >= self.rules.merge_every

    def merge_pass(self, now: float | None = None) -> list[Merge]:
        """Merge the stories that have grown into one matter, and forget those that are idle.

        `now` is in POSIX seconds; without it the stream's own dates tell. The elder story survives. Merges
        come in the order in which they were done; a story may be absorbed by one that is absorbed later.
        """
        self._row_of_last_pass = self._row
        grown, self._grown = self._grown, {}
        merges: list[Merge] = []
        went_into: dict[Story, Story] = {}
        for one, other in twins(self._live, grown, self.rules):
            elder, younger = _heir(one, went_into), _heir(other, went_into)
            if elder is younger:
                continue
            elder, younger = in_order_of_age(elder, younger)
            merge = self._merge_if_allowed(elder, younger)
            if merge is not None:
                merges.append(merge)
                if not merge.is_proposal:
                    went_into[younger] = elder
        self.expire(now)
        return merges

    def expire(self, now: float | None = None) -> list[int]:
        """Forget the stories that are idle; returns their ids."""
        now = self._clock.now if now is None else now
        idle = [story for story in self._live if self._is_idle(story, now)]
        if len(self._live) - len(idle) > self.rules.max_stories:
            gone = set(idle)
            rest = sorted((story for story in self._live if story not in gone), key=lambda story: story.last_row)
            idle += rest[: len(rest) - self.rules.max_stories]
        for story in idle:
            self._drop(story)
        return [story.id for story in idle]

    # --- people -----------------------------------------------------------------------------------------

    def move(self, mention: GroupingText, *, from_id: int, to_id: int) -> None:
        """Put a mention into the story that a person chose: it stays there, and the two never merge.

        Were they merged, the mention would be back where the person took it from.
        """
        weights = self._live.weigh(mention)
        source = self._live.get(from_id)
        if source is not None:
            self._take_out(source, weights)
        self._grow(to_id, weights, mention.at)
        self._constraints.forbid(from_id, to_id)

    def split(self, story_id: int, mentions: Iterable[GroupingText]) -> int:
        """Part `mentions` from their story, as a person wants it; returns the id of their new story."""
        part = self._new_id()
        for mention in mentions:
            self.move(mention, from_id=story_id, to_id=part)
        self._constraints.forbid(story_id, part)
        return part

    def must_link(self, into: int, absorbed: int) -> None:
        """Make two stories one, as a person wants it; `into` survives, whichever is older."""
        self._constraints.allow(into, absorbed)
        younger = self._live.get(absorbed)
        if younger is not None:
            elder = self._live.get(into) or self._live.open(into, born=younger.born)
            elder.born = min(elder.born, younger.born)
            self._absorb(elder, younger)
        else:
            self._constraints.hand_over(absorbed, into)

    def cannot_link(self, one: int, other: int) -> None:
        """Keep two stories apart, as a person wants it: the machine never merges them."""
        self._constraints.forbid(one, other)

    def tie(self, story_id: int, issue: int | None) -> None:
        """Hang the story on this issue (None: on none). Different issues are proposed, never merged."""
        self._constraints.tie(story_id, issue)

    # --- looking in -------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """How many stories are live."""
        return len(self._live)

    def is_live(self, story_id: int) -> bool:
        """Whether this story can still take mentions."""
        return self._live.get(story_id) is not None

    # --- the works --------------------------------------------------------------------------------------

    def _best(self, weights: Mapping[str, float], at: float | None) -> tuple[float, Story | None]:
        threshold = self.rules.join_threshold(len(weights))
        for similarity, story in self._live.nearest(weights, threshold):
            is_near_members = similarity * story.norm >= self.rules.min_cohesion * story.n_mentions
            if is_near_members and self._is_open(story, at):
                return similarity, story
        return 0.0, None

    def _is_open(self, story: Story, at: float | None) -> bool:
        if story.last_at is None:
            return self._row - story.last_row <= self.rules.idle_rows
        return story.is_within(at if at is not None else self._clock.now, self.rules.idle_s)

    def _is_idle(self, story: Story, now: float | None) -> bool:
        untouched = self._row - story.last_row
        if story.last_at is None or now is None:
            return untouched > self.rules.idle_rows
        return now - story.last_at > self.rules.idle_s and untouched >= self.rules.settle_rows

    def _put(self, at: float | None, weights: Mapping[str, float], story_id: int) -> None:
        self._row += 1
        if at is not None:
            self._clock.observe(at)
        if weights:
            self._grow(story_id, weights, at)

    def _grow(self, story_id: int, weights: Mapping[str, float], at: float | None) -> None:
        story = self._live.get(story_id) or self._live.open(story_id, born=self._row)
        self._live.grow(story, weights)
        story.n_mentions += 1
        story.n_terms += len(weights)
        story.touch(at, self._row)
        self._grown[story] = None

    def _take_out(self, story: Story, weights: Mapping[str, float]) -> None:
        if story.n_mentions <= 1:
            self._live.drop(story)
            self._grown.pop(story, None)
            return
        self._live.grow(story, weights, sign=-1.0)
        story.n_mentions -= 1
        story.n_terms -= len(weights)

    def _merge_if_allowed(self, elder: Story, younger: Story) -> Merge | None:
        if self._constraints.are_apart(elder.id, younger.id):
            return None
        if not belong_together(self._live, elder, younger, self.rules):
            return None
        is_proposal = self._constraints.hang_on_different_issues(elder.id, younger.id)
        if is_proposal and not self._constraints.propose_once(elder.id, younger.id):
            return None
        similarity = self._live.similarity(elder, younger)
        merge = Merge(elder.id, younger.id, similarity, shared_terms(younger.weights, elder), is_proposal)
        if not is_proposal:
            self._absorb(elder, younger)
        return merge

    def _absorb(self, elder: Story, younger: Story) -> None:
        self._live.absorb(elder, younger)
        self._constraints.hand_over(younger.id, elder.id)
        self._grown.pop(younger, None)
        self._grown[elder] = None

    def _drop(self, story: Story) -> None:
        self._live.drop(story)
        self._constraints.forget(story.id)
        self._grown.pop(story, None)


def _heir(story: Story, went_into: Mapping[Story, Story]) -> Story:
    while story in went_into:
        story = went_into[story]
    return story
