"""The database of the tests: the one of ``DATABASE_URL``, else an embedded one that lives as long as the run."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from tanggap.config.env import database_from_url

_running = ExitStack()
_TRAIL = ("audit_auditentry", "audit_auditpayload", "audit_auditseal")
_QUEUE = "procrastinate_jobs, procrastinate_periodic_defers, procrastinate_workers"
_flush = TransactionTestCase._fixture_teardown


def provide_database() -> None:
    """Start an embedded PostgreSQL unless an address is given. Workers of xdist inherit it by the environment."""
    if os.environ.get("DATABASE_URL"):
        return
    from tanggap.server.postgres import running_cluster

    # A folder that does not exist yet: under root the server makes it passable for the user it drops to.
    home = Path(tempfile.gettempdir()) / f"tanggap-tests-{os.getpid()}"
    _running.callback(shutil.rmtree, home, ignore_errors=True)
    cluster = _running.enter_context(running_cluster(home, command="tests"))
    os.environ["DATABASE_URL"] = cluster.url("admin")
    _wait_for_no_disk(cluster.url("admin"))
    # Django has read its settings already; the entry is changed in place before anybody connects.
    settings.DATABASES["default"].update(database_from_url(os.environ["DATABASE_URL"]))


def _wait_for_no_disk(url: str) -> None:
    """Leave it to the system when it writes: what these databases hold need not survive the machine."""
    with psycopg.connect(url, autocommit=True) as server:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.execute(f"ALTER SYSTEM SET {setting} = off")
        server.execute("SELECT pg_reload_conf()")


def database_url() -> str:
    """The address of the database that this very test uses, for processes that it starts."""
    entry = connection.settings_dict
    query = urlencode({"host": entry["HOST"], "port": entry["PORT"]})
    return f"postgresql://{quote(entry['USER'])}:{quote(entry['PASSWORD'])}@/{entry['NAME']}?{query}"


def give_database_back() -> None:
    _running.close()


def _flush_everything(self: Any) -> None:
    """Empty what Django's flush does not know (the queue) or is refused (the trail) between transactional tests."""
    with connection.cursor() as cursor:
        for table in _TRAIL:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {_QUEUE} CASCADE")
    _flush(self)
    with connection.cursor() as cursor:
        for table in _TRAIL:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def flush_trail_and_queue_too() -> None:
    TransactionTestCase._fixture_teardown = _flush_everything  # type: ignore[method-assign]
