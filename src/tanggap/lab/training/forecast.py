"""Learns the tables of forecasts from stories of the simulator, and tells how often its intervals hold.

Least squares of the logarithm of what came on what had come; the interval then is stretched, for each horizon, until
four of five of its own cases lie in it, whole numbers and all.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanggap.core.errors import InvalidInput
from tanggap.core.signals.forecast import (
    HORIZONS_H,
    N_FEATURES,
    N_STEPS,
    SIZES,
    STEP_H,
    ForecastTable,
    ends_of,
    features_of,
    size_of,
)
from tanggap.enrichers._local import digest_of
from tanggap.lab.simulator import DEVELOPMENT_SEEDS, SEALED_SEEDS, simulate

Floats = NDArray[np.float64]

TRAINING_SEEDS = (11, 12, 13, 14, 15, 16)
COUNTED = ("texts", "outlets")
_END = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
_N_OUTLETS, _EVERY_H, _LATEST_H, _UTC_OFFSET_H = 23, 6, 72, 8
_IN_A_DAY = 3
_PENALTY, _SHARE, _FEWEST = 0.1, 0.8, 30
_STRETCHES = tuple(round(0.3 + 0.02 * step, 2) for step in range(60))


@dataclass(frozen=True, slots=True)
class Case:
    """What was known at one moment, and how many texts and new outlets came within each horizon."""

    features: list[float]
    came: dict[str, list[int]]


def cases_of(seeds: Iterable[int]) -> list[Case]:
    """Look at every story of these seeds every six hours, as long as something had come in the day before."""
    found: list[Case] = []
    for seed in seeds:
        stories: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for text in simulate(now=_END, seed=seed, n_outlets=_N_OUTLETS):
            if text.is_watched and text.role != "history":
                stories[text.story].append((text.published_at.timestamp() / 3600, text.outlet))
        for told in stories.values():
            found += _of_story(sorted(told))
    return found


def _of_story(told: Sequence[tuple[float, int]]) -> Iterator[Case]:
    hours, outlets = np.array([hour for hour, _outlet in told]), [outlet for _hour, outlet in told]
    first_of: dict[int, float] = {}
    for hour, outlet in told:
        first_of.setdefault(outlet, hour)
    starts = np.array(sorted(first_of.values()))
    last = min(float(hours[-1]) + _LATEST_H, _END.timestamp() / 3600 - max(HORIZONS_H))
    for at in np.arange(np.ceil(hours[0]) + 1, last, _EVERY_H).tolist():
        course = np.histogram(hours, bins=at + STEP_H * (np.arange(N_STEPS + 1) - N_STEPS))[0].tolist()
        n_outlets = len({outlet for hour, outlet in zip(hours.tolist(), outlets, strict=True) if hour <= at})
        hour = (at + _UTC_OFFSET_H) % 24
        features = features_of(course, age_h=at - float(hours[0]), hour=hour, n_outlets=n_outlets)
        if features is not None:
            yield Case(features, {"texts": _came(hours, at), "outlets": _came(starts, at)})


def _came(hours: Floats, at: float) -> list[int]:
    return [int(((hours > at) & (hours <= at + horizon)).sum()) for horizon in HORIZONS_H]


def fit(cases: Sequence[Case], counted: str) -> ForecastTable:
    """Learn one table; the same cases give the same one."""
    known = np.array([case.features for case in cases])
    came = np.array([case.came[counted] for case in cases])
    weights = np.linalg.solve(known.T @ known + _PENALTY * np.eye(N_FEATURES), known.T @ np.log1p(came)).round(6)
    heights = known @ weights
    errors = [_errors(heights[:, place], came[:, place]) for place in range(len(HORIZONS_H))]
    return ForecastTable(weights.T.tolist(), errors)


def _errors(heights: Floats, came: NDArray[np.int64]) -> list[list[float]]:
    sizes, off = np.array([size_of(height) for height in heights.tolist()]), np.log1p(came) - heights
    edges = [(1 - _SHARE) / 2, (1 + _SHARE) / 2]
    whole = np.quantile(off, edges)
    plain = [
        np.quantile(off[sizes == size], edges) if (sizes == size).sum() >= _FEWEST else whole
        for size in range(len(SIZES) + 1)
    ]
    stretch = min(_STRETCHES, key=lambda by: (abs(_share_held(heights, came, sizes, plain, by) - _SHARE), by))
    return [[round(float(end) * stretch, 4) for end in ends] for ends in plain]


def _share_held(
    heights: Floats, came: NDArray[np.int64], sizes: NDArray[np.int64], plain: Sequence[Floats], by: float
) -> float:
    rows = zip(heights.tolist(), came.tolist(), sizes.tolist(), strict=True)
    return float(np.mean([_holds(height, n, *(plain[size] * by).tolist()) for height, n, size in rows]))


def _holds(height: float, n: int, low: float, high: float) -> bool:
    first, last = ends_of(height, low, high)
    return first <= n <= last


def figures(table: ForecastTable, cases: Sequence[Case], counted: str) -> dict[str, Any]:
    """By horizon: the share of cases inside the interval, its median width, and the error beside that of a plain guess.

    The plain guess is that texts go on as in the last day, and that no outlet joins. Errors are mean absolute
    differences of logarithms.
    """
    told: dict[str, Any] = {"n": len(cases)}
    for place, horizon in enumerate(HORIZONS_H):
        found = [table.forecast(case.features)[place] for case in cases]
        came = [case.came[counted][place] for case in cases]
        pairs = list(zip(found, came, strict=True))
        plain = [_plain_error(case, n, horizon, counted) for case, n in zip(cases, came, strict=True)]
        told[f"{horizon} h"] = {
            "held": round(float(np.mean([one.low <= n <= one.high for one, n in pairs])), 3),
            "width": float(np.median([one.high - one.low for one in found])),
            "error": round(float(np.mean([abs(np.log1p(n) - np.log1p(one.middle)) for one, n in pairs])), 3),
            "plain": round(float(np.mean(plain)), 3),
        }
    return told


def _plain_error(case: Case, n: int, horizon: int, counted: str) -> float:
    guess = float(np.expm1(case.features[_IN_A_DAY])) * horizon / 24 if counted == "texts" else 0.0
    return abs(float(np.log1p(n) - np.log1p(guess)))


def simulated_figures(*, sealed: bool) -> dict[str, Any]:
    """Score the shipped tables on seeds that they did not learn from."""
    from tanggap.enrichers._models import forecast_tables

    cases = cases_of(SEALED_SEEDS if sealed else DEVELOPMENT_SEEDS)
    return {counted: figures(table, cases, counted) for counted, table in forecast_tables().items()}


def hourly_figures(data: Path) -> dict[str, Any]:
    """Learn from the first two thirds of real hourly counts by topic, and score on the rest.

    Raises
    ------
    InvalidInput
        If the file of counts cannot be read.
    """
    early, late = _hourly_cases(data / "id_hourly_counts_dev.csv.gz")
    return figures(fit(early, "texts"), late, "texts")


def _hourly_cases(path: Path) -> tuple[list[Case], list[Case]]:
    series: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    try:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                hour = int(datetime.fromisoformat(row["hour_wib"]).replace(tzinfo=UTC).timestamp() // 3600)
                series[row["topic"]][hour] += int(row["n"])
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise InvalidInput(f"{path} cannot be read ({type(error).__name__})") from None
    early: list[Case] = []
    late: list[Case] = []
    longest = max(HORIZONS_H)
    for counts in series.values():
        begin, end = min(counts), max(counts)
        whole = np.array([counts.get(hour, 0) for hour in range(begin, end + 1)])
        parting = len(whole) * 2 // 3
        for at in range(N_STEPS * STEP_H, len(whole) - longest, _EVERY_H):
            course = whole[at - N_STEPS * STEP_H : at].reshape(N_STEPS, STEP_H).sum(axis=1).tolist()
            features = features_of(course, age_h=float(at), hour=(begin + at) % 24, n_outlets=0)
            # Nothing of the last third is seen in training, not even as what came.
            if features is not None and not parting - longest <= at < parting:
                came = [int(whole[at : at + horizon].sum()) for horizon in HORIZONS_H]
                (early if at < parting else late).append(Case(features, {"texts": came}))
    return early, late


def train(output: Path) -> dict[str, Any]:
    """Write the tables and give what the development seeds show; same simulator, same tables."""
    cases = cases_of(TRAINING_SEEDS)
    tables = {counted: fit(cases, counted) for counted in COUNTED}
    about = {counted: {"weights": table.weights, "errors": table.errors} for counted, table in tables.items()}
    output.mkdir(parents=True, exist_ok=True)
    whole = {"version": digest_of({}, about), "n_training_rows": len(cases), **about}
    (output / "model.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    other = cases_of(DEVELOPMENT_SEEDS)
    return {counted: figures(table, other, counted) for counted, table in tables.items()}
