"""Trains the sentiment model: SmSA, three times NusaX in Indonesian and Banjarese, and our own labelled set."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from tanggap.core.measure.classification import macro_f1
from tanggap.core.text.normalise import BanjareseNormaliser
from tanggap.core.text.sentiment import (
    LABELS,
    N_MAX,
    N_MIN,
    SentimentModel,
    Weights,
    mark_negation,
    softmax,
    split_clitic,
)
from tanggap.core.text.subwords import phrases, word_pieces
from tanggap.core.text.tokens import words
from tanggap.enrichers.sentiment import wordings
from tanggap.lab.labelled import LabelledText, texts
from tanggap.lab.training.data import Distribution, Labelled, distribution_of, nusax, smsa, write_model
from tanggap.lab.training.held_out import event_folds, write_held_out

PHRASE_BITS = 18
PIECE_BITS = 18
MIN_PHRASE_COUNT = 2
MIN_PIECE_COUNT = 3
NUSAX_TIMES = 3
RAW_BANJARESE_TIMES = 2
C = 10.0
_TEMPERATURES = tuple(round(0.6 + 0.1 * step, 1) for step in range(20))

Rows = list[tuple[list[str], int]]


def read_words(text: str, normaliser: BanjareseNormaliser | None = None) -> list[str]:
    """Make the words that the model reads; with a normaliser, Banjarese is written the Indonesian way first."""
    plain = split_clitic(words(text))
    return mark_negation(normaliser.words(plain) if normaliser else plain)


def rows_of(samples: Labelled, normaliser: BanjareseNormaliser | None = None) -> Rows:
    """Make training rows: the words that the model reads, and the number of the label."""
    return [(read_words(text, normaliser), LABELS.index(label)) for text, label in samples]


def public_rows(data: Path, normaliser: BanjareseNormaliser) -> Rows:
    """The rows of the public train files, each as often as it counts."""
    banjarese = nusax(data, "bjn", "train")
    rows = rows_of(smsa(data, "train"))
    rows += NUSAX_TIMES * (rows_of(nusax(data, "ind", "train")) + rows_of(banjarese, normaliser))
    return rows + RAW_BANJARESE_TIMES * rows_of(banjarese)


def ours(some: Sequence[LabelledText] | None = None) -> Labelled:
    """Give our own labelled texts as the enricher reads them; all of the events that are for training, or some."""
    chosen = texts.load("dev") if some is None else some
    return [(f"{each.title}\n{each.text}".lstrip(), each.label.sentiment) for each in chosen]


def held_out_scores(
    others: Rows, some: Sequence[LabelledText], folds: NDArray[np.int64], temperature: float = 1.0
) -> NDArray[np.float64]:
    """Log odds, `(len(some), 3)`, by models that never saw the text's fold; all of them learn from `others` too."""
    scores = np.zeros((len(some), len(LABELS)))
    for fold in np.unique(folds).tolist():
        rows = others + rows_of(ours([text for text, own in zip(some, folds, strict=True) if own != fold]))
        model = SentimentModel(fit(Features.counted(rows), rows), temperature)
        for place in np.flatnonzero(folds == fold).tolist():
            made = wordings(some[place].document)
            scores[place] = np.mean([model.log_odds(words) for words in made], axis=0)
    return scores


