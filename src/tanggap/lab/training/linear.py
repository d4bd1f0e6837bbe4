"""Trains the linear models of few labels, and tells by folds that share no event how good they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanggap.core.measure.bootstrap import interval
from tanggap.core.measure.classification import expected_calibration_error, f1_by_label, macro_f1
from tanggap.core.text.linear import LinearModel, LinearWeights
from tanggap.core.text.subwords import phrases
from tanggap.lab.training.data import Distribution, folds_of, write_model
from tanggap.lab.training.hashed import Numbers, idf_of, unit_rows

_TEMPERATURES = tuple(round(0.1 + 0.05 * step, 2) for step in range(39))
_SEED = 63


@dataclass(frozen=True, slots=True)
class Example:
    """The words of a text, its label, the event that it is about, and how much it counts in training."""

    words: list[str]
    label: str
    event: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What a model is trained with: labels, strength of the fit, room for phrases, folds that tell its figures."""

    labels: tuple[str, ...]
    c: float
    n_bits: int = 16
    n_folds: int = 5


def _numbers(examples: Sequence[Example], n_bits: int) -> list[Numbers]:
    """The different phrases of each text."""
    return [np.array(sorted(phrases(each.words, n_bits)), dtype=np.int64) for each in examples]


def fit(examples: Sequence[Example], settings: Settings) -> LinearWeights:
    """Learn from these examples; the same ones give the same arrays. There are three labels at least, each with one."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    numbers = _numbers(examples, settings.n_bits)
    idf = idf_of(numbers, settings.n_bits)
    linear = LogisticRegression(C=settings.c, max_iter=500, class_weight="balanced")
    truth = np.array([settings.labels.index(each.label) for each in examples])
    weights = np.array([each.weight for each in examples])
    with threadpool_limits(1):
        linear.fit(unit_rows(numbers, idf), truth, sample_weight=None if (weights == 1).all() else weights)
    return LinearWeights(
        idf=idf,
        phrase_weight=(linear.coef_.T * idf[:, None]).astype(np.float16),
        bias=linear.intercept_,
    )


def out_of_fold(
    examples: Sequence[Example], settings: Settings, *, also: Sequence[Example] = ()
) -> NDArray[np.float64]:
    """Chances, `(len(examples), n_labels)`, that a model gives each text whose event it never saw.

    Every model learns from `also` too, whose events are others.
    """
    folds = folds_of([each.event for each in examples], settings.n_folds, seed=_SEED)
    chances = np.zeros((len(examples), len(settings.labels)))
    for fold in range(settings.n_folds):
        seen = [each for each, own in zip(examples, folds, strict=True) if own != fold]
        model = LinearModel(settings.labels, fit([*seen, *also], settings))
        for place in np.flatnonzero(folds == fold).tolist():
            chances[place] = model.chances(examples[place].words)
    return chances


def heated(chances: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """The chances that a model gives when its scores are divided by a temperature."""
    hot = chances ** (1 / temperature)
    shares: NDArray[np.float64] = hot / hot.sum(axis=1, keepdims=True)
    return shares


def best_temperature(chances: NDArray[np.float64], truth: Sequence[int]) -> float:
    """The one of a fixed grid under which these chances have the least log loss."""

    def loss(temperature: float) -> float:
        own = heated(chances, temperature)[np.arange(len(truth)), list(truth)]
        return -float(np.log(own + 1e-12).mean())

    return min(_TEMPERATURES, key=loss)


def _macro_f1(events: list[list[tuple[str, str]]]) -> float:
    truth, guess = zip(*(pair for event in events for pair in event), strict=True)
    return macro_f1(truth, guess)


def figures(examples: Sequence[Example], chances: NDArray[np.float64], labels: Sequence[str]) -> dict[str, Any]:
    """What the folds show; the interval draws whole events."""
    truth = [each.label for each in examples]
    guess = [labels[int(row.argmax())] for row in chances]
    right = [t == g for t, g in zip(truth, guess, strict=True)]
    events: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for each, label, guessed in zip(examples, truth, guess, strict=True):
        events[each.event].append((label, guessed))
    return {
        "n": len(examples),
        "macro_f1": round(macro_f1(truth, guess), 4),
        "interval": [round(end, 4) for end in interval(list(events.values()), _macro_f1, seed=_SEED)],
        "f1": {name: round(value, 3) for name, value in sorted(f1_by_label(truth, guess).items())},
        "ece": round(expected_calibration_error([float(row.max()) for row in chances], right), 4),
        "most_frequent": round(macro_f1(truth, [Counter(truth).most_common(1)[0][0]] * len(truth)), 4),
    }


def write(
    folder: Path,
    weights: LinearWeights,
    settings: Settings,
    temperature: float,
    n_rows: int,
    *,
    training: Distribution | None = None,
) -> str:
    """Write the model so that `enrichers._models.read_linear` reads it, and give its version; as `write_model`."""
    about = {"labels": settings.labels, "temperature": temperature, "n_training_rows": n_rows}
    arrays = {name: getattr(weights, name) for name in LinearWeights.__dataclass_fields__}
    return write_model(folder, arrays, about, training=training)
