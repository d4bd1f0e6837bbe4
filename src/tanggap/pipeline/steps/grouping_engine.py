"""The live picture of the stories that the grouping step holds in memory, drawn from the rows."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Q
from django.utils import timezone

from tanggap.core.grouping.duplicates import Duplicate, DuplicateIndex, DuplicateRules
from tanggap.core.grouping.live import GroupingText
from tanggap.core.grouping.rules import GroupingRules
from tanggap.core.grouping.stories import Merge, Placement, StoryGrouper
from tanggap.mentions.models import Mention
from tanggap.stories.actions import reserve_ids
from tanggap.stories.models import ChangeKind, Separation, Story, StoryChange, StoryMembership

_ID_BLOCK = 100
# Dates of so many last mentions tell what time it is in the stream; their median, as one may be wrong.
_N_DATES = 51
_ROWS_AT_ONCE = 500


def text_of(mention: Mention) -> GroupingText:
    """What grouping sees of a mention."""
    return GroupingText(mention.title, mention.text, mention.published_at.timestamp())


class GroupingEngine:
    """Public stories in one picture, and the private ones of each unit in a picture of their own.

    The picture must never be ahead of the rows: `catch_up` compares `token` with the mark's holder and draws
    anew what does not agree; `forget` is called when a transaction was taken back.
    """

    def __init__(self, *, rules: GroupingRules | None = None, batch_size: int = 500) -> None:
        self.rules = rules or GroupingRules()
        self.batch_size = batch_size
        self.token = ""
        self.n_rebuilds = 0
        self._ids: list[int] = []
        self._change_id = 0
        self._ties: dict[int, str] = {}
        self._issues: dict[str, int] = {}
        self._groupers: dict[int | None, StoryGrouper] = {}
        self._duplicates: dict[int | None, DuplicateIndex] = {}
        self._n_since_merge = 0

    # --- agreeing with the rows -------------------------------------------------------------------------

    def forget(self) -> None:
        """Nothing of the picture counts any more."""
        self.token = ""
        self._duplicates.clear()

    def catch_up(self, holder: str) -> None:
        """Agree with the rows, which the caller has locked; `holder` is the name that stands in the mark."""
        if not self.token or holder != self.token:
            self._rebuild()
        else:
            self._follow_people()
        self._follow_issues()

    def _rebuild(self) -> None:
        self.token = secrets.token_hex(16)
        self.n_rebuilds += 1
        self._groupers.clear()
        self._ties.clear()
        newest = StoryChange.objects.order_by("-id").values_list("id", flat=True).first()
        self._change_id = newest or 0
        needs_duplicates = not self._duplicates
        now = _stream_time()
        live = _live_story_ids(now, self.rules)
        for row in _remembered_rows(now, live):
            mention_unit, text = row["mention__unit_id"], _text_of_row(row)
            if needs_duplicates:
                self._duplicates_of(mention_unit).add(row["mention_id"], text)
            is_own = mention_unit == row["story__unit_id"]
            if is_own and row["copy_of_id"] is None and row["story_id"] in live:
                self._grouper_of(mention_unit).remember(text, row["story_id"])
        for one, other in _separated(live):
            for grouper in self._groupers.values():
                grouper.cannot_link(one, other)
        self._n_since_merge = sum(len(grouper) for grouper in self._groupers.values())

    def _follow_people(self) -> None:
        moved = (ChangeKind.SPLIT, ChangeKind.MOVE, ChangeKind.DETACH)
        changes = StoryChange.objects.filter(pk__gt=self._change_id, by__isnull=False).select_related("story", "other")
        for change in changes.order_by("pk"):
            self._change_id = change.pk
            if change.kind not in (*moved, ChangeKind.MERGE) or change.other is None:
                continue
            if change.story.unit_id is not None or change.other.unit_id is not None:
                self._rebuild()
                return
            grouper = self._grouper_of(None)
            if change.kind == ChangeKind.MERGE:
                grouper.must_link(change.story.pk, change.other.pk)
                continue
            leads = Mention.objects.filter(pk__in=change.mention_ids, unit=None).exclude(
                membership__copy_of__isnull=False
            )
            for mention in leads.order_by("pk"):
                grouper.move(text_of(mention), from_id=change.story.pk, to_id=change.other.pk)

    def _follow_issues(self) -> None:
        tied = dict(Story.objects.standing().exclude(issue_number="").values_list("pk", "issue_number"))
        for story_id in self._ties.keys() | tied.keys():
            number = tied.get(story_id)
            if number != self._ties.get(story_id):
                issue = self._issues.setdefault(number, len(self._issues) + 1) if number else None
                for grouper in self._groupers.values():
                    grouper.tie(story_id, issue)
        self._ties = tied

    # --- grouping ---------------------------------------------------------------------------------------

    def find(self, mention: Mention) -> Duplicate | Placement:
        """What this mention is a copy of, else its story. A private one alters nothing that others see."""
        return self._duplicates_of(mention.unit_id).add(mention.pk, text_of(mention)) or self.place(mention)

    def place(self, mention: Mention) -> Placement:
        """The story of a mention that is no copy; a private one is compared with the public stories first."""
        text = text_of(mention)
        self._n_since_merge += 1
        if mention.unit_id is not None:
            public = self._grouper_of(None).attach(text)
            if public is not None:
                return public
        return self._grouper_of(mention.unit_id).add(text)

    @property
    def is_merge_due(self) -> bool:
        return any(grouper.is_merge_due for grouper in self._groupers.values())

    @property
    def has_grown(self) -> bool:
        """Whether anything came since the last merge pass."""
        return self._n_since_merge > 0

    def merge_pass(self) -> list[Merge]:
        """Merge what has grown into one matter, in every picture; forget what is idle."""
        self._n_since_merge = 0
        merges: list[Merge] = []
        for grouper in self._groupers.values():
            merges += grouper.merge_pass()
        return merges

    # --- the works --------------------------------------------------------------------------------------

    def _new_id(self) -> int:
        if not self._ids:
            self._ids = reserve_ids(_ID_BLOCK)
        return self._ids.pop(0)

    def _grouper_of(self, unit_id: int | None) -> StoryGrouper:
        if unit_id not in self._groupers:
            grouper = self._groupers[unit_id] = StoryGrouper(new_id=self._new_id, rules=self.rules)
            for story_id, number in self._ties.items():
                grouper.tie(story_id, self._issues[number])
        return self._groupers[unit_id]

    def _duplicates_of(self, unit_id: int | None) -> DuplicateIndex:
        return self._duplicates.setdefault(unit_id, DuplicateIndex())


def _stream_time() -> datetime | None:
    """What time it is in the stream, by the mentions placed last; None before the first."""
    newest = StoryMembership.objects.order_by("-id").values_list("mention__published_at", flat=True)
    dates = sorted(newest[:_N_DATES])
    return dates[(len(dates) - 1) // 2] if dates else None


def _live_story_ids(now: datetime | None, rules: GroupingRules) -> set[int]:
    """Stories that can still grow: heard of within the idle window, or just touched."""
    if now is None:
        return set()
    newest = StoryMembership.objects.order_by("-id").values_list("story_id", flat=True)
    just_touched = set(newest[: rules.settle_rows])
    within = Story.objects.standing().filter(last_at__gte=now - timedelta(seconds=rules.idle_s))
    return just_touched | set(within.values_list("pk", flat=True))


def _remembered_rows(now: datetime | None, live: set[int]) -> Iterator[dict[str, Any]]:
    """Memberships in the order in which they were made: of live stories, and young enough to be copied."""
    since = (now or timezone.now()) - timedelta(seconds=DuplicateRules().idle_s)
    rows = StoryMembership.objects.filter(Q(story_id__in=live) | Q(mention__published_at__gte=since))
    found: Any = (
        rows.order_by("id")
        .values(
            "mention_id",
            "story_id",
            "copy_of_id",
            "story__unit_id",
            "mention__unit_id",
            "mention__title",
            "mention__text",
            "mention__published_at",
        )
        .iterator(chunk_size=_ROWS_AT_ONCE)
    )
    return cast("Iterator[dict[str, Any]]", found)


def _text_of_row(row: dict[str, Any]) -> GroupingText:
    return GroupingText(row["mention__title"], row["mention__text"], row["mention__published_at"].timestamp())


def _separated(live: set[int]) -> Sequence[tuple[int, int]]:
    """Pairs of live stories that hold mentions which a person put apart."""
    pairs = Separation.objects.filter(
        first__membership__story_id__in=live, second__membership__story_id__in=live
    ).values_list("first__membership__story_id", "second__membership__story_id")
    return [(one, other) for one, other in pairs.distinct() if one != other]
