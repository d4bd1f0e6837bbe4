"""Putting a backup back. Everything is made ready beside what is there, and swapped in at the end."""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tanggap.core.errors import InvalidInput, PermanentFailure, WrongState
from tanggap.server.backup.archive import extract, open_archive, read_manifest, verify
from tanggap.server.backup.manifest import DATABASE_PART, FILES, FOLDERS, Manifest, is_newer, our_version
from tanggap.server.backup.site import Site, connect
from tanggap.server.home import advice, make_home


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and under which names the former database and files are kept."""

    manifest: Manifest
    former_database: str
    former_files: tuple[Path, ...]


def restore_backup(site: Site, home: Path, source: Path, *, may_replace: bool = False) -> Restored:
    """Verify a backup and put it in the place of what is there; what was there is kept under another name.

    Raises
    ------
    InvalidInput
        If the backup is damaged or made by something later than we are.
    WrongState
        If the database holds tables and `may_replace` is not given, or is in use.
    """
    make_home(home)
    with open_archive(source) as archive:
        manifest = read_manifest(archive)
        verify(archive, manifest)
        _check_versions(manifest, site)
        _check_place(site, may_replace=may_replace)
        try:
            return _restore(archive, manifest, site, home)
        except OSError as error:
            raise PermanentFailure(f"The backup was not put back: {error}. {advice(error)}") from error


def _check_versions(manifest: Manifest, site: Site) -> None:
    if is_newer(manifest.tanggap_version, our_version()):
        raise InvalidInput(
            f"This backup was made by Tanggap {manifest.tanggap_version}, and this is {our_version()}. "
            "Install that version or a later one first."
        )
    if manifest.database_major > site.server_major():
        raise InvalidInput(
            f"This backup was made by PostgreSQL {manifest.database_major}, and the server is PostgreSQL "
            f"{site.server_major()}, which cannot read it. Use a server of version {manifest.database_major} or later."
        )


def _check_place(site: Site, *, may_replace: bool) -> None:
    n_tables = site.n_tables()
    if n_tables and not may_replace:
        raise WrongState(
            f"The database {site.name} is not empty ({n_tables} tables). With --force-into-nonempty the backup takes "
            "its place, and what is there is kept under another name."
        )
    if site.exists(site.name) and site.n_visitors():
        raise WrongState(f"The database {site.name} is in use. Stop Tanggap first, then restore.")


def _restore(archive: tarfile.TarFile, manifest: Manifest, site: Site, home: Path) -> Restored:
    stamp = datetime.now(UTC).strftime("%Y%m%d_%H%M%S")
    fresh, former = f"{site.name}_restore_{stamp}", f"{site.name}_before_{stamp}"
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=home) as folder, undoing() as undo:
        stage = Path(folder)
        for name in manifest.parts:
            extract(archive, manifest, name, stage / name)
        site.create(fresh)
        undo(lambda: site.drop(fresh))
        _fill(site, fresh, stage / DATABASE_PART, manifest)
        has_former = site.exists(site.name)
        if has_former:
            site.rename(site.name, former)
            undo(lambda: site.rename(former, site.name))
        site.rename(fresh, site.name)
        undo(lambda: site.rename(site.name, fresh))
        moved = _swap_files(stage, home, stamp, undo)
    return Restored(manifest, former if has_former else "", tuple(moved))


def _fill(site: Site, database: str, dump: Path, manifest: Manifest) -> None:
    arguments = ["--no-owner", "--exit-on-error", "--no-password", f"--dbname={database}"]
    are_roles_the_same = site.is_embedded and manifest.is_embedded
    if not are_roles_the_same:
        arguments.append("--no-privileges")
        site.grant(database)
    site.run("pg_restore", site.owner_of(database), [*arguments, str(dump)])
    if are_roles_the_same:
        # Not before: what the application may no longer do would come back with the tables.
        site.grant(database)
    with connect(site.owner_of(database)) as connection:
        connection.execute("ANALYZE")


def _swap_files(stage: Path, home: Path, stamp: str, undo: Callable[[Callable[[], object]], None]) -> list[Path]:
    """Move the restored files in, and what lay in their place aside."""
    moved: list[Path] = []
    for name in (*FOLDERS, *FILES):
        here, new = home / name, stage / name
        if here.exists():
            aside = home / f"{name}.before-{stamp}"
            _move(here, aside, undo)
            moved.append(aside)
        if new.exists():
            _move(new, here, undo)
    return moved


def _move(source: Path, target: Path, undo: Callable[[Callable[[], object]], None]) -> None:
    source.rename(target)
    undo(lambda: target.rename(source))


@contextmanager
def undoing() -> Iterator[Callable[[Callable[[], object]], None]]:
    """Collect steps back; when the block fails they are taken, the last one first."""
    steps: list[Callable[[], object]] = []
    try:
        yield steps.append
    except BaseException:
        for step in reversed(steps):
            step()
        raise
