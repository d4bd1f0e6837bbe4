"""What the doctor and the judging process say of a sentence encoder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tanggap.enrichers._encoder import Head, encoder_digest, write_head
from tanggap.pipeline.context import load_context
from tanggap.server.doctor import Office, Status
from tanggap.server.doctor.encoder import examine_encoder
from tiny_encoder import build_encoder


def made(folder: Path) -> str:
    build_encoder(folder)
    weight = np.eye(4, 3, dtype=np.float32)
    write_head(folder, Head(weight, np.zeros(3, np.float32), blend=0.25, encoder=encoder_digest(folder)))
    return str(folder)


def test_none_is_needed(tmp_path: Path) -> None:
    assert examine_encoder(Office(tmp_path)).status == Status.OK


def test_one_that_works_is_told_with_its_share(tmp_path: Path, settings: Any) -> None:
    settings.ENCODER_FOLDER = made(tmp_path)
    assert "counts 25%" in examine_encoder(Office(tmp_path)).sentence


def test_a_broken_one_is_a_warning_with_what_to_do(tmp_path: Path, settings: Any) -> None:
    settings.ENCODER_FOLDER = str(tmp_path)
    finding = examine_encoder(Office(tmp_path))
    assert finding.status == Status.WARN
    assert "has no model.onnx" in finding.sentence
    assert "TANGGAP_ENCODER_FOLDER" in finding.to_do


@pytest.mark.django_db
def test_judging_takes_it_where_it_works(tmp_path: Path, settings: Any) -> None:
    settings.ENCODER_FOLDER = str(tmp_path / "nowhere")
    assert load_context().encoder is None
    settings.ENCODER_FOLDER = made(tmp_path)
    found = load_context().encoder
    assert found is not None
    assert found.path == str(tmp_path)
