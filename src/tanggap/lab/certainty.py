"""How sure the sentiment of a text is, and from where on it need not be looked at: ``tanggap evaluate certainty``.

The shipped model learned from the dev part. Here it is trained anew for each fold of events, on everything that the
shipped one learned from but the texts of that fold, and judges those. The test part stays closed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanggap.core.measure.bootstrap import interval
from tanggap.core.measure.certainty import lowest_threshold, risk_coverage, sure_at
from tanggap.core.measure.classification import expected_calibration_error
from tanggap.core.text.sentiment import LABELS, softmax
from tanggap.enrichers._models import MODELS, metadata, normaliser
from tanggap.enrichers.sentiment import SURE
from tanggap.lab.labelled import LabelledText, load
from tanggap.lab.training.data import folds_of
from tanggap.lab.training.sentiment import held_out_scores, public_rows

N_FOLDS = 5
# Four of five: what more would cost people stands in docs/explanation/sentiment.md.
TARGET = 0.8
THRESHOLDS = tuple(round(0.35 + 0.05 * step, 2) for step in range(13))
_TEMPERATURES = tuple(round(0.6 + 0.1 * step, 1) for step in range(20))
_SEED = 41

Scores = NDArray[np.float64]
Event = list[tuple[float, bool]]


def out_of_fold(data: Path, texts: Sequence[LabelledText]) -> Scores:
    """Log odds before tempering, `(len(texts), 3)`, of each text by a model that never saw its event."""
    folds = folds_of([text.event for text in texts], N_FOLDS, seed=_SEED)
    return held_out_scores(public_rows(data, normaliser()), texts, folds)


def certainty_figures(data: Path, *, target: float = TARGET) -> dict[str, Any]:
    """Calibration and risk by coverage on the dev part, and the lowest threshold that keeps to `target`."""
    texts = load("dev")
    return figures(texts, out_of_fold(data, texts), metadata(MODELS / "sentiment")["temperature"], target)


def figures(texts: Sequence[LabelledText], scores: Scores, temperature: float, target: float) -> dict[str, Any]:
    """What the folds show; intervals draw whole events."""
    truth = [LABELS.index(text.label.sentiment) for text in texts]
    confidences, right = _told(scores, truth, temperature)
    events: dict[str, Event] = defaultdict(list)
    for text, confidence, is_right in zip(texts, confidences, right, strict=True):
        events[text.event].append((confidence, is_right))
    groups = list(events.values())
    curve = risk_coverage(THRESHOLDS, confidences, right)
    chosen = lowest_threshold(curve, target)
    return {
        "n": len(texts), "n_events": len(groups), "temperature": temperature, "best_temperature": _best(scores, truth),
        "accuracy": round(sum(right) / len(right), 4),
        "ece": round(expected_calibration_error(confidences, right), 4),
        "ece_interval": _rounded(interval(groups, _ece, seed=_SEED)),
        "target": target, "threshold": chosen.threshold if chosen else None, "shipped_threshold": SURE,
        "curve": [
            {
                "threshold": point.threshold, "n": point.n, "coverage": round(point.coverage, 3),
                "accuracy": None if point.accuracy is None else round(point.accuracy, 3),
                "interval": _rounded(interval(groups, _accuracy_from(point.threshold), seed=_SEED)),
            }
            for point in curve
        ],
    }  # fmt: skip


def _told(scores: Scores, truth: Sequence[int], temperature: float) -> tuple[list[float], list[bool]]:
    chances = np.array([softmax((row / temperature).tolist()) for row in scores])
    right = [int(row.argmax()) == label for row, label in zip(chances, truth, strict=True)]
    return [round(float(row.max()), 4) for row in chances], right


def _best(scores: Scores, truth: Sequence[int]) -> float:
    """The temperature of a fixed grid that would fit these texts best."""

    def loss(temperature: float) -> float:
        chances = [softmax((row / temperature).tolist())[label] for row, label in zip(scores, truth, strict=True)]
        return -sum(map(math.log, chances))

    return min(_TEMPERATURES, key=loss)


def _flat(groups: Sequence[Event]) -> tuple[list[float], list[bool]]:
    confidences, right = zip(*(pair for event in groups for pair in event), strict=True)
    return list(confidences), list(right)


def _ece(groups: list[Event]) -> float:
    return expected_calibration_error(*_flat(groups))


def _accuracy_from(threshold: float) -> Any:
    def figure(groups: list[Event]) -> float:
        return sure_at(threshold, *_flat(groups)).accuracy or 0.0

    return figure


def _rounded(ends: tuple[float, float]) -> list[float]:
    return [round(end, 3) for end in ends]
