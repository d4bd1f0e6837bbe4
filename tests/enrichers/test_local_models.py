"""A model of the office judges where the context names it; one that is missing or broken is left out."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tanggap.core.text.document import Context, Document, LocalModel
from tanggap.enrichers._assessment import versions
from tanggap.enrichers._local import ARRAYS, SETTINGS, digest_of, local_names, look, read_arrays
from tanggap.enrichers._models import MODELS, metadata
from tanggap.enrichers.kind import plugin as kind
from tanggap.enrichers.sentiment import plugin as sentiment

TEXT = Document("1", "Warga mengeluh jalan rusak")


def copied(
    folder: Path, name: str, *, arrays: dict[str, Any] | None = None, about: dict[str, Any] | None = None
) -> str:
    """A model of the shipped form, with other arrays or settings; its version."""
    own = {**read_arrays(MODELS / name), **(arrays or {})}
    settings = {**metadata(MODELS / name), **(about or {})}
    settings = {key: value for key, value in settings.items() if key not in ("version", "training")}
    version = digest_of(own, settings)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / ARRAYS, **own)
    (folder / SETTINGS).write_text(json.dumps({"version": version, **settings}), encoding="utf-8")
    return version


@pytest.mark.parametrize(
    ("name", "enricher", "label"), [("sentiment", sentiment, "positive"), ("kind", kind, "opinion")]
)
def test_it_judges_in_place_of_the_shipped_one(tmp_path: Path, name: str, enricher: Any, label: str) -> None:
    place = metadata(MODELS / name)["labels"].index(label)
    bias = np.zeros(len(metadata(MODELS / name)["labels"]))
    bias[place] = 50.0
    version = copied(tmp_path, name, arrays={"bias": bias})
    found = look(name, tmp_path)
    assert found.ref == LocalModel(name, version, str(tmp_path))
    context = Context(models=(found.ref,))

    assert enricher.run([TEXT], Context())[0].values[name] != label
    assert enricher.run([TEXT], context)[0].values[name] == label
    assert versions(context)[name] == f"local-{version}+{context.digest}"
    assert versions(Context())[name].startswith(enricher.version)
    shutil.rmtree(tmp_path)
    assert enricher.run([TEXT], context) == enricher.run([TEXT], Context())


def test_where_it_lies_says_nothing_of_how_it_judges() -> None:
    one, other = (Context(models=(LocalModel("kind", "a", folder),)) for folder in ("/here", "/there"))

    assert one.digest == other.digest
    assert replace(one, models=(LocalModel("kind", "b", "/here"),)).digest != one.digest
    assert local_names() == ["kind", "sentiment"]


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    first = copied(tmp_path, "kind")
    assert look("kind", tmp_path).ref is not None
    second = copied(tmp_path, "kind", about={"temperature": 0.31})

    ref = look("kind", tmp_path).ref
    assert ref is not None
    assert ref.version == second != first


@pytest.mark.parametrize(
    ("arrays", "about", "problem"),
    [
        ({"bias": np.full(7, np.nan)}, {}, "no number"),
        ({"bias": np.zeros(3)}, {}, "another form"),
        ({"more": np.zeros(3)}, {}, "another form"),
        ({}, {"labels": ["news"]}, "another form"),
        ({}, {"temperature": 0}, "no number"),
        ({}, {"temperature": "warm"}, "cannot be read"),
    ],
)
def test_another_form_is_left_out(tmp_path: Path, arrays: dict[str, Any], about: dict[str, Any], problem: str) -> None:
    copied(tmp_path, "kind", arrays=arrays, about=about)
    found = look("kind", tmp_path)

    assert found.model is None
    assert found.ref is None
    assert problem in found.problem


def damaged(path: Path, how: str) -> None:
    if how == "cut":
        path.write_bytes(path.read_bytes()[:2000])
    elif how == "empty":
        path.write_bytes(b"")
    else:
        path.write_text(how, encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "how"),
    [
        (ARRAYS, "cut"),
        (ARRAYS, "empty"),
        (ARRAYS, "text"),
        (SETTINGS, "{"),
        (SETTINGS, "[]"),
        (SETTINGS, "{}"),
        (SETTINGS, '"x"'),
    ],
)
def test_a_broken_file_is_left_out(tmp_path: Path, file: str, how: str) -> None:
    copied(tmp_path, "kind")
    damaged(tmp_path / file, how)

    assert look("kind", tmp_path).model is None
    assert str(tmp_path) in look("kind", tmp_path).problem


def test_arrays_that_are_not_those_that_were_trained_are_left_out(tmp_path: Path) -> None:
    copied(tmp_path, "kind")
    bias = read_arrays(tmp_path)["bias"] + 1
    np.savez_compressed(tmp_path / ARRAYS, **{**read_arrays(tmp_path), "bias": bias})

    assert "not what was trained" in look("kind", tmp_path).problem


def test_nothing_there_is_told(tmp_path: Path) -> None:
    assert "has no model.json" in look("kind", tmp_path / "nowhere").problem
