"""What people do with the registers of officials and programmes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from tanggap.accounts.access import require
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Permission, Role
from tanggap.audit.models import AuditEntry
from tanggap.audit.trail import record
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.reference.models import PublicName
from tanggap.reference.names.kinds import Register, checked, register_of

EDIT_NAMES = Permission("reference.edit_names", frozenset({Role.UNIT_ADMIN, Role.PLATFORM_ADMIN}))
_ADD, _CHANGE, _REMOVE = ("reference.add_name", "reference.change_name", "reference.remove_name")
_LIST = "reference.load_names"
VERBS = (_ADD, _CHANGE, _REMOVE, _LIST)
_DAYS = ("starts_on", "ends_on")


def _require(actor: User | None, unit_id: int) -> None:
    """A unit's administrator in his units, a platform administrator in every one; the operator too."""
    if actor is not None and not actor.is_platform_admin:
        require(actor, EDIT_NAMES, unit_id)


def add_name(*, actor: User | None, kind: str, unit: Unit, values: dict[str, Any]) -> AuditEntry:
    """Enter an official or a programme of a unit. By its administrators; the entry's key is the row's.

    Announces nothing: watches are proposed from it, and adopted by people. Undone by `undo_name`.
    """
    register = register_of(kind)
    with transaction.atomic():
        _require(actor, unit.pk)
        kept = checked(register, values)
        _refuse_second(register, unit, kept)
        row = register.model.objects.create(unit=unit, **kept)
        return _record(_ADD, actor, register, row, before={}, after=kept)


def change_name(*, actor: User | None, kind: str, row: PublicName, version: int, values: dict[str, Any]) -> AuditEntry:
    """Correct a row; `version` is the one that the actor saw. By the unit's administrators.

    Announces nothing. Undone by `undo_name`.
    """
    register = register_of(kind)
    with transaction.atomic():
        locked = _locked(register, row.pk)
        _require(actor, locked.unit_id)
        if locked.version != version:
            raise WrongState(f"{kind} {locked.pk} was changed meanwhile")
        before = register.values_of(locked)
        kept = checked(register, {**before, **values})
        _refuse_second(register, locked.unit, kept, except_pk=locked.pk)
        for column, value in kept.items():
            setattr(locked, column, value)
        locked.version += 1
        locked.save()
        return _record(_CHANGE, actor, register, locked, before=before, after=kept)


def end_name(*, actor: User | None, kind: str, row: PublicName, on: date) -> AuditEntry:
    """Let the period of an official or programme end on a day, which still belongs to it.

    By the unit's administrators. Announces nothing. Undone by `undo_name`.
    """
    if row.has_ended_by(on):
        raise WrongState(f"{kind} {row.pk} has ended already")
    return change_name(actor=actor, kind=kind, row=row, version=row.version, values={"ends_on": on})


def remove_name(*, actor: User | None, kind: str, row: PublicName) -> AuditEntry:
    """Take out a row that was never right; who left a post keeps his row, with the end of the period.

    By the unit's administrators. Announces nothing. Undone by `undo_name`.
    """
    register = register_of(kind)
    with transaction.atomic():
        locked = _locked(register, row.pk)
        _require(actor, locked.unit_id)
        before = register.values_of(locked)
        entry = _record(_REMOVE, actor, register, locked, before=before, after={})
        locked.delete()
        return entry


def record_list(*, actor: User | None, kind: str, entries: list[int]) -> AuditEntry:
    """Write down that these entries came by one list. By whoever loaded it; announces nothing.

    Undone by `undo_name`, as one.
    """
    return record(_LIST, actor=actor, kind=kind, key="list", data={"entries": entries})


def undo_name(*, actor: User | None, entry: AuditEntry) -> AuditEntry:
    """Take back one of the deeds above, or a whole list, unless a row was touched since.

    By the unit's administrators. Announces nothing.
    """
    data = entry.payload.data
    if entry.verb == _LIST:
        with transaction.atomic():
            # The newest first: a list may change what it has just added.
            for one in AuditEntry.objects.with_payload().filter(pk__in=data["entries"]).order_by("-pk"):
                undo_name(actor=actor, entry=one)
            return record("reference.undo_names_list", actor=actor, kind=entry.object_kind, key=entry.pk)
    if entry.verb not in VERBS or "before" not in data:
        raise WrongState(f"entry {entry.pk} cannot be undone")
    kind, before = entry.object_kind, _with_days(data["before"])
    register = register_of(kind)
    with transaction.atomic():
        if entry.verb == _REMOVE:
            unit = Unit.objects.get(pk=entry.unit_id or 0)
            return add_name(actor=actor, kind=kind, unit=unit, values=before)
        row = _locked(register, int(entry.object_id))
        if register.values_of(row) != _with_days(data["after"]):
            raise WrongState(f"{kind} {row.pk} was changed since")
        if entry.verb == _ADD:
            return remove_name(actor=actor, kind=kind, row=row)
        return change_name(actor=actor, kind=kind, row=row, version=row.version, values=before)


def _locked(register: Register, pk: int) -> PublicName:
    row: PublicName | None = (
        register.rows().select_for_update(of=("self",)).select_related("unit").filter(pk=pk).first()
    )
    if row is None:
        raise WrongState(f"{register.kind} {pk} is gone")
    return row


def _refuse_second(register: Register, unit: Unit, values: dict[str, Any], *, except_pk: int = 0) -> None:
    """One person holds one post once at a time. The unit is locked, so that two who enter it wait for one another."""
    Unit.objects.select_for_update().get(pk=unit.pk)
    same = register.of(unit, values).overlapping(values["starts_on"], values["ends_on"])
    if same.exclude(pk=except_pk).exists():
        raise InvalidInput("this name stands in the register for this period already", field="name")


def _record(
    verb: str, actor: User | None, register: Register, row: PublicName, *, before: dict[str, Any], after: dict[str, Any]
) -> AuditEntry:
    data = {"before": before, "after": after}
    return record(verb, actor=actor, kind=register.kind, key=row.pk, unit_id=row.unit_id, data=data)


def _with_days(values: dict[str, Any]) -> dict[str, Any]:
    """The trail keeps days as text."""
    days = {name: date.fromisoformat(values[name]) for name in _DAYS if values.get(name)}
    return {**values, **days}
