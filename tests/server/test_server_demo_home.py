"""Which home a run takes: the demo never mixes with an office."""

from __future__ import annotations

from pathlib import Path

import pytest

from tanggap.core.errors import WrongState
from tanggap.server.home import DEMO_FILE, chosen_home


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TANGGAP_HOME", str(tmp_path / "var"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path / "var"


def test_the_demo_has_a_home_of_its_own_inside(home: Path) -> None:
    assert chosen_home(is_demo_wanted=True) == home / "demo"
    assert chosen_home(is_demo_wanted=False) == home


def test_a_home_that_is_a_demo_stays_itself_and_is_no_office(home: Path) -> None:
    home.mkdir()
    (home / DEMO_FILE).touch()
    assert chosen_home(is_demo_wanted=True) == home
    with pytest.raises(WrongState, match="holds a demo"):
        chosen_home(is_demo_wanted=False)


def test_a_database_of_somebody_else_is_an_office(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///office")
    assert chosen_home(is_demo_wanted=True) == home
