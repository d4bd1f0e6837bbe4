"""Starting processes that never outlive us, and looking at processes by their number."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from tanggap.server.watcher import ParentWatcher

LAUNCHER = Path(__file__).with_name("launch.py")
KERNEL_TELLS_CHILDREN = sys.platform == "linux"


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system."""

    name: str
    uid: int
    gid: int


@cache
def _watcher() -> ParentWatcher:
    return ParentWatcher()


def spawn(
    argv: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    account: Account | None = None,
    stdin: int | IO[bytes] | None = subprocess.DEVNULL,
    stdout: int | IO[bytes] | None = None,
    stderr: int | IO[bytes] | None = None,
    pass_fds: Sequence[int] = (),
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a program that gets `death_signal` when we die.

    On Linux it dies with the *thread* that called this, so call it from one that lives as long as the program
    should. It gets its own process group: Ctrl-C on the terminal reaches us alone, and we stop it in order.
    """
    uid, gid = (account.uid, account.gid) if account else (-1, -1)
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER)]
    process = subprocess.Popen(
        [*launcher, str(os.getpid()), str(int(death_signal)), str(uid), str(gid), *argv],
        env=dict(env) if env is not None else None,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        pass_fds=tuple(pass_fds),
        process_group=0,
        cwd=cwd,
    )
    if not KERNEL_TELLS_CHILDREN:
        _watcher().watch(process.pid, death_signal)
    return process


def forget(process: subprocess.Popen[bytes]) -> None:
    """Say that a process has ended, so that nobody signals its number later."""
    if not KERNEL_TELLS_CHILDREN:
        _watcher().forget(process.pid)


def is_alive(pid: int) -> bool:
    """Whether a process of this number runs (a dead one whose parent has not looked yet counts as gone)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[:1] == ["Z"]


def command_line(pid: int) -> list[str]:
    """The arguments a process was started with; empty when that cannot be known."""
    path = Path(f"/proc/{pid}/cmdline")
    if path.exists():
        try:
            return path.read_bytes().decode(errors="surrogateescape").rstrip("\0").split("\0")
        except OSError:
            return []
    found = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return found.stdout.split()


def wait(process: subprocess.Popen[bytes], timeout_s: float) -> bool:
    """Whether the process has ended within that time."""
    try:
        process.wait(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        return False
    forget(process)
    return True
