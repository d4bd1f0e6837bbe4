"""Officials and programmes from a CSV: row by row, what cannot be used is given back with its reason."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tanggap.accounts.models import Unit, User
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, NotAllowed
from tanggap.core.web.dates import WITA, parse_date
from tanggap.reference.names.actions import add_name, change_name, record_list
from tanggap.reference.names.kinds import OFFICIAL, PROGRAMME, Register, checked, register_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MAX_ROWS = 5000
MAX_CELL_CHARS = 10_000
# What may stand in the first line: the English word, the Indonesian one, and others that offices write.
HEADS = {
    "unit": ("unit", "instansi", "kode_instansi", "kode"),
    "post": ("post", "jabatan"),
    "name": ("name", "nama"),
    "aliases": ("aliases", "sebutan", "alias", "sebutan_lain"),
    "starts_on": ("from", "mulai", "dari", "sejak"),
    "ends_on": ("to", "sampai", "hingga", "selesai"),
}
_NOTHING = frozenset({"", "-", "–", "sekarang", "kini", "now"})
EXAMPLES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    OFFICIAL: (
        ("kab-banjar", "Bupati", "Rahmadi Contoh", "Rahmadi;Haji Rahmadi Contoh", "2025-02-20", ""),
        ("prov-diskominfo", "Kepala Dinas Kominfo", "Noor Misalkan", "", "01/08/2024", "31/12/2025"),
    ),
    PROGRAMME: (
        ("kab-banjar", "Banjar Terang", "Program Banjar Terang;BT 2026", "2026-01-01", "2026-12-31"),
        ("prov-diskominfo", "Banua Terhubung", "", "", ""),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not loaded: where it stands, why, and what it said."""

    line: int
    reason: str
    cells: tuple[str, ...]


