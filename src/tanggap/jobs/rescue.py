"""Jobs whose worker died are put back on the queue; what is long done is swept out."""

from __future__ import annotations

import logging

from asgiref.sync import async_to_sync
from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app as queue_app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.utils import utcnow

logger = logging.getLogger(__name__)

STALLED_AFTER_S = 30.0
MAX_ATTEMPTS = 5
KEEP_FAILED_HOURS = 30 * 24


def rescue_stalled_jobs() -> int:
    """Put jobs whose worker has not been heard of for `STALLED_AFTER_S` back on the queue; how many.

    Every job bears being run twice, so a rescued job starts from the beginning. One that has taken its worker
    with it `MAX_ATTEMPTS` times is given up.
    """
    jobs = list(async_to_sync(queue_app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=STALLED_AFTER_S))
    n_rescued = sum(_rescue(job) for job in jobs)
    if jobs:
        logger.warning("jobs.rescued", extra={"n_jobs": n_rescued, "n_given_up": len(jobs) - n_rescued})
    async_to_sync(queue_app.job_manager.prune_stalled_workers)(STALLED_AFTER_S)
    return n_rescued


def _rescue(job: Job) -> bool:
    assert job.id is not None  # noqa: S101 every job that comes from the database has one
    if job.attempts + 1 >= MAX_ATTEMPTS:
        _give_up(job)
        return False
    try:
        with transaction.atomic():
            queue_app.job_manager.retry_job_by_id(job.id, retry_at=utcnow())
    except (ConnectorException, IntegrityError):
        # Another one of its kind is waiting already (queueing lock) and will do the work.
        _give_up(job)
        return False
    return True


def _give_up(job: Job) -> None:
    async_to_sync(queue_app.job_manager.finish_job)(job, Status.FAILED, delete_job=False)


def remove_old_jobs() -> None:
    """Delete failed jobs after `KEEP_FAILED_HOURS`; jobs that succeeded are deleted by their worker at once."""
    async_to_sync(queue_app.job_manager.delete_old_jobs)(
        nb_hours=KEEP_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )
