"""The table of all figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from tanggap.cli import build
from tanggap.core.measure.classification import f1_of_counts as f1
from tanggap.core.rubric.criteria import FROM_TEXT
from tanggap.lab import summary
from tanggap.lab.summary import NOT_MEASURED, PARTS, Row


def test_names_found_twice_too_often_cost_as_much_as_names_missed() -> None:
    assert f1([Counter(both=2, one=2)]) == pytest.approx(2 / 3)
    assert f1([Counter(one=2)]) == 0
    assert f1([Counter()]) == 1


def test_each_figure_of_names_and_rubric_lies_in_its_interval() -> None:
    found = [row for part in PARTS if part.__name__ in ("_rubric", "_names") for row in part()]

    names = [f"rubric {each.code}" for each in FROM_TEXT] + ["regencies", "districts", "units"]
    assert [row.judgement for row in found] == names
    for row in found:
        assert row.high is not None
        assert row.low <= row.value <= row.high
        assert row.n > 1000


def _two_rows() -> Iterator[Row]:
    yield Row("kind", "macro-F1", 0.85, 0.82, 0.87, "labelled set, dev part", 1002)
    yield Row("places", "F1", 0.93, 0.91, None, "simulator, 3 seeds", 47700)


def test_the_table_tells_each_figure_and_what_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summary, "PARTS", [_two_rows])
    run = CliRunner().invoke

    told = run(build(), ["evaluate", "all"]).stdout.splitlines()
    assert told[0].split() == ["judgement", "measure", "value", "95", "%", "interval", "n", "data"]
    assert told[1].split() == [
        "kind",
        "macro-F1",
        "0.850",
        "0.820",
        "to",
        "0.870",
        "1002",
        *["labelled", "set,", "dev", "part"],
    ]
    assert "lowest 0.910" in told[2]
    assert [line.split(":")[0] for line in told[3:]] == list(NOT_MEASURED)

    rows = [json.loads(line) for line in run(build(), ["evaluate", "all", "--json"]).stdout.splitlines()]
    assert (rows[0]["value"], rows[0]["low"], rows[0]["high"]) == (0.85, 0.82, 0.87)
    assert rows[-1] == {"judgement": "language", "not_measured": NOT_MEASURED["language"]}
