"""The house with its database, for commands that work on an office."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tanggap.core.errors import WrongState

NO_TABLES = (
    "This database holds no office yet. Run `tanggap init`, or `tanggap migrate` when you want to fill it yourself."
)


@contextmanager
def open_house(command: str, *, may_be_empty: bool = False) -> Iterator[None]:
    """Find or start the database, set Django up, and stop with a sentence when the tables are missing."""
    from tanggap.server.environment import ensure_database_env

    with ensure_database_env(command=command):
        import os

        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.config.settings")
        django.setup()
        if not may_be_empty and not has_tables():
            raise WrongState(NO_TABLES)
        yield


def has_tables() -> bool:
    """Whether the database was ever brought up to date."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('accounts_unit') IS NOT NULL")
        row = cursor.fetchone()
    return bool(row and row[0])
