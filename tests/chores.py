"""Jobs for the tests of the queue. Imported by the tests, and by the worker processes that they start and kill."""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

from django.db import connection

from tanggap.core.errors import TemporaryFailure
from tanggap.jobs.queue import Retry, stopping, task
from tanggap.sources.models import SourceGroup

QUEUE = "chores"
done = threading.Event()
seen_stopping = threading.Event()
started = threading.Event()
backends: list[int] = []


@task(name="chores.write", queue=QUEUE)
def write(name: str) -> None:
    SourceGroup.objects.get_or_create(name=name)
    backends.append(connection.connection.info.backend_pid)
    done.set()


@task(name="chores.interrupted", queue=QUEUE)
def interrupted(name: str, folder: str) -> None:
    """Writes a row, tells so by a file, and waits for another file before it writes the second row."""
    SourceGroup.objects.get_or_create(name=name)
    (Path(folder) / "half").touch()
    gate = threading.Event()
    while not (Path(folder) / "go").exists():
        gate.wait(0.02)
    SourceGroup.objects.get_or_create(name=f"{name} whole")


@task(name="chores.patient", queue=QUEUE)
def patient() -> None:
    """Works until the process is asked to end."""
    started.set()
    if stopping.wait(20):
        seen_stopping.set()


@task(name="chores.fails", queue=QUEUE)
def fails() -> None:
    raise ValueError("a mistake in the job")


@task(name="chores.flaky", queue=QUEUE, retry=Retry(max_attempts=3, wait_s=600))
def flaky() -> None:
    raise TemporaryFailure("the other side is asleep")


@task(name="chores.breaks_connection", queue=QUEUE)
def breaks_connection() -> None:
    """Leaves a connection behind that the server has closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
        with suppress(Exception):  # the server hangs up, whatever the driver calls it
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
