"""The level that a story suggests, kept beside its figures so that the whole inbox can be filtered by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tanggap.stories.levels import COURSE, courses_of, suggestion_of
from tanggap.stories.models import Story

_BATCH = 500
_READ = (
    "last_at", "n_outlets", "n_negative", "n_neutral", "n_positive", "region_codes", "topics", "suggested_level",
    "is_level_moving",
)  # fmt: skip


def keep_levels(stories: Sequence[Story], *, now: datetime) -> int:
    """Write anew what these locked stories suggest; how many rows changed. The machine alone calls it.

    A level moves with the clock for as long as the course holds a text or will hold one.
    """
    courses = courses_of([story.pk for story in stories], now)
    changed = []
    for story in stories:
        before = (story.suggested_level, story.is_level_moving)
        story.suggested_level = suggestion_of(story, courses[story.pk]).level
        story.is_level_moving = story.last_at > now - COURSE
        if before != (story.suggested_level, story.is_level_moving):
            changed.append(story)
    Story.objects.bulk_update(changed, ["suggested_level", "is_level_moving"], batch_size=_BATCH)
    return len(changed)


def keep_moving_levels(*, now: datetime) -> int:
    """Bring the levels that move with the clock up to date; how many rows changed. By the schedule alone.

    Stories that somebody holds just now are left: whoever holds them counts them anew.
    """
    n_changed, last = 0, 0
    while True:
        with transaction.atomic():
            moving = Story.objects.select_for_update(skip_locked=True).filter(is_level_moving=True, pk__gt=last)
            stories = list(moving.order_by("pk").only(*_READ)[:_BATCH])
            if not stories:
                return n_changed
            n_changed += keep_levels(stories, now=now)
            last = stories[-1].pk
