"""Taking back a change of a story, as long as nothing later contradicts."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tanggap.accounts.models import User
from tanggap.core.errors import WrongState
from tanggap.stories.actions.figures import refresh_figures
from tanggap.stories.actions.guards import lock_standing, note, separate
from tanggap.stories.models import (
    ChangeKind,
    GroupingMark,
    Separation,
    Story,
    StoryChange,
    StoryMembership,
)


@transaction.atomic
def undo_change(*, actor: User, change: StoryChange) -> StoryChange:
    """Take back what a person or the machine did to a story. Whoever sorts stories may.

    To take back a proposal is to decline it. What is taken back the machine does not do again.
    Announces `stories.undo`.

    Raises
    ------
    WrongState
        If it was taken back already, or something later builds on it.
    """
    GroupingMark.locked().hand_to("")
    change = StoryChange.objects.select_for_update().get(pk=change.pk)
    if change.undone_at is not None:
        raise WrongState(f"change {change.pk} was undone already")
    if change.kind == ChangeKind.MERGE:
        _undo_merge(actor, change)
    elif change.kind in (ChangeKind.SPLIT, ChangeKind.MOVE, ChangeKind.DETACH):
        _undo_move(actor, change)
    elif change.kind == ChangeKind.PROPOSE_MERGE:
        _decline(actor, change)
    else:
        _undo_state(actor, change)
    change.undone_at = timezone.now()
    change.save(update_fields=["undone_at"])
    note("undo", change, actor=actor, kind=change.kind)
    return change


def _undo_merge(actor: User, change: StoryChange) -> None:
    elder = lock_standing(actor, change.story_id)[change.story_id]
    younger = Story.objects.select_for_update().get(pk=change.other_id or 0)
    _require_there(change, elder.pk)
    if younger.merged_into_id != elder.pk or elder.issue_number != change.before["issue_after"]:
        raise WrongState(f"what came after change {change.pk} builds on it")
    copies = StoryMembership.objects.filter(story=elder, copy_of_id__in=change.mention_ids)
    ids = list({*change.mention_ids, *copies.values_list("mention_id", flat=True)})
    StoryMembership.objects.filter(mention_id__in=ids).update(story=younger)
    Story.objects.filter(pk__in=change.before["redirected"], merged_into=elder).update(merged_into=younger)
    younger.merged_into, younger.issue_number = None, change.before["issue_of_younger"]
    elder.issue_number = change.before["issue_of_elder"]
    elder.state, elder.dismissed_reason = change.before["state"], change.before["dismissed_reason"]
    younger.save(update_fields=["merged_into", "issue_number"])
    elder.save(update_fields=["issue_number", "state", "dismissed_reason"])
    separate(change, ids, elder)
    refresh_figures([elder.pk, younger.pk])


def _undo_move(actor: User, change: StoryChange) -> None:
    target_id = change.other_id or 0
    stories = lock_standing(actor, change.story_id, target_id)
    _require_there(change, target_id)
    if change.kind != ChangeKind.MOVE and stories[target_id].issue_number:
        raise WrongState(f"the story of change {change.pk} hangs on an issue now")
    was = {place["mention"]: place for place in change.before["places"]}
    rows = list(StoryMembership.objects.filter(mention_id__in=change.mention_ids))
    for row in rows:
        place = was[row.mention_id]
        row.story_id, row.placed_by = place["story"], place["placed_by"]
        row.copy_of_id, row.copy_kind = place["copy_of"], place["copy_kind"]
    StoryMembership.objects.bulk_update(rows, ["story", "placed_by", "copy_of", "copy_kind"], batch_size=500)
    _bring_copies_along(target_id, change)
    Separation.objects.filter(change=change).delete()
    _close_when_empty(stories[target_id], into=stories[change.story_id])
    refresh_figures([change.story_id, target_id])


def _bring_copies_along(target_id: int, change: StoryChange) -> None:
    """Copies that came after the move follow their original back."""
    late = StoryMembership.objects.filter(story_id=target_id, copy_of_id__in=change.mention_ids)
    late.update(story_id=change.story_id)


def _close_when_empty(story: Story, *, into: Story) -> None:
    """A story that has nothing left leads on to where its mentions went."""
    if not story.memberships.exists() and not story.issue_number:
        story.merged_into = into
        story.save(update_fields=["merged_into"])


def _decline(actor: User, change: StoryChange) -> None:
    stories = lock_standing(actor, change.story_id, change.other_id or 0)
    other = stories[change.other_id or 0]
    separate(change, list(other.memberships.values_list("mention_id", flat=True)), stories[change.story_id])


def _undo_state(actor: User, change: StoryChange) -> None:
    story = lock_standing(actor, change.story_id)[change.story_id]
    if story.state != change.before["state_after"]:
        raise WrongState(f"the state of story {story.pk} changed after change {change.pk}")
    story.state, story.dismissed_reason = change.before["state"], change.before["dismissed_reason"]
    story.save(update_fields=["state", "dismissed_reason"])


def _require_there(change: StoryChange, story_id: int) -> None:
    there = StoryMembership.objects.filter(mention_id__in=change.mention_ids, story_id=story_id).count()
    if there != len(change.mention_ids):
        raise WrongState(f"mentions of change {change.pk} were moved on")
