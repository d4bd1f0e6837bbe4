"""Trains the model of kinds on the dev part of our labelled set; its figures come from folds that share no event."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from tanggap.core.measure.bootstrap import interval
from tanggap.core.measure.classification import expected_calibration_error, f1_by_label, macro_f1
from tanggap.core.text.linear import LinearModel, LinearWeights
from tanggap.core.text.subwords import phrases
from tanggap.core.text.tokens import words
from tanggap.lab.labelled import LabelledText, load
from tanggap.lab.training.data import distribution_of, folds_of, write_model

KINDS = ("news", "opinion", "complaint", "question", "announcement", "advertorial", "hoax_claim")
N_BITS = 16
MIN_COUNT = 2
C = 3.0
N_FOLDS = 5
_TEMPERATURES = tuple(round(0.1 + 0.05 * step, 2) for step in range(29))
_SEED = 63


def read_words(text: LabelledText) -> list[str]:
    """Make the words that the model reads."""
    return words(f"{text.title}\n{text.text}" if text.title else text.text)


def _idf(texts: Sequence[LabelledText]) -> NDArray[np.float16]:
    counts = np.zeros(1 << N_BITS)
    for text in texts:
        counts[list(phrases(read_words(text), N_BITS))] += 1
    idf = np.log((1 + len(texts)) / (1 + counts)) + 1
    return np.where(counts >= MIN_COUNT, idf, 0).astype(np.float16)


def _matrix(texts: Sequence[LabelledText], idf: NDArray[np.float16]) -> csr_matrix:
    """The phrases of each text, at unit length."""
    columns = [np.array(sorted(phrases(read_words(text), N_BITS)), dtype=np.int64) for text in texts]
    values = [idf[numbers].astype(np.float64) for numbers in columns]
    values = [own / (math.sqrt(float((own**2).sum())) or 1.0) for own in values]
    ends = np.cumsum([0] + [len(numbers) for numbers in columns])
    return csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=(len(texts), 1 << N_BITS))


def fit(texts: Sequence[LabelledText]) -> LinearWeights:
    """Learn from these texts; the same texts give the same arrays."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    idf = _idf(texts)
    linear = LogisticRegression(C=C, max_iter=500, class_weight="balanced")
    with threadpool_limits(1):
        linear.fit(_matrix(texts, idf), np.array([KINDS.index(text.label.kind) for text in texts]))
    return LinearWeights(
        idf=idf,
        phrase_weight=(linear.coef_.T * idf[:, None]).astype(np.float16),
        bias=linear.intercept_,
    )


def out_of_fold(texts: Sequence[LabelledText], temperature: float = 1.0) -> NDArray[np.float64]:
    """Chances, `(len(texts), 7)`, that a model gives each text whose event it never saw."""
    folds = folds_of([text.event for text in texts], N_FOLDS, seed=_SEED)
    chances = np.zeros((len(texts), len(KINDS)))
    for fold in range(N_FOLDS):
        seen = [text for text, own in zip(texts, folds, strict=True) if own != fold]
        model = LinearModel(KINDS, fit(seen), temperature)
        for place in np.flatnonzero(folds == fold).tolist():
            chances[place] = model.chances(read_words(texts[place]))
    return chances


def _heated(chances: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    heated = chances ** (1 / temperature)
    shares: NDArray[np.float64] = heated / heated.sum(axis=1, keepdims=True)
    return shares


def _loss(chances: NDArray[np.float64], truth: Sequence[int]) -> float:
    return -float(np.log(chances[np.arange(len(truth)), list(truth)] + 1e-12).mean())


def _macro_f1(events: list[list[tuple[str, str]]]) -> float:
    truth, guess = zip(*(pair for event in events for pair in event), strict=True)
    return macro_f1(truth, guess)


def figures(texts: Sequence[LabelledText], chances: NDArray[np.float64]) -> dict[str, Any]:
    """What the folds show; the interval draws whole events."""
    truth = [text.label.kind for text in texts]
    guess = [KINDS[int(row.argmax())] for row in chances]
    right = [t == g for t, g in zip(truth, guess, strict=True)]
    events: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for text, t, g in zip(texts, truth, guess, strict=True):
        events[text.event].append((t, g))
    return {
        "n": len(texts),
        "macro_f1": round(macro_f1(truth, guess), 4),
        "interval": [round(end, 4) for end in interval(list(events.values()), _macro_f1, seed=_SEED)],
        "f1": {name: round(value, 3) for name, value in sorted(f1_by_label(truth, guess).items())},
        "ece": round(expected_calibration_error([float(row.max()) for row in chances], right), 4),
        "most_frequent": round(macro_f1(truth, [Counter(truth).most_common(1)[0][0]] * len(truth)), 4),
    }


def dev_figures() -> dict[str, Any]:
    """Score the shipped settings on the dev part, each text by a model that never saw its event."""
    from tanggap.enrichers._models import MODELS, metadata

    texts = load("dev")
    return figures(texts, out_of_fold(texts, metadata(MODELS / "kind")["temperature"]))


def train(output: Path) -> dict[str, Any]:
    """Write the model and give what the folds show; same data, same arrays."""
    texts = load("dev")
    truth = [KINDS.index(text.label.kind) for text in texts]
    chances = out_of_fold(texts)
    temperature = min(_TEMPERATURES, key=lambda each: _loss(_heated(chances, each), truth))
    weights = fit(texts)
    about = {"labels": KINDS, "temperature": temperature, "n_training_rows": len(texts)}
    arrays = {name: getattr(weights, name) for name in LinearWeights.__dataclass_fields__}
    plain = [f"{text.title}\n{text.text}".lstrip() for text in texts]
    told = distribution_of(plain, (), kind=[text.label.kind for text in texts])
    write_model(output, arrays, about, training=told)
    return {"temperature": temperature, **figures(texts, _heated(chances, temperature))}
