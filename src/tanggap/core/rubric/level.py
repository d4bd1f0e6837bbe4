"""The level that a story suggests, from what is known of it now. A person decides; this only proposes, with why."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from tanggap.core.signals.strength import Strength

# From how many on a fact counts one point, and from how many on two.
OUTLETS = (3, 8)
REGIONS = (2, 4)
NEGATIVE_SHARE = (0.3, 0.6)
# Below this many judged texts a share says nothing.
JUDGED_AT_LEAST = 3
GROWTH = {Strength.QUIET: 0, Strength.WEAK: 0, Strength.RISING: 1, Strength.STRONG: 2}
# What harms people or their living when it goes wrong: by code of the shipped topics; all others count nothing.
SEVERITY = {
    "trantibum-bencana": 2,
    "kesehatan": 2,
    "pangan": 2,
    "perempuan-anak": 2,
    "sosial": 1,
    "pendidikan": 1,
    "pekerjaan-umum": 1,
    "lingkungan-hidup": 1,
    "perhubungan": 1,
    "esdm": 1,
    "kehutanan": 1,
    "pengawasan": 1,
    "keuangan-daerah": 1,
}
# How many points in all lead to level 1, 2 and 3.
LEVELS = (3, 5, 8)


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact that counted: its name, what it was, and its points (1 or 2)."""

    fact: str
    value: float | str
    points: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A level from 0 to 3, the points behind it and the facts that brought them."""

    level: int
    points: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a story now. `n_regions` counts regencies and cities."""

    n_outlets: int
    growth: Strength
    n_negative: int
    n_judged: int
    n_regions: int
    topics: tuple[str, ...] = ()


def suggest_level(facts: Facts) -> Suggestion:
    """Add the points of five facts, at most two each, and read the level from the sum.

    Monotone: more outlets, stronger growth, a larger negative share, more regions or a graver topic never lower
    the level. Nothing in it knows who wrote or who is criticised.

    Source: own table after the factors of salience that crisis communication names (reach, speed, tone, spread,
    harm); published in ``docs/reference/signals.md``.

    Examples
    --------
    >>> suggest_level(Facts(8, Strength.STRONG, 6, 10, 1, ("trantibum-bencana",))).level
    3
    >>> suggest_level(Facts(1, Strength.WEAK, 0, 1, 1)).reasons
    ()
    """
    share = facts.n_negative / facts.n_judged if facts.n_judged >= JUDGED_AT_LEAST else 0.0
    topic = max(facts.topics, key=_severity, default="")
    found = (
        Reason("outlets", facts.n_outlets, bisect_right(OUTLETS, facts.n_outlets)),
        Reason("growth", facts.growth.value, GROWTH[facts.growth]),
        Reason("negative", round(share, 2), bisect_right(NEGATIVE_SHARE, share)),
        Reason("regions", facts.n_regions, bisect_right(REGIONS, facts.n_regions)),
        Reason("topic", topic, _severity(topic)),
    )
    points = sum(reason.points for reason in found)
    return Suggestion(bisect_right(LEVELS, points), points, tuple(reason for reason in found if reason.points))


def n_regencies(codes: Iterable[str]) -> int:
    """Count the regencies and cities among Kemendagri codes, a district counting for the one it lies in.

    Examples
    --------
    >>> n_regencies(["63", "63.03", "63.03.05", "63.71"])
    2
    """
    return len({code[:5] for code in codes if len(code) >= 5})


def _severity(topic: str) -> int:
    return SEVERITY.get(topic, 0)
