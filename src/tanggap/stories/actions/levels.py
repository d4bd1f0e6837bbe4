"""The level that a story suggests and its risk, kept beside its figures so that all stories can be asked for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tanggap.core.rubric.counted import WAITING
from tanggap.core.rubric.level import suggest_level
from tanggap.stories.levels import COURSE, courses_of, risk_of, steps_of
from tanggap.stories.models import Story

_BATCH = 500
_KEPT = ("suggested_level", "risk", "is_level_moving")
_READ = ("first_at", "last_at", "n_mentions", "n_outlets", "rubric", *_KEPT)


def keep_levels(stories: Sequence[Story], *, now: datetime) -> int:
    """Write anew what these locked stories suggest and risk; how many rows changed. The machine alone calls it.

    Both move with the clock for as long as the course holds a text or will hold one, and as waiting counts.
    """
    courses = courses_of([story.pk for story in stories], now)
    changed = []
    for story in stories:
        before = [getattr(story, name) for name in _KEPT]
        story.risk = risk_of(story, courses[story.pk], now).value
        story.suggested_level = suggest_level(steps_of(story, courses[story.pk], now)).level
        story.is_level_moving = story.last_at > now - COURSE or story.first_at > now - WAITING[-1]
        if before != [getattr(story, name) for name in _KEPT]:
            changed.append(story)
    Story.objects.bulk_update(changed, _KEPT, batch_size=_BATCH)
    return len(changed)


def keep_moving_levels(*, now: datetime) -> int:
    """Bring the levels and risks that move with the clock up to date; how many rows changed. By the schedule alone.

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
