from __future__ import annotations

import subprocess
from types import SimpleNamespace

import pytest

import check


def outcomes(monkeypatch: pytest.MonkeyPatch, *failing: str) -> list[str]:
    """Let the programs named fail and the others pass; what was started is listed."""
    started: list[str] = []

    def run(command: list[str], **_options: object) -> SimpleNamespace:
        line = " ".join(command)
        started.append(line)
        return SimpleNamespace(returncode=int(any(name in line for name in failing)))

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr("sys.argv", ["check.py"])
    return started


def test_all_checks_run_before_the_tests_do(monkeypatch: pytest.MonkeyPatch) -> None:
    started = outcomes(monkeypatch)

    assert check.main() == 0
    assert len(started) == len(check.STATIC) + 1
    assert "pytest" in started[-1]


def test_one_run_tells_every_check_that_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    started = outcomes(monkeypatch, "mypy", "lint-imports")

    assert check.main() == 1
    assert "types, contracts of the floors" in capsys.readouterr().err
    assert not any("pytest" in line for line in started)


def test_failing_tests_fail_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes(monkeypatch, "pytest")

    assert check.main() == 1
