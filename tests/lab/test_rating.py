"""The machine's rubric against the labelled set."""

from __future__ import annotations

import json

from typer.testing import CliRunner

from tanggap.cli import build
from tanggap.core.measure.agreement import RELIABLE
from tanggap.core.rubric.criteria import FROM_TEXT


def test_the_command_tells_how_far_machine_and_labels_agree_on_each_criterion() -> None:
    figures = json.loads(CliRunner().invoke(build(), ["evaluate", "rubric", "--json"]).stdout)

    assert figures["labels"] == "by a language model"
    assert list(figures["criteria"]) == [each.code for each in FROM_TEXT]
    for found in figures["criteria"].values():
        assert -1 <= found["low"] <= found["alpha"] <= found["high"] <= 1
        assert found["is_reliable"] == (found["alpha"] >= RELIABLE)
        assert found["alpha"] > found["rules_alone"]
    # What is read best must not fall back unseen.
    assert figures["criteria"]["credibility"]["alpha"] >= 0.88
    assert figures["criteria"]["attribution"]["alpha"] >= 0.63
    assert figures["level"]["low"] <= figures["level"]["alpha"] <= figures["level"]["high"]
    assert figures["level"]["n_events"] == 167
