"""The queue's own housekeeping."""

from __future__ import annotations

from tanggap.jobs.queue import periodic
from tanggap.jobs.rescue import remove_old_jobs, rescue_stalled_jobs


# Not exclusive: a rescue whose worker died must not keep the next one waiting for its rescue.
@periodic(name="jobs.rescue", cron="* * * * *", is_exclusive=False)
def rescue() -> int:
    return rescue_stalled_jobs()


@periodic(name="jobs.sweep", cron="17 3 * * *")
def sweep() -> None:
    remove_old_jobs()
