"""What can be taught on site: how each model reads a text, and how its arrays change."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from tanggap.core.errors import InvalidInput
from tanggap.core.text.adapting import Floats
from tanggap.core.text.document import Document
from tanggap.core.text.linear import LinearModel
from tanggap.core.text.sentiment import LABELS, SentimentModel
from tanggap.core.text.subwords import phrases
from tanggap.enrichers._models import metadata, read_linear, read_sentiment
from tanggap.enrichers._reading import read
from tanggap.enrichers.sentiment import wordings
from tanggap.lab.labelled import Label
from tanggap.lab.training.sentiment import PHRASE_BITS, Features

Arrays = dict[str, NDArray[Any]]


class Learner(Protocol):
    """One model that can be taught: its labels, and its way with texts and arrays.

    `penalty` holds its weights back; `truth` gives the answer of our own labelled set.
    """

    name: str
    labels: tuple[str, ...]
    penalty: float

    def rows(self, documents: Sequence[Document]) -> csr_matrix:
        """The features of each text, `(n, d)`."""

    def scores(self, documents: Sequence[Document]) -> Floats:
        """The scores of each text at which the model's chances are its answer, `(n, k)`."""

    def moved(self, difference: Floats) -> Arrays:
        """The model's arrays with this difference, `(d, k)`, added to its weights."""

    def about(self) -> dict[str, object]:
        """What ``model.json`` says beside the version."""

    @staticmethod
    def truth(label: Label) -> str: ...


class SentimentLearner:
    """Sentiment: phrases and pieces of words; Banjarese is the mean of two readings."""

    name = "sentiment"
    labels: tuple[str, ...] = LABELS
    penalty = 1.0

    def __init__(self, folder: Path) -> None:
        self._about = metadata(folder)
        self._model: SentimentModel = read_sentiment(folder)
        with np.load(folder / "model.npz", allow_pickle=False) as arrays:
            self._arrays: Arrays = {name: arrays[name] for name in arrays.files}
        self._features = Features(self._arrays["phrase_idf"], self._arrays["piece_idf"])

    def rows(self, documents: Sequence[Document]) -> csr_matrix:
        readings = [wordings(document) for document in documents]
        flat = self._features.matrix([(words, 0) for each in readings for words in each])
        owners = np.repeat(np.arange(len(readings)), [len(each) for each in readings])
        shares = np.array([1 / len(each) for each in readings for _words in each]) / self._about["temperature"]
        mean = csr_matrix((shares, (owners, np.arange(len(owners)))), shape=(len(readings), len(owners)))
        return csr_matrix(mean @ flat)

    def scores(self, documents: Sequence[Document]) -> Floats:
        return np.array(
            [np.mean([self._model.log_odds(words) for words in wordings(each)], axis=0) for each in documents]
        )

    def moved(self, difference: Floats) -> Arrays:
        cut = 1 << PHRASE_BITS
        parts = {"phrase": difference[:cut], "piece": difference[cut:]}
        moved = {
            f"{part}_weight": (
                self._arrays[f"{part}_weight"].astype(np.float64) + own * self._arrays[f"{part}_idf"][:, None]
            ).astype(np.float16)
            for part, own in parts.items()
        }
        return {**self._arrays, **moved}

    def about(self) -> dict[str, object]:
        return {"labels": self.labels, "temperature": self._about["temperature"]}

    @staticmethod
    def truth(label: Label) -> str:
        return label.sentiment


class KindLearner:
    """Kind of text: phrases alone."""

    name = "kind"
    penalty = 1.0

    def __init__(self, folder: Path) -> None:
        self._about = metadata(folder)
        self._model: LinearModel = read_linear(folder)
        self.labels = self._model.labels
        with np.load(folder / "model.npz", allow_pickle=False) as arrays:
            self._arrays: Arrays = {name: arrays[name] for name in arrays.files}

    def rows(self, documents: Sequence[Document]) -> csr_matrix:
        idf = self._arrays["idf"].astype(np.float64)
        n_bits = len(idf).bit_length() - 1
        columns = [np.array(sorted(phrases(read(each).words, n_bits)), np.int64) for each in documents]
        values = [idf[own] for own in columns]
        values = [own / (math.sqrt(float((own**2).sum())) or 1.0) / self._about["temperature"] for own in values]
        ends = np.cumsum([0] + [len(own) for own in columns])
        flat, where = (np.concatenate(each) if each else np.zeros(0) for each in (values, columns))
        return csr_matrix((flat, where, ends), shape=(len(columns), len(idf)))

    def scores(self, documents: Sequence[Document]) -> Floats:
        return np.log([np.maximum(self._model.chances(read(each).words), 1e-12) for each in documents])

    def moved(self, difference: Floats) -> Arrays:
        weight = self._arrays["phrase_weight"].astype(np.float64) + difference * self._arrays["idf"][:, None]
        return {**self._arrays, "phrase_weight": weight.astype(np.float16)}

    def about(self) -> dict[str, object]:
        return {"labels": self.labels, "temperature": self._about["temperature"]}

    @staticmethod
    def truth(label: Label) -> str:
        return label.kind


LEARNERS: dict[str, Callable[[Path], Learner]] = {"sentiment": SentimentLearner, "kind": KindLearner}


def learner(name: str, folder: Path) -> Learner:
    """The one of this name, on top of the model in `folder`."""
    if name not in LEARNERS:
        raise InvalidInput(f"{name} is not taught on site", field="name")
    return LEARNERS[name](folder)
