"""Trains the model of kinds on the dev part of our labelled set; its figures come from folds that share no event."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tanggap.core.text.tokens import words
from tanggap.lab.labelled import LabelledText, load
from tanggap.lab.training import linear
from tanggap.lab.training.data import distribution_of
from tanggap.lab.training.held_out import write_held_out

KINDS = ("news", "opinion", "complaint", "question", "announcement", "advertorial", "hoax_claim")
SETTINGS = linear.Settings(KINDS, c=3.0)


def examples(texts: Sequence[LabelledText]) -> list[linear.Example]:
    """Make the words that the model reads, with the label."""
    return [linear.Example(words(f"{text.title}\n{text.text}".lstrip()), text.label.kind, text.event) for text in texts]


def dev_figures() -> dict[str, Any]:
    """Score the shipped settings on the dev part, each text by a model that never saw its event."""
    from tanggap.enrichers._models import MODELS, metadata

    own = examples(load("dev"))
    chances = linear.heated(linear.out_of_fold(own, SETTINGS), metadata(MODELS / "kind")["temperature"])
    return linear.figures(own, chances, KINDS)


def guesses(texts: Sequence[LabelledText]) -> list[str]:
    """The kind that a model gives each text whose event it never saw."""
    return [KINDS[int(row.argmax())] for row in linear.out_of_fold(examples(texts), SETTINGS)]


def train(output: Path) -> dict[str, Any]:
    """Write the model and give what the folds show; same data, same arrays."""
    own = examples(load("dev"))
    chances = linear.out_of_fold(own, SETTINGS)
    temperature = linear.best_temperature(chances, [KINDS.index(each.label) for each in own])
    plain = [f"{text.title}\n{text.text}".lstrip() for text in load("dev")]
    told = distribution_of(plain, (), kind=[each.label for each in own])
    version = linear.write(output, linear.fit(own, SETTINGS), SETTINGS, temperature, len(own), training=told)
    warm = linear.heated(chances, temperature)
    write_held_out(output, load("dev"), np.log(warm + 1e-12), version)
    return {"temperature": temperature, **linear.figures(own, warm, KINDS)}
