"""The figures of the detector, and the series that they are of."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tanggap.cli import build
from tanggap.lab import detection
from tanggap.lab.bench import detect as bench
from tanggap.lab.series import KINDS, made_series


def test_the_same_seed_makes_the_same_series_and_each_window_lies_within() -> None:
    one, other = made_series(7), made_series(7)

    assert [each.kind for each in one] == [kind.name for kind in KINDS for _ in range(kind.n_series)]
    for left, right in zip(one, other, strict=True):
        assert np.array_equal(left.values, right.values)
        assert np.isfinite(left.values).all()
        assert all(0 <= first < last < len(left.values) for first, last in left.windows)
        assert all(one[1] < two[0] for one, two in zip(left.windows, left.windows[1:], strict=False))
    assert not np.array_equal(one[0].values, made_series(8)[0].values)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    rows = [
        f"Toko,2026-01-{1 + row // 288:02d} {row % 288 // 12:02d}:{row % 12 * 5:02d}:00,{9 + row % 3}"
        for row in range(1_000)
    ]
    rows[600] = rows[600].rsplit(",", 1)[0] + ",400"
    with gzip.open(tmp_path / "nab_tweet_volume.csv.gz", "wt", encoding="utf-8") as file:
        file.write("series,timestamp,mentions_5min\n" + "\n".join(rows) + "\n")
    windows = {"a/b_Toko.csv": [["2026-01-03 01:30:00.000000", "2026-01-03 02:40:00.000000"]]}
    (tmp_path / "nab_tweet_volume_windows.json").write_text(json.dumps(windows))
    return tmp_path


def test_the_command_tells_how_the_detector_does(labelled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detection, "DEVELOPMENT_SEEDS", (1,))
    monkeypatch.setattr(detection, "OTHER_SEEDS", ())
    monkeypatch.setattr(detection, "made_series", lambda seed: made_series(seed)[-8:])

    told = CliRunner().invoke(build(), ["evaluate", "detection", "--data", str(labelled), "--json"])

    figures = json.loads(told.stdout)
    [made] = figures["made_development"]
    assert made["score"] > max(60, made["z_score"])
    assert made["found"] <= made["windows"]
    assert figures["tweet_volumes"]["found"] == figures["tweet_volumes"]["windows"] == 1


def test_a_folder_without_series_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detection, "_made", lambda seed: [])
    told = CliRunner().invoke(build(), ["evaluate", "detection", "--data", str(tmp_path)])

    assert told.exit_code == 2
    assert "nab_tweet_volume.csv.gz and nab_tweet_volume_windows.json cannot be read" in told.output


def test_the_running_z_score_counts_deviations_from_what_came_before() -> None:
    assert detection.z_scores_of([1.0, 3.0, 2.0, 7.0], []) == pytest.approx(
        [0.0, 0.0, 0.0, z / (z + 5)] if (z := 5 / (2 / 3) ** 0.5) else []
    )


def test_the_benchmark_counts_rows_of_the_command_and_of_the_detector_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "_N_ROWS", 500)
    monkeypatch.setattr(bench, "_N_RUNS", 1)

    figure = bench.run()

    assert 0 < figure.value < figure.detail["without_files_per_s"]
