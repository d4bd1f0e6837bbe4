"""Trains the language model: NusaX in eight languages, and everyday Indonesian from SmSA."""

from __future__ import annotations

import math
import random
from pathlib import Path
from typing import Any

import numpy as np

from tanggap.core.text import language as naive_bayes
from tanggap.core.text.tokens import words
from tanggap.lab.training.data import NUSAX_LANGUAGES, nusax, smsa, write_model

N_BITS = 17
SMOOTHING = 0.02
N_EVERYDAY = 3000
# An office here reads Indonesian and Banjarese; the six others share what is left.
PRIOR = {"ind": 0.45, "bjn": 0.4}
_FRAGMENT_LENGTHS = (1, 2, 3, 5, 8, 1000)
_TEMPERATURES = (2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, 12.0)

Sample = tuple[list[str], int]


def letters(text: str) -> list[str]:
    """Words of the text that are made of letters."""
    return [word for word in words(text) if word[0].isalpha()]


def fragments(samples: list[Sample], length: int, seed: int = 0) -> list[Sample]:
    """One run of at most `length` words out of every sample, chosen by a seeded draw."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    cut = []
    for text, column in samples:
        start = draw.randrange(max(1, len(text) - length + 1))
        cut.append((text[start : start + length], column))
    return cut


def _samples(data: Path, split: str) -> list[Sample]:
    return [
        (letters(text), column)
        for column, code in enumerate(NUSAX_LANGUAGES)
        for text, _ in nusax(data, code, split)
        if letters(text)
    ]


def _log_prior() -> tuple[float, ...]:
    rest = (1 - sum(PRIOR.values())) / (len(NUSAX_LANGUAGES) - len(PRIOR))
    return tuple(round(math.log(PRIOR.get(code, rest)), 6) for code in NUSAX_LANGUAGES)


def _log_loss(model: naive_bayes.LanguageModel, samples: list[Sample]) -> float:
    return -float(np.mean([np.log(max(model.probabilities(text)[column], 1e-12)) for text, column in samples]))


def train(data: Path, output: Path) -> dict[str, Any]:
    """Write the model; the temperature is the one with the least log loss on fragments of the valid files."""
    everyday = [(letters(text), 0) for text, _ in smsa(data, "train")[:N_EVERYDAY]]
    codes = tuple(NUSAX_LANGUAGES)
    table = naive_bayes.fit(_samples(data, "train") + everyday, codes, n_bits=N_BITS, smoothing=SMOOTHING)
    valid = _samples(data, "valid")
    pieces = [sample for length in _FRAGMENT_LENGTHS for sample in fragments(valid, length)]
    prior = _log_prior()
    losses = {t: _log_loss(naive_bayes.LanguageModel(codes, table, prior, t), pieces) for t in _TEMPERATURES}
    temperature = min(losses, key=lambda t: losses[t])
    about = {"languages": codes, "log_prior": prior, "temperature": temperature}
    write_model(output, {"log_probabilities": table}, about)
    model = naive_bayes.LanguageModel(codes, table, prior, temperature)
    figures: dict[str, Any] = {"temperature": temperature}
    for length in _FRAGMENT_LENGTHS:
        figures[f"accuracy_{length if length < 1000 else 'all'}_words"] = round(
            _accuracy(model, fragments(valid, length)), 4
        )
    return figures


def _accuracy(model: naive_bayes.LanguageModel, samples: list[Sample]) -> float:
    """Share of right answers among ind, bjn and other, on the texts that are ind or bjn."""
    home = [(min(int(model.log_odds(text).argmax()), 2), column) for text, column in samples if column < 2]
    return sum(guess == truth for guess, truth in home) / len(home)
