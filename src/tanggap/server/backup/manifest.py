"""What a backup holds, and how to know that it is whole."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import PurePosixPath

from tanggap.core.errors import InvalidInput

FORMAT = 1
NAME = "manifest.json"
DATABASE_PART = "database.dump"
FOLDERS = ("attachments", "models")
FILES = ("settings.env", "secret_key", "demo-sign-ins.txt")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the archive."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The list of what is in a backup, and what made it."""

    made_at: datetime
    tanggap_version: str
    database_major: int
    is_embedded: bool
    parts: dict[str, Part]

    def as_json(self) -> str:
        data = asdict(self) | {"format": FORMAT, "made_at": self.made_at.isoformat()}
        return json.dumps(data, indent=1, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read a manifest.

        Raises
        ------
        InvalidInput
            If it is none, of a later format, or names a place outside the folders of a backup.
        """
        try:
            data = json.loads(text)
            if data["format"] != FORMAT:
                raise InvalidInput(f"This backup is of format {data['format']}; this Tanggap reads format {FORMAT}.")
            parts = {name: Part(str(part["sha256"]), int(part["size"])) for name, part in data["parts"].items()}
            found = cls(
                datetime.fromisoformat(data["made_at"]),
                str(data["tanggap_version"]),
                int(data["database_major"]),
                bool(data["is_embedded"]),
                parts,
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidInput("This is no backup of Tanggap: its manifest cannot be read.") from error
        for name in parts:
            _check_place(name)
        if DATABASE_PART not in parts:
            raise InvalidInput("This backup holds no database.")
        return found


def _check_place(name: str) -> None:
    path = PurePosixPath(name)
    is_known = name in (DATABASE_PART, *FILES) or (len(path.parts) > 1 and path.parts[0] in FOLDERS)
    if not is_known or path.is_absolute() or ".." in path.parts or str(path) != name:
        raise InvalidInput(f"This backup names a file outside its folders: {name!r}. Nothing was changed.")


def our_version() -> str:
    return version("tanggap")


def is_newer(theirs: str, ours: str) -> bool:
    """Whether one version of Tanggap is later than another.

    >>> is_newer("0.10.0", "0.9.3"), is_newer("1.0", "1.0.0")
    (True, False)
    """
    return _numbers(theirs) > _numbers(ours)


def _numbers(version: str) -> tuple[int, ...]:
    numbers = [int(part) for part in version.split("+")[0].split(".") if part.isdigit()]
    return tuple(numbers + [0] * (4 - len(numbers)))
