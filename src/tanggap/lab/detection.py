"""Scores the detector of unusual values on made-up series and on labelled ones of others."""

from __future__ import annotations

import csv
import gzip
import json
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tanggap.core.errors import InvalidInput
from tanggap.core.measure.alarms import AlarmScore, LabelledSeries, alarm_score
from tanggap.core.signals.anomalies import AnomalyDetector
from tanggap.lab.series import made_series

# Values, times in POSIX seconds, windows.
Series = tuple[Sequence[float], Sequence[float], Sequence[tuple[int, int]]]

DEVELOPMENT_SEEDS = (1, 2)
OTHER_SEEDS = (3, 4, 5)
_SERIES, _WINDOWS = "nab_tweet_volume.csv.gz", "nab_tweet_volume_windows.json"


def detection_figures(data: Path | None) -> dict[str, Any]:
    """Score by the standard profile: made-up series of seeds chosen with and without, and the labelled files.

    Beside each stands what a running z-score gets on the same series.
    """
    told: dict[str, Any] = {
        "made_development": [_figure(_made(seed)) for seed in DEVELOPMENT_SEEDS],
        "made_others": [_figure(_made(seed)) for seed in OTHER_SEEDS],
    }
    if data is not None:
        told["tweet_volumes"] = _figure(_tweets(data))
    return told


def _figure(series: Iterable[Series]) -> dict[str, Any]:
    known = list(series)
    found = _score(known, scores_of)
    return {
        "z_score": round(_score(known, z_scores_of).score, 1),
        "score": round(found.score, 1),
        "threshold": round(found.threshold, 3),
        "windows": found.n_windows,
        "found": found.n_found,
        "false": found.n_false,
    }


def _score(series: Iterable[Series], score: Callable[[Sequence[float], Sequence[float]], list[float]]) -> AlarmScore:
    return alarm_score(LabelledSeries(score(values, times), windows) for values, times, windows in series)


def _made(seed: int) -> Iterable[Series]:
    for each in made_series(seed):
        yield each.values.tolist(), each.times.tolist(), each.windows


def scores_of(values: Sequence[float], times: Sequence[float]) -> list[float]:
    """Give the score of each value, by what came before it."""
    detector = AnomalyDetector()
    return [detector.update(value, at=at).score for value, at in zip(values, times, strict=True)]


def z_scores_of(values: Sequence[float], times: Sequence[float]) -> list[float]:
    """Give how many standard deviations each value lies from the mean of those before it, squeezed below 1."""
    del times
    mean, square, found = 0.0, 0.0, []
    for n, value in enumerate(values):
        deviation = math.sqrt(square / n) if n else 0.0
        z = abs(value - mean) / deviation if deviation else 0.0
        found.append(z / (z + 5))
        off = value - mean
        mean += off / (n + 1)
        square += off * (value - mean)
    return found


def _tweets(data: Path) -> Iterable[Series]:
    try:
        with gzip.open(data / _SERIES, "rt", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        labelled = json.loads((data / _WINDOWS).read_text(encoding="utf-8"))
    except (OSError, EOFError, ValueError) as error:
        raise InvalidInput(f"{data}: {_SERIES} and {_WINDOWS} cannot be read ({type(error).__name__})") from None
    for name, windows in labelled.items():
        own = [row for row in rows if row["series"] in name]
        times = [_seconds(row["timestamp"]) for row in own]
        values = [float(row["mentions_5min"]) for row in own]
        ends = [(_seconds(begin), _seconds(end)) for begin, end in windows]
        places = [[row for row, at in enumerate(times) if begin <= at <= end] for begin, end in ends]
        yield values, times, [(own[0], own[-1]) for own in places]


def _seconds(stamp: str) -> float:
    moment = datetime.fromisoformat(stamp)
    return moment.replace(tzinfo=UTC).timestamp()
