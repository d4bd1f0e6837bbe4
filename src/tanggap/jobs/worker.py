"""Runs jobs until told to stop, and frees the jobs of workers that died."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Sequence

from asgiref.sync import async_to_sync
from procrastinate import App, JobContext
from procrastinate.contrib.django import app as queue_app
from procrastinate.jobs import Status

logger = logging.getLogger(__name__)

GRACE_S = 20.0
STALLED_AFTER_S = 30.0


def rescue_stalled_jobs() -> int:
    """Put jobs whose worker has not been heard of for `STALLED_AFTER_S` back on the queue; how many.

    Every job bears being run twice, so a rescued job starts from the beginning.
    """
    return async_to_sync(_rescue)()


async def _rescue() -> int:
    async with _worker_app().open_async() as app:
        await app.job_manager.prune_stalled_workers(STALLED_AFTER_S * 4)
        jobs = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_S))
        for job in jobs:
            await app.job_manager.retry_job(job)
        if jobs:
            logger.warning("jobs.rescued", extra={"n_jobs": len(jobs)})
        return len(jobs)


def _worker_app() -> App:
    return queue_app.with_connector(queue_app.connector.get_worker_connector())  # type: ignore[attr-defined]


def run(queues: Sequence[str], *, stop: threading.Event | None = None, install_signal_handlers: bool = True) -> None:
    """Work on `queues` until `stop` is set or a signal comes; running jobs get `GRACE_S` seconds to end."""
    stop = stop or threading.Event()
    if install_signal_handlers:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    asyncio.run(_run(list(queues), stop))


async def _run(queues: list[str], stop: threading.Event) -> None:
    async with _worker_app().open_async() as app:
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=queues,
                concurrency=1,
                install_signal_handlers=False,
                shutdown_graceful_timeout=GRACE_S,
                update_heartbeat_interval=5,
                stalled_worker_timeout=STALLED_AFTER_S,
                fetch_job_polling_interval=5,
            )
        )
        waiter = asyncio.create_task(asyncio.to_thread(_wait, stop, worker))
        await asyncio.wait({worker, waiter}, return_when=asyncio.FIRST_COMPLETED)
        worker.cancel()
        stop.set()
        try:
            await worker
        except asyncio.CancelledError:
            logger.info("jobs.worker_stopped")
        await waiter


def _wait(stop: threading.Event, worker: asyncio.Task[None]) -> None:
    while not stop.wait(0.2):
        if worker.done():
            return


def run_until_idle(queues: Sequence[str]) -> None:
    """Work on `queues` until nothing is waiting; for tests, the command line and benchmarks."""
    async_to_sync(_run_until_idle)(list(queues))


async def _run_until_idle(queues: list[str]) -> None:
    async with _worker_app().open_async() as app:
        await app.run_worker_async(
            queues=queues, wait=False, concurrency=1, install_signal_handlers=False, listen_notify=False
        )


__all__ = ["GRACE_S", "STALLED_AFTER_S", "JobContext", "Status", "rescue_stalled_jobs", "run", "run_until_idle"]
