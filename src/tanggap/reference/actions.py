"""What people do with the registers, and how the shipped ones get in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from tanggap.accounts.access import require
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Permission, Role
from tanggap.audit.models import AuditEntry
from tanggap.audit.trail import announce, record
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.enrichers import defaults
from tanggap.reference.models import DayOff, Region, RegionLevel, Route, Topic, TopicRule
from tanggap.reference.routing import shipped_routes

EDITORS = frozenset({Role.ANALYST, Role.UNIT_ADMIN, Role.PLATFORM_ADMIN})
EDIT_TOPIC = Permission("reference.edit_topic", EDITORS)
EDIT_ROUTES = Permission("reference.edit_routes", frozenset({Role.UNIT_ADMIN, Role.PLATFORM_ADMIN}))
EDIT_DAYS_OFF = Permission("reference.edit_days_off", frozenset({Role.UNIT_ADMIN, Role.PLATFORM_ADMIN}))
_LEVELS = {
    "province": RegionLevel.PROVINCE,
    "regency": RegionLevel.REGENCY_CITY,
    "city": RegionLevel.REGENCY_CITY,
    "district": RegionLevel.DISTRICT,
}
_RULE_FIELDS = ("any_of", "none_of", "min_hits")


def load_defaults() -> None:
    """Bring in the shipped regions, topics and rules; may be run twice. What the office changed stays.

    By the operator's command line and the demo. Announces ``reference.load_defaults`` when something is new.
    """
    with transaction.atomic():
        n_before = Region.objects.count() + Topic.objects.count()
        load_regions()
        n_changed = load_topics()
        n_new = Region.objects.count() + Topic.objects.count() - n_before + load_routes()
        if n_new or n_changed:
            data = {"new": n_new, "changed_rules": n_changed}
            announce(record("reference.load_defaults", actor=None, kind="register", key="defaults", data=data))


def load_regions() -> None:
    """The home province in full, the rest of the country to tell namesakes apart. Existing rows stay."""
    home = [_region(row, is_home=True) for row in defaults.load_regions()]
    others = [_region(row, is_home=False) for row in defaults.load_other_regions()]
    Region.objects.bulk_create([*home, *others], ignore_conflicts=True, batch_size=1000)


def _region(row: dict[str, Any], *, is_home: bool) -> Region:
    return Region(
        code=row["code"],
        name=row["name"],
        level=_LEVELS[row["level"]],
        aliases=row["aliases"],
        is_home=is_home,
        lat=row.get("lat"),
        lon=row.get("lon"),
    )


def load_topics() -> int:
    """Topics that are missing, and the rules that no office has changed; how many rules changed."""
    n_changed = 0
    for position, row in enumerate(defaults.load_topics()):
        topic, _made = Topic.objects.get_or_create(
            code=row["code"], defaults={"name": row["name"], "iptc_code": row["iptc"], "position": position}
        )
        shipped = {name: row[name] for name in _RULE_FIELDS}
        rule, is_new = TopicRule.objects.get_or_create(topic=topic, defaults=shipped)
        if not is_new and not rule.is_edited and _values(rule) != shipped:
            _write(rule, shipped, is_edited=False)
            n_changed += 1
    return n_changed


def load_routes() -> int:
    """The shipped routes, when the office has none yet and its units are there; how many came."""
    if Route.objects.exists():
        return 0
    return len(Route.objects.bulk_create(shipped_routes(), ignore_conflicts=True))


def _values(rule: TopicRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in _RULE_FIELDS}


def _write(rule: TopicRule, values: dict[str, Any], *, is_edited: bool) -> None:
    for name in _RULE_FIELDS:
        setattr(rule, name, values[name])
    rule.is_edited = is_edited
    rule.version += 1
    rule.save()


def edit_topic(*, actor: User, topic: Topic, version: int, name: str, values: dict[str, Any]) -> AuditEntry:
    """Change a topic's name and its words. By analysts and administrators.

    `version` is the one that the actor saw. Announces ``reference.edit_topic``: mentions are judged anew.
    Undone by `undo_edit_topic`.
    """
    with transaction.atomic():
        require(actor, EDIT_TOPIC)
        rule = TopicRule.objects.select_for_update().select_related("topic").get(topic=topic)
        if rule.version != version:
            raise WrongState(f"topic {topic.pk} was changed meanwhile")
        before = {"name": rule.topic.name, **_values(rule)}
        _write(rule, values, is_edited=True)
        rule.topic.name = name
        rule.topic.save(update_fields=["name"])
        data = {"before": before, "after": {"name": name, **_values(rule)}}
        entry = record("reference.edit_topic", actor=actor, kind="topic", key=topic.pk, data=data)
        announce(entry)
        return entry


def undo_edit_topic(*, actor: User, entry: AuditEntry) -> AuditEntry:
    """Put a topic back as it was before an edit, unless it was edited again since.

    By whoever may edit it. Announces ``reference.edit_topic``.
    """
    data = entry.payload.data
    if entry.verb != EDIT_TOPIC.verb or "before" not in data:
        raise WrongState(f"entry {entry.pk} cannot be undone")
    with transaction.atomic():
        rule = TopicRule.objects.select_for_update().select_related("topic").get(topic=entry.object_id)
        if {"name": rule.topic.name, **_values(rule)} != data["after"]:
            raise WrongState(f"topic {entry.object_id} was changed since")
        before = data["before"]
        return edit_topic(actor=actor, topic=rule.topic, version=rule.version, name=before["name"], values=before)


def put_day_off(*, actor: User, on: date, name: str, is_working_day: bool) -> DayOff:
    """Add or change a day of the office's own calendar. By administrators. Announces nothing.

    Undone by `remove_day_off`.
    """
    with transaction.atomic():
        require(actor, EDIT_DAYS_OFF)
        values = {"name": name, "is_working_day": is_working_day}
        day, _made = DayOff.objects.update_or_create(on=on, defaults=values)
        record("reference.put_day_off", actor=actor, kind="day_off", key=on.isoformat(), data=values)
        return day


def remove_day_off(*, actor: User, on: date) -> AuditEntry:
    """Take a day out of the office's own calendar. By administrators. Announces nothing.

    Undone by `undo_remove_day_off`.
    """
    with transaction.atomic():
        require(actor, EDIT_DAYS_OFF)
        day = DayOff.objects.select_for_update().filter(pk=on).first()
        if day is None:
            raise WrongState(f"{on} is no day of the office's calendar")
        data = {"name": day.name, "is_working_day": day.is_working_day}
        day.delete()
        return record("reference.remove_day_off", actor=actor, kind="day_off", key=on.isoformat(), data=data)


def undo_remove_day_off(*, actor: User, entry: AuditEntry) -> DayOff:
    """Put back a day that `remove_day_off` took. By administrators. Announces nothing."""
    if entry.verb != "reference.remove_day_off" or DayOff.objects.filter(pk=entry.object_id).exists():
        raise WrongState(f"entry {entry.pk} cannot be undone")
    return put_day_off(actor=actor, on=date.fromisoformat(entry.object_id), **entry.payload.data)


def set_route(*, actor: User, topic: Topic | None, region: Region | None, unit: Unit | None) -> AuditEntry:
    """Say which unit issues of a topic, in a region, are proposed to; without a unit the route is taken out.

    By administrators. Announces nothing: it proposes, and moves no issue. Undone by `undo_set_route`.
    """
    if topic is None and region is None:
        raise InvalidInput("a route needs a topic or a region", field="topic")
    with transaction.atomic():
        require(actor, EDIT_ROUTES)
        before = Route.objects.select_for_update(of=("self",)).filter(topic=topic, region=region).first()
        if before is None and unit is None:
            raise WrongState("there is no such route")
        data = {
            "topic": topic.pk if topic else None,
            "region": region.pk if region else None,
            "before": before.unit_id if before else None,
            "after": unit.pk if unit else None,
        }
        if unit is None:
            Route.objects.filter(topic=topic, region=region).delete()
        else:
            Route.objects.update_or_create(topic=topic, region=region, defaults={"unit": unit})
        key = f"{data['topic'] or '*'} {data['region'] or '*'}"
        return record("reference.set_route", actor=actor, kind="route", key=key, data=data)


def undo_set_route(*, actor: User, entry: AuditEntry) -> AuditEntry:
    """Put a route back as it was, unless it was set again since. By administrators. Announces nothing."""
    data = entry.payload.data
    with transaction.atomic():
        now = Route.objects.filter(topic=data["topic"], region=data["region"]).first()
        if (now.unit_id if now else None) != data["after"]:
            raise WrongState(f"the route of entry {entry.pk} was set since")
        return set_route(
            actor=actor,
            topic=Topic.objects.filter(pk=data["topic"]).first(),
            region=Region.objects.filter(pk=data["region"]).first(),
            unit=Unit.objects.filter(pk=data["before"]).first(),
        )
