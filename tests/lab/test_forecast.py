"""The tables of forecasts: learned from stories, scored on others."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tanggap.cli import build
from tanggap.lab.simulator import Size
from tanggap.lab.training import forecast
from tanggap.lab.training.forecast import Case, cases_of, figures, fit

SMALL = Size(n_articles=700, n_posts=200, n_elsewhere=0, n_history=10)


@pytest.fixture
def few_stories(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = forecast.simulate
    monkeypatch.setattr(forecast, "simulate", lambda **asked: whole(**asked, size=SMALL))
    monkeypatch.setattr(forecast, "TRAINING_SEEDS", (11, 12))
    monkeypatch.setattr(forecast, "DEVELOPMENT_SEEDS", (1,))


@pytest.mark.usefixtures("few_stories")
def test_the_same_stories_give_the_same_tables_and_most_intervals_hold_on_others(tmp_path: Path) -> None:
    asked = ["train", "forecast", "--output"]
    shown = json.loads(CliRunner().invoke(build(), [*asked, str(tmp_path / "one")]).stdout)
    CliRunner().invoke(build(), [*asked, str(tmp_path / "two")])

    one, two = ((tmp_path / name / "model.json").read_text() for name in ("one", "two"))
    assert one == two
    for counted in ("texts", "outlets"):
        assert shown[counted]["n"] > 50
        for horizon in ("6 h", "24 h", "72 h"):
            found = shown[counted][horizon]
            assert 0.6 < found["held"] <= 1
            assert found["error"] < found["plain"]


@pytest.mark.usefixtures("few_stories")
def test_nothing_of_what_comes_is_known_beforehand() -> None:
    cases = cases_of((1,))

    assert all(case.came["outlets"][place] <= case.came["texts"][place] for case in cases for place in range(3))
    assert all(case.came["texts"] == sorted(case.came["texts"]) for case in cases)


def test_the_interval_is_as_wide_as_four_of_five_cases_need() -> None:
    draw = random.Random(4)
    cases = [Case([1.0, *[0.0] * 8], {"texts": [draw.randint(0, 9) for _ in range(3)]}) for _ in range(2_000)]

    table = fit(cases, "texts")

    assert figures(table, cases, "texts")["6 h"]["held"] == pytest.approx(0.8, abs=0.06)


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    draw = random.Random(8)
    rows = [
        f"2025-{10 + day // 30:02d}-{1 + day % 30:02d}T{hour:02d}:00,Kabar,harga,{draw.randint(0, 4)}"
        for day in range(60)
        for hour in range(24)
    ]
    with gzip.open(tmp_path / "id_hourly_counts_dev.csv.gz", "wt", encoding="utf-8") as file:
        file.write("hour_wib,outlet,topic,n\n" + "\n".join(rows) + "\n")
    return tmp_path


@pytest.mark.usefixtures("few_stories")
def test_the_command_tells_how_often_intervals_hold(counts: Path) -> None:
    told = CliRunner().invoke(build(), ["evaluate", "forecast", "--data", str(counts), "--json"])

    shown = json.loads(told.stdout)
    assert set(shown) == {"texts", "outlets", "hourly"}
    assert 0.6 < shown["hourly"]["24 h"]["held"] <= 1


@pytest.mark.usefixtures("few_stories")
def test_counts_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    told = CliRunner().invoke(build(), ["evaluate", "forecast", "--data", str(tmp_path)])

    assert told.exit_code == 2
    assert "id_hourly_counts_dev.csv.gz cannot be read (FileNotFoundError)" in told.output
