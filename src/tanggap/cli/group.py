"""``tanggap group``: stories from a stream of texts, without a database."""

from __future__ import annotations

import json
import mmap
import os
import struct
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import IO, TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from tanggap.cli._jsonl import at_line, complete_or_nothing, identifier, opened, progress_of, records, string
from tanggap.core.errors import InvalidInput

if TYPE_CHECKING:
    from tanggap.core.grouping.live import GroupingText
    from tanggap.core.grouping.stories import Merge

app = typer.Typer()

_NUMBER = struct.Struct("<q")
_PROGRESS_EVERY = 1_000


@app.command()
def group(
    input_path: Annotated[str, typer.Option("--input", help="JSONL, one text a line; - is standard input.")],
    output_path: Annotated[str, typer.Option("--output", help="JSONL, one story a line; - is standard output.")],
) -> None:
    """Group texts into stories: {"id", "title"[, "text"][, "published_at"]} in stream order.

    Writes {"id", "story"} for every line, in the same order, after all merges. published_at is ISO 8601
    (UTC when it has no zone) or POSIX seconds. A story takes nothing more 72 hours after its latest date; an
    undated line in a dated stream counts as coming at the time of its neighbours, and where a story has no
    date at all, 20,000 lines after its last one.
    """
    from tanggap.cli import console

    try:
        with ExitStack() as stack:
            source = stack.enter_context(opened(input_path))
            spool = stack.enter_context(_Spool())
            told = stack.enter_context(progress_of("lines"))
            _group(_rows(source, input_path, told), spool)
            sink = stack.enter_context(complete_or_nothing(output_path))
            for line in spool.lines():
                sink.write(line)
    except InvalidInput as error:
        console.print(f"tanggap group: {error}", highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except OSError as error:
        where = error.filename or output_path
        console.print(
            f"tanggap group: {where}: {error.strerror or error}", highlight=False, markup=False, soft_wrap=True
        )
        raise typer.Exit(2) from None


@dataclass(frozen=True, slots=True)
class _Row:
    id_json: bytes
    mention: GroupingText


class _Spool:
    """Memberships and merges on disk, so that memory holds the live stories only."""

    def __enter__(self) -> _Spool:
        self._members: IO[bytes] = tempfile.TemporaryFile()
        self._heirs: IO[bytes] = tempfile.TemporaryFile()
        return self

    def __exit__(self, *error: object) -> None:
        self._members.close()
        self._heirs.close()

    def put(self, id_json: bytes, story: int) -> None:
        """Note a line's story as it stands now."""
        self._members.write(b"%d %s\n" % (story, id_json))

    def merge(self, merge: Merge) -> None:
        """Note that a story went into another."""
        self._heirs.seek(merge.absorbed * _NUMBER.size)
        self._heirs.write(_NUMBER.pack(merge.into))

    def lines(self) -> Iterator[bytes]:
        """Yield the output, line by line, with the stories as they stand at the end."""
        self._heirs.seek(0, os.SEEK_END)
        # A story that nobody absorbed has 0 here, or no place at all beyond the end.
        self._heirs.write(_NUMBER.pack(0))
        self._heirs.flush()
        self._members.seek(0)
        with mmap.mmap(self._heirs.fileno(), 0, access=mmap.ACCESS_READ) as heirs:
            for line in self._members:
                story, _, id_json = line.rstrip(b"\n").partition(b" ")
                yield b'{"id": %s, "story": %d}\n' % (id_json, _survivor(heirs, int(story)))


def _survivor(heirs: mmap.mmap, story: int) -> int:
    while (place := story * _NUMBER.size) < len(heirs):
        (heir,) = _NUMBER.unpack_from(heirs, place)
        if not heir:
            break
        story = heir
    return story


def _group(rows: Iterator[_Row], spool: _Spool) -> None:
    from tanggap.core.grouping.stories import StoryGrouper

    grouper = StoryGrouper(new_id=count(1).__next__)
    for row in rows:
        spool.put(row.id_json, grouper.add(row.mention).story)
        if grouper.is_merge_due:
            for merge in grouper.merge_pass():
                spool.merge(merge)
    while merges := grouper.merge_pass():
        for merge in merges:
            spool.merge(merge)


def _rows(source: BinaryIO, name: str, told: Callable[[int], None]) -> Iterator[_Row]:
    for n_done, (number, record) in enumerate(records(source, name), start=1):
        with at_line(number, name):
            row = _row(record)
        yield row
        if n_done % _PROGRESS_EVERY == 0:
            told(n_done)


def _row(record: dict[str, Any]) -> _Row:
    from tanggap.core.grouping.live import GroupingText

    if "title" not in record and "text" not in record:
        raise InvalidInput('neither "title" nor "text"', field="title")
    mention = GroupingText(string(record, "title"), string(record, "text"), _instant(record))
    return _Row(json.dumps(identifier(record)).encode(), mention)


def _instant(record: dict[str, Any]) -> float | None:
    value = record.get("published_at")
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str):
            moment = datetime.fromisoformat(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC).timestamp()
    except (ValueError, OverflowError, OSError):
        pass
    raise InvalidInput('"published_at" must be an ISO 8601 date or POSIX seconds', field="published_at")
