"""``tanggap detect``: how unusual each value of a series is, without a database."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Annotated, BinaryIO

import typer

from tanggap.cli._jsonl import at_line, complete_or_nothing, opened, progress_of
from tanggap.core.errors import InvalidInput

app = typer.Typer()

_PROGRESS_EVERY = 20_000
_MAX_CHARACTERS = 10_000


@app.command()
def detect(
    input_path: Annotated[str, typer.Option("--input", help="CSV: timestamp,value; - is standard input.")],
    output_path: Annotated[str, typer.Option("--output", help="CSV with score and shock added; - is standard output.")],
) -> None:
    """Score each value of a series by what came before it: timestamp,value in; timestamp,value,score,shock out.

    The score lies in [0, 1) and looks at earlier rows only; shock is 1 from .5 on. A timestamp is ISO 8601 (UTC
    when it has no zone) or POSIX seconds; the rows are taken in the order of the file. A heading is optional.
    """
    from tanggap.cli import console
    from tanggap.core.signals.anomalies import AnomalyDetector

    detector = AnomalyDetector()
    try:
        with ExitStack() as stack:
            source = stack.enter_context(opened(input_path))
            told = stack.enter_context(progress_of("rows"))
            sink = stack.enter_context(complete_or_nothing(output_path))
            sink.write(b"timestamp,value,score,shock\n")
            for n_done, (stamp, text, at, value) in enumerate(_rows(source, input_path), start=1):
                found = detector.update(value, at=at)
                sink.write(f"{stamp},{text},{found.score:.6f},{int(found.is_shock)}\n".encode())
                if n_done % _PROGRESS_EVERY == 0:
                    told(n_done)
    except InvalidInput as error:
        console.print(f"tanggap detect: {error}", highlight=False, markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    except OSError as error:
        where = error.filename or output_path
        console.print(
            f"tanggap detect: {where}: {error.strerror or error}", highlight=False, markup=False, soft_wrap=True
        )
        raise typer.Exit(2) from None


def _rows(source: BinaryIO, name: str) -> Iterator[tuple[str, str, float, float]]:
    """Yield each row as written and as read: timestamp, value, POSIX seconds, number."""
    for number, line in enumerate(source, start=1):
        with at_line(number, name):
            fields = _fields(line, is_first=number == 1)
            if not fields or (number == 1 and _is_heading(fields)):
                continue
            if len(fields) != 2:
                raise InvalidInput(f"two columns are asked for, timestamp and value; here are {len(fields)}")
            stamp, text = fields
            row = stamp, text, _instant(stamp), _number(text)
        yield row


def _fields(line: bytes, *, is_first: bool) -> list[str]:
    try:
        text = line.decode("utf-8-sig" if is_first else "utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"not UTF-8 (byte {error.start + 1} of the line)") from None
    if len(text) > _MAX_CHARACTERS or "\0" in text:
        raise InvalidInput("not a line of a CSV file")
    return [field.strip() for row in csv.reader(io.StringIO(text.strip())) for field in row]


def _is_heading(fields: list[str]) -> bool:
    return not any(character.isdigit() for character in "".join(fields))


def _instant(stamp: str) -> float:
    try:
        if _is_plain_number(stamp):
            return datetime.fromtimestamp(float(stamp), UTC).timestamp()
        return _aware(datetime.fromisoformat(stamp)).timestamp()
    except (ValueError, OverflowError, OSError):
        raise InvalidInput(
            f"{stamp[:40]!r} is no timestamp: ISO 8601 or POSIX seconds are", field="timestamp"
        ) from None


def _is_plain_number(stamp: str) -> bool:
    # "20240131" is a date; POSIX seconds have ten digits nowadays, and a fraction at most.
    return stamp.replace(".", "", 1).isdigit() and len(stamp.partition(".")[0]) > len("20240131")


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise InvalidInput(f"{text[:40]!r} is no number", field="value") from None
    if not math.isfinite(value):
        raise InvalidInput(f"{text[:40]!r} is no finite number", field="value")
    return value
