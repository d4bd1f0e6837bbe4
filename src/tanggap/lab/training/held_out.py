"""What models that never saw a text's event say of the texts of our labelled set: ``held_out.npz`` beside a model.

A shipped model has learned our texts by heart, and nothing can be measured on them; on these scores it can, without
the data that the model was made of.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanggap.core.errors import InvalidInput
from tanggap.lab.labelled import LabelledText
from tanggap.lab.training.data import folds_of

FILE = "held_out.npz"
N_FOLDS = 5
_SEED = 63


def event_folds(texts: Sequence[LabelledText]) -> NDArray[np.int64]:
    """The fold of each text, `(n,)`; texts about one event share it."""
    return folds_of([text.event for text in texts], N_FOLDS, seed=_SEED)


def write_held_out(folder: Path, texts: Sequence[LabelledText], scores: NDArray[np.float64], version: str) -> None:
    """Write the scores, `(n, k)`, that belong to the model of this version."""
    ids = np.array([text.id for text in texts])
    np.savez_compressed(folder / FILE, ids=ids, scores=scores.astype(np.float32), version=np.array(version))


def read_held_out(folder: Path, texts: Sequence[LabelledText], version: str) -> NDArray[np.float64]:
    """Read the scores of these texts, `(n, k)`.

    Raises
    ------
    InvalidInput
        If they are not there, or belong to another model or other texts.
    """
    try:
        with (folder / FILE).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            ids, scores, made_for = arrays["ids"].tolist(), arrays["scores"].astype(np.float64), str(arrays["version"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        raise InvalidInput(f"{folder / FILE} cannot be read: install Tanggap again", field=FILE) from None
    place = {name: number for number, name in enumerate(ids)}
    if made_for != version or not all(text.id in place for text in texts):
        raise InvalidInput(f"{folder / FILE} belongs to another model: install Tanggap again", field=FILE)
    found: NDArray[np.float64] = scores[[place[text.id] for text in texts]]
    return found
