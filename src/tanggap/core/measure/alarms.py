"""How good the alarms over labelled series are: early ones count most, false ones cost a little."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# The share of rows, and the most rows, at the beginning of a series in which nothing is scored.
_PROBATION, _MAX_PROBATION = 0.15, 750
_MISSED = 1.0


@dataclass(frozen=True, slots=True)
class LabelledSeries:
    """The scores of a series, `(n,)`, and its windows: first and last row of each, apart and in order."""

    scores: Sequence[float]
    windows: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class AlarmScore:
    """The best score over all thresholds, 100 for perfect and 0 for silence, with the threshold that gives it."""

    score: float
    threshold: float
    n_windows: int
    n_found: int
    n_false: int


@dataclass(frozen=True, slots=True)
class _Row:
    score: float
    window: tuple[int, int] | None
    worth: float


def alarm_score(series: Iterable[LabelledSeries], *, false_alarm: float = 0.11) -> AlarmScore:
    """Score alarms by one threshold over all series; a row whose score reaches it is an alarm.

    The earliest alarm in a window is worth 1 at its beginning and falls to 0 at its end along a sigmoid; a window
    without one costs 1. An alarm outside costs up to `false_alarm`, less shortly after a window. With the default
    this is the standard profile of the benchmark.

    Source: Lavin and Ahmad, "Evaluating real-time anomaly detection algorithms: the Numenta Anomaly Benchmark",
    ICMLA 2015.

    Examples
    --------
    >>> scores = [0.0] * 100
    >>> scores[40] = 0.9
    >>> alarm_score([LabelledSeries(scores, [(40, 60)])]).score
    100.0
    >>> alarm_score([LabelledSeries([0.0] * 100, [(40, 60)])]).score
    0.0
    """
    rows: list[_Row] = []
    n_windows = 0
    for number, each in enumerate(series):
        rows += _rows(each, number, false_alarm)
        n_windows += len(each.windows)
    rows.sort(key=lambda row: -row.score)
    best, threshold, found_best, false_best = 0.0, math.inf, 0, 0
    gained, n_false, found = 0.0, 0, dict[tuple[int, int], float]()
    for place, row in enumerate(rows):
        if row.window is None:
            gained += row.worth
            n_false += 1
        else:
            before = found.get(row.window, -_MISSED)
            found[row.window] = max(before, row.worth)
            gained += found[row.window] - before
        is_last = place + 1 == len(rows) or rows[place + 1].score < row.score
        if is_last and gained > best:
            best, threshold, found_best, false_best = gained, row.score, len(found), n_false
    whole = n_windows * (1 + _MISSED)
    return AlarmScore(100 * best / whole if whole else 0.0, threshold, n_windows, found_best, false_best)


def _rows(series: LabelledSeries, number: int, false_alarm: float) -> Iterable[_Row]:
    first_scored = min(int(_PROBATION * len(series.scores)), _MAX_PROBATION)
    windows = list(series.windows)
    last: tuple[int, int] | None = None
    for row, score in enumerate(series.scores):
        while windows and windows[0][1] < row:
            last = windows.pop(0)
        if row < first_scored or score <= 0:
            continue
        if windows and windows[0][0] <= row:
            begin, end = windows[0]
            worth = _sigmoid(-(end - row + 1) / (end - begin + 1)) / _sigmoid(-1.0)
            yield _Row(score, (number, begin), worth)
        else:
            yield _Row(score, None, false_alarm * (_after(row, last) if last else -1.0))


def _after(row: int, window: tuple[int, int]) -> float:
    begin, end = window
    return _sigmoid((row - end) / max(1, end - begin))


def _sigmoid(position: float) -> float:
    """Fall from nearly 1 a whole window ahead to 0 at its end, and on to -1."""
    return -1.0 if position > 3.0 else 2 / (1 + math.exp(5 * position)) - 1
