"""PostgreSQL refuses to run as root: which user it runs as then, and what that user can reach."""

from __future__ import annotations

import os
import pwd
import subprocess
from pathlib import Path

from tanggap.core.errors import PermanentFailure
from tanggap.server.process import Account

# A machine that is here to stay may have a user of its own for us; every Unix has the other one.
_CANDIDATES = ("tanggap", "nobody")


def server_account(home: Path, data: Path) -> Account | None:
    """The user that PostgreSQL runs as; None when that is us.

    Under root: whoever owns the data already, else whoever owns the home folder, else a user without rights.
    """
    if os.geteuid() != 0:
        return None
    for folder in (data, home):
        if folder.exists() and folder.stat().st_uid != 0:
            return _account_of(folder.stat().st_uid)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise PermanentFailure(
        "PostgreSQL does not run as root, and this machine has no user `nobody` to run it. Make a user named "
        "`tanggap`, or start Tanggap as an ordinary user."
    )


def _account_of(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise PermanentFailure(
            f"The folder belongs to user number {uid}, whom this machine does not know. Give it to a known user."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def can_enter(folder: Path, account: Account | None) -> bool:
    """Whether that user can pass through the folder and all folders above it (asked of the kernel)."""
    return _test("-x", folder, account)


def can_run(program: Path, account: Account | None) -> bool:
    return _test("-x", program, account)


def _test(flag: str, path: Path, account: Account | None) -> bool:
    if account is None:
        return os.access(path, os.X_OK)
    found = subprocess.run(
        ["/usr/bin/env", "test", flag, str(path)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return found.returncode == 0


def give(path: Path, account: Account | None) -> None:
    """Hand a folder that we just made to that user."""
    if account is not None:
        os.chown(path, account.uid, account.gid)
