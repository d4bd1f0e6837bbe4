"""What the grouping machine writes: new stories, and mentions placed in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tanggap.mentions.models import Mention
from tanggap.stories.models import Story, StoryMembership


@dataclass(frozen=True, slots=True)
class Place:
    """Where the machine puts a mention, and why. `copy_of` is the id of the mention it repeats."""

    mention: Mention
    story_id: int
    is_new: bool = False
    similarity: float | None = None
    reason: dict[str, Any] = field(default_factory=dict)
    copy_of: int | None = None
    copy_kind: str = ""


def reserve_ids(n: int) -> list[int]:
    """`n` ids for stories to come, in ascending order; unused ones stay gaps."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('stories_story', 'id')) FROM generate_series(1, %s)", [n])
        return sorted(row[0] for row in cursor.fetchall())


def place_mentions(places: Sequence[Place]) -> set[int]:
    """Write stories and memberships; only the grouping step calls it, under the mark. The ids of the stories."""
    Story.objects.bulk_create(
        [
            Story(
                pk=place.story_id,
                title=place.mention.title[:1000],
                first_mention=place.mention,
                first_at=place.mention.published_at,
                last_at=place.mention.published_at,
                unit_id=place.mention.unit_id,
            )
            for place in places
            if place.is_new
        ]
    )
    StoryMembership.objects.bulk_create(
        [
            StoryMembership(
                story_id=place.story_id,
                mention=place.mention,
                similarity=place.similarity,
                reason=place.reason,
                copy_of_id=place.copy_of,
                copy_kind=place.copy_kind,
            )
            for place in places
        ]
    )
    return {place.story_id for place in places}
