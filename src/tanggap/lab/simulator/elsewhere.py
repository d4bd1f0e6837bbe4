"""What feeds carry besides: matters that concern nobody here, and those that only look as if they did."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tanggap.lab.simulator.arrivals import PRESS, anywhen, burst
from tanggap.lab.simulator.data import fill, read_data
from tanggap.lab.simulator.desks import COPY_SHARE, Desks
from tanggap.lab.simulator.manners import Draft, manner_of, names_in, write
from tanggap.lab.simulator.stories import DAYS
from tanggap.lab.simulator.texts import Text

NAMESAKE_SHARE = 0.15
_LARGEST = 25
_CAPITAL = "Jakarta"


def elsewhere(n: int, desks: Desks) -> Iterator[Text]:
    """`n` texts, the namesakes among them."""
    n_namesakes = round(n * NAMESAKE_SHARE)
    yield from _matters(n - n_namesakes, read_data("elsewhere")["theme"], desks)
    yield from _matters(n_namesakes, read_data("namesakes")["theme"], desks)


def _matters(n: int, themes: Sequence[dict[str, Any]], desks: Desks) -> Iterator[Text]:
    """Matter after matter until `n` texts are written; few are told by many."""
    chance = desks.chance
    weights = [theme.get("weight", 1) for theme in themes]
    while n > 0:
        theme = chance.choices(themes, weights)[0]
        size = min(n, _LARGEST, int(chance.paretovariate(1.1) * 3))
        n -= size
        yield from _told(theme, size, desks)


def _told(theme: dict[str, Any], n: int, desks: Desks) -> Iterator[Text]:
    chance = desks.chance
    values = _values(chance)
    pair = chance.randrange(len(theme["leads"]))
    start = anywhen(desks.now - timedelta(days=DAYS), desks.now, rhythm=PRESS, chance=chance)
    told: list[Text] = []
    for _ in range(n):
        at, outlet = burst(start, desks.now, mean_h=8, rhythm=PRESS, chance=chance), desks.outlet()
        if told and chance.random() < COPY_SHARE:
            first = chance.choice(told)
            told.append(
                replace(first, outlet=outlet, published_at=max(at, first.published_at), number=desks.next_number())
            )
            continue
        title, paragraphs = _written(theme, pair, values, at, outlet, chance)
        trap = theme.get("key", "")
        role = "namesake" if trap else "elsewhere"
        told.append(Text("", role, outlet, title, paragraphs, at, trap=trap, number=desks.next_number()))
    yield from told


def _written(
    theme: dict[str, Any], pair: int, values: Mapping[str, str], at: datetime, outlet: int, chance: random.Random
) -> tuple[str, tuple[str, ...]]:
    further = read_data("elsewhere")["further"]
    if "key" in theme or theme.get("is_paired"):
        title, lead, facts = theme["titles"][pair], theme["leads"][pair], [theme["facts"][pair]]
    else:
        title, lead = chance.choice(theme["titles"]), chance.choice(theme["leads"])
        facts = chance.sample(theme["facts"], chance.randint(1, min(4, len(theme["facts"]))))
    facts = [*facts, *chance.sample(further, chance.randint(0, 2))]
    town = values["town"] if "{town}" in lead else _CAPITAL
    title, lead, *facts = (fill(text, values) for text in (title, lead, *facts))
    return write(Draft(title, lead, tuple(facts), town, at, names_in([lead, *facts])), manner_of(outlet), chance)


def _values(chance: random.Random) -> dict[str, str]:
    data = read_data("elsewhere")
    team, other = chance.sample(data["teams"], 2)
    town, _, province = chance.choice(data["towns"]).partition("|")
    values = {"team": team, "other": other, "town": town, "province": province, "thing": chance.choice(data["things"])}
    numbers = {"n": chance.randint(23, 240), "m": chance.randint(11, 89), "k": chance.randint(2, 9)}
    return values | {"name": chance.choice(data["names"])} | {name: str(number) for name, number in numbers.items()}
