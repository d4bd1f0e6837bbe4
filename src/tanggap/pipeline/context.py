"""What enrichers are told of the office's registers: from rows, or from what is shipped while there are none."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from tanggap.accounts.models import Unit
from tanggap.core.text.document import Context, Place, PublicNameRow, UnitName, Village
from tanggap.enrichers._encoder import look
from tanggap.enrichers.defaults import HOME_REGION, default_context
from tanggap.mentions.machine.local import models_in_use
from tanggap.mentions.models import switched_off
from tanggap.reference.models import Official, Programme, Region
from tanggap.reference.topic_rules import topic_rules


def load_context() -> Context:
    """The context after the rows of now. A register that is empty is taken from what is shipped."""
    shipped = default_context()
    home = _places(is_home=True)
    return Context(
        home_region=home[0].code.split(".")[0] if home else HOME_REGION,
        places=home or shipped.places,
        other_places=_places(is_home=False) or shipped.other_places,
        villages=_villages_in(home) if home else shipped.villages,
        topics=topic_rules() or shipped.topics,
        units=_units() or shipped.units,
        off=switched_off(),
        public_names=(*_officials(), *_programmes()),
        encoder=look(settings.ENCODER_FOLDER).ref if settings.ENCODER_FOLDER else None,
        models=models_in_use(),
    )


def _places(*, is_home: bool) -> tuple[Place, ...]:
    rows = Region.objects.filter(is_home=is_home).order_by("code")
    return tuple(
        Place(row.code, row.name, _LEVELS.get(row.level) or _level_by_name(row.name), tuple(row.aliases))
        for row in rows
    )


def _villages_in(home: Sequence[Place]) -> tuple[Village, ...]:
    """The shipped villages that lie in a kecamatan of the office."""
    districts = {place.code for place in home}
    return tuple(village for village in default_context().villages if village.district_code in districts)


_LEVELS = {"provinsi": "province", "kecamatan": "district"}


def _level_by_name(name: str) -> str:
    return "city" if name.lower().startswith("kota ") else "regency"


def _units() -> tuple[UnitName, ...]:
    rows = Unit.objects.active().order_by("path")
    return tuple(
        UnitName(
            row.code, row.name, tuple(row.aliases or ([row.short_name] if row.short_name else [])), row.region_code
        )
        for row in rows
    )


def _officials() -> list[PublicNameRow]:
    """Former ones too: an old text is judged by who held the post then."""
    return [_public_name("official", row, row.post) for row in Official.objects.select_related("unit").order_by("pk")]


def _programmes() -> list[PublicNameRow]:
    return [_public_name("programme", row) for row in Programme.objects.select_related("unit").order_by("pk")]


def _public_name(kind: str, row: Official | Programme, post: str = "") -> PublicNameRow:
    aliases = tuple(row.aliases)
    return PublicNameRow(f"{kind}:{row.pk}", row.name, aliases, post, row.unit.code, row.starts_on, row.ends_on)
