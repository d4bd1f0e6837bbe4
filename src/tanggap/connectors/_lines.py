"""Lines out of a file of any size and any usual encoding, in flat memory."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from tanggap.core.web.charset import detect_charset

HEAD_BYTES = 64 * 1024
MAX_LINE_CHARS = 4_000_000


class Rewound(io.RawIOBase):
    """A file whose head was read already, from its beginning; closing it leaves the file open."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        self._head = memoryview(head)
        self._file = file

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill `buffer`; 0 at the end."""
        source = bytes(self._head[: len(buffer)])
        if source:
            self._head = self._head[len(source) :]
        else:
            source = self._file.read(len(buffer))
        buffer[: len(source)] = source
        return len(source)


def text_lines(head: bytes, file: BinaryIO) -> Iterator[str | None]:
    """Yield the lines of `head` and the rest of `file` with their ends; None for a line that is too long.

    Lines that are not UTF-8 are read as Windows-1252, each for itself: spreadsheets and scripts mix them.
    """
    encoding = encoding_of(head)
    reader = io.TextIOWrapper(
        io.BufferedReader(Rewound(head, file), HEAD_BYTES), encoding, errors=_ERRORS[encoding], newline=""
    )
    while line := reader.readline(MAX_LINE_CHARS):
        if len(line) == MAX_LINE_CHARS and not line.endswith("\n"):
            _skip_rest_of_line(reader)
            yield None
        else:
            yield _repaired(line).replace("\x00", "")


def encoding_of(head: bytes) -> str:
    """Return the codec for a file by its first bytes; UTF-8 also stands for Windows-1252 (see above)."""
    found = detect_charset(head)
    return found if found in _ERRORS else "utf-8"


_ERRORS = {
    "utf-8": "surrogateescape",
    "utf-8-sig": "surrogateescape",
    "utf-16": "replace",
    "utf-16-le": "replace",
    "utf-16-be": "replace",
    "utf-32": "replace",
}


def _skip_rest_of_line(reader: io.TextIOWrapper) -> None:
    while (rest := reader.readline(MAX_LINE_CHARS)) and not rest.endswith("\n"):
        pass


def _repaired(line: str) -> str:
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:
        return line.encode("utf-8", "surrogateescape").decode("cp1252", errors="replace")
    return line
