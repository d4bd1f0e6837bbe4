"""Making a cluster, and the small programs run beside its server."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

from tanggap.core.errors import PermanentFailure
from tanggap.server.home import read_json, write_private
from tanggap.server.postgres.failure import explain
from tanggap.server.postgres.layout import Layout
from tanggap.server.postgres.privileges import give
from tanggap.server.postgres.roles import ADMIN, APP, OWNER
from tanggap.server.process import spawn

NEEDED_TO_MAKE = 160 * 1024 * 1024
NEEDED_TO_START = 32 * 1024 * 1024
_SET_UP = "set_up"


def check_space(layout: Layout) -> None:
    """Refuse to begin on a disk that is all but full, while nothing has been touched."""
    free = shutil.disk_usage(layout.place).free
    needed = NEEDED_TO_START if layout.data.exists() else NEEDED_TO_MAKE
    if free < needed:
        raise PermanentFailure(
            f"Only {free // 2**20} MB are free on the disk that holds {layout.place}, and the database needs at least "
            f"{needed // 2**20} MB to start. Free some space, then start again."
        )


def passwords(layout: Layout) -> dict[str, str]:
    """The roles' passwords, made at the first call."""
    stored = read_json(layout.credentials)
    missing = [role for role in (ADMIN, OWNER, APP) if role not in stored]
    if missing:
        stored |= {role: secrets.token_urlsafe(24) for role in missing}
        _store(layout, stored)
    return {role: str(stored[role]) for role in (ADMIN, OWNER, APP)}


def is_set_up(layout: Layout) -> bool:
    """Whether roles and the first database were made to the end."""
    return bool(read_json(layout.credentials).get(_SET_UP))


def mark_set_up(layout: Layout) -> None:
    _store(layout, {**read_json(layout.credentials), _SET_UP: True})


def _store(layout: Layout, data: dict[str, object]) -> None:
    import json

    write_private(layout.credentials, json.dumps(data))


def make_data(layout: Layout) -> None:
    """Make the data folder under another name and move it into place: half a one is never taken for a whole."""
    draft = layout.place / "pg.unfinished"
    shutil.rmtree(draft, ignore_errors=True)
    layout.credentials.unlink(missing_ok=True)
    draft.mkdir(mode=0o700)
    draft.chmod(0o700)
    give(draft, layout.account)
    password_file = layout.place / "pg.password"
    write_private(password_file, passwords(layout)[ADMIN] + "\n")
    give(password_file, layout.account)
    try:
        process = spawn(
            _initdb(layout, draft, password_file),
            env=server_environment(),
            death_signal=signal.SIGKILL,
            account=layout.account,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=Path("/"),
        )
        output = process.communicate()[0].decode(errors="replace")
    finally:
        password_file.unlink()
    if process.returncode != 0:
        shutil.rmtree(draft, ignore_errors=True)
        raise PermanentFailure(explain(output, layout.data))
    draft.rename(layout.data)


def _initdb(layout: Layout, data: Path, password_file: Path) -> list[str]:
    return [
        str(layout.program("initdb")),
        f"--pgdata={data}",
        f"--username={ADMIN}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        # Built into PostgreSQL itself: the same order of letters on every machine, whatever is installed there.
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
        "--no-instructions",
        # Syncing is done once the server is up (`start_sync`): nobody has stored anything yet.
        "--no-sync",
    ]


def start_sync(layout: Layout) -> subprocess.Popen[bytes]:
    """Write a newly made data folder safely to the disk, beside the running server."""
    return spawn(
        [str(layout.program("initdb")), "--sync-only", f"--pgdata={layout.data}"],
        env=server_environment(),
        account=layout.account,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path("/"),
    )


def server_environment() -> dict[str, str]:
    """What the server's programs see of our environment: nothing that could steer them."""
    return {"PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC", "LC_ALL": "C"}


def run_psql(layout: Layout, sockets: str, script: str, *, database: str, role: str) -> str:
    """Run a psql script as `role`; raises with psql's own words when it fails."""
    environment = server_environment() | {
        "PGHOST": sockets,
        "PGUSER": role,
        "PGPASSWORD": passwords(layout)[role],
        "PGDATABASE": database,
        "PGCLIENTENCODING": "UTF8",
        "PGCONNECT_TIMEOUT": "10",
    }
    done = subprocess.run(
        [str(layout.program("psql")), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-"],
        input=script.encode(),
        env=environment,
        capture_output=True,
        check=False,
        process_group=0,
    )
    if done.returncode != 0:
        raise PermanentFailure(explain(done.stderr.decode(errors="replace"), layout.data))
    return done.stdout.decode()
