"""``tanggap train NAME --office``: a candidate for this office, told in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from typer.testing import CliRunner, Result

from office_teaching import SEEN, corrected, filled
from tanggap.accounts.models import User
from tanggap.cli.train import app
from tanggap.core.errors import InvalidInput
from tanggap.lab.labelled import load
from tanggap.lab.training.onsite import candidate as candidate_of
from tanggap.mentions.machine.local import candidates

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.HOME = tmp_path
    some = [text for text in load("dev") if text.event.endswith(("02", "03"))]
    monkeypatch.setattr(candidate_of, "load", lambda part: some)


def tanggap(*words: object) -> Result:
    return CliRunner().invoke(app, ["train", *map(str, words)])


def test_it_tells_before_and_after_and_what_to_do_next(sari: User) -> None:
    for text in filled(SEEN[:2]):
        corrected(sari, text, "negative")

    said = tanggap("sentiment", "--office")

    assert said.exit_code == 0, said.output
    [made] = candidates("sentiment")
    assert f"candidate {made.version} of sentiment, from 16 corrections in 16 stories" in said.output
    assert "macro-F1 0." in said.output
    assert f"tanggap models promote sentiment {made.version}" in said.output


def test_without_corrections_it_says_so() -> None:
    said = tanggap("kind", "--office")

    assert isinstance(said.exception, InvalidInput)
    assert "Nobody has corrected" in str(said.exception)


@pytest.mark.parametrize("words", [("sentiment",), ("kind",), ("kind", "--office", "--output", "x")])
def test_the_shipped_and_the_offices_are_not_mixed_up(words: tuple[str, ...]) -> None:
    said = tanggap(*words)

    assert said.exit_code == 2
    assert "--office" in said.output


def test_ctrl_c_stops_it_and_nothing_is_written(sari: User, monkeypatch: pytest.MonkeyPatch) -> None:
    corrected(sari, SEEN[0], "negative")
    really = candidate_of.teach

    def interrupted(*given: object, **more: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(candidate_of, "teach", interrupted)
    said = tanggap("sentiment", "--office")
    assert said.exit_code == 130
    assert "nothing was written" in said.output
    assert candidates("sentiment") == []
    monkeypatch.setattr(candidate_of, "teach", really)
    assert tanggap("sentiment", "--office").exit_code == 0
