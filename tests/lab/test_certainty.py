"""How sure sentiment is, by folds: on a small part of our set and tiny public files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tanggap.cli import build
from tanggap.core.text.sentiment import LABELS
from tanggap.enrichers.sentiment import SURE
from tanggap.lab import certainty
from tanggap.lab.labelled import LabelledText, load
from tanggap.lab.training import sentiment

ROWS = [("pelayanan ramah dan bagus", "positive"), ("jalan rusak kotor", "negative"), ("rapat hari senin", "neutral")]


@pytest.fixture
def some(monkeypatch: pytest.MonkeyPatch) -> list[LabelledText]:
    found = [text for text in load("dev") if text.event.endswith(("02", "03"))]
    monkeypatch.setattr(certainty, "load", lambda part: found if part == "dev" else pytest.fail("the test part"))
    monkeypatch.setattr(certainty, "N_FOLDS", 2)
    return found


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "smsa").mkdir()
    (tmp_path / "nusax").mkdir()
    (tmp_path / "smsa" / "train.tsv").write_text("".join(f"{t}\t{label}\n" for t, label in ROWS * 3), encoding="utf-8")
    rows = "id,text,label\n" + "".join(f"{n},{t},{label}\n" for n, (t, label) in enumerate(ROWS))
    for name in ("indonesian", "banjarese"):
        (tmp_path / "nusax" / f"{name}_train.csv").write_text(rows, encoding="utf-8")
    return tmp_path


def test_the_command_tells_calibration_and_curve(some: list[LabelledText], data: Path) -> None:
    told = CliRunner().invoke(build(), ["evaluate", "certainty", "--data", str(data), "--json"])

    assert told.exit_code == 0, told.output
    found = json.loads(told.output)
    assert (found["n"], found["shipped_threshold"], found["target"]) == (len(some), SURE, certainty.TARGET)
    assert found["n_events"] == len({text.event for text in some})
    coverage = [point["coverage"] for point in found["curve"]]
    assert coverage == sorted(coverage, reverse=True)
    words = CliRunner().invoke(build(), ["evaluate", "certainty", "--data", str(data), "--target", "0.7"]).output
    assert "target: 0.7" in words and "from 0.60: " in words


def test_no_text_is_judged_by_a_model_that_saw_its_event(
    some: list[LabelledText], data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a text of the fold nor another one of its event is among what its model learned from."""
    seen: list[set[tuple[str, ...]]] = []
    fit = sentiment.fit

    def watched(features: object, rows: list[tuple[list[str], int]]) -> object:
        seen.append({tuple(words) for words, _label in rows})
        return fit(features, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(sentiment, "fit", watched)
    certainty.out_of_fold(data, some)
    folds = certainty.folds_of([text.event for text in some], 2, seed=certainty._SEED)
    assert len(seen) == 2
    for fold, rows in enumerate(seen):
        held = [text for text, own in zip(some, folds, strict=True) if own == fold]
        assert held
        for text in held:
            assert tuple(sentiment.read_words(sentiment.ours([text])[0][0])) not in rows


def test_figures_of_a_model_that_knows_how_sure_it_is(some: list[LabelledText]) -> None:
    scores = np.zeros((len(some), 3))
    for place, text in enumerate(some):
        label = LABELS.index(text.label.sentiment)
        # Three of four are told rightly and surely, the fourth is a guess.
        scores[place, label if place % 4 else (label + 1) % 3] = 6.0 if place % 4 else 0.5

    found = certainty.figures(some, scores, 1.0, 0.95)

    assert found["threshold"] == 0.5
    assert found["accuracy"] == pytest.approx(0.75, abs=0.01)
    assert certainty.figures(some, -scores, 1.0, 1.0)["threshold"] is None
