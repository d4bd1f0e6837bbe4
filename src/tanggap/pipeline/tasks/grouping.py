"""Grouping on the queue: one live picture in the grouping process, caught up with every minute."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tanggap.issues.actions import follow_stories
from tanggap.jobs.queue import GROUP, defer, periodic, task
from tanggap.stories.models import StoryChange

if TYPE_CHECKING:
    from tanggap.pipeline.steps.grouping_engine import GroupingEngine

# A job stays short, so that a stop has not long to wait.
_MAX_BATCHES = 10


@cache
def _engine() -> GroupingEngine:
    """The live picture; only the process that groups loads what it takes."""
    from tanggap.pipeline.steps.grouping_engine import GroupingEngine

    return GroupingEngine()


@task(name="pipeline.group", queue=GROUP)
def group() -> int:
    """Group what is waiting; when much is, the rest in a further job."""
    from tanggap.pipeline.steps.grouping import group_due

    engine = _engine()
    n_grouped = group_due(engine, max_batches=_MAX_BATCHES)
    if n_grouped >= _MAX_BATCHES * engine.batch_size:
        defer("pipeline.group", queueing_lock="pipeline.group", lock="pipeline.group")
    return n_grouped


@periodic(name="pipeline.group_catch_up", cron="* * * * *", queue=GROUP)
def catch_up() -> int:
    """Group what no job was deferred for, or whose job was lost."""
    return group()


@task(name="pipeline.follow_stories")
def follow(verb: str, object_kind: str, object_id: str) -> None:
    """Bring issues in line after a person changed a story's mentions."""
    story_id = int(object_id)
    others = StoryChange.objects.filter(story_id=story_id, other__isnull=False).values_list("other_id", flat=True)
    follow_stories({story_id, *(pk for pk in others if pk)})
