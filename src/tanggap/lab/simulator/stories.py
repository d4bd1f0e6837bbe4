"""The planned stories: which matter befalls which regency, when, how loudly, and in which words it is told."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import tanggap.enrichers
from tanggap.lab.simulator.data import Facts, filled, filled_facts, read_data
from tanggap.lab.simulator.events import Event, events
from tanggap.lab.simulator.manners import names_in

_REGIONS = Path(tanggap.enrichers.__file__).with_name("data") / "regions.csv"
THEME_FILES = ("services", "surroundings", "economy")
N_STORIES = 80
N_PLACES = 4
DAYS = 30
BAD_DAY, BAD_DAY_REGION, BAD_DAY_AGE_H = "obat-tertukar", "63.06", 58.0
# Two regencies have the same trouble within this time.
_TWIN_H = 12.0
# How people call a regency where its official name is too long for a headline.
SHORT = {
    "63.01": "Tanah Laut", "63.02": "Kotabaru", "63.03": "Martapura", "63.04": "Barito Kuala", "63.05": "Tapin",
    "63.06": "Kandangan", "63.07": "Barabai", "63.08": "Amuntai", "63.09": "Tabalong", "63.10": "Tanah Bumbu",
    "63.11": "Balangan", "63.71": "Banjarmasin", "63.72": "Banjarbaru",
}  # fmt: skip
NAMES = (
    "Aisyah (34)", "Rahmadi (45)", "Siti Norhayati (51)", "Utuh Alfian (39)", "Galuh Maulida (28)", "Ahmad Rifani (47)",
    "Mastura (63)", "Yani Hidayah (36)", "Fahrurazi (55)", "Noor Latifah (42)", "Basuni (59)", "Rusdiana (31)",
    "Hairani (48)", "Irwan Maulana (33)", "Masliah (57)", "Jumiati (44)", "Sabran (61)", "Norjanah (38)",
    "Pahriadi (26)", "Mulyani (53)", "Asmuni (67)", "Rabiatul (29)", "Syarkawi (50)", "Halidah (41)",
)  # fmt: skip
_VILLAGES = (
    "Desa Rukam Hilir", "Desa Tabat Purun", "Desa Handil Kecapi", "Desa Anjir Rambai", "Desa Galam Raya",
    "Desa Muara Keladan", "Desa Padang Ilalang", "Desa Bakung Seberang", "Desa Pulau Rasau", "Desa Danau Teratai",
    "Desa Tatas Jingah", "Desa Gunung Rotan", "Desa Baruh Kumpai", "Desa Sungai Papan",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """One matter with its facts; `age_h` is how long before the end it began, `weight` how loudly it is told."""

    key: str
    region: str
    topics: tuple[str, ...]
    town: str
    age_h: float
    weight: float
    office: str
    work: str
    titles: tuple[str, ...]
    leads: tuple[str, ...]
    facts: Facts
    follow: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    banjarese: tuple[str, ...] = ()
    names: frozenset[str] = field(default=frozenset(), repr=False)


@cache
def places() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Code of each regency to its full name and the names of its kecamatan."""
    with _REGIONS.open(encoding="utf-8", newline="") as file:
        rows = [(row["code"], row["name"]) for row in csv.DictReader(file)]
    return {
        code: (name, tuple(other for inner, other in rows if inner.startswith(f"{code}.")))
        for code, name in rows
        if code in SHORT
    }


def values_of(region: str, chance: random.Random) -> dict[str, str]:
    """What is filled into a matter's wordings in one regency: the same in all of its texts."""
    name, spots = places()[region]
    kind, _, bare = name.partition(" ")
    n, m = chance.randint(23, 240), chance.randint(11, 95)
    return {
        "place": name,
        "short": SHORT[region],
        "gov": f"{'Pemko' if kind == 'Kota' else 'Pemkab'} {bare}",
        "head": f"{'Wali Kota' if kind == 'Kota' else 'Bupati'} {bare}",
        "spot": chance.choice(spots),
        "village": chance.choice(_VILLAGES),
        "name": chance.choice(NAMES),
        "n": str(n),
        "m": str(m),
        "k": str(chance.randint(3, 9)),
        "later": str(n + chance.randint(3, 40)),
    }