class Features:
    """Turns texts into rows of the training matrix, each feature by its idf."""

    def __init__(self, phrase_idf: NDArray[np.float16], piece_idf: NDArray[np.float16]) -> None:
        self.phrase_idf = phrase_idf
        self.piece_idf = piece_idf
        self._words: dict[str, tuple[NDArray[np.int64], NDArray[np.float32]]] = {}

    @classmethod
    def counted(cls, rows: Rows) -> Features:
        """Count in how many of these texts a feature stands."""
        phrase_counts = np.zeros(1 << PHRASE_BITS)
        piece_counts = np.zeros(1 << PIECE_BITS)
        for text, _ in rows:
            phrase_counts[list(phrases(text, PHRASE_BITS))] += 1
            pieces = {p for word in set(text) for p in word_pieces(word, N_MIN, N_MAX, PIECE_BITS)}
            piece_counts[list(pieces)] += 1
        return cls(
            cls._idf(phrase_counts, len(rows), MIN_PHRASE_COUNT), cls._idf(piece_counts, len(rows), MIN_PIECE_COUNT)
        )

    @staticmethod
    def _idf(counts: NDArray[np.float64], n: int, least: int) -> NDArray[np.float16]:
        idf = np.log((1 + n) / (1 + counts)) + 1
        return np.where(counts >= least, idf, 0).astype(np.float16)

    def _word(self, word: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        if word not in self._words:
            pieces = np.array(word_pieces(word, N_MIN, N_MAX, PIECE_BITS), dtype=np.int64)
            numbers, counts = np.unique(pieces, return_counts=True)
            self._words[word] = numbers, self.piece_idf[numbers].astype(np.float32) * counts
        return self._words[word]

    def _row(self, text: list[str]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        numbers = np.array(sorted(phrases(text, PHRASE_BITS)), dtype=np.int64)
        values = self.phrase_idf[numbers].astype(np.float32)
        columns = [numbers]
        parts = [values / (math.sqrt(float((values**2).sum())) or 1.0)]
        own = [self._word(word) for word in sorted(set(text))]
        length = math.sqrt(sum(float((v**2).sum()) for _, v in own)) or 1.0
        columns += [n + (1 << PHRASE_BITS) for n, _ in own]
        parts += [v / np.float32(length) for _, v in own]
        return np.concatenate(columns), np.concatenate(parts)

    def matrix(self, rows: Rows) -> csr_matrix:
        """One sparse row per text: phrases first, then pieces."""
        made = [self._row(text) for text, _ in rows]
        ends = np.cumsum([0] + [len(columns) for columns, _ in made])
        shape = (len(rows), (1 << PHRASE_BITS) + (1 << PIECE_BITS))
        return csr_matrix(
            (np.concatenate([v for _, v in made]), np.concatenate([c for c, _ in made]), ends), shape=shape
        )


def fit(features: Features, rows: Rows) -> Weights:
    """Learn the weights; same rows, same weights."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    linear = LogisticRegression(C=C, max_iter=500, class_weight="balanced")
    # Threads add up in another order, and the arrays would differ in their last digits.
    with threadpool_limits(1):
        linear.fit(features.matrix(rows), np.array([label for _, label in rows]))
    cut = 1 << PHRASE_BITS
    weight = linear.coef_.T
    return Weights(
        phrase_idf=features.phrase_idf,
        piece_idf=features.piece_idf,
        phrase_weight=(weight[:cut] * features.phrase_idf[:, None]).astype(np.float16),
        piece_weight=(weight[cut:] * features.piece_idf[:, None]).astype(np.float16),
        bias=linear.intercept_,
    )


def _scores(model: SentimentModel, samples: Labelled, normaliser: BanjareseNormaliser | None) -> NDArray[np.float64]:
    """Log odds; with a normaliser the mean of the text as it stands and as Indonesian."""
    scores = np.array([model.log_odds(read_words(text)) for text, _ in samples], dtype=np.float64)
    if normaliser:
        scores += np.array([model.log_odds(read_words(text, normaliser)) for text, _ in samples])
        scores /= 2
    return scores


def _temperature(scores: NDArray[np.float64], truth: Sequence[int]) -> float:
    """The one of a fixed grid with the least log loss."""

    def loss(temperature: float) -> float:
        chances = np.array([softmax((row / temperature).tolist()) for row in scores])
        return -float(np.log(chances[np.arange(len(truth)), list(truth)]).mean())

    return min(_TEMPERATURES, key=loss)


def _distribution(data: Path) -> Distribution:
    """How the texts are distributed that it learns from, each counted once; unknown words in the valid files."""
    learned = smsa(data, "train") + nusax(data, "ind", "train") + nusax(data, "bjn", "train") + ours()
    held_out = smsa(data, "valid") + nusax(data, "ind", "valid") + nusax(data, "bjn", "valid")
    labels = [label for _text, label in learned]
    return distribution_of([text for text, _label in learned], [text for text, _label in held_out], sentiment=labels)


def train(data: Path, output: Path, normaliser: BanjareseNormaliser) -> dict[str, Any]:
    """Write the model and give the macro-F1 on the valid files; same data, same arrays."""
    others = public_rows(data, normaliser)
    rows = others + rows_of(ours())
    weights = fit(Features.counted(rows), rows)
    model = SentimentModel(weights)
    valid = {
        "smsa": (smsa(data, "valid"), None),
        "nusax_ind": (nusax(data, "ind", "valid"), None),
        "nusax_bjn": (nusax(data, "bjn", "valid"), normaliser),
    }
    figures: dict[str, Any] = {}
    for name, (samples, how) in valid.items():
        scores = _scores(model, samples, how)
        truth = [LABELS.index(label) for _, label in samples]
        guess = [int(row.argmax()) for row in scores]
        figures[f"macro_f1_{name}_valid"] = round(macro_f1(truth, guess), 4)
        if name == "smsa":
            figures["temperature"] = _temperature(scores, truth)
    about = {"labels": LABELS, "temperature": figures["temperature"], "n_training_rows": len(rows)}
    arrays = {name: getattr(weights, name) for name in Weights.__dataclass_fields__}
    version = write_model(output, arrays, about, training=_distribution(data))
    dev = texts.load("dev")
    held_out = held_out_scores(others, dev, event_folds(dev), figures["temperature"])
    write_held_out(output, dev, held_out, version)
    said = [LABELS[int(row.argmax())] for row in held_out]
    figures["macro_f1_ours_by_event"] = round(macro_f1([each.label.sentiment for each in dev], said), 4)
    return figures
