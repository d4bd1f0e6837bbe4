from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from procrastinate.contrib.django import app as queue_app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.periodic import PeriodicDeferrer

import chores
from chores import QUEUE
from own_database import database_url
from tanggap.jobs import rescue as rescue_module
from tanggap.jobs.queue import LIGHT, defer, stopping
from tanggap.jobs.rescue import MAX_ATTEMPTS, remove_old_jobs, rescue_stalled_jobs
from tanggap.jobs.tasks import rescue, sweep
from tanggap.jobs.worker import run, run_until_idle
from tanggap.sources.models import SourceGroup

pytestmark = [pytest.mark.django_db(transaction=True)]

WORKER = """
import django; django.setup()
import chores
from tanggap.jobs.worker import run
run([chores.QUEUE])
"""


def wait_for(what: Callable[[], bool], *, seconds: float = 20) -> None:
    give_up_at = time.monotonic() + seconds
    pause = threading.Event()
    while not what():
        assert time.monotonic() < give_up_at, "waited in vain"
        pause.wait(0.02)


def start_worker() -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tanggap.config.settings",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    return subprocess.Popen([sys.executable, "-c", WORKER], env=environment)


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    worker = start_worker()
    yield worker
    worker.kill()
    worker.wait()


def make_heartbeats_old() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")


def half_done(tmp_path: Path, name: str = "kerja") -> None:
    defer("chores.interrupted", lock="one", name=name, folder=str(tmp_path))


def test_a_job_whose_worker_was_killed_is_rescued_and_done_once_in_effect(
    process: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    half_done(tmp_path)
    wait_for((tmp_path / "half").exists)
    process.kill()
    process.wait()
    assert rescue_stalled_jobs() == 0  # the worker has only just been heard of
    make_heartbeats_old()
    (tmp_path / "go").touch()

    assert rescue_stalled_jobs() == 1
    run_until_idle([QUEUE])

    assert sorted(SourceGroup.objects.values_list("name", flat=True)) == ["kerja", "kerja whole"]
    assert not ProcrastinateJob.objects.filter(queue_name=QUEUE).exists()


def test_a_worker_that_is_asked_to_stop_ends_its_job_first(process: subprocess.Popen[bytes], tmp_path: Path) -> None:
    half_done(tmp_path)
    wait_for((tmp_path / "half").exists)
    process.send_signal(signal.SIGTERM)
    (tmp_path / "go").touch()

    assert process.wait(20) == 0
    assert SourceGroup.objects.filter(name="kerja whole").exists()
    assert not ProcrastinateJob.objects.filter(queue_name=QUEUE).exists()


def listeners() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query ILIKE 'LISTEN%%'")
        return {pid for (pid,) in cursor.fetchall()}


@pytest.fixture
def worker() -> Iterator[threading.Event]:
    """A worker in a thread that listens already; the event stops it."""
    stop, before = threading.Event(), listeners()
    thread = threading.Thread(
        target=run, args=([QUEUE],), kwargs={"stop": stop, "install_signal_handlers": False}, daemon=True
    )
    thread.start()
    wait_for(lambda: bool(listeners() - before))
    yield stop
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


def test_a_waiting_worker_wakes_within_a_second(worker: threading.Event) -> None:
    chores.done.clear()
    begun = time.monotonic()
    defer("chores.write", name="cepat")

    assert chores.done.wait(5)
    assert time.monotonic() - begun < 1


def test_a_long_job_learns_that_it_should_end(worker: threading.Event) -> None:
    chores.started.clear()
    defer("chores.patient")
    assert chores.started.wait(10)
    worker.set()

    assert chores.seen_stopping.wait(10)


def test_a_worker_comes_back_with_its_database(worker: threading.Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    chores.done.clear()
    defer("chores.write", name="kembali")

    assert chores.done.wait(20)


def test_a_worker_that_was_given_up_for_dead_comes_back(worker: threading.Event) -> None:
    """A machine that slept: others have struck its worker off the list meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    chores.done.clear()
    defer("chores.write", name="bangun")

    assert chores.done.wait(20)


def set_doing(job_id: int | None, *, attempts: int = 0) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s WHERE id = %s", [attempts, job_id]
        )


def test_a_job_that_kills_its_workers_again_and_again_is_given_up() -> None:
    set_doing(defer("chores.write", name="racun"), attempts=MAX_ATTEMPTS - 1)

    assert rescue_stalled_jobs() == 0
    assert ProcrastinateJob.objects.get().status == "failed"


def test_a_stalled_job_gives_way_to_its_like_that_waits_already() -> None:
    set_doing(defer("chores.write", queueing_lock="w", lock="w", name="mati"))
    defer("chores.write", queueing_lock="w", lock="w", name="hidup")

    assert rescue() == 0
    run_until_idle([QUEUE])

    assert list(SourceGroup.objects.values_list("name", flat=True)) == ["hidup"]


def test_the_rescue_is_never_kept_waiting_by_a_rescue_that_died() -> None:
    assert queue_app.tasks["jobs.rescue"].lock is None


def test_periodic_jobs_are_deferred_by_the_clock_and_only_once_for_each_moment() -> None:
    from asgiref.sync import async_to_sync

    registry = queue_app.periodic_registry
    now = time.time()
    for _worker in range(2):
        deferrer = PeriodicDeferrer(registry=registry)
        async_to_sync(deferrer.defer_jobs)(deferrer.get_previous_tasks(at=now))

    waiting = list(ProcrastinateJob.objects.filter(status="todo").values_list("task_name", flat=True))
    assert "jobs.rescue" in waiting
    assert "audit.seal" in waiting
    assert len(waiting) == len(set(waiting))
    ProcrastinateJob.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name NOT IN ('jobs.rescue', 'audit.seal')")
    run_until_idle([LIGHT])
    assert not ProcrastinateJob.objects.exists()


def test_failed_jobs_are_deleted_in_the_end() -> None:
    defer("chores.fails")
    run_until_idle([QUEUE])
    remove_old_jobs()
    assert ProcrastinateJob.objects.filter(status="failed").count() == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - make_interval(hours => %s)",
            [rescue_module.KEEP_FAILED_HOURS + 1],
        )

    sweep()

    assert not ProcrastinateJob.objects.filter(queue_name=QUEUE).exists()


def test_a_worker_that_cannot_reach_the_database_waits_until_it_is_told_to_stop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from django.db import OperationalError

    stop = threading.Event()
    tries: list[int] = []

    def refuse() -> None:
        tries.append(1)
        if len(tries) == 2:
            stop.set()
        raise OperationalError("no answer")

    monkeypatch.setattr("tanggap.jobs.worker.RECONNECT_S", 0)
    monkeypatch.setattr(connection, "ensure_connection", refuse)

    run([QUEUE], stop=stop, install_signal_handlers=False)

    assert len(tries) == 2
    assert not stopping.is_set()
