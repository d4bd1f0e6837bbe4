"""Series with known anomalies, made up: what servers, counts, prices, roads and demand look like when watched.

The detector's constants were chosen on seeds 1 and 2; others are for figures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Random = np.random.Generator

# Windows hold this share of a series in all, centred on the anomalies.
_SHARE = 0.1
_FIVE_MINUTES, _HALF_HOUR, _HOUR = 300.0, 1_800.0, 3_600.0
_DAY = 288


@dataclass(frozen=True)
class MadeSeries:
    """A series: `values` and `times` (POSIX seconds), both `(n,)`, and the windows as first and last row."""

    kind: str
    values: Floats
    times: Floats
    windows: tuple[tuple[int, int], ...]


def made_series(seed: int) -> list[MadeSeries]:
    """Make sixty-two series of seven kinds; the same seed gives the same ones."""
    draw = np.random.default_rng(seed)
    return [_one(kind, draw) for kind in KINDS for _ in range(kind.n_series)]


@dataclass(frozen=True)
class Kind:
    """One sort of series: how many there are, how long, how far apart the values, and what makes them."""

    name: str
    n_series: int
    n_rows: tuple[int, int]
    step_s: float
    make: Callable[[Random, int], tuple[Floats, list[int]]]


def _one(kind: Kind, draw: Random) -> MadeSeries:
    n = int(draw.integers(*kind.n_rows))
    values, centres = kind.make(draw, n)
    half = int(_SHARE * n / 2 / max(1, len(centres)))
    windows = tuple((max(0, centre - half), min(n - 1, centre + half)) for centre in centres)
    return MadeSeries(kind.name, np.round(values, 4), kind.step_s * np.arange(n), windows)


def _places(draw: Random, n: int, n_wanted: int) -> list[int]:
    """Where anomalies begin: past the opening, and no two near each other."""
    for _ in range(1_000):
        found = np.sort(draw.uniform(0.24, 0.93, n_wanted) * n)
        if (np.diff(found) > 0.12 * n).all():
            return [int(place) for place in found]
    return [int(place) for place in np.linspace(0.3, 0.9, n_wanted) * n]


def _server(draw: Random, n: int) -> tuple[Floats, list[int]]:
    """A load around a level, perhaps with regular bursts and stray peaks."""
    base = draw.choice([0.1, 2.0, 20.0, 45.0, 90.0])
    noise = base * draw.choice([0.01, 0.05, 0.2])
    values = base + draw.normal(0, noise, n)
    if draw.random() < 0.6:
        period, height = int(draw.choice([12, 60, 288])), base * draw.uniform(0.3, 4)
        for start in range(0, n, period):
            first = start + int(draw.integers(0, max(2, period // 20)))
            values[first : first + int(draw.integers(1, max(2, period // 15) + 1))] += height * draw.uniform(0.7, 1.2)
    if draw.random() < 0.5:
        values[draw.integers(0, n, n // 400)] += base * draw.exponential(0.8)
    centres = _places(draw, n, int(draw.choice([1, 2, 2, 3])))
    for place in centres:
        _break_server(draw, values, place, noise)
    return np.maximum(values, 0), centres


def _break_server(draw: Random, values: Floats, place: int, noise: float) -> None:
    room, span = len(values) - place, float(np.ptp(values))
    sort = draw.choice(["shift", "peak", "drop", "ramp", "noise", "high"])
    length = min(room, int(draw.integers(20, 250)))
    if sort == "shift":
        values[place:] += draw.choice([-1, 1]) * max(6 * noise, 0.4 * span) * draw.uniform(0.6, 1.6)
    elif sort == "peak":
        values[place : place + int(draw.integers(1, 6))] += span * draw.uniform(0.8, 3)
    elif sort == "drop":
        values[place : place + length] = values.min() * draw.choice([0.0, 0.5, 1.0])
    elif sort == "ramp":
        values[place : place + length] += np.linspace(0, span * draw.uniform(0.6, 1.5), length)
    elif sort == "noise":
        values[place : place + length] += draw.normal(0, 5 * noise + 0.1 * span, length)
    else:
        values[place : place + length] = np.maximum(values[place : place + length], values.max() * 1.05)


def _traffic(draw: Random, n: int) -> tuple[Floats, list[int]]:
    """Mostly little, and bursts without a usual size."""
    values = draw.exponential(1, n) * draw.choice([1e2, 1e5])
    mean = float(values.mean())
    for start in draw.integers(0, n, n // int(draw.integers(20, 200))):
        values[start : start + int(draw.integers(1, 4))] += mean * draw.pareto(2.5) * 4
    if draw.random() < 0.5:
        values *= 1 + 0.7 * np.sin(np.arange(n) * 2 * np.pi / _DAY)
    centres = _places(draw, n, int(draw.choice([1, 2, 3])))
    for place in centres:
        sort = draw.choice(["giant", "lasting", "quiet"])
        if sort == "giant":
            values[place : place + int(draw.integers(1, 10))] += values.max() * draw.uniform(1, 4)
        elif sort == "lasting":
            values[place : place + int(draw.integers(30, 200))] += np.quantile(values, 0.98) * draw.uniform(0.7, 2)
        else:
            values[place : place + int(draw.integers(60, 300))] *= 0.02
    return values, centres


def _daily(draw: Random, n: int) -> tuple[Floats, list[int]]:
    """The same shape every day; on one day perhaps another."""
    phase = np.arange(n) % _DAY / _DAY
    shapes = [
        np.where((phase > 0.37) & (phase < 0.75), 80.0, 20.0),
        50 + 40 * np.sin(2 * np.pi * phase),
        20 + 60 * phase,
    ]
    values = shapes[int(draw.integers(3))] + draw.normal(0, draw.choice([0.001, 1.0, 4.0]), n)
    if draw.random() < 0.35:
        return values, []
    place = _places(draw, n, 1)[0]
    day = place - place % _DAY
    sort = draw.choice(["flat", "up", "down", "shift", "missing", "wider"])
    if sort == "flat":
        values[place : place + _DAY] = values[place]
    elif sort == "up":
        values[day + 100 : day + 200] += 40
    elif sort == "down":
        values[day + 120 : day + 200] -= 50
    elif sort == "shift":
        values[place:] += 30
    elif sort == "missing":
        values[day + 80 : day + _DAY] = values[:80].mean()
    else:
        values[day : day + _DAY] = values.mean() + (values[day : day + _DAY] - values.mean()) * 1.7
    return values, [place if sort in ("flat", "shift") else day + 100]


def _attention(draw: Random, n: int) -> tuple[Floats, list[int]]:
    """Counts of mentions: more by day, clustered, with small storms all the time and a few large ones."""
    mean = draw.choice([0.3, 3.0, 20.0, 80.0])
    drift = np.convolve(draw.normal(0, 0.25, n), np.ones(6) / 2.4, "same")
    values = draw.poisson(draw.gamma(2, mean * np.exp(0.6 * np.sin(np.arange(n) * 2 * np.pi / _DAY) + drift) / 2))
    values = values.astype(float)
    for start in draw.integers(0, n, n // 500):
        length = min(int(draw.integers(2, 30)), n - start)
        values[start : start + length] += draw.poisson(mean * draw.exponential(3) * np.exp(-np.arange(length) / 8))
    centres = _places(draw, n, int(draw.choice([2, 3, 4])))
    for place in centres:
        length = min(n - place, int(draw.integers(20, 150)))
        storm = max(mean, 1) * draw.uniform(10, 60) * np.exp(-np.arange(length) / draw.uniform(5, 40))
        values[place : place + length] += draw.poisson(storm)
    return values, centres


def _demand(draw: Random, n: int) -> tuple[Floats, list[int]]:
    """A day and a week that come again; holidays, rushes and outages."""
    per_day = 48
    row = np.arange(n)
    waves = [
        draw.normal(0, 1 / (k + 0.5)) * np.sin((k + 1) * row * 2 * np.pi / per_day + draw.uniform(0, 6))
        for k in range(3)
    ]
    weekend = np.where(row // per_day % 7 >= 5, draw.uniform(0.6, 0.9), 1.0)
    values = 1_000 * np.maximum(0.05, 1.2 + 0.35 * np.sum(waves, axis=0)) * weekend
    values *= (1 + draw.normal(0, draw.choice([0.02, 0.06]), n)) * (1 + 0.1 * np.sin(row / n * 3))
    centres = _places(draw, n, int(draw.choice([2, 3, 5])))
    for place in centres:
        sort = draw.choice(["holiday", "rush", "outage"])
        if sort == "holiday":
            values[place : place + per_day] *= 0.55
        elif sort == "rush":
            values[place : place + 6] += values.max() * draw.uniform(0.3, 0.8)
        else:
            values[place : place + int(draw.integers(4, 30))] *= 0.1
    return values, centres


def _road(draw: Random, n: int) -> tuple[Floats, list[int]]:
    """How full a road is: two waves a day, noise, jams."""
    per_day = int(draw.choice([144, 288]))
    row = np.arange(n)
    wave = np.sin(row * 2 * np.pi / per_day + draw.uniform(0, 6)) + draw.normal(0, 0.6) * np.sin(
        row * 4 * np.pi / per_day
    )
    values = (np.maximum(0, wave) * draw.choice([3.0, 20.0, 60.0]) + draw.choice([2.0, 60.0])) * (
        1 + draw.normal(0, 0.12, n)
    )
    for start in draw.integers(0, n, n // 150):
        values[start : start + int(draw.integers(1, 4))] *= draw.uniform(1.5, 3)
    centres = _places(draw, n, int(draw.choice([1, 2, 3])))
    for place in centres:
        if draw.random() < 0.6:
            values[place : place + int(draw.integers(1, 20))] = values.max() * draw.uniform(1.05, 2)
        else:
            values[place : place + int(draw.integers(8, 40))] = values.min() * 0.6
    return values, centres


def _price(draw: Random, n: int) -> tuple[Floats, list[int]]:
    """A price by the hour, skewed, with a faint day."""
    values = draw.lognormal(0, draw.uniform(0.2, 0.6), n) * (1 + 0.3 * np.sin(np.arange(n) * 2 * np.pi / 24))
    centres = _places(draw, n, int(draw.choice([1, 2, 3])))
    for place in centres:
        values[place : place + int(draw.integers(1, 6))] += values.max() * draw.uniform(0.5, 3)
    return values, centres


KINDS = (
    Kind("server", 18, (4_032, 4_731), _FIVE_MINUTES, _server),
    Kind("traffic", 8, (4_032, 4_033), _FIVE_MINUTES, _traffic),
    Kind("daily", 11, (4_032, 4_033), _FIVE_MINUTES, _daily),
    Kind("attention", 6, (12_000, 15_900), _FIVE_MINUTES, _attention),
    Kind("demand", 6, (5_000, 12_000), _HALF_HOUR, _demand),
    Kind("road", 7, (1_127, 2_500), _FIVE_MINUTES, _road),
    Kind("price", 6, (1_538, 1_643), _HOUR, _price),
)
