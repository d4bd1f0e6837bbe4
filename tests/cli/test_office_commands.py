"""``tanggap units …`` and ``tanggap people …``, on the tests' own database."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.cli.office import app
from tanggap.core.errors import InvalidInput
from tanggap.reference.models import Official, Programme, Region, Topic

pytestmark = pytest.mark.django_db
UNITS = (
    "code,name,kind,parent\nprov-x,Pemerintah Provinsi Contoh,province,\nprov-x-dinkes,Dinas Kesehatan,office,prov-x\n"
)
PEOPLE = "username,full_name,email,unit,role\nsiti,Siti,,prov-x-dinkes,monitor\n"


def tanggap(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "daftar.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_shipped_registers_come_in_with_one_command() -> None:
    result = tanggap("units", "defaults")

    assert result.exit_code == 0
    assert Unit.objects.filter(code="prov").exists()
    assert Region.objects.exists()
    assert Topic.objects.exists()
    assert "0 new" in tanggap("units", "defaults").output


def test_units_come_from_a_file(tmp_path: Path) -> None:
    file = written(tmp_path, UNITS)

    assert "2 new, 0 changed, 0 as they were" in tanggap("units", "import", file).output
    file.write_text(UNITS.replace("Dinas Kesehatan", "Dinkes"), encoding="utf-8")
    assert "0 new, 1 changed, 1 as they were" in tanggap("units", "import", file).output


def test_a_bad_row_is_told_by_its_number(tmp_path: Path) -> None:
    result = tanggap("units", "import", written(tmp_path, UNITS + "desa,Desa,desa,\n"))

    assert isinstance(result.exception, InvalidInput)
    assert "row 3: kind must be one of" in str(result.exception)
    assert not Unit.objects.exists()


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert isinstance(tanggap("units", "import", tmp_path / "tidak-ada.csv").exception, InvalidInput)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    file = tmp_path / "latin.csv"
    file.write_bytes(UNITS.replace("Dinas", "Din\xe9s").encode("latin-1"))

    assert "UTF-8" in str(tanggap("units", "import", file).exception)


def test_people_come_from_a_file_each_with_a_link(tmp_path: Path) -> None:
    tanggap("units", "import", written(tmp_path, UNITS))
    result = tanggap("people", "import", written(tmp_path, PEOPLE))

    assert "siti,http://127.0.0.1:8000/akun/password/reset/key/" in result.output
    assert User.objects.get(username="siti").roles == {Role.MONITOR}


def test_the_first_administrator_is_added_by_the_operator(tmp_path: Path) -> None:
    tanggap("units", "import", written(tmp_path, UNITS))
    words = ("people", "add", "kepala", "--unit", "prov-x", "--role", "platform_admin", "--name", 'Ibu "Kepala", S.Sos')

    assert "/akun/password/reset/key/" in tanggap(*words).output
    person = User.objects.get(username="kepala")
    assert person.is_platform_admin
    assert person.full_name == 'Ibu "Kepala", S.Sos'
    assert isinstance(tanggap(*words).exception, InvalidInput)


def test_a_database_without_tables_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tanggap.cli._house.has_tables", lambda: False)

    assert "tanggap migrate" in str(tanggap("units", "defaults").exception)


def test_officials_come_from_a_file_and_bad_rows_are_kept_for_mending(tmp_path: Path) -> None:
    tanggap("units", "import", written(tmp_path, UNITS))
    rejected = tmp_path / "perbaiki.csv"
    good, bad = "prov-x,Gubernur,Rahmadi Contoh", "prov-y,Bupati,Noor Misalkan"

    result = tanggap(
        "officials", "import", written(tmp_path, f"unit,jabatan,nama\n{good}\n{bad}\n"), "--rejected", rejected
    )

    assert result.exit_code == 1
    assert "1 new, 0 changed" in result.output
    assert "line 3: Tidak ada instansi dengan kode ini." in result.output
    assert rejected.read_text(encoding="utf-8") == f"unit,jabatan,nama\n{bad}\n"
    assert Official.objects.get().name == "Rahmadi Contoh"


def test_the_pattern_of_a_list_is_printed(tmp_path: Path) -> None:
    pattern = tanggap("programmes", "example").output
    tanggap("units", "defaults")

    result = tanggap("programmes", "import", written(tmp_path, pattern))

    assert (result.exit_code, Programme.objects.count()) == (0, 2)
