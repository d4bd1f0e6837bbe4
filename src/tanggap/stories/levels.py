"""What is counted from a story and its course over 72 hours: three criteria of the rubric, and the risk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from tanggap.core.rubric.counted import reach, speed, unanswered
from tanggap.core.signals.risk import Risk, risk_of_running_wild, silent_time

if TYPE_CHECKING:
    from tanggap.stories.models import Story

COURSE = timedelta(hours=72)
N_STEPS = 24

# A story's own mentions alone: what is attached for one unit alters nothing that others see.
_COURSES = """
SELECT place.story_id,
    least(width_bucket(extract(epoch FROM mention.published_at - %(since)s)::float8, 0, %(span)s, %(n)s), %(n)s) - 1,
    count(*)
FROM stories_storymembership AS place
JOIN stories_story AS story ON story.id = place.story_id
JOIN mentions_mention AS mention ON mention.id = place.mention_id
WHERE place.story_id = ANY(%(stories)s) AND mention.published_at > %(since)s AND mention.published_at <= %(now)s
    AND (mention.unit_id IS NULL OR mention.unit_id = story.unit_id)
GROUP BY 1, 2
"""


def courses_of(story_ids: Sequence[int], now: datetime) -> dict[int, list[int]]:
    """How many texts of each story appeared in each three hours of the last 72, oldest first."""
    asked: dict[str, Any] = {
        "stories": list(story_ids),
        "since": now - COURSE,
        "now": now,
        "span": COURSE.total_seconds(),
        "n": N_STEPS,
    }
    courses: dict[int, list[int]] = defaultdict(lambda: [0] * N_STEPS)
    if story_ids:
        with connection.cursor() as cursor:
            cursor.execute(_COURSES, asked)
            for story_id, step, n in cursor.fetchall():
                courses[story_id][step] = n
    return courses


def steps_of(story: Story, course: Sequence[int], now: datetime, *, is_blind: bool = False) -> dict[str, int]:
    """The steps of a story on the rubric: what its texts say together (not when `is_blind`), and what is counted.

    Nothing is known here of answers: each story waits since its first text.
    """
    counted = {
        "reach": reach(story.n_outlets, story.n_mentions),
        "speed": speed(course),
        "unanswered": unanswered(now - story.first_at),
    }
    return counted if is_blind else {**story.rubric, **counted}


def risk_of(story: Story, course: Sequence[int], now: datetime) -> Risk:
    """The risk that a story runs wild. Nothing is known here of answers: it is silent since its first text."""
    silent = silent_time(story.first_at, now)
    return risk_of_running_wild(course, silent=silent, n_outlets=story.n_outlets, n_texts=story.n_mentions)
