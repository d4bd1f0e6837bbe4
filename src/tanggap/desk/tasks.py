"""The jobs of this app."""

from __future__ import annotations

from django.utils import timezone

from tanggap.desk.brief import actions
from tanggap.desk.brief.models import Brief, BriefSchedule
from tanggap.desk.charts import counting
from tanggap.jobs.queue import defer, periodic, task


@periodic(name="desk.look_for_briefs", cron="* * * * *")
def look_for_briefs() -> int:
    """Put one job on the queue for each report that is due."""
    due = list(BriefSchedule.objects.due(timezone.now()).values_list("plan_id", "period"))
    for unit_id, period in due:
        name = f"desk.make_brief:{unit_id}:{period}"
        defer("desk.make_brief", lock=name, queueing_lock=name, unit_id=unit_id, period=period)
    return len(due)


@task(name="desk.make_brief")
def make_brief(unit_id: int, period: str) -> None:
    actions.make_planned_brief(unit_id=unit_id, period=period, now=timezone.now())


@task(name="desk.send_brief")
def send_brief(brief_id: int) -> None:
    brief = Brief.objects.select_related("unit").get(pk=brief_id)
    actions.send_planned_brief(brief=brief, now=timezone.now())


@periodic(name="desk.count_changed_days", cron="* * * * * */10")
def count_changed_days() -> int:
    """Bring the counts of the charts up to date."""
    return counting.recount_changed(timezone.now())


@periodic(name="desk.count_all_days", cron="23 18 * * *")
def count_all_days() -> None:
    """Once a day (UTC, the small hours in Kalimantan): count anew whatever a chart may show."""
    counting.look_at_all_again(timezone.now())
