"""Mentions leave their story by a person's hand: into a new one, or into another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from tanggap.accounts.models import User
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.mentions.models import Mention
from tanggap.stories.actions.figures import refresh_figures
from tanggap.stories.actions.guards import lock_standing, note, places, relocate, require_sight, separate
from tanggap.stories.models import ChangeKind, GroupingMark, Story, StoryChange, StoryMembership


@transaction.atomic
def split_story(
    *, actor: User, story: Story, mentions: Sequence[Mention], reason: str = "", kind: str = ChangeKind.SPLIT
) -> StoryChange:
    """Take mentions, with the copies under them, out into a story of their own (`change.other`).

    Whoever sorts stories may. The part that stays is the elder one: it keeps the number and the issue. The
    machine never joins the two again. Announces `stories.split` (or `.detach`). Undone by `undo_change`.
    """
    GroupingMark.locked()
    story = lock_standing(actor, story.pk)[story.pk]
    rows = _with_copies(story, mentions)
    require_sight(actor, [row.mention for row in rows])
    if len(rows) == story.memberships.count():
        raise InvalidInput("one mention at least has to stay", field="mentions")
    part = _new_story(story, rows)
    return _carry_out(actor, rows, source=story, target=part, kind=kind, reason=reason)


def detach_mention(*, actor: User, mention: Mention, reason: str = "") -> StoryChange:
    """Take one mention out of its story, to stand alone. As `split_story`; announces `stories.detach`."""
    story = Story.objects.get(memberships__mention=mention)
    return split_story(actor=actor, story=story, mentions=[mention], reason=reason, kind=ChangeKind.DETACH)


@transaction.atomic
def move_mention(*, actor: User, mention: Mention, to: Story, reason: str = "") -> StoryChange:
    """Put a mention, with the copies under it, into another story, where it stays. Whoever sorts stories may.

    Announces `stories.move`. Undone by `undo_change`.
    """
    GroupingMark.locked()
    source_id = StoryMembership.objects.values_list("story_id", flat=True).get(mention=mention)
    if source_id == to.pk:
        raise WrongState(f"mention {mention.pk} stands in story {to.pk} already")
    stories = lock_standing(actor, source_id, to.pk)
    rows = _with_copies(stories[source_id], [mention])
    require_sight(actor, [row.mention for row in rows])
    target = stories[to.pk]
    if target.unit_id is not None and any(row.mention.unit_id != target.unit_id for row in rows):
        raise InvalidInput("what others see cannot be moved into a private story", field="to")
    return _carry_out(actor, rows, source=stories[source_id], target=target, kind=ChangeKind.MOVE, reason=reason)


def _with_copies(story: Story, mentions: Sequence[Mention]) -> list[StoryMembership]:
    ids = [mention.pk for mention in mentions]
    rows = story.memberships.filter(Q(mention_id__in=ids) | Q(copy_of_id__in=ids)).select_related("mention")
    found = list(rows.order_by("id"))
    if not ids or not set(ids) <= {row.mention_id for row in found}:
        raise WrongState(f"the mentions do not stand in story {story.pk} any more")
    return found


def _new_story(story: Story, rows: Sequence[StoryMembership]) -> Story:
    units = {row.mention.unit_id for row in rows}
    first = min(rows, key=lambda row: (row.mention.published_at, row.mention_id)).mention
    return Story.objects.create(
        title=first.title or first.text[:160],
        first_mention=first,
        first_at=first.published_at,
        last_at=first.published_at,
        unit_id=units.pop() if len(units) == 1 else story.unit_id,
    )


def _carry_out(
    actor: User, rows: Sequence[StoryMembership], *, source: Story, target: Story, kind: str, reason: str
) -> StoryChange:
    before: dict[str, Any] = {"places": places(rows)}
    mention_ids = [row.mention_id for row in rows]
    change = StoryChange.objects.create(
        kind=kind, story=source, other=target, mention_ids=mention_ids, reason={"text": reason}, before=before, by=actor
    )
    relocate(rows, target)
    separate(change, mention_ids, source)
    refresh_figures([source.pk, target.pk])
    note(kind, change, actor=actor, reason=reason)
    return change
