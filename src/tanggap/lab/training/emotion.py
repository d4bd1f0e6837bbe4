"""Trains the model of emotions on EmoT and on those of our labelled texts in which people speak for themselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tanggap.core.measure.classification import macro_f1
from tanggap.core.text.linear import LinearModel, LinearWeights
from tanggap.enrichers._models import normaliser
from tanggap.enrichers._reading import plain_words
from tanggap.enrichers.emotion import SPOKEN_KINDS
from tanggap.lab.labelled import LabelledText, load
from tanggap.lab.training import linear
from tanggap.lab.training.data import emot

FIVE = ("anger", "fear", "happy", "love", "sadness")
EMOTIONS = (*FIVE, "none")
SETTINGS = linear.Settings(EMOTIONS, c=8.0, n_bits=18)
# Tweets always show an emotion and are many: at full weight, hardly a text of ours would be without one.
_WEIGHT_OF_TWEETS = 0.2


def examples(texts: Sequence[LabelledText]) -> list[linear.Example]:
    """The texts in which people speak for themselves, with the emotion that they show."""
    return [
        linear.Example(plain_words(f"{text.title}\n{text.text}", normaliser()), text.label.emotion, text.event)
        for text in texts
        if text.label.kind in SPOKEN_KINDS
    ]


def tweets(data: Path, split: str) -> list[linear.Example]:
    """The tweets of one file of EmoT."""
    return [
        linear.Example(plain_words(text, normaliser()), label, f"{split}-{number}", _WEIGHT_OF_TWEETS)
        for number, (text, label) in enumerate(emot(data, split))
    ]


def figures(data: Path, temperature: float) -> dict[str, Any]:
    """Score our own texts, each by a model that never saw its event; and the valid file of EmoT, whose tweets all
    show one of five emotions, by the model of the whole.
    """
    own, learned = examples(load("dev")), tweets(data, "train")
    chances = linear.heated(linear.out_of_fold(own, SETTINGS, also=learned), temperature)
    return {**linear.figures(own, chances, EMOTIONS), **_on_tweets(linear.fit([*own, *learned], SETTINGS), data)}


def _on_tweets(weights: LinearWeights, data: Path) -> dict[str, Any]:
    model = LinearModel(EMOTIONS, weights)
    valid = tweets(data, "valid")
    guess = [FIVE[int(np.argmax(model.chances(each.words)[: len(FIVE)]))] for each in valid]
    return {"macro_f1_emot_valid": round(macro_f1([each.label for each in valid], guess), 4), "n_emot": len(valid)}


def dev_figures(data: Path) -> dict[str, Any]:
    """Score the shipped settings."""
    from tanggap.enrichers._models import MODELS, metadata

    return figures(data, metadata(MODELS / "emotion")["temperature"])


def train(data: Path, output: Path) -> dict[str, Any]:
    """Write the model and give what the folds show; same data, same arrays."""
    own, learned = examples(load("dev")), tweets(data, "train")
    chances = linear.out_of_fold(own, SETTINGS, also=learned)
    temperature = linear.best_temperature(chances, [EMOTIONS.index(each.label) for each in own])
    weights = linear.fit([*own, *learned], SETTINGS)
    linear.write(output, weights, SETTINGS, temperature, len(own) + len(learned))
    shown = linear.figures(own, linear.heated(chances, temperature), EMOTIONS)
    return {"temperature": temperature, **shown, **_on_tweets(weights, data)}
