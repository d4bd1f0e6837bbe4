from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app as queue_app
from procrastinate.contrib.django.models import ProcrastinateJob

import chores
from chores import QUEUE
from tanggap.jobs.queue import JUDGE, defer, periodic, task
from tanggap.jobs.worker import run_until_idle
from tanggap.sources.models import SourceGroup

pytestmark = pytest.mark.django_db(transaction=True)


def names() -> list[str]:
    return list(SourceGroup.objects.order_by("name").values_list("name", flat=True))


def test_a_job_runs_and_leaves_nothing_on_the_queue() -> None:
    defer("chores.write", name="satu")

    run_until_idle([QUEUE])

    assert names() == ["satu"]
    assert not ProcrastinateJob.objects.exists()


def test_a_job_goes_with_its_transaction() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        defer("chores.write", name="gagal")
        raise ZeroDivisionError

    run_until_idle([QUEUE])

    assert names() == []


def test_a_job_is_not_seen_before_its_transaction_ends() -> None:
    with transaction.atomic():
        defer("chores.write", name="satu")
        import threading

        worker = threading.Thread(target=run_until_idle, args=([QUEUE],))
        worker.start()
        worker.join()
        assert ProcrastinateJob.objects.filter(status="todo").exists()

    run_until_idle([QUEUE])
    assert names() == ["satu"]


def test_a_queueing_lock_keeps_a_second_job_off_the_queue_and_the_transaction_alive() -> None:
    with transaction.atomic():
        first = defer("chores.write", queueing_lock="w", name="satu")
        second = defer("chores.write", queueing_lock="w", name="dua")
        SourceGroup.objects.create(name="tetap")

    run_until_idle([QUEUE])

    assert first is not None
    assert second is None
    assert names() == ["satu", "tetap"]


def test_jobs_of_one_lock_keep_their_order() -> None:
    job = defer("chores.write", lock="l", name="satu")
    defer("chores.write", lock="l", name="dua")
    ProcrastinateJob.objects.exists()

    assert job is not None
    with transaction.atomic():
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job])
    run_until_idle([QUEUE])

    assert names() == []


def test_a_job_for_later_waits() -> None:
    defer("chores.write", at=timezone.now() + timedelta(hours=1), name="nanti")

    run_until_idle([QUEUE])

    assert names() == []
    assert ProcrastinateJob.objects.filter(status="todo").count() == 1


def test_a_job_that_fails_is_kept_as_failed_and_the_next_one_runs() -> None:
    defer("chores.fails")
    defer("chores.write", name="satu")

    run_until_idle([QUEUE])

    assert names() == ["satu"]
    assert ProcrastinateJob.objects.get().status == "failed"


def test_a_temporary_failure_is_tried_again_later() -> None:
    defer("chores.flaky")

    run_until_idle([QUEUE])

    job = ProcrastinateJob.objects.get()
    assert (job.status, job.attempts) == ("todo", 1)
    assert job.scheduled_at is not None
    assert job.scheduled_at > timezone.now() + timedelta(minutes=5)


def test_every_job_gets_a_healthy_connection() -> None:
    chores.backends.clear()
    defer("chores.write", name="satu")
    defer("chores.breaks_connection")
    defer("chores.write", name="dua")

    run_until_idle([QUEUE])

    assert names() == ["dua", "satu"]
    assert len(set(chores.backends)) == 2


def test_a_worker_leaves_no_connection_behind() -> None:
    from django.db import connection

    defer("chores.write", name="satu")
    run_until_idle([QUEUE])

    def left() -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return {pid for (pid,) in cursor.fetchall()} & set(chores.backends)

    # A backend ends a moment after its client has closed the connection.
    deadline = time.monotonic() + 10
    while left() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left()


def test_a_name_that_no_task_has_is_refused_at_once() -> None:
    with pytest.raises(LookupError):
        defer("chores.no_such_task")


def test_a_periodic_task_is_registered_with_its_clock_and_its_locks() -> None:
    @periodic(name="chores.tick", cron="*/7 * * * *", queue=JUDGE)
    def tick() -> str:
        return "tack"

    registered = queue_app.tasks["chores.tick"]
    try:
        assert tick() == "tack"
        assert registered.func(timestamp=1) == "tack"
        assert (registered.queue, registered.lock, registered.queueing_lock) == (JUDGE, "chores.tick", "chores.tick")
    finally:
        del queue_app.tasks["chores.tick"]
        del queue_app.periodic_registry.periodic_tasks[("chores.tick", "")]


def test_a_task_keeps_being_a_plain_function() -> None:
    @task(name="chores.plain")
    def double(number: int) -> int:
        return number * 2

    del queue_app.tasks["chores.plain"]
    assert double(4) == 8
