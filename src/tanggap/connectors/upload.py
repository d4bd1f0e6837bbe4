"""Files of mentions: JSON lines, CSV and Excel, with English or Indonesian column names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any, BinaryIO, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, field_validator

from tanggap.connectors._fields import ALIASES, SOURCE_KINDS, fields_of
from tanggap.connectors._lines import HEAD_BYTES, text_lines
from tanggap.connectors._records import Defaults, for_quarantine, redacted, to_item
from tanggap.connectors._sheets import sheet_rows
from tanggap.connectors._tables import SAMPLE_LINES, Broken, delimiter_of, rows, with_header
from tanggap.connectors.base import BadRow, Item
from tanggap.core.errors import InvalidInput

Format = Literal["jsonl", "csv", "xlsx"]

LINE_TOO_LONG = "The line is longer than 4 million characters."
NOT_JSON = "The line is no valid JSON."
NOT_AN_OBJECT = "The line is no JSON object."
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "This is an old Excel file, or one with a password. Save it as XLSX without a password."),
    (b"%PDF", "This is a PDF. Upload a table: XLSX, CSV or JSON lines."),
    (b"\x1f\x8b", "This file is packed (gzip). Unpack it first."),
    (b"Rar!", "This file is packed (RAR). Unpack it first."),
    (b"7z\xbc\xaf", "This file is packed (7z). Unpack it first."),
)
_Record = Mapping[str, Any] | Broken


class UploadConfig(BaseModel):
    """What a person chooses for a file."""

    format: Literal["auto", "jsonl", "csv", "xlsx"] = Field(default="auto", title="Format")
    source_kind: str = Field(default="media_online", title="Kind of source when a row names none")
    timezone: str = Field(default="Asia/Makassar", title="Time zone of dates that name none")
    columns: dict[str, str] = Field(default_factory=dict, title="Which column holds what")

    @field_validator("source_kind")
    @classmethod
    def _is_kind(cls, value: str) -> str:
        if value not in SOURCE_KINDS:
            raise ValueError("this kind of source is not known")
        return value

    @field_validator("columns")
    @classmethod
    def _are_fields(cls, value: dict[str, str]) -> dict[str, str]:
        unknown = sorted(set(value.values()) - set(ALIASES))
        if unknown:
            raise ValueError(f"these fields are not known: {', '.join(unknown)}")
        return value

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, KeyError):
            raise ValueError("this time zone is not known") from None
        return value


def detect_format(head: bytes, filename: str = "") -> Format:
    """Return the format of a file by its first bytes; the name only decides about an empty one.

    Raises
    ------
    InvalidInput
        With a sentence in plain words when it is a format that is not read.
    """
    for magic, message in _FOREIGN:
        if head.startswith(magic):
            raise InvalidInput(message, field="file")
    if head.startswith(b"PK"):
        if b"opendocument" in head[:200]:
            raise InvalidInput("This is an OpenDocument table. Save it as XLSX.", field="file")
        return "xlsx"
    text = "".join(islice((line or "" for line in text_lines(head[:4096], _NO_FILE)), 20)).lstrip()
    if text.startswith("{"):
        return "jsonl"
    if text.startswith("["):
        raise InvalidInput("This is one JSON list. Write one JSON object per line (JSON lines).", field="file")
    if text[:15].lower().startswith(("<!doctype", "<html", "<table", "<?xml")):
        raise InvalidInput("This is a web page or XML. Save it as XLSX or CSV.", field="file")
    is_named_jsonl = filename.lower().endswith((".jsonl", ".ndjson", ".json"))
    return "jsonl" if not text and is_named_jsonl else "csv"


class _Empty:
    """A file with nothing behind its head."""

    def read(self, size: int = -1) -> bytes:
        return b""


_NO_FILE: Any = _Empty()


class Upload:
    """Reads a file of mentions. Row numbers count records from 1, without header and blank lines."""

    kind = "upload"
    label = "File of mentions (JSON lines, CSV, Excel)"
    mode: Literal["file"] = "file"
    Config: type[BaseModel] = UploadConfig

    def read(self, file: BinaryIO, config: BaseModel, *, skip_rows: int = 0) -> Iterator[Item | BadRow]:
        """Yield every record after the first `skip_rows`, good or bad, in file order and flat memory.

        Raises
        ------
        InvalidInput
            If the file as a whole cannot be read: a foreign format, no column for words, a damaged workbook.
        """
        settings = UploadConfig.model_validate(config)
        head = file.read(HEAD_BYTES)
        if not head.strip():
            return
        form = detect_format(head) if settings.format == "auto" else settings.format
        if form == "xlsx":
            file.seek(0)
        defaults = Defaults(settings.source_kind, ZoneInfo(settings.timezone))
        found = _READERS[form](head, file, settings.columns)
        for row_number, record in enumerate(islice(found, skip_rows, None), start=skip_rows + 1):
            yield _judged(record, row_number, defaults)


def _judged(record: _Record | str, row_number: int, defaults: Defaults) -> Item | BadRow:
    if isinstance(record, str):
        record = _parsed(record)
    if isinstance(record, Broken):
        return BadRow(row_number, record.reason, redacted(record.raw))
    try:
        return to_item(record, defaults)
    except InvalidInput as error:
        return BadRow(row_number, str(error), for_quarantine(record))


def _json_lines(head: bytes, file: BinaryIO, columns: Mapping[str, str]) -> Iterator[_Record | str]:
    """Yield lines unparsed, so that those which are skipped cost nothing."""
    for line in text_lines(head, file):
        if line is None:
            yield Broken(LINE_TOO_LONG)
        elif line.strip():
            yield line if not columns else _parsed(line, columns)


def _parsed(line: str, columns: Mapping[str, str] | None = None) -> _Record:
    try:
        record = json.loads(line, strict=False, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return Broken(NOT_JSON, line)
    if not isinstance(record, dict):
        return Broken(NOT_AN_OBJECT, line)
    names = list(record)[:500]
    return {field: record[names[position]] for position, field in fields_of(names, columns or {}).items()}


def _separated(head: bytes, file: BinaryIO, columns: Mapping[str, str]) -> Iterator[_Record | str]:
    lines = text_lines(head, file)
    first = list(islice(lines, SAMPLE_LINES))
    sample = [line for line in first if line is not None]
    delimiter = delimiter_of(sample, columns)
    if sample and sample[0].lower().startswith("sep="):
        first = first[1:]
    return _tabled(rows(chain(first, lines), delimiter), columns)


def _workbook(head: bytes, file: BinaryIO, columns: Mapping[str, str]) -> Iterator[_Record | str]:
    return _tabled(sheet_rows(file, columns), columns)


def _tabled(found: Iterator[Any], columns: Mapping[str, str]) -> Iterator[_Record | str]:
    table = with_header(found, columns)
    if table is not None:
        header, rest = table
        for row in rest:
            yield row if isinstance(row, Broken) else header.record(row)


_READERS = {"jsonl": _json_lines, "csv": _separated, "xlsx": _workbook}

plugin = Upload()
