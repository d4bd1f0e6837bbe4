"""Rows out of separated-value text, and the header that says what their cells mean."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from tanggap.connectors._fields import PERSONAL, fields_of
from tanggap.core.errors import InvalidInput

DELIMITERS = (",", ";", "\t", "|")
MAX_RECORD_CHARS = 1_000_000
MAX_RECORD_LINES = 20_000
MAX_COLUMNS = 500
HEADER_ROWS = 20
SAMPLE_LINES = 40
# The module's limit holds for the whole process; ours is the length of a record.
csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_RECORD_CHARS))

BROKEN_QUOTES = "A quotation mark in this row is never closed, or the row is too long."
TOO_MANY_CELLS = "The row has more cells than the header has columns."


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that could not be taken apart."""

    reason: str
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """Which column stands for which field."""

    names: tuple[str, ...]
    fields: Mapping[int, str]

    def record(self, row: Sequence[Any]) -> Mapping[str, Any] | Broken:
        """Return the fields of a row, or what is wrong with it."""
        if any(cell not in (None, "") for cell in row[len(self.names) :]):
            return Broken(TOO_MANY_CELLS, " | ".join(str(cell) for cell in row[: self._n_harmless()]))
        return {field: row[position] for position, field in self.fields.items() if position < len(row)}

    def _n_harmless(self) -> int:
        """How many cells of a shifted row surely hold no person's name: those before the first such column."""
        personal = [position for position, field in self.fields.items() if field in PERSONAL]
        return min([*personal, len(self.names)])


class _Tape:
    """Lines handed to the reader of one record, which can be handed out again."""

    def __init__(self, lines: Iterator[str | None]) -> None:
        self._lines = lines
        self._waiting: deque[str | None] = deque()
        self.taken: list[str] = []
        self.is_over = False
        self._n_chars = 0

    def __iter__(self) -> _Tape:
        return self

    def __next__(self) -> str:
        try:
            line = self._waiting.popleft() if self._waiting else next(self._lines)
        except StopIteration:
            self.is_over = True
            raise
        if line is None:
            if self.taken:
                self._waiting.appendleft(None)
            raise csv.Error("line too long")
        self.taken.append(line)
        self._n_chars += len(line)
        if self._n_chars > MAX_RECORD_CHARS or len(self.taken) > MAX_RECORD_LINES:
            raise csv.Error("record too long")
        return line

    def begin(self) -> None:
        self.taken, self._n_chars, self.is_over = [], 0, False

    def give_back_all_but_first(self) -> str:
        self._waiting.extendleft(reversed(self.taken[1:]))
        return self.taken[0] if self.taken else ""


def rows(lines: Iterator[str | None], delimiter: str) -> Iterator[list[str] | Broken]:
    """Yield the rows of separated values; one with an open quotation mark costs itself, not all that follow."""
    tape = _Tape(lines)
    while True:
        tape.begin()
        try:
            row = next(csv.reader(tape, delimiter=delimiter))
        except StopIteration:
            return
        except csv.Error:
            tape.give_back_all_but_first()
            yield Broken(BROKEN_QUOTES)
            continue
        # The reader only asks for more lines, and past the end of the file, inside quotation marks.
        if tape.is_over and len(tape.taken) > 1:
            tape.give_back_all_but_first()
            yield Broken(BROKEN_QUOTES)
        elif any(cell.strip() for cell in row):
            yield row


def delimiter_of(sample: Sequence[str], mapping: Mapping[str, str]) -> str:
    """Return the separator that makes most sense of the first lines of a file."""
    if sample and sample[0].lower().startswith("sep="):
        return sample[0][4:5] if sample[0][4:5] in DELIMITERS else ","

    def sense(delimiter: str) -> tuple[int, int]:
        found = [row for row in rows(iter(sample), delimiter) if isinstance(row, list)]
        return max(((len(fields_of(row, mapping)), len(row)) for row in found[:HEADER_ROWS]), default=(0, 0))

    return max(DELIMITERS, key=sense)


def with_header(
    found: Iterator[Sequence[Any] | Broken], mapping: Mapping[str, str]
) -> tuple[Header, Iterator[Sequence[Any] | Broken]] | None:
    """Find the header among the first rows; return it with the rows behind it, None when there are no rows.

    Raises
    ------
    InvalidInput
        If no row looks like a header that names a text or a title.
    """
    first = list(islice(found, HEADER_ROWS))
    if not first:
        return None
    best = max(range(len(first)), key=lambda index: (_n_fields(first[index], mapping), -index))
    row = first[best]
    fields = fields_of(row[:MAX_COLUMNS], mapping) if not isinstance(row, Broken) else {}
    if not {"text", "title", "summary"} & set(fields.values()):
        raise InvalidInput(
            "No column for the text or the title was found. Name one of the columns in the first row"
            " “Judul” or “Isi”, or say which column holds what.",
            field="columns",
        )
    names = tuple(str(cell or "") for cell in row) if not isinstance(row, Broken) else ()
    return Header(names, fields), chain(first[best + 1 :], found)


def _n_fields(row: Sequence[Any] | Broken, mapping: Mapping[str, str]) -> int:
    return 0 if isinstance(row, Broken) else len(fields_of(row[:MAX_COLUMNS], mapping))
