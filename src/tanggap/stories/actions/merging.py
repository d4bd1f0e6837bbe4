"""Two stories become one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from tanggap.accounts.models import User
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.stories.actions.figures import refresh_figures
from tanggap.stories.actions.guards import StoriesInDifferentIssues, lock_standing, note
from tanggap.stories.models import (
    ChangeKind,
    GroupingMark,
    Separation,
    Story,
    StoryChange,
    StoryMembership,
    StoryState,
)


@transaction.atomic
def merge_stories(*, actor: User, one: Story, other: Story, reason: str = "") -> StoryChange:
    """Make two stories one: the elder stays, a public one before a private one. Whoever sorts stories may.

    Announces `stories.merge`. Undone by `undo_change`.

    Raises
    ------
    StoriesInDifferentIssues
        If each hangs on an open issue of its own.
    """
    if one.pk == other.pk:
        raise InvalidInput("a story cannot be merged with itself", field="other")
    GroupingMark.locked()
    stories = lock_standing(actor, one.pk, other.pk)
    elder, younger = sorted(stories.values(), key=lambda story: (story.unit_id is not None, story.pk))
    if elder.unit_id is not None and elder.unit_id != younger.unit_id:
        raise WrongState("private stories of two units cannot be merged")
    if _separations(elder, younger).exists():
        # A person brings together what a person had parted: the later word counts.
        _separations(elder, younger).delete()
    change = _merge(elder, younger, actor=actor, reason={"text": reason})
    refresh_figures([elder.pk, younger.pk])
    note("merge", change, actor=actor, reason=reason)
    return change


def merge_by_machine(
    *, elder_id: int, younger_id: int, similarity: float, shared_terms: Sequence[str]
) -> StoryChange | None:
    """Only the grouping step calls it, under the mark; None when people's decisions forbid the merge."""
    stories = Story.objects.select_for_update().in_bulk([elder_id, younger_id])
    elder, younger = stories[elder_id], stories[younger_id]
    if _separations(elder, younger).exists():
        return None
    reason = {"similarity": round(similarity, 3), "shared_terms": list(shared_terms)}
    return _merge(elder, younger, actor=None, reason=reason)


def propose_merge(
    *, elder_id: int, younger_id: int, similarity: float, shared_terms: Sequence[str]
) -> StoryChange | None:
    """Propose, once, to merge two stories of different issues; only the grouping step calls it."""
    pair = Q(story_id=elder_id, other_id=younger_id) | Q(story_id=younger_id, other_id=elder_id)
    if StoryChange.objects.filter(pair, kind=ChangeKind.PROPOSE_MERGE).exists():
        return None
    return StoryChange.objects.create(
        kind=ChangeKind.PROPOSE_MERGE,
        story_id=elder_id,
        other_id=younger_id,
        reason={"similarity": round(similarity, 3), "shared_terms": list(shared_terms)},
    )


def _merge(elder: Story, younger: Story, *, actor: User | None, reason: dict[str, Any]) -> StoryChange:
    if elder.issue_number and younger.issue_number and elder.issue_number != younger.issue_number:
        raise StoriesInDifferentIssues(f"stories {elder.pk} and {younger.pk} hang on different issues")
    change = StoryChange.objects.create(
        kind=ChangeKind.MERGE,
        story=elder,
        other=younger,
        mention_ids=list(younger.memberships.order_by("id").values_list("mention_id", flat=True)),
        reason=reason,
        before=_before(elder, younger),
        by=actor,
    )
    StoryMembership.objects.filter(story=younger).update(story=elder)
    Story.objects.filter(merged_into=younger).update(merged_into=elder)
    elder.issue_number = elder.issue_number or younger.issue_number
    elder.state = _state_of_both(elder, younger)
    elder.dismissed_reason = elder.dismissed_reason if elder.state == StoryState.DISMISSED else ""
    younger.merged_into, younger.issue_number = elder, ""
    elder.save(update_fields=["issue_number", "state", "dismissed_reason"])
    younger.save(update_fields=["merged_into", "issue_number"])
    change.before["issue_after"] = elder.issue_number
    change.save(update_fields=["before"])
    return change


def _before(elder: Story, younger: Story) -> dict[str, Any]:
    return {
        "issue_of_elder": elder.issue_number,
        "issue_of_younger": younger.issue_number,
        "state": elder.state,
        "dismissed_reason": elder.dismissed_reason,
        "redirected": list(Story.objects.filter(merged_into=younger).values_list("pk", flat=True)),
    }


def _state_of_both(elder: Story, younger: Story) -> str:
    states = {elder.state, younger.state}
    if StoryState.WATCHED in states:
        return StoryState.WATCHED
    # What one of them has that was not dismissed must not vanish with the other.
    return StoryState.DISMISSED if states == {StoryState.DISMISSED} else StoryState.NEW


def _separations(one: Story, other: Story) -> Any:
    return Separation.objects.filter(
        Q(first__membership__story=one, second__membership__story=other)
        | Q(first__membership__story=other, second__membership__story=one)
    )