@dataclass(slots=True)
class NamesLoaded:
    """What a list brought."""

    n_new: int = 0
    n_changed: int = 0
    n_unchanged: int = 0
    head: tuple[str, ...] = ()
    bad: list[BadRow] = field(default_factory=list)
    entry: AuditEntry | None = None

    def bad_rows_as_csv(self) -> str:
        """The bad rows alone, under their first line: to be mended and loaded again."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.head)
        writer.writerows(row.cells for row in self.bad)
        return text.getvalue() if self.bad else ""


def example(kind: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """First line, in the language of whoever asks, and rows of the list that a page offers as a pattern."""
    columns = ("unit", *register_of(kind).columns)
    is_indonesian = (get_language() or "").startswith("id")
    return tuple(HEADS[column][is_indonesian] for column in columns), EXAMPLES[kind]


def load_names(text: str, *, kind: str, actor: User | None) -> NamesLoaded:
    """Enter the officials or programmes of a CSV; what is there already follows the list. May be run twice.

    By administrators of each row's unit. Every good row is stored, every other one given back in `bad`.
    Undone by `undo_name`, as one.

    Raises
    ------
    InvalidInput
        When the first line does not name the columns, or the file is no CSV or too long; then nothing is stored.
    """
    register = register_of(kind)
    units = {unit.code.casefold(): unit for unit in Unit.objects.active()}
    loaded, entries = NamesLoaded(), []
    with transaction.atomic():
        for line, cells, row in _read(text, register, loaded):
            try:
                with transaction.atomic():
                    outcome, entry = _put(register, _values(row, units), actor)
            except (InvalidInput, NotAllowed) as error:
                loaded.bad.append(BadRow(line, str(reason_of(error)), cells))
            else:
                setattr(loaded, outcome, getattr(loaded, outcome) + 1)
                entries += [entry.pk] if entry else []
        if entries:
            loaded.entry = record_list(actor=actor, kind=kind, entries=entries)
    return loaded


def reason_of(error: InvalidInput | NotAllowed) -> str | _StrPromise:
    """Why a row cannot be used, in words for whoever has to mend it."""
    if isinstance(error, NotAllowed):
        return _("You do not look after this unit.")
    reasons = {
        "unit": _("There is no unit with this code."),
        "post": _("The post is missing, too short or too long."),
        "name": _("The name is missing, too short, too long, or stands there twice for this period."),
        "aliases": _("Too many other spellings, or one is too short or too long."),
        "starts_on": _("The beginning is no date; write it like 20/02/2025."),
        "ends_on": _("The end is no date, or lies before the beginning."),
        "cells": _("This row has more cells than the first line."),
    }
    return reasons.get(error.field or "", _("This row cannot be used."))


def _read(text: str, register: Register, loaded: NamesLoaded) -> Iterator[tuple[int, tuple[str, ...], dict[str, str]]]:
    try:
        yield from _rows(text, register, loaded)
    except csv.Error as error:
        raise InvalidInput(f"this is no CSV: {error}", field="rows") from error


def _rows(text: str, register: Register, loaded: NamesLoaded) -> Iterator[tuple[int, tuple[str, ...], dict[str, str]]]:
    """Line number, cells as they are, and the cells by column; empty rows are passed over."""
    text = text.replace("\0", "").lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first = text.partition("\n")[0]
    # A spreadsheet set to Indonesian parts cells with semicolons.
    reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    loaded.head = tuple(cell.strip() for cell in next(reader, []))
    columns = _columns(loaded.head, register)
    line = reader.line_num + 1
    for number, cells in enumerate(reader):
        if number >= MAX_ROWS:
            raise InvalidInput(f"more than {MAX_ROWS} rows", field="rows")
        if any(len(cell) > MAX_CELL_CHARS for cell in cells):
            raise InvalidInput(f"line {line} holds a cell of more than {MAX_CELL_CHARS} characters", field="rows")
        if any(cell.strip() for cell in cells):
            row = {column: cells[at].strip() if at < len(cells) else "" for column, at in columns.items()}
            row["extra"] = "".join(cells[len(loaded.head) :]).strip()
            yield line, tuple(cells), row
        line = reader.line_num + 1


def _columns(head: tuple[str, ...], register: Register) -> dict[str, int]:
    """Where each column stands.

    Raises
    ------
    InvalidInput
        When one that is needed is missing.
    """
    names = [re.sub(r"\W+", "_", cell.casefold()).strip("_") for cell in head]
    found = {}
    for column in ("unit", *register.columns):
        at = next((names.index(name) for name in HEADS[column] if name in names), None)
        if at is not None:
            found[column] = at
        elif column in ("unit", *register.named_by):
            raise InvalidInput(f"the first line must name the columns; missing: {HEADS[column][0]}", field="header")
    return found


def _values(row: dict[str, str], units: Mapping[str, Unit]) -> dict[str, Any]:
    if row["extra"]:
        raise InvalidInput("more cells than the first line names", field="cells")
    unit = units.get(row["unit"].casefold())
    if unit is None:
        raise InvalidInput(f"there is no unit {row['unit']!r}", field="unit")
    days = {name: _day(row.get(name, ""), name) for name in ("starts_on", "ends_on")}
    aliases = re.split(r"[;|]", row.get("aliases", ""))
    return {**row, **days, "aliases": aliases, "unit": unit}


def _day(cell: str, column: str) -> date | None:
    if cell.casefold() in _NOTHING:
        return None
    moment = parse_date(cell)
    if moment is None:
        raise InvalidInput(f"{cell!r} is no date", field=column)
    return moment.astimezone(WITA).date()


def _put(register: Register, values: dict[str, Any], actor: User | None) -> tuple[str, AuditEntry | None]:
    """Whether the row is new, changed or as it was, and the entry in the trail."""
    unit, kept = values["unit"], checked(register, values)
    known = register.of(unit, kept).overlapping(kept["starts_on"], kept["ends_on"]).first()
    if known is None:
        return "n_new", add_name(actor=actor, kind=register.kind, unit=unit, values=kept)
    if register.values_of(known) == kept:
        return "n_unchanged", None
    entry = change_name(actor=actor, kind=register.kind, row=known, version=known.version, values=kept)
    return "n_changed", entry
