"""Whether a story is new, watched or dismissed, and the issue it hangs on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce

from tanggap.accounts.models import User
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.stories.actions.guards import lock_standing, note
from tanggap.stories.models import ChangeKind, GroupingMark, Story, StoryChange, StoryState


@transaction.atomic
def dismiss_story(*, actor: User, story: Story, reason: str, seen: str | None = None) -> StoryChange:
    """Take a story out of the inbox, with the reason. Whoever sorts stories may; announces `stories.dismiss`.

    `seen` is the mark that the person looked at: when the story stands otherwise now, nothing is overwritten.
    Undone by `undo_change`, as the two below.
    """
    if not reason.strip():
        raise InvalidInput("a dismissal needs a reason", field="reason")
    return _set_state(actor, story, StoryState.DISMISSED, ChangeKind.DISMISS, reason.strip()[:200], seen=seen)


@transaction.atomic
def restore_story(*, actor: User, story: Story, seen: str | None = None) -> StoryChange:
    """Put a story back into the inbox as new. Whoever sorts stories may; announces `stories.restore`."""
    return _set_state(actor, story, StoryState.NEW, ChangeKind.RESTORE, seen=seen)


@transaction.atomic
def watch_story(*, actor: User, story: Story, seen: str | None = None) -> StoryChange:
    """Keep an eye on a story. Whoever sorts stories may; announces `stories.watch`."""
    return _set_state(actor, story, StoryState.WATCHED, ChangeKind.WATCH, seen=seen)


def _set_state(actor: User, story: Story, state: str, kind: str, reason: str = "", *, seen: str | None) -> StoryChange:
    story = lock_standing(actor, story.pk)[story.pk]
    if seen is not None and seen != story.standing_mark:
        raise WrongState(f"story {story.pk} stands otherwise than it was seen")
    if story.state == state:
        raise WrongState(f"story {story.pk} is {state} already")
    if state == StoryState.DISMISSED and story.issue_number:
        raise WrongState(f"story {story.pk} hangs on an issue")
    before: dict[str, Any] = {"state": story.state, "dismissed_reason": story.dismissed_reason, "state_after": state}
    story.state = state
    story.dismissed_reason = reason
    story.save(update_fields=["state", "dismissed_reason"])
    change = StoryChange.objects.create(kind=kind, story=story, reason={"text": reason}, before=before, by=actor)
    note(kind, change, actor=actor, reason=reason)
    return change


def lock_stories(story_ids: Collection[int]) -> list[Story]:
    """These stories, or what they were merged into, locked to the end of the transaction; the mark first.

    Whoever takes both takes them in this order, so that nobody waits for each other.
    """
    if not story_ids:
        return []
    GroupingMark.locked()
    heirs = Story.objects.filter(pk__in=story_ids).annotate(heir=Coalesce("merged_into_id", "pk"))
    return list(Story.objects.select_for_update().filter(pk__in=heirs.values("heir")).order_by("pk"))


def set_issue_number(*, story: Story, number: str) -> None:
    """Note the open issue that a locked story hangs on ("" for none); only `issues` calls it, and records it."""
    story.issue_number = number
    if number and story.state == StoryState.DISMISSED:
        story.state, story.dismissed_reason = StoryState.NEW, ""
    story.save(update_fields=["issue_number", "state", "dismissed_reason"])
