"""Rows out of an Excel workbook, one by one."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tanggap.connectors._fields import fields_of
from tanggap.connectors._tables import HEADER_ROWS
from tanggap.core.errors import InvalidInput

MAX_UNPACKED_BYTES = 600 * 1024 * 1024
# Texts that cells share are held in memory as a whole.
MAX_SHARED_BYTES = 150 * 1024 * 1024
MAX_RATIO = 400
MAX_MEMBERS = 2000
MAX_SHEETS = 20
MAX_COLUMNS = 500
BATCH_ROWS = 500
TOO_BIG = "The workbook is too large when unpacked. Save it as CSV and upload that."
UNREADABLE = "The workbook cannot be opened. Open it in Excel, save it again as XLSX, and upload that."


def sheet_rows(file: BinaryIO, mapping: Mapping[str, str]) -> Iterator[Sequence[Any]]:
    """Yield the rows of the sheet whose header is understood best; formulas give their stored values.

    Raises
    ------
    InvalidInput
        If the file is no workbook, is damaged, or would unpack to more than is sane.
    """
    _check_size(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            names = [sheet.title for sheet in book.worksheets[:MAX_SHEETS]]
            yield from _rows(book[max(names, key=lambda name: _sense(book[name], mapping))])
        finally:
            book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, OSError, EOFError) as error:
        raise InvalidInput(UNREADABLE, field="file") from error
    except (InvalidFileException, SyntaxError, DefusedXmlException) as error:
        # What both XML readers raise for broken markup is a SyntaxError.
        raise InvalidInput(UNREADABLE, field="file") from error


def _check_size(file: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise InvalidInput(UNREADABLE, field="file") from error
    finally:
        file.seek(0)
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    shared = sum(member.file_size for member in members if "sharedStrings" in member.filename)
    is_bomb = unpacked > 10 * 1024 * 1024 and unpacked > MAX_RATIO * max(packed, 1)
    if is_bomb or unpacked > MAX_UNPACKED_BYTES or shared > MAX_SHARED_BYTES or len(members) > MAX_MEMBERS:
        raise InvalidInput(TOO_BIG, field="file")


def _sense(sheet: Any, mapping: Mapping[str, str]) -> int:
    return max((len(fields_of(row, mapping)) for row in islice(_rows(sheet), HEADER_ROWS)), default=0)


def _rows(sheet: Any) -> Iterator[Sequence[Any]]:
    # Many programs write a wrong extent; without it the rows are read as they are.
    sheet.reset_dimensions()
    found = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS)
    while True:
        # The library warns of single odd cells; the row shows what is wrong with them.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            batch = list(islice(found, BATCH_ROWS))
        if not batch:
            return
        for row in batch:
            cells = list(row)
            while cells and cells[-1] in (None, ""):
                cells.pop()
            if cells:
                yield cells
