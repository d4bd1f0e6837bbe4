"""What enrichers are told of the office's registers: from rows, or from what is shipped while there are none."""

from __future__ import annotations

from tanggap.accounts.models import Unit
from tanggap.core.text.document import Context, Place, TopicRule, UnitName
from tanggap.enrichers.defaults import HOME_REGION, default_context
from tanggap.reference.models import Region, Topic


def load_context() -> Context:
    """The context after the rows of now. A register that is empty is taken from what is shipped."""
    shipped = default_context()
    home = _places(is_home=True)
    return Context(
        home_region=home[0].code.split(".")[0] if home else HOME_REGION,
        places=home or shipped.places,
        other_places=_places(is_home=False) or shipped.other_places,
        topics=_topics() or shipped.topics,
        units=_units() or shipped.units,
    )


def _places(*, is_home: bool) -> tuple[Place, ...]:
    rows = Region.objects.filter(is_home=is_home).order_by("code")
    return tuple(
        Place(row.code, row.name, _LEVELS.get(row.level) or _level_by_name(row.name), tuple(row.aliases))
        for row in rows
    )


_LEVELS = {"provinsi": "province", "kecamatan": "district"}


def _level_by_name(name: str) -> str:
    return "city" if name.lower().startswith("kota ") else "regency"


def _topics() -> tuple[TopicRule, ...]:
    rows = Topic.objects.select_related("rule").filter(rule__isnull=False).order_by("position", "code")
    return tuple(
        TopicRule(row.code, row.name, tuple(row.rule.any_of), tuple(row.rule.none_of), row.rule.min_hits)
        for row in rows
    )


def _units() -> tuple[UnitName, ...]:
    rows = Unit.objects.active().order_by("path")
    return tuple(
        UnitName(
            row.code, row.name, tuple(row.aliases or ([row.short_name] if row.short_name else [])), row.region_code
        )
        for row in rows
    )
