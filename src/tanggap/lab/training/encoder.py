"""Trains the head of a sentence encoder, and how much it counts beside the fast model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanggap.core.errors import InvalidInput
from tanggap.core.measure.classification import macro_f1
from tanggap.core.text.document import Context, Document
from tanggap.core.text.sentiment import LABELS
from tanggap.enrichers._encoder import MODEL, TOKENIZER, Encoder, Head, encoder_digest, write_head
from tanggap.enrichers.sentiment import plugin
from tanggap.lab.training.data import folds_of, nusax, smsa

N_FOLDS = 5
CS = (0.3, 1.0, 3.0, 10.0)
BLENDS = tuple(round(0.05 * step, 2) for step in range(21))
_FEWEST = 30

Chances = NDArray[np.float64]


@dataclass(frozen=True)
class Row:
    """A labelled text. Rows of one `group` (translations of one text) share a fold; `is_new` to the fast model."""

    text: str
    label: int
    group: str
    is_new: bool


def read_rows(data: Path | None, labelled: Path | None) -> list[Row]:
    """Read the labelled texts: train and valid files of `data`, and an office's own.

    Raises
    ------
    InvalidInput
        If there are too few that the fast model has not seen to choose the blend by.
    """
    rows = [*(_public(data) if data else ()), *(_own(labelled) if labelled else ())]
    if sum(row.is_new for row in rows) < _FEWEST or len({row.label for row in rows}) < len(LABELS):
        raise InvalidInput(f"at least {_FEWEST} labelled texts are needed, with all of {', '.join(LABELS)}")
    return rows


def _public(data: Path) -> list[Row]:
    rows = []
    for split in ("train", "valid"):
        is_new = split == "valid"
        rows += [Row(text, LABELS.index(label), text, is_new) for text, label in smsa(data, split)]
        for language in ("ind", "bjn"):
            aligned = enumerate(nusax(data, language, split))
            rows += [Row(text, LABELS.index(label), f"{split}-{n}", is_new) for n, (text, label) in aligned]
    return rows


def _own(path: Path) -> list[Row]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InvalidInput(f"cannot read {path}: {error.strerror}", field="labelled") from None
    return [_own_row(line, f"line {number} of {path}") for number, line in enumerate(lines, 1)]


def _own_row(line: str, where: str) -> Row:
    try:
        told = json.loads(line)
        text = str(told["text"])
        return Row(text, LABELS.index(told["label"]), text, is_new=True)
    except (ValueError, KeyError, TypeError):
        raise InvalidInput(f"{where} is not a labelled text", field="labelled") from None


def _fit(vectors: NDArray[np.float32], labels: NDArray[np.int64], c: float) -> tuple[NDArray[Any], NDArray[Any]]:
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    linear = LogisticRegression(C=c, max_iter=1000)
    with threadpool_limits(1):
        linear.fit(vectors, labels)
    # A fold may lack a label altogether; then it has no chance there.
    weight, bias = np.zeros((vectors.shape[1], len(LABELS))), np.full(len(LABELS), -20.0)
    if len(linear.classes_) == 2:
        half = linear.coef_[0] / 2, linear.intercept_[0] / 2
        weight[:, linear.classes_] = np.stack([-half[0], half[0]], axis=1)
        bias[linear.classes_] = -half[1], half[1]
    else:
        weight[:, linear.classes_], bias[linear.classes_] = linear.coef_.T, linear.intercept_
    return weight.astype(np.float32), bias.astype(np.float32)


def _out_of_fold(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], folds: NDArray[np.int64], c: float
) -> Chances:
    chances = np.zeros((len(labels), len(LABELS)))
    for fold in range(N_FOLDS):
        held = folds == fold
        if held.any():
            head = Head(*_fit(vectors[~held], labels[~held], c), blend=1.0, encoder="")
            chances[held] = [head.chances(vector) for vector in vectors[held]]
    return chances


def _fast(rows: Sequence[Row]) -> Chances:
    judged = plugin.run([Document(str(n), row.text) for n, row in enumerate(rows)], Context())
    return np.array([[found.values["sentiment_scores"][label] for label in LABELS] for found in judged])


def _loss(chances: Chances, labels: NDArray[np.int64]) -> float:
    return -float(np.log(np.maximum(chances[np.arange(len(labels)), labels], 1e-9)).mean())


def _f1(chances: Chances, labels: NDArray[np.int64]) -> float:
    return round(macro_f1(labels.tolist(), chances.argmax(axis=1).tolist()), 4)


def train(folder: Path, data: Path | None, labelled: Path | None) -> dict[str, Any]:
    """Write ``head.npz`` and give what the folds show on texts that the fast model has not seen.

    The head is judged out of fold; its strength and its share in the blend are those with the least log loss.
    """
    for name in (MODEL, TOKENIZER):
        if not (folder / name).is_file():
            raise InvalidInput(f"{folder} has no {name}", field="folder")
    rows = read_rows(data, labelled)
    vectors = Encoder(folder).encode([row.text for row in rows])
    labels, folds = np.array([row.label for row in rows]), folds_of([row.group for row in rows], N_FOLDS, seed=0)
    new = np.array([row.is_new for row in rows])
    own = {c: _out_of_fold(vectors, labels, folds, c)[new] for c in CS}
    c = min(CS, key=lambda each: _loss(own[each], labels[new]))
    fast = _fast([row for row in rows if row.is_new])
    blend = min(BLENDS, key=lambda share: _loss((1 - share) * fast + share * own[c], labels[new]))
    write_head(folder, Head(*_fit(vectors, labels, c), blend=blend, encoder=encoder_digest(folder)))
    return {
        "n": len(rows), "n_new": int(new.sum()), "c": c, "blend": blend,
        "macro_f1_fast": _f1(fast, labels[new]), "macro_f1_encoder": _f1(own[c], labels[new]),
        "macro_f1_blended": _f1((1 - blend) * fast + blend * own[c], labels[new]),
    }  # fmt: skip
