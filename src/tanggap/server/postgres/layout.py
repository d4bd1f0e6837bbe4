"""Which folders a cluster uses. Folders that we did not make keep their permissions."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tanggap.core.errors import PermanentFailure
from tanggap.server.home import advice, make_home, write_private
from tanggap.server.postgres.binaries import copied_binaries, installed_binaries
from tanggap.server.postgres.privileges import can_enter, can_run, give, server_account
from tanggap.server.process import Account

POINTER = "postgresql.location"
ELSEWHERE = Path("/var/lib/tanggap")
# A socket's address holds 108 bytes on Linux, 104 elsewhere, the closing zero among them.
_LONGEST_SOCKET_FOLDER = (107 if sys.platform == "linux" else 103) - len("/.s.PGSQL.5432")


@dataclass(frozen=True, slots=True)
class Layout:
    """The folders of one cluster, the user its server runs as, and what its owner should be told."""

    home: Path
    place: Path
    binaries: Path
    account: Account | None
    note: str = ""

    @property
    def data(self) -> Path:
        return self.place / "pg"

    @property
    def credentials(self) -> Path:
        return self.place / "postgresql.json"

    def program(self, name: str) -> Path:
        return self.binaries / "bin" / name


def digest(path: Path) -> str:
    """A short name for a folder, the same in every process."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def find_layout(home: Path) -> Layout:
    """Where the cluster of this home lies or will lie.

    Under root, the server's user may be unable to reach the home or the programs (a clone under ``/root``).
    Then they go to a folder of our own, and a file in the home says where.
    """
    home = home.absolute()
    make_home(home)
    place, note = _place(home)
    account = server_account(place, place / "pg")
    binaries = installed_binaries()
    if not can_run(binaries / "bin" / "postgres", account):
        binaries = copied_binaries(binaries, _make_elsewhere())
    return Layout(home, place, binaries, account, note)


def _place(home: Path) -> tuple[Path, str]:
    pointer = home / POINTER
    if pointer.is_file():
        return Path(pointer.read_text(encoding="utf-8").strip()), ""
    account = server_account(home, home / "pg")
    if account is None or (home / "pg").exists() or can_enter(home, account):
        return home, ""
    place = _make_elsewhere() / digest(home)
    is_found = (place / "pg").exists()
    place.mkdir(exist_ok=True)
    place.chmod(0o711)
    write_private(pointer, f"{place}\n")
    if is_found:
        return place, f"The database of {home} was found in {place}; to begin anew, stop and remove that folder."
    return place, f"PostgreSQL runs as user {account.name}, who cannot enter {home}: the database lies in {place}."


def _make_elsewhere() -> Path:
    folder = ELSEWHERE
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
            folder.chmod(0o711)
    except OSError as error:
        raise PermanentFailure(f"The folder {folder} cannot be made: {error.strerror}. {advice(error)}") from error
    return folder


def socket_folder(home: Path, account: Account | None) -> Path:
    """A folder for the socket that only the server's user may enter, with a short name however long `home` is."""
    uid = account.uid if account else os.geteuid()
    for base in _bases(account):
        for suffix in ("", *(f"-{number}" for number in range(2, 10))):
            folder = base / f"tanggap-{uid}-{digest(home)}{suffix}"
            if len(os.fsencode(folder)) <= _LONGEST_SOCKET_FOLDER and _is_ours(folder, uid, account):
                return folder
    raise PermanentFailure(
        "No private folder for the database's socket can be made in the folder for temporary files. Set TMPDIR to "
        "a folder with a short name that this user may write to."
    )


def _bases(account: Account | None) -> list[Path]:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    bases = [Path(tempfile.gettempdir()), Path("/tmp")]  # noqa: S108 the folder made there is private
    if runtime and account is None and os.access(runtime, os.W_OK | os.X_OK):
        bases.insert(0, Path(runtime))
    return [base for base in bases if can_enter(base, account)]


def _is_ours(folder: Path, uid: int, account: Account | None) -> bool:
    """Make the folder, or see that the one that is there is a real folder of that user, closed to others."""
    try:
        folder.mkdir(mode=0o700)
        give(folder, account)
    except FileExistsError:
        pass
    except OSError:
        return False
    found = folder.lstat()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == uid and stat.S_IMODE(found.st_mode) == 0o700
