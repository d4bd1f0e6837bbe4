"""What people do with people, roles and units. `actor` None is the machine or the operator's command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from tanggap.accounts.access import may, require
from tanggap.accounts.models import Membership, Unit, User
from tanggap.accounts.roles import Permission, Role
from tanggap.audit.models import AuditEntry
from tanggap.audit.trail import announce, record
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState

ADMINISTRATORS = frozenset({Role.UNIT_ADMIN, Role.PLATFORM_ADMIN})
READ_PEOPLE = Permission("accounts.read_people", ADMINISTRATORS | {Role.AUDITOR})
READ_TRAIL = Permission("accounts.read_trail", ADMINISTRATORS | {Role.AUDITOR})
INVITE_PERSON = Permission("accounts.invite_person", ADMINISTRATORS)
SET_ROLES = Permission("accounts.set_roles", ADMINISTRATORS)
SWITCH_PERSON = Permission("accounts.switch_person", ADMINISTRATORS)
ISSUE_LINK = Permission("accounts.issue_password_link", ADMINISTRATORS)
EDIT_UNIT = Permission("accounts.edit_unit", ADMINISTRATORS)
_UNIT_FIELDS = ("name", "short_name", "aliases", "is_verified")


def _require(actor: User | None, permission: Permission, unit: Unit) -> None:
    """A unit's administrator rules his units; a platform administrator rules every one, the machine too."""
    if actor is not None and not actor.is_platform_admin:
        require(actor, permission, unit)


def require_over(actor: User | None, permission: Permission, person: User) -> None:
    """Over a whole person: in every unit where they hold a role, and over platform administrators only their like."""
    if actor is None or actor.is_platform_admin:
        return
    held = person_roles(person)
    is_above = any(role == Role.PLATFORM_ADMIN for _unit, role in held)
    if not held or is_above or not all(may(actor, permission, unit) for unit, _role in held):
        raise NotAllowed(f"{permission.verb} over user {person.pk} is not allowed to user {actor.pk}")


def person_roles(person: User) -> list[tuple[int, str]]:
    """Unit ids and roles as they stand in the database now, of switched-off people too."""
    return list(Membership.objects.filter(user=person).values_list("unit_id", "role"))


def _checked_roles(actor: User | None, roles: Iterable[str]) -> list[Role]:
    wanted = [role for role in Role if role.value in set(roles)]
    if actor is not None and Role.PLATFORM_ADMIN in wanted and not actor.is_platform_admin:
        raise NotAllowed(f"user {actor.pk} may not make a platform administrator")
    return wanted


def _keep_one_platform_admin(leaving: User) -> None:
    """Refuse when nobody who can sign in would run the installation any more."""
    # The rows are locked, so that two administrators who take each other's role away wait for one another.
    others = Membership.objects.select_for_update(of=("self",)).filter(
        role=Role.PLATFORM_ADMIN, user__is_active=True, unit__is_active=True
    )
    if not [row for row in others if row.user_id != leaving.pk]:
        raise WrongState("the last platform administrator has to stay one")


def _keep_an_administrator(actor: User | None, person: User, unit: Unit) -> None:
    """Refuse when a unit's last administrator takes the role from himself: somebody else has to be one first."""
    if actor is None or actor.pk != person.pk:
        return
    ids = [above.pk for above in Unit.objects.filter(government_id=unit.government_id) if _is_at_or_above(above, unit)]
    others = Membership.objects.select_for_update(of=("self",)).filter(
        role=Role.UNIT_ADMIN, unit_id__in=ids, user__is_active=True
    )
    if not [row for row in others if row.user_id != person.pk]:
        raise WrongState(f"the last administrator of unit {unit.pk} has to stay one")


def _is_at_or_above(above: Unit, unit: Unit) -> bool:
    return f"{unit.path}/".startswith(f"{above.path}/")


def invite_person(
    *, actor: User | None, unit: Unit, username: str, full_name: str, email: str, roles: Iterable[str]
) -> User:
    """Make a person without a password; `issue_password_link` lets them choose one.

    By an administrator of the unit. Announces nothing. Undone by `deactivate_person`.
    """
    with transaction.atomic():
        _require(actor, INVITE_PERSON, unit)
        wanted = _checked_roles(actor, roles)
        _check_names(username, email)
        person = User(username=username, full_name=full_name, email=email)
        person.set_unusable_password()
        person.save()
        Membership.objects.bulk_create(Membership(user=person, unit=unit, role=role) for role in wanted)
        # Name and address stay out of the trail: the person's row has them, and can be cleared.
        data = {"roles": [role.value for role in wanted]}
        record("accounts.invite_person", actor=actor, kind="user", key=person.pk, unit_id=unit.pk, data=data)
        return person


def _check_names(username: str, email: str, *, own_pk: int | None = None) -> None:
    others = User.objects.exclude(pk=own_pk) if own_pk else User.objects.all()
    if not username:
        raise InvalidInput("a user name is needed", field="username")
    if others.filter(username__iexact=username).exists():
        raise InvalidInput("the user name is taken", field="username")
    if email and others.filter(email__iexact=email).exists():
        raise InvalidInput("the mail address is taken", field="email")


