"""Runs jobs until told to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from copy import copy

from django.db import DatabaseError, connection, connections
from procrastinate import App
from procrastinate.contrib.django import app as queue_app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.periodic import PeriodicRegistry, PeriodicTask
from procrastinate.psycopg_connector import PsycopgConnector
from psycopg import OperationalError
from psycopg_pool import PoolTimeout

from tanggap.jobs.queue import stopping
from tanggap.jobs.rescue import STALLED_AFTER_S, rescue_stalled_jobs

logger = logging.getLogger(__name__)

GRACE_S = 20.0
HEARTBEAT_S = 5.0
RECONNECT_S = 1.0
_UNREACHABLE = (ConnectorException, DatabaseError, OperationalError, PoolTimeout)


@asynccontextmanager
async def _worker_app(n_jobs: int = 1) -> AsyncIterator[App]:
    """The queue with connections of its own, and a thread for each job, whose connection is closed at the end."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(max_workers=n_jobs, thread_name_prefix="jobs"))
    # One connection listens, one fetches and reports, one is spare for the heartbeat.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=2, max_size=3, timeout=10)
    try:
        async with _with_connector(connector).open_async() as app:
            yield app
    finally:
        # Each thread closes its own: they wait for one another, so that none does it twice for another.
        everyone = threading.Barrier(n_jobs)
        await asyncio.gather(*(loop.run_in_executor(None, _close_own, everyone) for _ in range(n_jobs)))


def _close_own(everyone: threading.Barrier) -> None:
    connections.close_all()
    with suppress(threading.BrokenBarrierError):
        everyone.wait(timeout=GRACE_S)


def _with_connector(connector: PsycopgConnector) -> App:
    """A copy of the queue whose tasks belong to the copy.

    The library's own `with_connector` leaves them with the first app, so that periodic jobs would be deferred over
    a Django connection that nobody looks after; `replace_connector` would take the web's transactions away.
    """
    app = queue_app.with_connector(connector)
    app.tasks = {}
    for name, task in queue_app.tasks.items():
        app.tasks[name] = copy(task)
        app.tasks[name].blueprint = app
    app.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]
    for key, periodic in queue_app.periodic_registry.periodic_tasks.items():
        app.periodic_registry.periodic_tasks[key] = PeriodicTask(
            task=app.tasks[periodic.task.name],
            cron=periodic.cron,
            periodic_id=periodic.periodic_id,
            configure_kwargs=copy(periodic.configure_kwargs),
        )
    return app


def run(
    queues: Sequence[str],
    *,
    stop: threading.Event | None = None,
    install_signal_handlers: bool = True,
    n_jobs: int = 1,
) -> None:
    """Work on `queues` until `stop` is set or a signal comes; the running jobs get `GRACE_S` seconds to end.

    `n_jobs` go on at once.

    When the database goes away, the worker waits and comes back with it.
    """
    stop = stop or threading.Event()
    if install_signal_handlers:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    stopping.clear()
    spare_the_garbage_collector()
    while not stop.is_set():
        try:
            # Asked first, because the queue's pool would wait for half a minute, deaf to `stop`.
            connection.ensure_connection()
            connection.close()
            asyncio.run(_run(list(queues), stop, n_jobs))
        except _UNREACHABLE:
            logger.warning("jobs.database_unreachable")
        stop.wait(RECONNECT_S)
    logger.info("jobs.worker_stopped")


async def _run(queues: list[str], stop: threading.Event, n_jobs: int) -> None:
    async with _worker_app(n_jobs) as app:
        worker = asyncio.create_task(
            app.run_worker_async(
                queues=queues,
                concurrency=n_jobs,
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=GRACE_S,
                update_heartbeat_interval=HEARTBEAT_S,
                stalled_worker_timeout=STALLED_AFTER_S,
                fetch_job_polling_interval=5,
            )
        )
        while not stop.is_set() and not worker.done():
            await asyncio.wait({worker}, timeout=0.2)
        if stop.is_set():
            stopping.set()
            worker.cancel()
        with suppress(asyncio.CancelledError):
            await worker


def spare_the_garbage_collector() -> None:
    """Let it look less often, and never at what the program itself is made of.

    A batch makes hundreds of thousands of objects that all live to its end; looking through them in vain cost a
    seventh of the time of judging. Pages gain too.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def run_until_idle(queues: Sequence[str], *, n_jobs: int = 1) -> None:
    """Work on `queues` until nothing is due, `n_jobs` at once; for tests, the command line and benchmarks.

    Periodic tasks are not deferred meanwhile: what runs is what was put on the queue.
    """
    stopping.clear()
    asyncio.run(_run_until_idle(list(queues), n_jobs))


async def _run_until_idle(queues: list[str], n_jobs: int) -> None:
    async with _worker_app(n_jobs) as app:
        app.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]
        await app.run_worker_async(
            queues=queues,
            wait=False,
            concurrency=n_jobs,
            install_signal_handlers=False,
            listen_notify=False,
            delete_jobs="successful",
        )


__all__ = ["GRACE_S", "STALLED_AFTER_S", "rescue_stalled_jobs", "run", "run_until_idle"]
