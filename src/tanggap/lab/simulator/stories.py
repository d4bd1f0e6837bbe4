"""The planned stories: which matter befalls which regency, when, how loudly, and in which words it is told."""

from __future__ import annotations

import csv
import random
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import tanggap.enrichers
from tanggap.lab.simulator.events import events

_DATA = Path(__file__).with_name("data")
_REGIONS = Path(tanggap.enrichers.__file__).with_name("data") / "regions.csv"
THEME_FILES = ("services", "surroundings", "economy")
N_STORIES = 80
N_PLACES = 4
DAYS = 30
# How people call a regency where its official name is too long for a headline.
SHORT = {
    "63.01": "Tanah Laut", "63.02": "Kotabaru", "63.03": "Martapura", "63.04": "Barito Kuala", "63.05": "Tapin",
    "63.06": "Kandangan", "63.07": "Barabai", "63.08": "Amuntai", "63.09": "Tabalong", "63.10": "Tanah Bumbu",
    "63.11": "Balangan", "63.71": "Banjarmasin", "63.72": "Banjarbaru",
}  # fmt: skip
_NAMES = (
    "Aisyah (34)", "Rahmadi (45)", "Siti Norhayati (51)", "Utuh Alfian (39)", "Galuh Maulida (28)", "Ahmad Rifani (47)",
    "Mastura (63)", "Yani Hidayah (36)", "Fahrurazi (55)", "Noor Latifah (42)", "Basuni (59)", "Rusdiana (31)",
    "Hairani (48)", "Irwan Maulana (33)", "Masliah (57)", "Jumiati (44)",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """One matter with its facts; `age_h` is how long before the end it began, `weight` how loudly it is told."""

    key: str
    region: str
    topic: str
    age_h: float
    weight: float
    titles: tuple[str, ...]
    leads: tuple[str, ...]
    body: tuple[str, ...]
    follow: tuple[str, ...] = ()
    comments: tuple[str, ...] = field(default=())


@cache
def read_data(name: str) -> dict[str, Any]:
    """One of the files of wordings."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


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


def facts_of(region: str, chance: random.Random) -> dict[str, str]:
    """The facts of one story in one regency: the same in all of its texts."""
    name, spots = places()[region]
    n, m = chance.randint(23, 240), chance.randint(11, 95)
    facts = {"place": name, "short": SHORT[region], "spot": chance.choice(spots), "name": chance.choice(_NAMES)}
    return facts | {"n": str(n), "m": str(m), "later": str(n + chance.randint(3, 40))}


def filled(templates: Iterable[str], facts: dict[str, str]) -> tuple[str, ...]:
    return tuple(template.format_map(facts) for template in templates)


def planned_stories(chance: random.Random) -> list[Story]:
    """All stories: those written out in full, the themes in several regencies each, and the bad day."""
    stories = [_written(event, chance) for event in events() if event.region]
    for theme in (theme for name in THEME_FILES for theme in read_data(name)["theme"]):
        stories.extend(_befallen(theme, region, chance) for region in chance.sample(sorted(SHORT), N_PLACES))
    return [*stories[: N_STORIES - 1], _bad_day(chance)]


def _loudness(chance: random.Random) -> float:
    return min(chance.paretovariate(1.2), 9.0)


def _written(event: Any, chance: random.Random) -> Story:
    return Story(
        event.key, event.region, "", event.age_h, _loudness(chance), event.titles, event.leads, event.body,
        comments=event.comments,
    )  # fmt: skip


def _befallen(theme: dict[str, Any], region: str, chance: random.Random) -> Story:
    facts = facts_of(region, chance)
    texts = {name: filled(theme[name], facts) for name in ("titles", "leads", "body", "follow", "comments")}
    age_h = chance.uniform(6, DAYS * 24 - 12)
    return Story(f"{theme['key']}-{region}", region, theme["topic"], age_h, _loudness(chance), **texts)


def _bad_day(chance: random.Random) -> Story:
    facts, data = facts_of("63.06", chance), read_data("badday")
    texts = {name: filled(data[f"bad_{name}"], facts) for name in ("titles", "leads", "body", "comments")}
    return Story("obat-tertukar", "63.06", "kesehatan", 58.0, 6.0, **texts)
