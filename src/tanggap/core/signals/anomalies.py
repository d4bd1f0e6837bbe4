"""How unusual each value of a series is, by what the series has shown before: one pass, the past alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

_N_BINS = 160
_BINS_PER_OCTAVE = 4
_DAY_S, _SLOT_S = 86_400, 900
# A sum of surprises of this size has the score .5 and is called a shock.
_SHOCK = 3.0
_MAX_RARITY = 12.0
# Values beyond it count as it: their squares would be no numbers any more.
_FURTHEST = 1e120


class Aspect(IntEnum):
    """What of a value is compared with the past, each in mean absolute deviations, up and down apart."""

    STEP = 0
    """The change from the value before."""
    DISTANCE = 1
    """The distance from the long mean."""
    RUN = 2
    """The short mean less the middle one."""
    LEVEL = 3
    """The middle mean less the long one."""
    RESTLESSNESS = 4
    """The logarithm of the squared steps lately over those for long."""
    TIME_OF_DAY = 5
    """The distance from what this time of the day has brought, once days are told apart by it."""


@dataclass(frozen=True, slots=True)
class DetectionRules:
    """The constants of the detector; chosen on simulated series and the five labelled ones, see the explanation.

    Attributes
    ----------
    n_short, n_middle, n_long
        Values over which the three means are weighed (exponentially; a young series weighs all alike).
    n_warm
        Values before which nothing is called unusual.
    least
        Rarity, in orders of magnitude, from which an aspect counts: 1.3 is one in twenty.
    tail_power
        How much rarer than the rarest is what lies further out: orders of magnitude for each tenfold distance.
    half_life
        Values after which an alarm has faded to one half: a smaller one meanwhile is not told.
    n_days
        Days over which a time of the day is averaged.
    min_days
        Days before which the time of the day is not asked.
    restlessness
        The weight of that aspect; the others have one.
    """

    n_short: int = 6
    n_middle: int = 30
    n_long: int = 500
    n_warm: int = 30
    least: float = 1.3
    tail_power: float = 3.0
    half_life: int = 200
    n_days: int = 8
    min_days: float = 2.0
    restlessness: float = 0.5


@dataclass(frozen=True, slots=True)
class Finding:
    """The score of a value in [0, 1), and whether it is called a shock (from .5 on)."""

    score: float
    is_shock: bool


class AnomalyDetector:
    """Scores a series value by value.

    Six aspects of each value are compared with their own past. The rarity of one is the negative decimal logarithm
    of the share of earlier values that lay as far out on the same side; beyond all of them it grows with a power of
    the distance. What is rarer than one in twenty adds up. A sum that does not exceed the fading memory of an
    earlier one scores 0: one matter is told once, and again only when it grows.

    Source: own detector; empirical tail probabilities over exponentially weighted statistics (NIST/SEMATECH
    e-Handbook, 6.3.2.4), a power law beyond the largest value as in extreme value theory (Siffer et al. 2017).

    Examples
    --------
    >>> detector = AnomalyDetector()
    >>> quiet = [detector.update(10.0 + n % 3, at=600.0 * n) for n in range(200)]
    >>> detector.update(80.0, at=600.0 * 200).is_shock
    True
    """

    def __init__(self, rules: DetectionRules | None = None) -> None:
        self.rules = rules or DetectionRules()
        self._fading = 0.5 ** (1 / self.rules.half_life)
        self._weights = [1.0 if aspect is not Aspect.RESTLESSNESS else self.rules.restlessness for aspect in Aspect]
        self._tails = [(_Tail(self.rules.tail_power), _Tail(self.rules.tail_power)) for _ in Aspect]
        self._daily = _TimeOfDay(self.rules)
        self._memory = 0.0
        self._n = 0

    def update(self, value: float, *, at: float) -> Finding:
        """Score the next value; `at` is its time in POSIX seconds, and `value` is finite."""
        value = min(max(value, -_FURTHEST), _FURTHEST)
        surprise = self._surprise(self._aspects(value, at)) if self._n else self._begin(value, at)
        self._n += 1
        told = surprise if surprise > self._memory else 0.0
        self._memory = max(self._memory * self._fading, surprise)
        return Finding(told / (told + _SHOCK), told >= _SHOCK)

    def _begin(self, value: float, at: float) -> float:
        self._last = self._short = self._middle = self._long = value
        self._deviation = self._restless = self._restless_long = 0.0
        self._daily.begin(value, at)
        return 0.0

    def _aspects(self, value: float, at: float) -> list[float]:
        """Give the six aspects of a value and move the means on to it; an aspect of 0 says nothing."""
        rules, young = self.rules, 1 / (self._n + 1)
        by_middle, by_long = max(young, 1 / rules.n_middle), max(young, 1 / rules.n_long)
        scale = max(self._deviation, 1e-150)
        short = self._short + max(young, 1 / rules.n_short) * (value - self._short)
        middle = self._middle + by_middle * (value - self._middle)
        step, distance = value - self._last, value - self._long
        self._restless += by_middle * (step * step - self._restless)
        self._restless_long += by_long * (step * step - self._restless_long)
        aspects = [
            step / scale,
            distance / scale,
            (short - self._middle) / scale,
            (middle - self._long) / scale,
            math.log((self._restless + 1e-12) / (self._restless_long + 1e-12)),
            self._daily.update(value, at, abs(distance), by_long) / scale,
        ]
        self._last, self._short, self._middle = value, short, middle
        self._long += by_long * distance
        self._deviation += by_long * (abs(distance) - self._deviation)
        return aspects

    def _surprise(self, aspects: list[float]) -> float:
        surprise = 0.0
        for (down, up), weight, aspect in zip(self._tails, self._weights, aspects, strict=True):
            own, other = (up, down) if aspect > 0 else (down, up)
            other.n += 1
            beyond = own.rarity(abs(aspect)) - self.rules.least
            if beyond > 0:
                surprise += weight * beyond
        return surprise if self._n >= self.rules.n_warm else 0.0


class _Tail:
    """How often an aspect lay how far out on one side: counts in quarter octaves."""

    __slots__ = ("_counts", "_furthest", "_power", "n")

    def __init__(self, power: float) -> None:
        self._counts = [0] * _N_BINS
        self._furthest = 0.0
        self._power = power
        self.n = 0

    def rarity(self, size: float) -> float:
        """Orders of magnitude by which so much is rare, 0 to 12; it is counted then."""
        if not size:
            self.n += 1
            return 0.0
        place = int(_BINS_PER_OCTAVE * math.log2(size)) + _N_BINS // 2 if size > 1e-12 else 0
        place = min(max(place, 0), _N_BINS - 1)
        if size > self._furthest:
            rarity = math.log10(2 * (self.n + 1))
            if self._furthest:
                rarity += self._power * math.log10(size / self._furthest)
            self._furthest = size
        else:
            rarity = math.log10((self.n + 1) / (sum(self._counts[place:]) + 0.5))
        self._counts[place] += 1
        self.n += 1
        return min(rarity, _MAX_RARITY)


class _TimeOfDay:
    """The mean of each quarter of an hour of the day, asked only while it foretells better than the long mean."""

    __slots__ = ("_began", "_by_day", "_by_mean", "_rules", "_slots")

    def __init__(self, rules: DetectionRules) -> None:
        self._rules = rules
        self._slots: dict[int, tuple[float, int]] = {}
        self._by_day = self._by_mean = 0.0

    def begin(self, value: float, at: float) -> None:
        self._began = at
        self._slots[int(at % _DAY_S) // _SLOT_S] = (value, 1)

    def update(self, value: float, at: float, distance: float, rate: float) -> float:
        """Give the distance from the mean of this time of the day; 0 where that is not asked."""
        slot, age = int(at % _DAY_S) // _SLOT_S, (at - self._began) / _DAY_S
        mean, n = self._slots.get(slot, (value, 0))
        off = value - mean
        is_asked = n > 0 and age > self._rules.min_days and self._by_day < 0.8 * self._by_mean
        self._slots[slot] = (mean + max(1 / (n + 1), 1 / self._rules.n_days) * off, n + 1)
        if age > 1 and n:
            self._by_day += rate * (abs(off) - self._by_day)
            self._by_mean += rate * (distance - self._by_mean)
        return off if is_asked else 0.0
