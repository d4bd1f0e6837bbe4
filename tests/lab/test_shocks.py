"""Whether the simulated bad day is found."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from tanggap.cli import build
from tanggap.lab.simulator import shocks


def test_the_command_finds_the_bad_day_and_tells_how_quiet_the_rest_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shocks, "DEVELOPMENT_SEEDS", (1,))

    shown = json.loads(CliRunner().invoke(build(), ["evaluate", "shocks", "--json"]).stdout)

    assert (shown["bad_days"], shown["found"], shown["named"]) == (1, 1, 1)
    assert shown["falls"][0] > 0.5
    assert shown["shocks_in_them"] <= 2
    assert shown["quiet_regency_months"] > 50
