"""One embedded PostgreSQL: make it, start it, watch it, stop it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from tanggap.core.errors import InvalidInput, PermanentFailure, TemporaryFailure
from tanggap.server.home import advice
from tanggap.server.postgres import creation, files
from tanggap.server.postgres.binaries import MAJOR
from tanggap.server.postgres.failure import explain, is_disk_full
from tanggap.server.postgres.layout import Layout, find_layout, socket_folder
from tanggap.server.postgres.output import OutputLog
from tanggap.server.postgres.privileges import can_enter
from tanggap.server.postgres.roles import ADMIN, DATABASE, ROLES, checked_name, database_sql, rights_sql, roles_sql
from tanggap.server.process import forget, is_alive, spawn, wait

START_TIMEOUT_S = 600.0  # recovery after a crash may have much to replay
_POLL_S = 0.005
_SHARED_MEMORY_IN_USE = "pre-existing shared memory block"

# No TCP at all: the socket lies in a folder that only the server's user may enter, and still asks for SCRAM.
# Statements stay out of the log, because they hold people's text.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "40",
    "shared_buffers": "64MB",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "512MB",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "io_method": "sync",
    "timezone": "UTC",
}


class ClusterFailure(PermanentFailure):
    """The embedded database cannot be started; the message says what to do."""


class Cluster:
    """The embedded PostgreSQL of one home folder. Whoever starts it must hold the home's lock."""

    def __init__(self, home: Path, *, stop: threading.Event | None = None) -> None:
        self.layout: Layout = find_layout(home)
        self._stop_wanted = stop or threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._syncing: subprocess.Popen[bytes] | None = None
        self._log: OutputLog | None = None
        self._sockets = ""

    # -- starting and stopping ------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the server, making the data folder and the databases first when they are not there."""
        try:
            self._start()
        except OSError as error:
            raise ClusterFailure(f"The database cannot be started: {error}. {advice(error)}") from error

    def _start(self) -> None:
        layout = self.layout
        creation.check_space(layout)
        is_new = not layout.data.exists()
        if is_new:
            creation.make_data(layout)
        self._check_data()
        self._end_orphan()
        self._sockets = str(socket_folder(layout.home, layout.account))
        for left_over in Path(self._sockets).iterdir():
            left_over.unlink()  # its lock names a process by number only, and we know that no server is left
        self._launch()
        if not creation.is_set_up(layout):
            script = roles_sql(creation.passwords(layout)) + database_sql(DATABASE) + rights_sql(DATABASE)
            self.psql(script, database="postgres")
            creation.mark_set_up(layout)
        if is_new:
            self._syncing = creation.start_sync(layout)

    def stop(self) -> None:
        """Stop the server: orderly, then at once, then by force."""
        if self._syncing is not None:
            wait(self._syncing, 60)
            self._syncing = None
        process = self._process
        if process is None:
            return
        for number, patience_s in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            if process.poll() is None:
                process.send_signal(number)
            is_first = number == signal.SIGINT
            _comes_true(self._has_given_up if is_first else lambda: self.poll() is not None, patience_s)
            if process.poll() is not None:
                break
        wait(process, 5)
        self._forget()

    def _has_given_up(self) -> bool:
        """Whether waiting is over: it has ended, or it tries in vain to write to a full disk.

        What it could not write is in its journal, from which the next start recovers it.
        """
        return self.poll() is not None or (self._log is not None and is_disk_full(self._log.tail()))

    def poll(self) -> int | None:
        """None while the server runs; its exit status once it has ended, and 0 when it was never started."""
        if self._syncing is not None and self._syncing.poll() is not None:
            forget(self._syncing)
            self._syncing = None
        return 0 if self._process is None else self._process.poll()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def has_socket(self) -> bool:
        """Whether the way in is still there: something may have cleaned the folder for temporary files."""
        return Path(self._sockets, ".s.PGSQL.5432").exists()

    def restart(self) -> None:
        """Start again after the server died; waits until the last of its processes is gone."""
        if self._process is not None and self._process.poll() is None:
            self.stop()
        self._forget()
        self.start()

    def _forget(self) -> None:
        if self._log is not None:
            # Every process of the server holds the other end, so the end of the output is the end of them all.
            self._log.wait_for_end(10)
        if self._process is not None:
            forget(self._process)
        self._process = self._log = None
        shutil.rmtree(self._sockets, ignore_errors=True)

    def attach(self) -> bool:
        """Use the server that another process started; False when it is not ready."""
        found = files.read_postmaster(self.layout.data)
        if found is None or not found.is_ready or not is_alive(found.pid) or not creation.is_set_up(self.layout):
            return False
        self._sockets = found.socket_folder
        return True

    # -- using ----------------------------------------------------------------------------------------------

    def url(self, role: str = "app", database: str = DATABASE) -> str:
        """The address for one of the roles ``app``, ``owner`` and ``admin``."""
        if role not in ROLES:
            raise InvalidInput(f"There is no role {role!r}: choose one of {', '.join(ROLES)}.", field="role")
        password = creation.passwords(self.layout)[ROLES[role]]
        return f"postgresql://{ROLES[role]}:{password}@/{checked_name(database)}?host={quote(self._sockets, safe='')}"

    def ensure_database(self, name: str) -> None:
        """Make a database with our roles' rights in it, if it is not there."""
        self.psql(database_sql(name) + rights_sql(name), database="postgres")

    def drop_database(self, name: str) -> None:
        self.psql(f"DROP DATABASE IF EXISTS {checked_name(name)} WITH (FORCE);", database="postgres")

    def psql(self, script: str, *, database: str = DATABASE, role: str = ADMIN) -> str:
        """Run a psql script and give back what it prints, without headings."""
        return creation.run_psql(self.layout, self._sockets, script, database=database, role=role)

    # -- inside ---------------------------------------------------------------------------------------------

    def _check_data(self) -> None:
        layout = self.layout
        owner = layout.data.stat().st_uid
        if layout.account is None and owner != os.geteuid():
            raise ClusterFailure(
                f"The database in {layout.data} belongs to user number {owner}. Run Tanggap as that user or as root."
            )
        if not can_enter(layout.data, layout.account):
            name = layout.account.name if layout.account else "this user"
            raise ClusterFailure(
                f"PostgreSQL runs as {name}, who can no longer enter {layout.data}. Let others pass through the "
                "folders above it again (chmod o+x), or restore a backup into another home."
            )
        refusal = files.major_version_refusal(files.read_version(layout.data), MAJOR, layout.data)
        if refusal:
            raise ClusterFailure(refusal)

    def _end_orphan(self) -> None:
        """Clear what a killed predecessor left: a server on its way out, or a file that names a stranger."""
        data = self.layout.data
        found = files.read_postmaster(data)
        if found is None:
            return
        if not files.serves(found.pid, data):
            files.disown_postmaster(data)
            return
        for number, patience_s in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            os.kill(found.pid, number)
            if _comes_true(lambda: not files.serves(found.pid, data), patience_s):
                return

    def _launch(self) -> None:
        """Start the server process and wait until it answers."""
        give_up_at = time.monotonic() + 15
        while True:
            self._spawn()
            if self._wait_until_ready():
                return
            tail = self._log.tail() if self._log else ""
            self._process = None
            # Processes of a killed server may need a moment to notice; they hold its shared memory until then.
            if _SHARED_MEMORY_IN_USE not in tail or time.monotonic() > give_up_at:
                raise ClusterFailure(explain(tail, self.layout.data))
            time.sleep(0.1)

    def _spawn(self) -> None:
        layout = self.layout
        settings = {**SETTINGS, "unix_socket_directories": f'"{self._sockets}"'}
        argv = [str(layout.program("postgres")), "-D", str(layout.data)]
        for name, value in settings.items():
            argv += ["-c", f"{name}={value}"]
        self._process = spawn(
            argv,
            env=creation.server_environment(),
            death_signal=signal.SIGINT,
            account=layout.account,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd=Path("/"),
        )
        if self._process.stderr is None:
            raise TemporaryFailure("the server's output cannot be read")
        log_folder = layout.home / "log"
        log_folder.mkdir(mode=0o700, exist_ok=True)
        self._log = OutputLog(self._process.stderr, log_folder / "postgresql.log")

    def _wait_until_ready(self) -> bool:
        process, data = self._process, self.layout.data

        def is_settled() -> bool:
            found = files.read_postmaster(data)
            is_ready = found is not None and process is not None and found.pid == process.pid and found.is_ready
            return is_ready or self.poll() is not None or self._stop_wanted.is_set()

        if not _comes_true(is_settled, START_TIMEOUT_S):
            self.stop()
            raise ClusterFailure(f"The database in {data} was not ready after {START_TIMEOUT_S:.0f} seconds.")
        if self.poll() is None:
            return True
        if self._log is not None:
            self._log.wait_for_end(5)
        return False


def _comes_true(condition: Callable[[], bool], timeout_s: float) -> bool:
    give_up_at = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > give_up_at:
            return False
        time.sleep(_POLL_S)
    return True
