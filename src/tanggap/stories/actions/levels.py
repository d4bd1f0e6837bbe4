"""The level that a story suggests, kept beside its figures so that the whole inbox can be filtered by it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tanggap.core.rubric.counted import WAITING
from tanggap.core.rubric.level import suggest_level
from tanggap.stories.levels import COURSE, courses_of, steps_of
from tanggap.stories.models import Story

_BATCH = 500
_READ = ("first_at", "last_at", "n_mentions", "n_outlets", "rubric", "suggested_level", "is_level_moving")


def keep_levels(stories: Sequence[Story], *, now: datetime) -> int:
    """Write anew what these locked stories suggest; how many rows changed. The machine alone calls it.

    A level moves with the clock for as long as the course holds a text or will hold one, and as waiting counts.
    """
    courses = courses_of([story.pk for story in stories], now)
    changed = []
    for story in stories:
        before = (story.suggested_level, story.is_level_moving)
        story.suggested_level = suggest_level(steps_of(story, courses[story.pk], now)).level
        story.is_level_moving = story.last_at > now - COURSE or story.first_at > now - WAITING[-1]
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
