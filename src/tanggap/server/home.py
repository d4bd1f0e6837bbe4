"""The home folder of an installation: where it is, its settings file, and the lock that only one may hold."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tanggap.core.errors import InvalidInput, PermanentFailure, WrongState

PACKAGE = Path(__file__).resolve().parents[1]
SETTINGS_FILE = "settings.env"
LOCK_FILE = "instance.lock"
DEMO_FILE = "demo-sign-ins.txt"
DEMO_FOLDER = "demo"


class AlreadyRunning(WrongState):
    """Another process holds the home folder."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a home folder, and since when."""

    pid: int
    command: str
    since: datetime

    def as_json(self) -> str:
        return json.dumps({"pid": self.pid, "command": self.command, "since": self.since.isoformat()})

    @classmethod
    def from_json(cls, text: str) -> Holder | None:
        try:
            data = json.loads(text)
            return cls(int(data["pid"]), str(data["command"]), datetime.fromisoformat(data["since"]))
        except (ValueError, KeyError, TypeError):
            return None


def home_folder() -> Path:
    """``TANGGAP_HOME``, else ``var/`` in the project folder: the same rule as in the settings."""
    project = Path(os.environ.get("TANGGAP_PROJECT") or PACKAGE.parents[1])
    return Path(os.environ.get("TANGGAP_HOME") or project / "var").absolute()


def chosen_home(*, is_demo_wanted: bool) -> Path:
    """The home to run: the demo has one of its own inside, so that it never mixes with an office.

    A home that is a demo already stays itself, and a database that somebody else runs is an office's.
    """
    home = home_folder()
    is_demo = (home / DEMO_FILE).exists()
    if is_demo and not is_demo_wanted:
        raise WrongState(f"{home} holds a demo. Set TANGGAP_HOME to another folder for the office.")
    if is_demo or not is_demo_wanted or os.environ.get("DATABASE_URL"):
        return home
    make_home(home)
    return home / DEMO_FOLDER


def make_home(home: Path) -> None:
    """Make the home folder if it is not there. An existing one keeps its permissions, whatever they are."""
    if home.is_dir():
        return
    try:
        home.mkdir(parents=True)
        # Under root the database server runs as another user, who must be able to pass through, not to look.
        home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise PermanentFailure(f"The folder {home} cannot be made: {error.strerror}. {advice(error)}") from error


def advice(error: OSError) -> str:
    """What somebody can do about an error of the file system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full: free some space, then start again."
    return "Choose another folder with TANGGAP_HOME, or give this user the right to write there."


def parse_settings(text: str) -> dict[str, str]:
    """Lines of ``NAME=value``; empty lines and lines that begin with ``#`` do not count; quotes are taken off."""
    settings: dict[str, str] = {}
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        name, separator, value = line.removeprefix("export ").partition("=")
        if not separator or not name.strip().isidentifier():
            raise InvalidInput(f"Line {number} of {SETTINGS_FILE} is not of the form NAME=value.", field="line")
        value = value.strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        settings[name.strip()] = value
    return settings


def load_settings(home: Path) -> None:
    """Put the settings of ``<home>/settings.env`` into the environment; what is already set there wins."""
    path = home / SETTINGS_FILE
    if path.is_file():
        for name, value in parse_settings(path.read_text(encoding="utf-8")).items():
            os.environ.setdefault(name, value)


class HomeLock:
    """One process at a time holds a home folder.

    The kernel drops the lock when the process ends in whatever way, so nothing stale is ever left.
    """

    def __init__(self, home: Path, command: str) -> None:
        self.path = home / LOCK_FILE
        self.command = command
        self._descriptor: int | None = None

    def try_acquire(self) -> bool:
        """Take the lock if it is free; False when somebody else has it."""
        make_home(self.path.parent)
        descriptor = _open_private(self.path)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        try:
            _write_holder(descriptor, Holder(os.getpid(), self.command, datetime.now(UTC)))
        except OSError as error:
            os.close(descriptor)
            raise PermanentFailure(f"{self.path} cannot be written: {error.strerror}. {advice(error)}") from error
        self._descriptor = descriptor
        return True

    def acquire(self) -> None:
        if not self.try_acquire():
            raise AlreadyRunning(self.refusal())

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> Holder | None:
        """Who has the lock, as far as the file tells."""
        try:
            return Holder.from_json(self.path.read_text(encoding="utf-8"))
        except OSError:
            return None

    def refusal(self) -> str:
        """The sentence for whoever comes second."""
        home = self.path.parent
        holder = self.holder()
        if holder is None:
            return f"Another Tanggap already uses {home}. Stop it first, or set TANGGAP_HOME to another folder."
        since = holder.since.astimezone().strftime("%Y-%m-%d %H:%M:%S")
        return (
            f"`tanggap {holder.command}` (process {holder.pid}) already uses {home} since {since}. "
            "Stop it first, or set TANGGAP_HOME to another folder."
        )


@contextmanager
def guest(home: Path) -> Iterator[None]:
    """Hold a share in the cluster of somebody else, who then waits for us before stopping it."""
    descriptor = _open_private(home / "guests.lock")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def without_guests(home: Path) -> Iterator[None]:
    """Wait until nobody holds a share; nobody gets one meanwhile."""
    descriptor = _open_private(home / "guests.lock")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_private(path: Path, text: str) -> None:
    """Write a small file that only we may read, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file; empty when there is no such file."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return data if isinstance(data, dict) else {}


def _open_private(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise PermanentFailure(f"{path} cannot be opened: {error.strerror}. {advice(error)}") from error


def _write_holder(descriptor: int, holder: Holder) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, holder.as_json().encode(), 0)
