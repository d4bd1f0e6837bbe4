"""Days on which the sentiment of the news fell hard, how far, and when it was back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

BASELINE = timedelta(days=60)
# Fewer texts say nothing of a day, or of what is usual.
FEWEST_IN_A_DAY, FEWEST_BEFORE = 10, 30
LEAST_FALL = 0.2
_SURE, _BACK = 3.5, 1.64
# Days differ by more than chance in counting; no series is taken for steadier than this.
_LEAST_SPREAD = 0.1
_FEWEST_FOR_SPREAD = 5
_SPAN_BACK = timedelta(days=3)
_FEWEST_BACK = 5
_NORMAL_95 = 1.96
_NORMAL_MAD = 1.4826
_HEAVIER = 2


@dataclass(frozen=True, slots=True)
class DayTone:
    """The judged texts of one day, or of several, by sentiment."""

    day: date
    negative: int
    neutral: int
    positive: int

    @property
    def n(self) -> int:
        """How many texts there are."""
        return self.negative + self.neutral + self.positive

    @property
    def balance(self) -> float:
        """Positive less negative, by all texts: −1 to 1; 0 without texts."""
        return (self.positive - self.negative) / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """Of the balance as a mean of −1, 0 and 1; one text of each is imagined, so that it is never 0."""
        n = self.n + 3
        mean = (self.positive - self.negative) / n
        return ((self.positive + self.negative + 2) / n - mean * mean) / n


@dataclass(frozen=True, slots=True)
class Shock:
    """The sentiment fell on `day` from `usual` by `fall` (`low` to `high` with 95 %), in `n` texts.

    `back_on` is the first day from which on it was back for three days; None while it is not.
    """

    day: date
    usual: float
    fall: float
    low: float
    high: float
    n: int
    back_on: date | None

    @property
    def weight(self) -> float:
        """How much fell: the fall times the texts."""
        return self.fall * self.n

    @property
    def days_to_recover(self) -> int | None:
        """How many days it took; None while it is not over."""
        return None if self.back_on is None else (self.back_on - self.day).days


def shocks_of(days: Iterable[DayTone]) -> list[Shock]:
    """Find the shocks in days in their order; days may be missing.

    What is usual are all texts of the 60 days before, those of earlier shocks left out. A day is a shock when its
    balance lies at least .2 below, and more than 3.5 standard errors: of its own texts, of the usual ones, and of the
    spread between days. It is over when the balance of three days is no longer below by more than 1.64 of them; until
    then further falls belong to it, but for one that weighs more than twice as much (fall times texts).

    Source: own rule; a control chart for a mean with variance between samples (NIST/SEMATECH e-Handbook, 6.3.2).

    Examples
    --------
    >>> start = date(2026, 1, 1)
    >>> good = [DayTone(start + timedelta(days=n), 1, 2, 7) for n in range(90)]
    >>> [shock] = shocks_of([*good[:40], DayTone(good[40].day, 30, 8, 2), *good[41:]])
    >>> shock.day.isoformat(), round(shock.fall, 2), shock.days_to_recover
    ('2026-02-10', 1.3, 1)
    """
    rows = list(days)
    found: list[Shock] = []
    calm: list[DayTone] = []
    over = date.min
    for place, row in enumerate(rows):
        calm = [each for each in calm if each.day >= row.day - BASELINE]
        shock = _shock(row, calm, rows[place + 1 :])
        if row.day >= over and shock is None:
            calm.append(row)
        elif shock is not None and (row.day >= over or shock.weight > _HEAVIER * found[-1].weight):
            found.append(shock)
            over = shock.back_on or date.max
    return found


def _shock(row: DayTone, calm: Sequence[DayTone], later: Sequence[DayTone]) -> Shock | None:
    usual = _together(calm)
    if row.n < FEWEST_IN_A_DAY or usual.n < FEWEST_BEFORE:
        return None
    fall, spread = usual.balance - row.balance, _spread(calm, usual)
    if fall < LEAST_FALL or fall < _SURE * math.sqrt(row.variance + usual.variance + spread**2):
        return None
    margin = _NORMAL_95 * math.sqrt(row.variance + usual.variance)
    back_on = _back_on(later, usual, spread)
    return Shock(row.day, usual.balance, fall, fall - margin, fall + margin, row.n, back_on)


def _spread(calm: Sequence[DayTone], usual: DayTone) -> float:
    """Give the standard deviation of daily balances beyond that of counting, by medians: one odd day widens nothing."""
    told = [each for each in calm if each.n >= _FEWEST_FOR_SPREAD]
    if not told:
        return _LEAST_SPREAD
    whole = _NORMAL_MAD * median(abs(each.balance - usual.balance) for each in told)
    return max(_LEAST_SPREAD, math.sqrt(max(0.0, whole**2 - median(each.variance for each in told))))


def _back_on(later: Sequence[DayTone], usual: DayTone, spread: float) -> date | None:
    for place, row in enumerate(later):
        span = [each for each in later[place:] if each.day < row.day + _SPAN_BACK]
        three = _together(span)
        is_whole = later[-1].day >= row.day + _SPAN_BACK - timedelta(days=1)
        allowed = _BACK * math.sqrt(three.variance + spread**2)
        if is_whole and three.n >= _FEWEST_BACK and usual.balance - three.balance <= allowed:
            return row.day
    return None


def _together(days: Sequence[DayTone]) -> DayTone:
    if not days:
        return DayTone(date.min, 0, 0, 0)
    columns = zip(*((each.negative, each.neutral, each.positive) for each in days), strict=True)
    return DayTone(days[0].day, *map(sum, columns))
