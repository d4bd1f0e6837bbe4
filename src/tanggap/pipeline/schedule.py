"""What the clock asks for. A due row says when it is due; the schedule only looks."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tanggap.jobs.queue import JUDGE, LIGHT, periodic
from tanggap.mentions.attachments import sweep as sweep_attachments
from tanggap.mentions.models import Mention, Step
from tanggap.pipeline.steps.matching import drop_expired
from tanggap.pipeline.tasks.collecting import defer_once, defer_visit
from tanggap.sources.actions import drop_leftovers
from tanggap.sources.models import BatchState, ImportBatch, Source
from tanggap.sources.partitions import FETCH, MENTION_RAW, ensure_partitions
from tanggap.stories.actions import keep_moving_levels

QUARANTINE_DAYS = 7
_MAX_VISITS = 200
_TASK_OF_STEP = {
    Step.FULL_TEXT: "pipeline.read_pages",
    Step.MATCH: "pipeline.match",
    Step.JUDGE: "pipeline.judge",
}


@periodic(name="pipeline.visit_due", cron="* * * * *")
def visit_due() -> int:
    """Send a visit to every source that is due."""
    ids = list(Source.objects.due(timezone.now()).values_list("pk", flat=True)[:_MAX_VISITS])
    for source_id in ids:
        defer_visit(source_id)
    return len(ids)


@periodic(name="pipeline.catch_up", cron="* * * * *")
def catch_up() -> None:
    """See to whatever waits for a step and has no job: the job may have died with its worker."""
    now = timezone.now()
    for step, name in _TASK_OF_STEP.items():
        if Mention.objects.waiting_for(step).filter(step_due_at__lte=now).exists():
            defer_once(name)
    for batch_id in ImportBatch.objects.filter(state=BatchState.RUNNING).values_list("pk", flat=True):
        defer_once("pipeline.import", batch_id=batch_id)


@periodic(name="pipeline.follow_levels", cron="*/5 * * * *", queue=LIGHT)
def follow_levels() -> int:
    """A story that nobody tells any more suggests a lower level with the hours."""
    return keep_moving_levels(now=timezone.now())


@periodic(name="pipeline.rejudge_some", cron="* * * * *", queue=JUDGE)
def rejudge_some() -> None:
    """Bring judgements up to date in the background, should the job for it have died with its worker."""
    from tanggap.pipeline.tasks.judging import defer_rejudging

    defer_rejudging()


@periodic(name="pipeline.daily", cron="17 18 * * *")
def daily() -> None:
    """Once a day (UTC, the small hours in Kalimantan): new partitions, and away with what has had its time."""
    now = timezone.now()
    for table in (FETCH, MENTION_RAW):
        ensure_partitions(table, 2, now=now)
    drop_expired(now)
    sweep_attachments(before=now - timedelta(days=1))
    drop_leftovers(before=now - timedelta(days=QUARANTINE_DAYS))
