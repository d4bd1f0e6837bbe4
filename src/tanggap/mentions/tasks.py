"""The jobs of this app."""

from __future__ import annotations

from django.utils import timezone

from tanggap.jobs.queue import JUDGE, periodic
from tanggap.mentions.drift import counting


@periodic(name="mentions.count_judged_days", cron="*/10 * * * *", queue=JUDGE)
def count_judged_days() -> int:
    """Bring the counts of drift up to date. In the process that judges: it has the word lists at hand."""
    return counting.count_recent(timezone.now())


@periodic(name="mentions.count_all_judged_days", cron="43 18 * * *", queue=JUDGE)
def count_all_judged_days() -> int:
    """Once a day (UTC, the small hours in Kalimantan): count anew whatever the page may show."""
    return counting.count_all(timezone.now())
