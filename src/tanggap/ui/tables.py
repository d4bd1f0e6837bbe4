"""Tables as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula.

    >>> cell("=HYPERLINK(1)"), cell(-3)
    ("'=HYPERLINK(1)", -3)
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The table as spreadsheets of an office open it: UTF-8 with its mark."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([cell(name) for name in head])
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
