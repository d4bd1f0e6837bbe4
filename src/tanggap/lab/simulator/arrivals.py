"""When texts appear: each kind of source by its own hours and days, thick at first and thinning out."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

WITA = timezone(timedelta(hours=8), "WITA")
_TRIES = 40


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How likely each hour of the day (24, from midnight WITA) and day of the week (7, from Monday) is: 1 at most."""

    hours: tuple[float, ...]
    weekdays: tuple[float, ...]

    def at(self, moment: datetime) -> float:
        local = moment.astimezone(WITA)
        return self.hours[local.hour] * self.weekdays[local.weekday()]


# Desks write from the morning to the evening, with a second wind after dusk, and are thin on Sunday.
PRESS = Rhythm(
    (0.08, 0.05, 0.04, 0.04, 0.1, 0.3, 0.6, 0.9, 1, 1, 1, 0.95, 0.8, 0.85, 0.9, 0.95, 0.9, 0.7, 0.5, 0.55, 0.5, 0.4,
     0.25, 0.15),
    (1, 1, 1, 1, 0.95, 0.7, 0.45),
)  # fmt: skip
# People write after work and at the weekend.
CITIZENS = Rhythm(
    (0.2, 0.1, 0.06, 0.05, 0.1, 0.2, 0.3, 0.3, 0.25, 0.25, 0.25, 0.3, 0.4, 0.35, 0.3, 0.3, 0.35, 0.45, 0.65, 0.95, 1, 1,
     0.8, 0.45),
    (0.8, 0.8, 0.8, 0.8, 0.9, 1, 1),
)  # fmt: skip


def burst(
    start: datetime, end: datetime, *, mean_h: float, rhythm: Rhythm, chance: random.Random
) -> datetime:  # fmt: skip
    """A moment after `start`: soon, in the hours of the source, never after `end`."""
    at = start
    for _ in range(_TRIES):
        at = start + timedelta(hours=chance.expovariate(1 / mean_h))
        if at > end:
            at = start + (end - start) * chance.random()
        if chance.random() < rhythm.at(at):
            break
    return at


def anywhen(start: datetime, end: datetime, *, rhythm: Rhythm, chance: random.Random) -> datetime:
    """A moment between the two, in the hours of the source."""
    at = start
    for _ in range(_TRIES):
        at = start + (end - start) * chance.random()
        if chance.random() < rhythm.at(at):
            break
    return at
