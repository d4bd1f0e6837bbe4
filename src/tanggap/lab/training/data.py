"""Reads the labelled sets that the models are trained and chosen on; train and valid files only."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tanggap.core.errors import InvalidInput
from tanggap.core.text.buckets import length_step, unknown_step
from tanggap.core.text.document import Context, Document
from tanggap.core.text.sentiment import split_clitic
from tanggap.core.text.tokens import words
from tanggap.enrichers._local import digest_of
from tanggap.enrichers._models import normaliser
from tanggap.enrichers.language import plugin as language

Labelled = list[tuple[str, str]]
Distribution = dict[str, dict[str, int]]

NUSAX_LANGUAGES = {
    "ind": "indonesian",
    "bjn": "banjarese",
    "jav": "javanese",
    "sun": "sundanese",
    "min": "minangkabau",
    "eng": "english",
    "mad": "madurese",
    "nij": "ngaju",
}


def _open(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"cannot read {path}: {error.strerror}", field="data") from error


def smsa(root: Path, split: str) -> Labelled:
    """Read (text, label) of SmSA."""
    rows = []
    for line in _open(root / "smsa" / f"{split}.tsv").splitlines():
        text, _, label = line.rpartition("\t")
        rows.append((text, label))
    return rows


def nusax(root: Path, language: str, split: str) -> Labelled:
    """Read (text, label) of NusaX-Senti in one language (ISO 639-3)."""
    text = _open(root / "nusax" / f"{NUSAX_LANGUAGES[language]}_{split}.csv")
    return [(row["text"], row["label"]) for row in csv.DictReader(text.splitlines(keepends=True))]


def emot(root: Path, split: str) -> Labelled:
    """Read (text, label) of EmoT, with the marks that stand for names and addresses taken out."""
    rows = csv.DictReader(_open(root / "emot" / f"{split}.csv").splitlines(keepends=True))
    return [(row["tweet"].replace("[USERNAME]", " ").replace("[URL]", " "), row["label"]) for row in rows]


def folds_of(groups: Sequence[str], n_folds: int, *, seed: int) -> NDArray[np.int64]:
    """The fold of each row: a group stays together, and the same groups give the same folds."""
    order = {group: place for place, group in enumerate(dict.fromkeys(groups))}
    shuffled = np.random.default_rng(seed).permutation(len(order))
    return np.array([int(shuffled[order[group]]) % n_folds for group in groups])


def distribution_of(texts: Sequence[str], held_out: Sequence[str], **labels: Sequence[str]) -> Distribution:
    """Count texts by length and language, and what they are labelled; unknown words in texts that were held out.

    The list of known words comes from the training texts themselves: in those hardly any word is unknown.
    """
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    languages = [judged.values["language"] for judged in language.run(documents, Context())]
    unknown = (unknown_step(split_clitic(words(text)), normaliser().knows) for text in held_out)
    counted = {
        "length": [length_step(len(text)) for text in texts], "language": languages,
        "unknown": [step for step in unknown if step is not None], **labels,
    }  # fmt: skip
    return {name: dict(sorted(Counter(values).items())) for name, values in counted.items()}


def write_model(
    folder: Path, arrays: dict[str, Any], about: dict[str, Any], *, training: Distribution | None = None
) -> str:
    """Write ``model.npz`` and ``model.json``; give the version, a digest of the arrays and settings.

    `training` tells how the texts were distributed that it learned from; the page of drift compares with it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    version = digest_of(arrays, about)
    np.savez_compressed(folder / "model.npz", **arrays)
    whole = {"version": version, **about, **({"training": training} if training else {})}
    (folder / "model.json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    return version
