"""Scores the shipped judgements on labelled files."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from tanggap.core.errors import InvalidInput
from tanggap.core.measure.classification import accuracy, confusion, expected_calibration_error, f1_by_label, macro_f1
from tanggap.core.text.document import Document
from tanggap.core.text.sentiment import LABELS


def read_labelled(path: Path) -> list[tuple[str, str]]:
    """Read (text, label) from ``.tsv`` (no header), ``.csv`` (columns text, label) or ``.jsonl``.

    Raises
    ------
    InvalidInput
        If a row lacks a text or a label.
    """
    with path.open(encoding="utf-8", newline="") as file:
        if path.suffix == ".csv":
            rows = [(row.get("text"), row.get("label")) for row in csv.DictReader(file)]
        elif path.suffix == ".jsonl":
            rows = [(row.get("text"), row.get("label")) for row in map(json.loads, file)]
        else:
            rows = [tuple(line.rstrip("\r\n").rsplit("\t", 1)) for line in file]  # type: ignore[misc]
    for number, row in enumerate(rows, start=1):
        if len(row) != 2 or row[0] is None or row[1] is None:
            raise InvalidInput(f"{path.name}, row {number}: no text or no label", field="data")
    return [(str(text), str(label)) for text, label in rows]


def sentiment_figures(path: Path) -> dict[str, Any]:
    """Judge every text of the file with the shipped sentiment model and compare.

    Raises
    ------
    InvalidInput
        If a label is not one of the model's.
    """
    from tanggap.enrichers.defaults import default_context
    from tanggap.enrichers.sentiment import plugin

    labelled = read_labelled(path)
    truth = [label for _, label in labelled]
    unknown = set(truth) - set(LABELS)
    if unknown:
        raise InvalidInput(f"{path.name}: unknown label {min(unknown)!r}", field="data")
    documents = [Document(str(number), text) for number, (text, _) in enumerate(labelled)]
    judged = plugin.run(documents, default_context())
    guess = [str(judgement.values["sentiment"]) for judgement in judged]
    is_right = [t == g for t, g in zip(truth, guess, strict=True)]
    return {
        "n": len(truth),
        "macro_f1": round(macro_f1(truth, guess), 4),
        "accuracy": round(accuracy(truth, guess), 4),
        "f1": {label: round(value, 4) for label, value in sorted(f1_by_label(truth, guess).items())},
        "ece": round(expected_calibration_error([j.confidence for j in judged], is_right), 4),
        "confusion": {f"{t}>{g}": n for (t, g), n in sorted(confusion(truth, guess).items())},
        "version": plugin.version,
    }
