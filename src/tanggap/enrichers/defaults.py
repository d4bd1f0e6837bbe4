"""What is shipped to judge with before an office has written its own registers: places, topics, units.

Everything here is read from files in ``data/`` beside this module; nothing is verified by an office.
"""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from tanggap.core.text.document import Context, Place, TopicRule, UnitName, Village

DATA = Path(__file__).parent / "data"
HOME_REGION = "63"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _split(aliases: str) -> list[str]:
    return [alias for alias in aliases.split(";") if alias]


def load_regions() -> list[dict[str, Any]]:
    """Read the home province, its kabupaten and kota, and their kecamatan, in order of their codes.

    Each has `code` (Kemendagri, dotted), `name`, `level` (``province``, ``regency``, ``city`` or
    ``district``), `lat` and `lon` (WGS 84 degrees, rough centre) and `aliases` (list).

    Source: codes and names of Kemendagri; see ``data/NOTICE``.
    """
    return [
        {**row, "lat": float(row["lat"]), "lon": float(row["lon"]), "aliases": _split(row["aliases"])}
        for row in _rows("regions.csv")
    ]


def load_other_regions() -> list[dict[str, Any]]:
    """Read every province, kabupaten and kota outside the home province: `code`, `name`, `level`, `aliases`.

    They are there to tell namesakes apart (Kota Banjar 32.79 is not Kabupaten Banjar 63.03).
    """
    return [
        {**row, "aliases": _split(row["aliases"])}
        for row in _rows("indonesia.csv")
        if not row["code"].startswith(HOME_REGION)
    ]


def load_villages() -> list[Village]:
    """Read the desa and kelurahan of the home province, without those that bear the name of a region.

    Source: names of Kemendagri; see ``data/NOTICE``.
    """
    return [Village(row["district_code"], row["name"], bool(row["needs_cue"])) for row in _rows("villages.csv")]


def load_topics() -> list[dict[str, Any]]:
    """Read the government affairs with their keywords: `code`, `name`, `iptc`, `any_of`, `none_of`, `min_hits`.

    Source: affairs of Law 23/2014 (UU Pemerintahan Daerah); keywords written for this project.
    """
    return [{"none_of": [], "min_hits": 1, **topic} for topic in _toml("topics.toml")["topic"]]


def _slug(name: str) -> str:
    return name.lower().replace("kabupaten", "kab").replace(" ", "-")


def _unit(
    code: str, name: str, kind: str, parent: str | None, region: str, short: str, aliases: list[str]
) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "short_name": short,
        "kind": kind,
        "parent": parent,
        "region_code": region,
        "aliases": list(dict.fromkeys([short, *aliases])),
        "is_verified": False,
    }


def _province_units(data: dict[str, Any]) -> list[dict[str, Any]]:
    head = data["government"]
    root = _unit("prov", head["name"], "province", None, HOME_REGION, head["short_name"], head["aliases"])
    offices = [
        _unit(f"prov-{o['suffix']}", o["name"], "opd", "prov", HOME_REGION, o["short_name"], o["aliases"])
        for o in data["office"]
    ]
    return [root, *offices]


def _regency_units(region: dict[str, Any], templates: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kind, _, bare = region["name"].partition(" ")
    is_city = region["level"] == "city"
    words = {
        "kind": kind,
        "region": bare,
        "short": bare,
        "pemkab": "Pemko" if is_city else "Pemkab",
    }
    base = _slug(region["name"])
    units = []
    for template in templates:
        level = "city" if is_city else "regency"
        units.append(
            _unit(
                base + template["suffix"],
                template["name"].format(**words),
                template[f"kind_{level}"],
                base if template["suffix"] else "prov",
                region["code"],
                template["short_name"].format(**words),
                template[f"aliases_{level}"],
            )
        )
    return units


def load_units() -> list[dict[str, Any]]:
    """Read the unit tree, parents before children; none of the names is verified.

    Each has `code` (our slug), `name`, `short_name`, `kind` (``province``, ``opd``, ``regency``, ``city`` or
    ``regency_office``), `parent` (code, None at the root), `region_code`, `aliases` and `is_verified`.

    Source: written for this project; see ``data/NOTICE``.
    """
    data = _toml("units.toml")
    regencies = [region for region in load_regions() if region["level"] in ("regency", "city")]
    below = [unit for region in regencies for unit in _regency_units(region, data["regency"])]
    return _province_units(data) + below


def _place(row: dict[str, Any]) -> Place:
    return Place(code=row["code"], name=row["name"], level=row["level"], aliases=tuple(row["aliases"]))


@cache
def default_context() -> Context:
    """Build the context of the shipped registers, as `tanggap assess` uses it."""
    return Context(
        home_region=HOME_REGION,
        places=tuple(_place(row) for row in load_regions()),
        other_places=tuple(_place(row) for row in load_other_regions()),
        villages=tuple(load_villages()),
        topics=tuple(
            TopicRule(
                code=row["code"],
                name=row["name"],
                any_of=tuple(row["any_of"]),
                none_of=tuple(row["none_of"]),
                min_hits=row["min_hits"],
            )
            for row in load_topics()
        ),
        units=tuple(
            UnitName(
                code=row["code"],
                name=row["name"],
                aliases=tuple(row["aliases"]),
                region_code=row["region_code"],
            )
            for row in load_units()
        ),
    )
