"""Units and people by the list: the shipped tree, and files that an office brings."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.db import transaction

from tanggap.accounts.actions import EDIT_UNIT, invite_person
from tanggap.accounts.models import Unit, UnitKind, User
from tanggap.accounts.roles import Role
from tanggap.audit.trail import record
from tanggap.core.errors import InvalidInput, NotAllowed

UNIT_COLUMNS = ("code", "name", "kind", "parent", "region_code", "short_name", "aliases")
PERSON_COLUMNS = ("username", "full_name", "email", "unit", "role")
_KINDS = {"opd": UnitKind.OFFICE, "regency_office": UnitKind.OFFICE}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a list brought: new ones, changed ones, and those left as they were."""

    n_new: int = 0
    n_changed: int = 0
    n_unchanged: int = 0


def load_units(rows: Iterable[Mapping[str, Any]], *, actor: User | None, is_overwriting: bool = False) -> Loaded:
    """Make the units of a list, parents before children; may be run twice.

    By a platform administrator or the operator. Units that are there stay as they are, unless `is_overwriting`:
    then names and aliases follow the list. All or nothing. Announces nothing.
    """
    if actor is not None and not actor.is_platform_admin:
        raise NotAllowed(f"{EDIT_UNIT.verb} by a list is not allowed to user {actor.pk}")
    known = {unit.code: unit for unit in Unit.objects.all()}
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    errors: list[str] = []
    with transaction.atomic():
        for line, row in enumerate(rows, start=1):
            fault = _fault(row, known)
            if fault:
                errors.append(f"row {line}: {fault}")
            else:
                counts[_put(row, known, is_overwriting=is_overwriting)] += 1
        if errors:
            raise InvalidInput("; ".join(errors[:20]), field="rows")
        if counts["new"] or counts["changed"]:
            record("accounts.load_units", actor=actor, kind="unit", key="list", data=counts)
    return Loaded(counts["new"], counts["changed"], counts["unchanged"])


def _kind(row: Mapping[str, Any]) -> str:
    return _KINDS.get(row["kind"], str(row["kind"]))


def _fault(row: Mapping[str, Any], known: Mapping[str, Unit]) -> str:
    """What is wrong with a row, empty when nothing is."""
    if not row.get("code") or not row.get("name"):
        return "code and name are needed"
    if _kind(row) not in UnitKind.values:
        return f"kind must be one of {', '.join(UnitKind.values)}, not {row.get('kind')!r}"
    parent = row.get("parent") or None
    if parent == row["code"]:
        return "a unit cannot be its own parent"
    if parent and parent not in known:
        return f"parent {parent!r} is not known; put parents before their children"
    unit = known.get(row["code"])
    if unit and parent != (unit.path.split("/")[-2] if "/" in unit.path else None):
        return f"unit {row['code']!r} hangs elsewhere already; a list does not move units"
    return ""


def _put(row: Mapping[str, Any], known: dict[str, Unit], *, is_overwriting: bool) -> str:
    names = {
        "name": row["name"],
        "short_name": row.get("short_name") or "",
        "region_code": row.get("region_code") or "",
        "aliases": list(row.get("aliases") or []),
    }
    unit = known.get(row["code"])
    if unit is None:
        parent = known.get(row.get("parent") or "")
        known[row["code"]] = Unit.objects.create(code=row["code"], kind=_kind(row), parent=parent, **names)
        return "new"
    if not is_overwriting or {name: getattr(unit, name) for name in names} == names:
        return "unchanged"
    for name, value in names.items():
        setattr(unit, name, value)
    unit.version += 1
    unit.save()
    return "changed"


def read_units(text: str) -> list[dict[str, Any]]:
    """Rows of a CSV of units; several aliases are parted by semicolons."""
    rows: list[dict[str, Any]] = [dict(row) for row in _read(text, UNIT_COLUMNS[:3])]
    for row in rows:
        row["aliases"] = [alias.strip() for alias in (row.get("aliases") or "").split(";") if alias.strip()]
    return rows


def load_people(text: str, *, actor: User | None) -> list[User]:
    """Invite everybody of a CSV; who is there already is left alone. One row for each role.

    By whoever may invite into each unit. All or nothing. Announces nothing.
    """
    invited: dict[str, tuple[dict[str, str], Unit, list[str]]] = {}
    errors: list[str] = []
    units = {unit.code: unit for unit in Unit.objects.all()}
    for line, row in enumerate(_read(text, ("username", "unit", "role")), start=2):
        unit = units.get(row["unit"])
        if unit is None or row["role"] not in Role.values:
            what = f"unit {row['unit']!r} is not known" if unit is None else f"role {row['role']!r} is not known"
            errors.append(f"line {line}: {what}")
            continue
        invited.setdefault(row["username"], (row, unit, []))[2].append(row["role"])
    if errors:
        raise InvalidInput("; ".join(errors[:20]), field="rows")
    known = {name.lower() for name in User.objects.values_list("username", flat=True)}
    with transaction.atomic():
        return [
            invite_person(
                actor=actor,
                unit=unit,
                username=name,
                full_name=row.get("full_name") or "",
                email=row.get("email") or "",
                roles=roles,
            )
            for name, (row, unit, roles) in invited.items()
            if name.lower() not in known
        ]


def _read(text: str, needed: tuple[str, ...]) -> list[dict[str, str]]:
    reader = csv.DictReader(StringIO(text.lstrip("\ufeff")))
    missing = [name for name in needed if name not in (reader.fieldnames or [])]
    if missing:
        raise InvalidInput(f"the first line must name the columns; missing: {', '.join(missing)}", field="header")
    return [{name: (value or "").strip() for name, value in row.items() if name} for row in reader]
