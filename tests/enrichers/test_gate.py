"""No change may make an enricher worse on its labelled samples without saying so."""

from __future__ import annotations

import sys

import pytest

from enrichers import gate


@pytest.mark.parametrize("kind", sorted(gate.ANSWER))
def test_it_is_as_good_as_the_stored_baseline(kind):
    stored = gate.baseline()[kind]
    assert gate.digest(kind) == stored["samples"], "the samples changed: store a baseline with gate.py --update"
    assert gate.score(kind) >= stored["score"]


def test_the_baseline_covers_every_enricher():
    assert set(gate.baseline()) == set(gate.enrichers()) == set(gate.ANSWER)


def test_a_lower_score_is_not_stored_without_saying_so(monkeypatch, tmp_path):
    file = tmp_path / "baseline.json"
    file.write_text('{"language": {"samples": "x", "score": 1.1}}', encoding="utf-8")
    monkeypatch.setattr(gate, "BASELINE", file)
    monkeypatch.setattr(sys, "argv", ["gate.py", "--update"])
    with pytest.raises(SystemExit, match="worse than the baseline"):
        gate.main()
    assert "1.1" in file.read_text(encoding="utf-8")


def test_a_lower_score_is_stored_when_asked_for(monkeypatch, tmp_path, capsys):
    file = tmp_path / "baseline.json"
    file.write_text('{"language": {"samples": "x", "score": 1.1}}', encoding="utf-8")
    monkeypatch.setattr(gate, "BASELINE", file)
    monkeypatch.setattr(sys, "argv", ["gate.py", "--update", "--lower", "--wrong"])
    gate.main()
    assert gate.baseline()["language"]["samples"] == gate.digest("language")
    assert "baseline 1.1" in capsys.readouterr().out
