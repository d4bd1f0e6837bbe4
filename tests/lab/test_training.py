"""Training on a tiny set of our own: it runs, it is repeatable, what it wrote can be read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tanggap.cli import build
from tanggap.core.errors import InvalidInput
from tanggap.core.rubric import learned
from tanggap.core.text.sentiment import LABELS
from tanggap.enrichers._models import (
    read_language,
    read_linear,
    read_normaliser,
    read_rubric_model,
    read_sentiment,
    read_topics,
)
from tanggap.enrichers.defaults import default_context
from tanggap.enrichers.emotion import SPOKEN_KINDS
from tanggap.lab.labelled import load, texts
from tanggap.lab.training import data as data_of
from tanggap.lab.training import emotion, held_out, kind, rubric, sentiment, tone, topics
from tanggap.lab.training.data import NUSAX_LANGUAGES

OPINIONS = [
    ("pelayanan bagus dan ramah", "positive"),
    ("petugas cepat dan ramah", "positive"),
    ("jalan rusak dan kotor", "negative"),
    ("air kotor dan bau", "negative"),
    ("rapat hari senin", "neutral"),
    ("kantor buka hari selasa", "neutral"),
]
TWEETS = [("anger", "marah"), ("fear", "takut"), ("happy", "senang"), ("love", "sayang"), ("sadness", "sedih")]
WORDS = {"bjn": "kada", "jav": "ora", "sun": "henteu", "min": "indak", "eng": "not", "mad": "enten", "nij": "dia"}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    some = tuple(text for text in load("dev") if text.event.endswith("02"))
    monkeypatch.setattr(texts, "load", lambda part: some)
    monkeypatch.setattr(held_out, "N_FOLDS", 2)
    root = tmp_path / "data"
    for folder in ("smsa", "nusax", "bjn_ind"):
        (root / folder).mkdir(parents=True)
    for split in ("train", "valid"):
        rows = [f"{text}\t{label}\n" for text, label in OPINIONS * 3]
        (root / "smsa" / f"{split}.tsv").write_text("".join(rows), encoding="utf-8")
        for code, name in NUSAX_LANGUAGES.items():
            word = WORDS.get(code, "tidak")
            table = [f"{n},{word} {text},{label}\n" for n, (text, label) in enumerate(OPINIONS)]
            (root / "nusax" / f"{name}_{split}.csv").write_text("id,text,label\n" + "".join(table), encoding="utf-8")
    word_map = "bjn\tind\tscore\tsource\nkada\ttidak\t1\tours\n!\t!\t1\tours\n"
    (root / "bjn_ind" / "bjn_ind_wordmap.tsv").write_text(word_map, encoding="utf-8")
    return root


def train(kind: str, data: Path, output: Path) -> dict[str, float]:
    result = CliRunner().invoke(build(), ["train", kind, "--data", str(data), "--output", str(output)])
    assert result.exit_code == 0, result.output
    figures: dict[str, float] = json.loads(result.stdout)
    return figures


def test_sentiment_is_learned_and_prints_its_figures(data, tmp_path):
    figures = train("sentiment", data, tmp_path / "model")
    model = read_sentiment(tmp_path / "model")
    assert figures["macro_f1_smsa_valid"] > 0.9
    assert max(range(3), key=model.log_odds(["kotor", "dan", "bau"]).__getitem__) == 0
    assert 0 < figures["macro_f1_ours_by_event"] < 1


def test_what_held_out_models_say_belongs_to_one_model_and_its_texts(data, tmp_path):
    train("sentiment", data, tmp_path)
    version = json.loads((tmp_path / "model.json").read_text())["version"]
    some = texts.load("dev")
    found = held_out.read_held_out(tmp_path, some, version)
    assert found.shape == (len(some), 3)
    assert held_out.read_held_out(tmp_path, some[::-1], version).tolist() == found[::-1].tolist()
    for given, wanted in ((some, "0" * 12), (load("dev"), version)):
        with pytest.raises(InvalidInput, match="belongs to another model"):
            held_out.read_held_out(tmp_path, given, wanted)
    (tmp_path / held_out.FILE).write_bytes(b"PK")
    with pytest.raises(InvalidInput, match="cannot be read"):
        held_out.read_held_out(tmp_path, some, version)


@pytest.mark.parametrize("kind", ["sentiment", "language"])
def test_the_same_data_give_the_same_model(kind, data, tmp_path):
    for name in ("one", "two"):
        train(kind, data, tmp_path / name)
    versions = [json.loads((tmp_path / name / "model.json").read_text())["version"] for name in ("one", "two")]
    assert versions[0] == versions[1]


def test_language_is_learned(data, tmp_path):
    figures = train("language", data, tmp_path / "model")
    model = read_language(tmp_path / "model")
    chances = dict(zip(model.languages, model.probabilities(["kada"]), strict=True))
    assert max(chances, key=chances.__getitem__) == "bjn"
    assert 0 <= figures["accuracy_1_words"] <= figures["accuracy_all_words"] <= 1


def test_the_word_lists_are_made(data, tmp_path):
    figures = train("banjarese", data, tmp_path / "lists")
    assert read_normaliser(tmp_path / "lists").word("kada") == "tidak"
    assert (figures["n_pairs"], figures["unknown_after"]) == (1, 0.0)


def test_data_that_are_not_there_are_named(tmp_path):
    (tmp_path / "smsa").mkdir()
    result = CliRunner().invoke(build(), ["train", "sentiment", "--data", str(tmp_path), "--output", str(tmp_path)])
    assert result.exit_code != 0
    assert "cannot read" in str(result.exception)


def test_our_own_texts_are_those_of_the_events_for_training():
    labels = {label for _, label in sentiment.ours()}
    assert labels == set(LABELS)
    assert len(sentiment.ours()) == len(texts.load("dev"))


def test_the_kinds_are_learned_from_events_that_the_fold_did_not_see(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [text for text in load("dev") if text.event.endswith(("02", "03", "04", "05", "07"))]
    monkeypatch.setattr(kind, "load", lambda part: some)
    monkeypatch.setattr(kind, "SETTINGS", replace(kind.SETTINGS, n_folds=2))

    shown = kind.train(tmp_path)

    assert shown["interval"][0] <= shown["macro_f1"] <= shown["interval"][1]
    assert shown["macro_f1"] > shown["most_frequent"]
    folds = data_of.folds_of([text.event for text in some], 2, seed=1)
    first, second = ({text.event for text, own in zip(some, folds, strict=True) if own == fold} for fold in (0, 1))
    assert first
    assert second
    assert first.isdisjoint(second)
    assert read_linear(tmp_path).labels == kind.KINDS


def test_the_tone_is_learned_with_names_masked_and_beside_it_stand_targets_and_stance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [text for text in load("dev") if text.event.endswith(("02", "03", "04", "05", "07"))]
    for module in (kind, tone):
        monkeypatch.setattr(module, "load", lambda part: some)
        monkeypatch.setattr(module, "SETTINGS", replace(module.SETTINGS, n_folds=2))

    shown = tone.train(tmp_path)

    assert shown["interval"][0] <= shown["macro_f1"] <= shown["interval"][1]
    assert shown["macro_f1"] > shown["most_frequent"]
    assert shown["n"] == sum(len(text.label.targets) for text in some)
    assert read_linear(tmp_path).labels == tone.TONES
    figures = tone.dev_figures()
    for name in ("targets", "whole"):
        low, high = figures[name]["interval"]
        assert low <= figures[name]["f1"] <= high
    assert figures["whole"]["f1"] < figures["targets"]["f1"]
    assert figures["stance"]["n"] == sum(bool(each.stance) for text in some for each in text.label.targets)
    every, _without = tone.examples(some, kind.guesses(some), default_context())
    assert not any("banjarmasin" in example.words for example in every if "xsasaranx" in example.words)


def test_topics_are_learned_beside_the_rules_and_the_same_data_give_the_same_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [text for text in load("dev") if text.event.endswith(("02", "03", "04", "05", "07"))]
    monkeypatch.setattr(topics, "load", lambda part: some)

    shown = topics.train(tmp_path / "one")
    topics.train(tmp_path / "two")

    for figure in (shown, shown["unseen"], shown["rules_alone"]):
        assert figure["interval"][0] <= figure["f1"] <= figure["interval"][1]
    assert 0 < shown["n_unseen"] < shown["n"] == len(some)
    assert shown["f1"] > shown["rules_alone"]["f1"] > 0.5
    versions = {json.loads((tmp_path / name / "model.json").read_text())["version"] for name in ("one", "two")}
    assert len(versions) == 1
    assert read_topics(tmp_path / "one").topics == tuple(shown["f1_by_topic"])


def test_the_rubric_is_learned_beside_its_rules_and_the_same_data_give_the_same_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some = [text for text in load("dev") if text.event.endswith(("02", "03", "04", "05", "07"))]
    monkeypatch.setattr(rubric, "load", lambda part: some)

    shown = rubric.train(tmp_path / "one")
    rubric.train(tmp_path / "two")

    assert list(shown) == list(learned.CODES)
    assert all(found["low"] <= found["alpha"] <= found["high"] for found in shown.values())
    assert sum(found["alpha"] > found["rules_alone"] + 0.1 for found in shown.values()) >= 4
    versions = {json.loads((tmp_path / name / "model.json").read_text())["version"] for name in ("one", "two")}
    assert len(versions) == 1
    model, signs = read_rubric_model(tmp_path / "one"), np.zeros(learned.N_SIGNS)
    # A wording of the rules speaks although hardly a text has it.
    assert model.heights(["bentrokan"], signs)[-1] > model.heights(["rapat"], signs)[-1]
    alone = rubric.cuts_of(np.arange(10.0)[:, None], np.array([[0] * 5 + [2] * 5]).T)[0].tolist()
    assert alone == [4.5, 4.5, rubric._NEVER, rubric._NEVER]
    assert rubric.cuts_of(np.arange(3.0)[:, None], np.full((3, 1), 1))[0].tolist() == [
        -rubric._NEVER,
        *[rubric._NEVER] * 3,
    ]


def test_emotions_are_learned_from_tweets_and_from_those_who_speak_for_themselves(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (data / "emot").mkdir()
    for split in ("train", "valid"):
        rows = [f'{label},"[USERNAME] {word} {word} sekali [URL]"\n' for label, word in TWEETS for _ in range(3)]
        (data / "emot" / f"{split}.csv").write_text("label,tweet\n" + "".join(rows), encoding="utf-8")
    some = [text for text in load("dev") if text.event.endswith(("02", "03", "04", "05", "07"))]
    monkeypatch.setattr(emotion, "load", lambda part: some)
    monkeypatch.setattr(emotion, "SETTINGS", replace(emotion.SETTINGS, n_folds=2))

    shown = train("emotion", data, tmp_path / "model")

    assert shown["n"] == sum(text.label.kind in SPOKEN_KINDS for text in some)
    assert shown["macro_f1"] > shown["most_frequent"]
    assert (shown["macro_f1_emot_valid"], shown["n_emot"]) == (1.0, 15)
    assert read_linear(tmp_path / "model").labels == emotion.EMOTIONS
    assert emotion.dev_figures(data)["n"] == shown["n"]
    assert not {"username", "url"} & {word for tweet in emotion.tweets(data, "train") for word in tweet.words}
