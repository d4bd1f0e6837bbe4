"""A sentence encoder beside the fast model: trained, blended, left out when broken."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from tanggap.cli import build
from tanggap.core.errors import InvalidInput
from tanggap.core.text.document import Context, Document, EncoderFolder
from tanggap.enrichers._encoder import Encoder, Head, blended_of, encoder_digest, look, read_head, write_head
from tanggap.enrichers.sentiment import plugin
from tiny_encoder import build_encoder

ROWS = [
    *[(f"{thing} {word}", "positive") for thing in ("pelayanan", "petugas", "kantor") for word in ("bagus", "ramah")],
    *[(f"{thing} {word}", "negative") for thing in ("jalan", "air", "kantor") for word in ("rusak", "kotor", "bau")],
    *[(f"{thing} {word}", "neutral") for thing in ("rapat", "kantor", "jalan") for word in ("senin", "petugas")],
]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = build_encoder(tmp_path_factory.mktemp("encoder"))
    train(folder, folder / "own.jsonl")
    return folder


@pytest.fixture
def made(trained: Path, tmp_path: Path) -> Path:
    """A copy for each test: some train it anew."""
    return shutil.copytree(trained, tmp_path / "encoder")


def train(folder: Path, labelled: Path, rows: list[tuple[str, str]] | None = None, **more: Any) -> Any:
    told = [{"text": text, "label": label} for text, label in (rows or ROWS * 2)]
    labelled.write_text("".join(f"{json.dumps(row)}\n" for row in told), encoding="utf-8")
    return run("train", "encoder-head", "--folder", str(folder), "--labelled", str(labelled), **more)


def run(*arguments: str, code: int = 0) -> Any:
    result = CliRunner().invoke(build(), list(arguments))
    assert result.exit_code == code, result.output
    return json.loads(result.stdout) if result.stdout.startswith("{") else result.output


def head(**fields: Any) -> Head:
    given = {"weight": np.eye(4, 3, dtype=np.float32), "bias": np.zeros(3, np.float32), "blend": 0.5, "encoder": "x"}
    return Head(**{**given, **fields})


def judged(text: str, folder: Path) -> Any:
    found = look(str(folder))
    [judgement] = plugin.run([Document("1", text)], replace(Context(), encoder=found.ref))
    return judgement


def test_training_says_what_folds_show_and_how_much_the_encoder_counts(made: Path, tmp_path: Path) -> None:
    told = train(made, tmp_path / "own.jsonl")
    assert told["n"] == told["n_new"] == 42
    assert told["macro_f1_encoder"] > 0.9
    assert 0 < told["blend"] <= 1
    assert told["macro_f1_blended"] >= told["macro_f1_fast"]
    assert read_head(made).blend == told["blend"]


def test_the_same_texts_give_the_same_head(made: Path, tmp_path: Path) -> None:
    train(made, tmp_path / "own.jsonl")
    first = read_head(made)
    train(made, tmp_path / "own.jsonl")
    assert np.array_equal(read_head(made).weight, first.weight)


def test_the_public_sets_are_read_too_and_translations_share_a_fold(made: Path, tmp_path: Path) -> None:
    from tanggap.lab.training.data import folds_of
    from tanggap.lab.training.encoder import read_rows

    (tmp_path / "smsa").mkdir()
    (tmp_path / "nusax").mkdir()
    for split in ("train", "valid"):
        lines = "".join(f"{text}\t{label}\n" for text, label in ROWS)
        (tmp_path / "smsa" / f"{split}.tsv").write_text(lines, encoding="utf-8")
        for language in ("indonesian", "banjarese"):
            rows = "".join(f"{n},{language} {text},{label}\n" for n, (text, label) in enumerate(ROWS))
            (tmp_path / "nusax" / f"{language}_{split}.csv").write_text(f"id,text,label\n{rows}", encoding="utf-8")
    rows = read_rows(tmp_path, None)
    folds = folds_of([row.group for row in rows], 5, seed=0)
    assert (len(rows), sum(row.is_new for row in rows)) == (6 * len(ROWS), 3 * len(ROWS))
    by_group = {row.group: {int(f) for r, f in zip(rows, folds, strict=True) if r.group == row.group} for row in rows}
    assert all(len(found) == 1 for found in by_group.values())
    assert run("train", "encoder-head", "--folder", str(made), "--data", str(tmp_path))["n_new"] == 3 * len(ROWS)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"text": "a", "label": "senang"}', "line 1"),
        ("{", "line 1"),
        ('{"text": "a", "label": "neutral"}', "at least 30"),
    ],
)
def test_labels_that_cannot_be_used_are_told(made: Path, tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "own.jsonl").write_text(line, encoding="utf-8")
    arguments = ["train", "encoder-head", "--folder", str(made), "--labelled", str(tmp_path / "own.jsonl")]
    assert words in run(*arguments, code=2)
    assert "cannot read" in run(*arguments[:-1], str(tmp_path / "none.jsonl"), code=2)
    assert "no model.onnx" in run("train", "encoder-head", "--folder", str(tmp_path), code=2)


def test_folds_that_lack_a_label_do_no_harm(made: Path, tmp_path: Path) -> None:
    rows = [row for row in ROWS if row[1] != "neutral"] * 3 + [("rapat senin", "neutral")]
    assert train(made, tmp_path / "own.jsonl", rows)["n"] == 46


def test_the_encoder_changes_what_the_fast_model_says(made: Path) -> None:
    [fast] = plugin.run([Document("1", "kantor bau")], Context())
    blended = judged("kantor bau", made)
    share = read_head(made).blend
    assert blended.values["sentiment"] == "negative"
    assert blended.values["sentiment_scores"] != fast.values["sentiment_scores"]
    assert abs(sum(blended.values["sentiment_scores"].values()) - 1) < 0.001
    assert 0 < share <= 1


def test_alone_or_among_others_a_text_gets_the_same_judgement(made: Path) -> None:
    texts = [Document(str(n), text * (n % 3 + 1), "jalan" if n % 2 else "") for n, (text, _) in enumerate(ROWS)]
    context = replace(Context(), encoder=look(str(made)).ref)
    assert plugin.run(texts, context) == [plugin.run([text], context)[0] for text in texts]


@pytest.mark.parametrize("text", ["", " \n", "\ud800", "\x00", "a" * 100_000, "kotor " * 50_000])
def test_odd_texts_are_no_trouble(made: Path, text: str) -> None:
    assert sum(judged(text, made).values["sentiment_scores"].values()) > 0.99


def test_a_text_without_tokens_is_left_to_the_fast_model(made: Path) -> None:
    [fast] = plugin.run([Document("1", "")], Context())
    assert judged("", made).values == fast.values
    assert Encoder(made).encode(["", "air"]).shape == (2, 4)
    assert not Encoder(made).encode([""]).any()


def test_the_version_of_a_judgement_changes_with_the_head(made: Path, tmp_path: Path) -> None:
    before = replace(Context(), encoder=look(str(made)).ref).digest
    write_head(made, replace(read_head(made), blend=0.123))
    os.utime(made / "head.npz", ns=(1, 1))
    assert replace(Context(), encoder=look(str(made)).ref).digest not in (before, Context().digest)


def test_a_folder_that_lacks_something_is_left_out_with_a_sentence(tmp_path: Path) -> None:
    found = look(str(tmp_path / "nowhere"))
    assert found.blended is None
    assert found.problem.endswith("has no model.onnx, tokenizer.json, head.npz")
    assert blended_of(replace(Context(), encoder=EncoderFolder(str(tmp_path), "1"))) is None


def test_a_folder_that_may_not_be_read_is_left_out(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, **_: Any) -> Any:
        raise PermissionError

    monkeypatch.setattr(Path, "stat", refuse)
    monkeypatch.setattr(Path, "is_file", lambda self: True)
    assert look(str(made)).problem.endswith("has no readable files")


BREAKS: dict[str, Any] = {
    "trained for another model": lambda folder: write_head(folder, head()),
    "cannot be read: train it again": lambda folder: (folder / "head.npz").write_bytes(b"PK\x03\x04rusak"),
    "another form": lambda folder: write_head(folder, head(blend=3.0)),
    "has another form": lambda folder: write_head(folder, head(weight=np.eye(4, 2, dtype=np.float32))),
    "cannot be loaded": lambda folder: broken(folder, "model.onnx"),
    "be loaded (Exception)": lambda folder: broken(folder, "tokenizer.json"),
    "asks for other inputs": lambda folder: other_inputs(folder),
    "be loaded (ValueError)": lambda folder: fitting(folder, weight=np.eye(9, 3, dtype=np.float32)),
}


def fitting(folder: Path, **fields: Any) -> None:
    write_head(folder, head(encoder=encoder_digest(folder), **fields))


def broken(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"rusak")
    fitting(folder)


def other_inputs(folder: Path) -> None:
    build_encoder(folder, inputs=("pixels",))
    fitting(folder)


@pytest.mark.parametrize("problem", BREAKS)
def test_a_broken_folder_is_left_out_with_a_sentence_and_judging_goes_on(tmp_path: Path, problem: str) -> None:
    build_encoder(tmp_path)
    BREAKS[problem](tmp_path)
    found = look(str(tmp_path))
    assert found.blended is None
    assert problem in found.problem
    assert judged("jalan rusak", tmp_path).values["sentiment"]


def test_without_the_libraries_it_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_encoder(tmp_path)
    fitting(tmp_path)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert "pip install 'tanggap[encoder]'" in look(str(tmp_path)).problem


def test_a_mended_folder_is_seen(tmp_path: Path) -> None:
    build_encoder(tmp_path)
    write_head(tmp_path, head())
    assert look(str(tmp_path)).blended is None
    fitting(tmp_path)
    os.utime(tmp_path / "head.npz", ns=(1, 1))
    assert look(str(tmp_path)).blended is not None


def test_the_command_takes_an_encoder_and_refuses_a_broken_one(made: Path, tmp_path: Path) -> None:
    source, sink = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": 1, "text": "air bau"}\n', encoding="utf-8")
    arguments = ["assess", "--input", str(source), "--output", str(sink), "--encoder"]
    run(*arguments, str(made))
    assert json.loads(sink.read_text(encoding="utf-8"))["sentiment"] == "negative"
    assert CliRunner().invoke(build(), [*arguments, str(tmp_path / "nowhere")]).exit_code == 2


def test_other_vectors_are_told_from_the_ones_that_were_trained_for(tmp_path: Path) -> None:
    first = encoder_digest(build_encoder(tmp_path / "a"))
    assert encoder_digest(build_encoder(tmp_path / "b")) == first
    (tmp_path / "b" / "model.onnx.data").write_bytes(b"x")
    assert encoder_digest(tmp_path / "b") != first
    with pytest.raises(InvalidInput):
        Encoder(build_encoder(tmp_path / "c", inputs=("pixels",)))
