"""The database and the workers that live on it."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tanggap.server.doctor.checks import Finding, Office, check, fail, ok, warn

OLDEST_MAJOR = 15
_SILENT = timedelta(seconds=60)


@check("database")
def examine_database(office: Office) -> Finding:
    """Reachable, and of a version that we are tested with."""
    if office.database_problem:
        return fail(office.database_problem, "Start `tanggap run`, or correct DATABASE_URL.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        is_superuser = bool(cursor.fetchone()[0])
        major = cursor.connection.info.server_version // 10000
    if major < OLDEST_MAJOR:
        return fail(f"PostgreSQL {major} is too old.", f"Move to PostgreSQL {OLDEST_MAJOR} or later.")
    if is_superuser:
        return warn(
            f"PostgreSQL {major} answers, but we work as its superuser, who can alter the trail.",
            "Give Tanggap a role of its own, and the migrations another (TANGGAP_MIGRATION_DATABASE_URL).",
        )
    return ok(f"PostgreSQL {major} answers.")


@check("migrations", needs_database=True)
def examine_migrations(office: Office) -> Finding:
    """The tables have the shape that this version wants."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        return fail(f"{len(pending)} migrations are pending.", "Run `tanggap migrate`.")
    return ok("All migrations are applied.")


@check("worker", needs_database=True)
def examine_worker(office: Office) -> Finding:
    """Somebody does the queued work, and has been heard of lately."""
    if "procrastinate_workers" not in connection.introspection.table_names():
        return fail("The queue has no tables.", "Run `tanggap migrate`.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), now() - max(last_heartbeat) FROM procrastinate_workers")
        n_workers, silence = cursor.fetchone()
    return judge_workers(n_workers, silence, is_running=office.is_running)


def judge_workers(n_workers: int, silence: timedelta | None, *, is_running: bool) -> Finding:
    """Workers sign off when they end in order; one that stays silent died or hangs."""
    if not n_workers or silence is None:
        to_do = "Start `tanggap run`, or `tanggap worker` beside the web server."
        if is_running:
            return fail("Tanggap runs, but no worker has signed on.", "Look at what `tanggap run` has said.")
        return warn("No worker is at work.", to_do)
    sentence = f"{n_workers} workers; last heard of {silence.total_seconds():.0f} seconds ago."
    if silence > _SILENT:
        return fail(sentence, "Start Tanggap again: the workers died or hang.")
    return ok(sentence)
