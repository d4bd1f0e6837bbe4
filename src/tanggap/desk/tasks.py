"""The jobs of this app."""

from __future__ import annotations

from django.utils import timezone

from tanggap.desk.brief import actions
from tanggap.desk.brief.models import Brief, BriefPlan
from tanggap.jobs.queue import defer, periodic, task


@periodic(name="desk.look_for_briefs", cron="* * * * *")
def look_for_briefs() -> int:
    """Put one job on the queue for each unit whose report is due."""
    ids = list(BriefPlan.objects.due(timezone.now()).values_list("pk", flat=True))
    for unit_id in ids:
        name = f"desk.make_brief:{unit_id}"
        defer("desk.make_brief", lock=name, queueing_lock=name, unit_id=unit_id)
    return len(ids)


@task(name="desk.make_brief")
def make_brief(unit_id: int) -> None:
    actions.make_planned_brief(unit_id=unit_id, now=timezone.now())


@task(name="desk.send_brief")
def send_brief(brief_id: int) -> None:
    brief = Brief.objects.select_related("unit").get(pk=brief_id)
    actions.send_planned_brief(brief=brief, now=timezone.now())
