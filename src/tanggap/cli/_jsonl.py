"""Lines of JSON in and out for the stateless commands: strict about lines, careful with the output file."""

from __future__ import annotations

import codecs
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from tanggap.core.errors import InvalidInput


def records(source: BinaryIO, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield line number and object of every line that is not blank; complain with the line's number."""
    for number, line in enumerate(source, start=1):
        if line.strip():
            with at_line(number, name):
                record = _object(line.removeprefix(codecs.BOM_UTF8) if number == 1 else line)
            yield number, record


@contextmanager
def at_line(number: int, name: str) -> Iterator[None]:
    """Add the place to a complaint about a line."""
    try:
        yield
    except InvalidInput as error:
        shown = "standard input" if name == "-" else name
        raise InvalidInput(f"{shown}, line {number}: {error}", field=error.field) from None


def _object(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InvalidInput(f"not UTF-8 (byte {error.start + 1} of the line)") from None
    except json.JSONDecodeError as error:
        raise InvalidInput(f"not JSON: {error.msg} at character {error.colno}") from None
    except (RecursionError, ValueError):
        raise InvalidInput("not a plain record: nested too deeply, or a number too long") from None
    if not isinstance(record, dict):
        raise InvalidInput("not a JSON object")
    return record


def identifier(record: dict[str, Any]) -> str | int:
    """Give the record's `id`: a string or a whole number, handed back as it came."""
    if "id" not in record:
        raise InvalidInput('"id" is missing', field="id")
    value = record["id"]
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise InvalidInput('"id" must be a string or a whole number', field="id")
    return value


def string(record: dict[str, Any], field: str, *, is_required: bool = False) -> str:
    """Give a text field of the record; empty when an optional one is left out or null."""
    value = record.get(field)
    if value is None and not is_required:
        return ""
    if field not in record:
        raise InvalidInput(f'"{field}" is missing', field=field)
    if not isinstance(value, str):
        raise InvalidInput(f'"{field}" must be a string', field=field)
    return value


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a file, or standard input for ``-``."""
    if path == "-":
        yield sys.stdin.buffer
        return
    with Path(path).open("rb") as source:
        yield source


@contextmanager
def complete_or_nothing(path: str) -> Iterator[BinaryIO]:
    """Write beside the file and rename at the end: half an output never looks like a whole one."""
    if path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(path).resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as sink:
            yield sink
        return
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as sink:
            yield sink
            sink.flush()
            os.fsync(sink.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def progress_of(what: str) -> Iterator[Any]:
    """Give a function that is told how many lines are done; it draws on a terminal and is silent elsewhere."""
    from tanggap.cli import console

    if not console.is_terminal:
        yield lambda n_done: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda n_done: progress.update(task, completed=n_done)
