"""What the grouping machine writes: new stories, and mentions placed in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from tanggap.mentions.models import Mention
from tanggap.stories.models import PlacedBy, StoryState

# One statement for any number of rows: thousands of placeholders would cost more than the rows themselves.
_OPEN = f"""
INSERT INTO stories_story (id, title, first_mention_id, first_at, last_at, unit_id, state, dismissed_reason,
    issue_number, topics, region_codes, n_mentions, n_copies, n_outlets, n_negative, n_neutral, n_positive)
SELECT id, title, mention, at, at, unit, '{StoryState.NEW}', '', '', '{{}}', '{{}}', 0, 0, 0, 0, 0, 0
FROM jsonb_to_recordset(%s::jsonb) AS given (id bigint, title text, mention bigint, at timestamptz, unit bigint)
"""  # noqa: S608 the state is our own word
_PLACE = """
INSERT INTO stories_storymembership (story_id, mention_id, placed_by, similarity, reason, copy_of_id, copy_kind)
SELECT story, mention, %s, similarity, reason, copy_of, copy_kind FROM jsonb_to_recordset(%s::jsonb) AS given
    (story bigint, mention bigint, similarity float, reason jsonb, copy_of bigint, copy_kind text)
"""


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
    stories = [
        {
            "id": place.story_id,
            "title": place.mention.title[:1000],
            "mention": place.mention.pk,
            "at": place.mention.published_at.isoformat(),
            "unit": place.mention.unit_id,
        }
        for place in places
        if place.is_new
    ]
    memberships = [
        {
            "story": place.story_id,
            "mention": place.mention.pk,
            "similarity": place.similarity,
            "reason": place.reason,
            "copy_of": place.copy_of,
            "copy_kind": place.copy_kind,
        }
        for place in places
    ]
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [json.dumps(stories)])
        cursor.execute(_PLACE, [PlacedBy.MACHINE, json.dumps(memberships)])
    return {place.story_id for place in places}
