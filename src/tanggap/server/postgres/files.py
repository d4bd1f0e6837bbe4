"""Reading the small files that PostgreSQL keeps in its data folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tanggap.server.process import command_line, is_alive


@dataclass(frozen=True, slots=True)
class PostmasterFile:
    """What ``postmaster.pid`` says: line 1 the process, line 5 the socket folder, line 8 how far it is."""

    pid: int
    socket_folder: str
    status: str

    @property
    def is_ready(self) -> bool:
        return self.status == "ready"


def parse_postmaster(text: str) -> PostmasterFile | None:
    """The content of ``postmaster.pid``; None when it is empty or cut short before the process number.

    >>> parse_postmaster("42\\n/data\\n1790000000\\n5432\\n/tmp/s\\n\\n  5432001 0\\nready   \\n").is_ready
    True
    """
    lines = [line.strip() for line in text.splitlines()]
    if not lines or not lines[0].lstrip("-").isdigit():
        return None
    lines += [""] * (8 - len(lines))
    # A negative number is a server in single-user mode.
    return PostmasterFile(pid=abs(int(lines[0])), socket_folder=lines[4], status=lines[7])


def parse_version(text: str) -> int | None:
    """The major version in a ``PG_VERSION`` file; None when there is none in it."""
    first = text.strip().partition(".")[0]
    return int(first) if first.isdigit() else None


def read_postmaster(data: Path) -> PostmasterFile | None:
    try:
        return parse_postmaster((data / "postmaster.pid").read_text(encoding="utf-8", errors="replace"))
    except FileNotFoundError:
        return None


def disown_postmaster(data: Path) -> None:
    """Name ourselves in a left-over ``postmaster.pid`` that names a stranger or a dead process nobody buried.

    PostgreSQL would take any process with that number for a server of its own, but not its own parent.
    The rest of the file stays, because by it PostgreSQL sees whether processes of the old server still live.
    """
    descriptor = os.open(data / "postmaster.pid", os.O_RDWR | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "r+", encoding="utf-8", errors="surrogateescape") as file:
        rest = file.read().partition("\n")[2]
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n{rest}")


def read_version(data: Path) -> int | None:
    try:
        return parse_version((data / "PG_VERSION").read_text(encoding="ascii", errors="replace"))
    except FileNotFoundError:
        return None


def serves(pid: int, data: Path) -> bool:
    """Whether this process is alive and a PostgreSQL server of this data folder, not a stranger with its number."""
    return is_alive(pid) and str(data) in command_line(pid)


def major_version_refusal(found: int | None, ours: int, data: Path) -> str:
    """The sentence for a data folder that this PostgreSQL cannot read; empty when it can."""
    if found == ours:
        return ""
    if found is None:
        return (
            f"{data} is not empty, but holds no PostgreSQL database. Move it aside, or set TANGGAP_HOME to another "
            "folder."
        )
    return (
        f"The database in {data} was made by PostgreSQL {found}, and this Tanggap brings PostgreSQL {ours}. Nothing "
        f"was changed. Run `tanggap backup FILE` with the Tanggap that brings PostgreSQL {found}, move the folder "
        "aside, then run `tanggap restore FILE` with this one."
    )
