"""Quotations against the labelled set."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from tanggap.cli import build
from tanggap.lab.labelled.texts import Quoted
from tanggap.lab.quoting import compare


def test_the_same_words_by_the_same_speaker_count_and_the_rest_is_missed_or_extra() -> None:
    labelled = [Quoted("H. Rahman", "air sudah surut", True), Quoted("Ani", "pompa rusak lagi", False)]
    right = {"speaker": "Rahman Noor", "role": "Bupati", "words": "Air sudah surut,"}
    other = {"speaker": "Budi", "role": "Camat", "words": "jalan ditutup besok"}
    counts = compare(labelled, [other, right])
    assert dict(counts) == {"both": 1, "speaker": 1, "missed": 1, "extra": 1}


def test_the_command_tells_the_figures() -> None:
    figures = json.loads(CliRunner().invoke(build(), ["evaluate", "quotations", "--json"]).stdout)
    low, high = figures["f1_interval"]
    assert low <= figures["f1"] <= high
    assert figures["f1"] >= 0.8
    assert figures["right_speaker"] >= 0.95
