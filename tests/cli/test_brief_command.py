"""``tanggap brief``, on the tests' own database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tanggap.accounts.models import Unit
from tanggap.cli.brief import app
from tanggap.core.errors import InvalidInput
from tanggap.desk.brief.models import Brief

pytestmark = pytest.mark.django_db


def tanggap(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.parametrize(("form", "start"), [("text", b"*LAPORAN"), ("pdf", b"%PDF"), ("docx", b"PK"), ("json", b"{")])
def test_a_report_is_written_in_every_form(roads: Unit, tmp_path: Path, form: str, start: bytes) -> None:
    file = tmp_path / "laporan"
    result = tanggap("--unit", roads.code, "--period", "week", "--format", form, "--output", file)

    assert result.exit_code == 0, result.output
    assert file.read_bytes().startswith(start)
    assert Brief.objects.get().period == "week"


def test_it_speaks_the_language_that_is_asked_for(roads: Unit, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    tanggap("--unit", roads.code, "--language", "en", "--output", file)

    assert file.read_text("utf-8").startswith("*MORNING REPORT*")


@pytest.mark.parametrize(
    "wrong", [("--unit", "tiada"), ("--format", "xls"), ("--language", "bjn"), ("--period", "year"), ("--output", "/")]
)
def test_a_wrong_word_is_named_and_nothing_is_kept(roads: Unit, tmp_path: Path, wrong: tuple[str, str]) -> None:
    words = {"--unit": roads.code, "--output": str(tmp_path / "laporan.txt"), **dict([wrong])}
    result = tanggap(*[part for pair in words.items() for part in pair])

    assert isinstance(result.exception, InvalidInput)
    assert wrong[0] == "--output" or not Brief.objects.exists()


def test_the_kept_data_comes_as_json(roads: Unit, tmp_path: Path) -> None:
    file = tmp_path / "laporan.json"
    tanggap("--unit", roads.code, "--format", "json", "--output", file)

    assert json.loads(file.read_text("utf-8")) == Brief.objects.get().data
