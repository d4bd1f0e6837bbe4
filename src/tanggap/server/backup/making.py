"""Making a backup, beside a running office or without one."""

from __future__ import annotations

import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tanggap.core.errors import InvalidInput, PermanentFailure
from tanggap.server.backup.archive import add_file, add_manifest
from tanggap.server.backup.manifest import DATABASE_PART, FILES, FOLDERS, Manifest, Part, our_version
from tanggap.server.backup.site import Site
from tanggap.server.home import advice


def make_backup(site: Site, home: Path, target: Path) -> Manifest:
    """Write everything to `target`: whole under its name, or not at all."""
    if target.exists():
        raise InvalidInput(f"{target} is already there; a backup never overwrites. Choose another name.")
    try:
        # Beside the target, so that the last step is a mere renaming on one disk.
        with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.absolute().parent) as folder:
            draft = Path(folder) / "backup.tar"
            draft.touch(mode=0o600)
            manifest = _write(site, home, Path(folder), draft)
            draft.rename(target)
    except OSError as error:
        raise PermanentFailure(f"The backup {target} cannot be written: {error}. {advice(error)}") from error
    return manifest


def _write(site: Site, home: Path, folder: Path, draft: Path) -> Manifest:
    dump = folder / DATABASE_PART
    dump.touch(mode=0o600)
    # The database first: what its rows point at is in the folders by then.
    site.run("pg_dump", site.owner_url, ["--format=custom", "--no-password", f"--file={dump}"])
    parts: dict[str, Part] = {}
    with tarfile.open(draft, "w", format=tarfile.PAX_FORMAT) as archive:
        parts[DATABASE_PART] = add_file(archive, DATABASE_PART, dump)
        dump.unlink()
        for name, path in files_of(home):
            parts[name] = add_file(archive, name, path)
        manifest = Manifest(datetime.now(UTC), our_version(), site.server_major(), site.is_embedded, parts)
        add_manifest(archive, manifest)
    return manifest


def files_of(home: Path) -> list[tuple[str, Path]]:
    """The files of a home that belong in a backup, under the names that they have in it."""
    found = [(name, home / name) for name in FILES if (home / name).is_file()]
    for folder in FOLDERS:
        paths = sorted(path for path in (home / folder).rglob("*") if path.is_file() and not path.is_symlink())
        found += [(path.relative_to(home).as_posix(), path) for path in paths]
    return found
