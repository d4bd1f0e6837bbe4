"""Loads the shipped models and word lists: arrays and text, never pickles; each once per process."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tanggap.core.rubric.learned import RubricModel, RubricWeights
from tanggap.core.signals.forecast import ForecastTable
from tanggap.core.text.language import LanguageModel
from tanggap.core.text.linear import LinearModel, LinearWeights
from tanggap.core.text.normalise import BanjareseNormaliser
from tanggap.core.text.sentiment import SentimentModel, Weights
from tanggap.core.text.topic_model import TopicModel, TopicWeights

MODELS = Path(__file__).parent / "models"


def metadata(folder: Path) -> dict[str, Any]:
    """Read what ``model.json`` of a model says: version, settings, figures."""
    found: dict[str, Any] = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    return found


def read_language(folder: Path) -> LanguageModel:
    """Load a language model from its folder."""
    about = metadata(folder)
    with np.load(folder / "model.npz", allow_pickle=False) as arrays:
        return LanguageModel(
            tuple(about["languages"]),
            arrays["log_probabilities"],
            tuple(about["log_prior"]),
            about["temperature"],
        )


def read_sentiment(folder: Path) -> SentimentModel:
    """Load a sentiment model from its folder."""
    temperature = metadata(folder)["temperature"]
    with np.load(folder / "model.npz", allow_pickle=False) as arrays:
        return SentimentModel(
            Weights(
                arrays["phrase_idf"],
                arrays["piece_idf"],
                arrays["phrase_weight"],
                arrays["piece_weight"],
                arrays["bias"],
            ),
            temperature,
        )


def read_linear(folder: Path) -> LinearModel:
    """Load a linear model of few labels from its folder."""
    about = metadata(folder)
    with np.load(folder / "model.npz", allow_pickle=False) as arrays:
        weights = LinearWeights(arrays["idf"], arrays["phrase_weight"], arrays["bias"])
        return LinearModel(about["labels"], weights, about["temperature"])


def read_topics(folder: Path) -> TopicModel:
    """Load a model of topics from its folder."""
    about = metadata(folder)
    with np.load(folder / "model.npz", allow_pickle=False) as arrays:
        weights = TopicWeights(arrays["idf"], arrays["word_weight"], arrays["bias"], arrays["sign_weight"])
        return TopicModel(about["labels"], weights)


def read_rubric_model(folder: Path) -> RubricModel:
    """Load a model of the rubric from its folder."""
    with np.load(folder / "model.npz", allow_pickle=False) as arrays:
        return RubricModel(RubricWeights(**{name: arrays[name] for name in RubricWeights.__dataclass_fields__}))


def read_normaliser(folder: Path) -> BanjareseNormaliser:
    """Load the word map and the list of Indonesian words from their folder."""
    with (folder / "word_map.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        word_map = dict(row for row in rows)
    known = (folder / "indonesian.txt").read_text(encoding="utf-8").split()
    return BanjareseNormaliser(word_map, known)


@cache
def language_model() -> LanguageModel:
    """Give the shipped language model."""
    return read_language(MODELS / "language")


@cache
def sentiment_model() -> SentimentModel:
    """Give the shipped sentiment model."""
    return read_sentiment(MODELS / "sentiment")


@cache
def kind_model() -> LinearModel:
    """Give the shipped model of kinds of text."""
    return read_linear(MODELS / "kind")


@cache
def tone_model() -> LinearModel:
    """Give the shipped model of tone towards a target."""
    return read_linear(MODELS / "tone")


@cache
def emotion_model() -> LinearModel:
    """Give the shipped model of emotions."""
    return read_linear(MODELS / "emotion")


@cache
def topic_model() -> TopicModel:
    """Give the shipped model of topics."""
    return read_topics(MODELS / "topics")


@cache
def rubric_model() -> RubricModel:
    """Give the shipped model of the rubric."""
    return read_rubric_model(MODELS / "rubric")


@cache
def forecast_tables() -> dict[str, ForecastTable]:
    """Give the shipped tables of forecasts, by what they count."""
    about = metadata(MODELS / "forecast")
    return {counted: ForecastTable(**about[counted]) for counted in ("texts", "outlets")}


@cache
def normaliser() -> BanjareseNormaliser:
    """Give the shipped Banjarese normaliser."""
    return read_normaliser(MODELS / "banjarese")


def version(name: str) -> str:
    """Give the version of a shipped model, part of every judgement's version."""
    return str(metadata(MODELS / name)["version"])
