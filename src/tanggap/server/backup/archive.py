"""Writing and reading the one file of a backup: a tar archive whose last member is its manifest."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast

from tanggap.core.errors import InvalidInput
from tanggap.server.backup.manifest import NAME, Manifest, Part

_CHUNK = 1 << 20


class _HashingReader:
    """Passes bytes through and remembers their hash."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self.hash.update(chunk)
        return chunk


def add_file(archive: tarfile.TarFile, name: str, path: Path) -> Part:
    """Add one file and tell what was written of it."""
    info = archive.gettarinfo(str(path), arcname=name)
    with path.open("rb") as file:
        reader = _HashingReader(file)
        archive.addfile(info, cast(IO[bytes], reader))  # it needs no more of a file than `read`
    return Part(reader.hash.hexdigest(), info.size)


def add_manifest(archive: tarfile.TarFile, manifest: Manifest) -> None:
    content = manifest.as_json().encode()
    info = tarfile.TarInfo(NAME)
    info.size = len(content)
    info.mtime = int(manifest.made_at.timestamp())
    archive.addfile(info, io.BytesIO(content))


def read_manifest(archive: tarfile.TarFile) -> Manifest:
    member = _member(archive, NAME)
    content = archive.extractfile(member)
    if content is None:
        raise InvalidInput("This is no backup of Tanggap: its manifest is no file.")
    with content:
        return Manifest.from_json(content.read().decode(errors="replace"))


def verify(archive: tarfile.TarFile, manifest: Manifest) -> None:
    """Read every part and compare it with the manifest, before anything is changed.

    Raises
    ------
    InvalidInput
        If a part is missing, cut short or altered.
    """
    for name in manifest.parts:
        _copy(archive, manifest, name, lambda _chunk: None)


def extract(archive: tarfile.TarFile, manifest: Manifest, name: str, target: Path) -> None:
    """Write one part to a file that only we may read."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.touch(mode=0o600)
    with target.open("wb") as file:
        _copy(archive, manifest, name, file.write)


def open_archive(path: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(path, "r:")
    except FileNotFoundError:
        raise InvalidInput(f"There is no file {path}.") from None
    except (tarfile.TarError, OSError) as error:
        raise InvalidInput(f"{path} is no backup of Tanggap, or was cut short: {error}.") from error


def _member(archive: tarfile.TarFile, name: str) -> tarfile.TarInfo:
    try:
        member = archive.getmember(name)
    except KeyError:
        raise InvalidInput(f"This is no whole backup of Tanggap: {name} is missing.") from None
    except (tarfile.TarError, OSError) as error:
        raise InvalidInput(f"This backup is damaged: {error}.") from error
    if not member.isfile():
        raise InvalidInput(f"This backup is damaged: {name} is no plain file.")
    return member


def _copy(archive: tarfile.TarFile, manifest: Manifest, name: str, write: Callable[[bytes], object]) -> None:
    digest = hashlib.sha256()
    n_bytes = 0
    member = _member(archive, name)
    content = archive.extractfile(member)
    if content is None:
        raise InvalidInput(f"This backup is damaged: {name} cannot be read.")
    with content:
        try:
            while chunk := content.read(_CHUNK):
                digest.update(chunk)
                n_bytes += len(chunk)
                write(chunk)
        except tarfile.TarError as error:
            raise InvalidInput(f"This backup was cut short within {name}.") from error
    if Part(digest.hexdigest(), n_bytes) != manifest.parts[name]:
        raise InvalidInput(f"This backup is damaged: {name} is not what was stored. Nothing was changed.")
