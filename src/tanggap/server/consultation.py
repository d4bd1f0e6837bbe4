"""Calls the doctor: finds the database first, because most checks are about it or need it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from tanggap.core.errors import TanggapError
from tanggap.server.environment import ensure_database_env
from tanggap.server.home import HomeLock, home_folder, make_home

if TYPE_CHECKING:
    from tanggap.server.doctor import Finding


def consult() -> list[tuple[str, Finding]]:
    """All findings about the installation of this process; sets Django up."""
    home = home_folder()
    make_home(home)
    is_running = _is_running(HomeLock(home, "doctor"))
    problem = ""
    with ExitStack() as stack:
        try:
            stack.enter_context(ensure_database_env(command="doctor"))
        except TanggapError as error:
            problem = str(error)
        from tanggap.server.children import set_up_django

        set_up_django()
        from django.db import Error, connection

        from tanggap.server.doctor import Office, examine

        if not problem:
            try:
                connection.ensure_connection()
            except Error as error:
                problem = f"The database does not answer: {str(error).strip().splitlines()[0]}"
        findings = list(examine(Office(home, problem, is_running)))
        connection.close()
    return findings


def _is_running(lock: HomeLock) -> bool:
    """Whether `tanggap run` holds this home."""
    if lock.try_acquire():
        lock.release()
        return False
    holder = lock.holder()
    return holder is not None and holder.command == "run"