def themes() -> Iterator[dict[str, Any]]:
    """The matters that may befall any regency."""
    for name in THEME_FILES:
        yield from read_data(name)["theme"]


def planned_stories(chance: random.Random) -> list[Story]:
    """All stories: those written out in full, the themes in several regencies each, and the bad day."""
    stories = [_written(event, chance) for event in events() if event.region]
    for theme in themes():
        ages = [chance.uniform(6 + _TWIN_H, DAYS * 24 - 12) for _ in range(N_PLACES)]
        # Two of the regencies at about the same time: only the place tells their stories apart.
        ages[1] = ages[0] - chance.uniform(0, _TWIN_H)
        for region, age_h in zip(chance.sample(sorted(SHORT), N_PLACES), ages, strict=True):
            stories.append(befallen(theme, region, f"{theme['key']}-{region}", age_h, chance))
    return [*stories[: N_STORIES - 1], _bad_day(chance)]


def _loudness(chance: random.Random) -> float:
    return min(chance.paretovariate(1.2), 9.0)


def _written(event: Event, chance: random.Random) -> Story:
    return Story(
        key=event.key, region=event.region, topics=event.topics, town=SHORT.get(event.region, "Banjarbaru"),
        age_h=event.age_h, weight=_loudness(chance), office=event.office, work=event.work, titles=event.titles,
        leads=event.leads, facts=event.facts, follow=event.follow, corrections=event.corrections,
        comments=event.comments, banjarese=event.banjarese, names=_names(event.leads, event.facts),
    )  # fmt: skip


def befallen(theme: dict[str, Any], region: str, key: str, age_h: float, chance: random.Random) -> Story:
    """A theme that befell one regency."""
    office = f"{theme['office']} {places()[region][0]}"
    wordings = {name: theme[name] for name in ("titles", "leads", "facts", "follow", "corrections")}
    posts = {name: theme[name] for name in ("comments", "banjarese")}
    about = {"key": key, "region": region, "topics": tuple(theme["topics"]), "office": office, "work": theme["work"]}
    return _told(about, wordings | posts, age_h, _loudness(chance), chance)


def _bad_day(chance: random.Random) -> Story:
    data = read_data("badday")
    names = ("titles", "leads", "facts", "follow", "corrections", "comments", "banjarese")
    return _told(
        {**_of_hospital(), "key": BAD_DAY}, {name: data[f"bad_{name}"] for name in names}, BAD_DAY_AGE_H, 6.0, chance
    )  # fmt: skip


def good_service(key: str, age_h: float, chance: random.Random) -> Story:
    """A month in which the service that the bad day undoes is praised."""
    data = read_data("badday")
    wordings = {name: data[f"good_{name}"] for name in ("titles", "leads", "facts")}
    return _told({**_of_hospital(), "key": key}, wordings, age_h, 1.0, chance)


def _of_hospital() -> dict[str, Any]:
    data = read_data("badday")
    return {"region": BAD_DAY_REGION, "topics": tuple(data["topics"]), "office": data["office"], "work": data["work"]}


def _told(
    about: dict[str, Any], wordings: dict[str, Any], age_h: float, weight: float, chance: random.Random
) -> Story:  # fmt: skip
    """A story in its wordings, with the facts of its regency filled in."""
    values = values_of(about["region"], chance)
    facts = filled_facts(wordings["facts"], values)
    texts: dict[str, Any] = {name: filled(wordings[name], values) for name in wordings if name != "facts"}
    names = _names(texts["leads"], facts)
    return Story(**about, town=SHORT[about["region"]], age_h=age_h, weight=weight, facts=facts, names=names, **texts)


def _names(leads: tuple[str, ...], facts: Facts) -> frozenset[str]:
    return names_in([*leads, *(wording for wordings in facts for wording in wordings)])