def set_roles(
    *, actor: User | None, person: User, unit: Unit, roles: Iterable[str], seen: Iterable[str] | None = None
) -> AuditEntry | None:
    """Give the person exactly these roles in the unit; None when they hold them already.

    By an administrator of the unit; only a platform administrator gives or takes that role. `seen` are the roles
    that the actor had before his eyes. Announces nothing. Undone by `undo_set_roles`.
    """
    with transaction.atomic():
        _require(actor, SET_ROLES, unit)
        User.objects.select_for_update().get(pk=person.pk)
        rows = Membership.objects.filter(user=person, unit=unit)
        before = {row.role for row in rows}
        if seen is not None and set(seen) != before:
            raise WrongState(f"the roles of user {person.pk} have changed meanwhile")
        after = {role.value for role in Role if role.value in set(roles)}
        _checked_roles(actor, before ^ after)
        if before == after:
            return None
        if Role.PLATFORM_ADMIN in before - after:
            _keep_one_platform_admin(person)
        if Role.UNIT_ADMIN in before - after:
            _keep_an_administrator(actor, person, unit)
        rows.exclude(role__in=after).delete()
        Membership.objects.bulk_create(Membership(user=person, unit=unit, role=role) for role in after - before)
        data = {"before": sorted(before), "after": sorted(after)}
        return record("accounts.set_roles", actor=actor, kind="user", key=person.pk, unit_id=unit.pk, data=data)


def undo_set_roles(*, actor: User, entry: AuditEntry) -> AuditEntry | None:
    """Give the roles back that a `set_roles` took, unless they were changed again since.

    By whoever may set them. Announces nothing.
    """
    if entry.verb != SET_ROLES.verb or entry.unit_id is None:
        raise WrongState(f"entry {entry.pk} changed no roles")
    data = _payload(entry)
    person, unit = User.objects.get(pk=entry.object_id), Unit.objects.get(pk=entry.unit_id)
    return set_roles(actor=actor, person=person, unit=unit, roles=data["before"], seen=data["after"])


def _payload(entry: AuditEntry) -> dict[str, Any]:
    if entry.payload.redacted_at is not None:
        raise WrongState(f"entry {entry.pk} is redacted")
    data: dict[str, Any] = entry.payload.data
    return data


def deactivate_person(*, actor: User | None, person: User) -> None:
    """Shut a person out at once, sessions included; what they did stays theirs.

    By an administrator of all their units. Announces ``accounts.deactivate_person``: their open issues go back to
    their units. Undone by `reactivate_person`.
    """
    with transaction.atomic():
        require_over(actor, SWITCH_PERSON, person)
        person = User.objects.select_for_update().get(pk=person.pk)
        if not person.is_active:
            raise WrongState(f"user {person.pk} is switched off already")
        if Role.PLATFORM_ADMIN.value in {role for _unit, role in person_roles(person)}:
            _keep_one_platform_admin(person)
        _switch(actor, person, "accounts.deactivate_person", is_active=False)


def reactivate_person(*, actor: User | None, person: User) -> None:
    """Let a person in again. By an administrator of all their units.

    Announces ``accounts.reactivate_person``: open issues that nobody took meanwhile are theirs again.
    """
    with transaction.atomic():
        require_over(actor, SWITCH_PERSON, person)
        person = User.objects.select_for_update().get(pk=person.pk)
        if person.is_active:
            raise WrongState(f"user {person.pk} is switched on already")
        _switch(actor, person, "accounts.reactivate_person", is_active=True)


def _switch(actor: User | None, person: User, verb: str, *, is_active: bool) -> None:
    person.is_active = is_active
    person.save(update_fields=["is_active"])
    held = person_roles(person)
    announce(record(verb, actor=actor, kind="user", key=person.pk, unit_id=held[0][0] if held else None))


def edit_profile(*, actor: User, full_name: str, email: str, language: str) -> User:
    """Change one's own name, address and language. By everybody, for themselves. Announces nothing."""
    with transaction.atomic():
        _check_names(actor.username, email, own_pk=actor.pk)
        actor.full_name, actor.email, actor.language = full_name, email, language
        actor.save(update_fields=["full_name", "email", "language"])
        unit = actor.home_unit
        record("accounts.edit_profile", actor=actor, kind="user", key=actor.pk, unit_id=unit.pk if unit else None)
        return actor


def choose_language(*, actor: User, language: str) -> None:
    """Keep the language for the next sign-in. By everybody, for themselves; not worth an entry in the trail."""
    User.objects.filter(pk=actor.pk).update(language=language)


def edit_unit(*, actor: User | None, unit: Unit, version: int, values: dict[str, Any]) -> AuditEntry:
    """Change a unit's names, aliases and whether the office has checked them.

    By an administrator of the unit. `version` is the one that the actor saw. Announces nothing.
    Undone by `undo_edit_unit`.
    """
    with transaction.atomic():
        _require(actor, EDIT_UNIT, unit)
        unit = Unit.objects.select_for_update(of=("self",)).get(pk=unit.pk)
        if unit.version != version:
            raise WrongState(f"unit {unit.pk} was changed meanwhile")
        before = {name: getattr(unit, name) for name in _UNIT_FIELDS}
        for name in _UNIT_FIELDS:
            setattr(unit, name, values.get(name, before[name]))
        unit.version += 1
        unit.save()
        data = {"before": before, "after": {name: getattr(unit, name) for name in _UNIT_FIELDS}}
        return record("accounts.edit_unit", actor=actor, kind="unit", key=unit.pk, unit_id=unit.pk, data=data)


def undo_edit_unit(*, actor: User, entry: AuditEntry) -> AuditEntry:
    """Put a unit's names back as they were before an edit, unless it was edited again since.

    By whoever may edit it. Announces nothing.
    """
    if entry.verb != EDIT_UNIT.verb:
        raise WrongState(f"entry {entry.pk} is no edit of a unit")
    data = _payload(entry)
    with transaction.atomic():
        unit = Unit.objects.select_for_update(of=("self",)).get(pk=entry.object_id)
        if {name: getattr(unit, name) for name in _UNIT_FIELDS} != data["after"]:
            raise WrongState(f"unit {unit.pk} was changed since")
        return edit_unit(actor=actor, unit=unit, version=unit.version, values=data["before"])
