"""Who may sort stories, and what each sorting checks and notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tanggap.accounts.access import require
from tanggap.accounts.models import User
from tanggap.accounts.roles import WORKING, Permission
from tanggap.audit.trail import announce, record
from tanggap.core.errors import NotAllowed, WrongState
from tanggap.mentions.models import Mention
from tanggap.stories.models import PlacedBy, Separation, Story, StoryChange, StoryMembership

SORT_STORIES = Permission("stories.sort", WORKING)
# A separation is noted against the earliest mentions of the other side: enough to recognise that story by.
_N_REPRESENTATIVES = 3


class StoriesInDifferentIssues(WrongState):
    """Each of the two stories hangs on an issue of its own."""


def lock_standing(actor: User, *story_ids: int) -> dict[int, Story]:
    """The stories, locked, if this person may sort them and none was merged into another meanwhile."""
    stories = {story.pk: story for story in Story.objects.select_for_update().filter(pk__in=story_ids).order_by("pk")}
    for pk in story_ids:
        story = stories.get(pk)
        if story is None or story.merged_into_id is not None:
            raise WrongState(f"story {pk} does not stand any more")
        require(actor, SORT_STORIES, story.unit_id)
    return stories


def require_sight(actor: User, mentions: Sequence[Mention]) -> None:
    """A person sorts only what they can see."""
    covered = actor.covered_unit_ids
    for mention in mentions:
        if mention.unit_id is not None and mention.unit_id not in covered:
            raise NotAllowed(f"mention {mention.pk} is private to another unit")


def places(memberships: Iterable[StoryMembership]) -> list[dict[str, Any]]:
    """Where these mentions stand now: all that putting them back needs."""
    return [
        {
            "mention": row.mention_id,
            "story": row.story_id,
            "placed_by": row.placed_by,
            "copy_of": row.copy_of_id,
            "copy_kind": row.copy_kind,
        }
        for row in memberships
    ]


def relocate(memberships: Sequence[StoryMembership], to: Story) -> None:
    """Put memberships into `to` by a person's hand. A copy that goes without its original is no copy there."""
    going = {row.mention_id for row in memberships}
    for row in memberships:
        row.story = to
        row.placed_by = PlacedBy.PERSON
        if row.copy_of_id is not None and row.copy_of_id not in going:
            row.copy_of, row.copy_kind = None, ""
    StoryMembership.objects.bulk_update(memberships, ["story", "placed_by", "copy_of", "copy_kind"], batch_size=500)


def separate(change: StoryChange, mention_ids: Sequence[int], story: Story) -> None:
    """Note that a person put these mentions apart from what now stands in `story`."""
    others = (
        StoryMembership.objects.filter(story=story)
        .exclude(mention_id__in=mention_ids)
        .order_by("mention__published_at", "mention_id")
        .values_list("mention_id", flat=True)[:_N_REPRESENTATIVES]
    )
    Separation.objects.bulk_create(
        [
            Separation(first_id=min(one, other), second_id=max(one, other), change=change)
            for other in others
            for one in mention_ids
        ],
        ignore_conflicts=True,
    )


def note(verb: str, change: StoryChange, *, actor: User | None, **data: Any) -> None:
    """Write the change into the trail and announce it."""
    details = {"change": change.pk, "other": change.other_id, "mentions": len(change.mention_ids), **data}
    story = change.story
    entry = record(f"stories.{verb}", actor=actor, kind="story", key=story.pk, unit_id=story.unit_id, data=details)
    announce(entry)
