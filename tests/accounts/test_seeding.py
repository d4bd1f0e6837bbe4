from __future__ import annotations

from typing import Any

import pytest

from tanggap.accounts.actions import edit_unit
from tanggap.accounts.models import Membership, Unit, User
from tanggap.accounts.seeding import load_people, load_units, read_units
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, NotAllowed
from tanggap.enrichers import defaults

pytestmark = pytest.mark.django_db

CSV = """code,name,kind,parent,region_code,short_name,aliases
kalteng,Pemerintah Provinsi Contoh,province,,62,Pemprov,
kalteng-dinkes,Dinas Kesehatan,office,kalteng,62,Dinkes,Dinkes Prov; Dinkes
kab-contoh,Pemerintah Kabupaten Contoh,regency,kalteng,62.01,Pemkab,
"""


def row(**fields: Any) -> dict[str, Any]:
    return {"code": "a", "name": "A", "kind": "province", "parent": None, **fields}


def test_the_shipped_tree_is_loaded_once() -> None:
    first = load_units(defaults.load_units(), actor=None)
    second = load_units(defaults.load_units(), actor=None)

    assert first.n_new == Unit.objects.count() == second.n_unchanged
    assert second.n_new == second.n_changed == 0
    assert Unit.objects.filter(kind="regency").count() == 11
    assert Unit.objects.filter(kind="city").count() == 2
    assert not Unit.objects.filter(is_verified=True).exists()
    assert AuditEntry.objects.count() == 1


def test_an_office_of_a_regency_belongs_to_its_regency() -> None:
    load_units(defaults.load_units(), actor=None)
    office = Unit.objects.filter(kind="office", parent__kind="regency").first()

    assert office is not None
    assert office.government_id == office.parent_id


def test_what_the_office_edited_stays() -> None:
    load_units(defaults.load_units(), actor=None)
    unit = Unit.objects.get(code="prov")
    edit_unit(actor=None, unit=unit, version=0, values={"name": "Nama Kami", "is_verified": True})

    load_units(defaults.load_units(), actor=None)

    unit.refresh_from_db()
    assert (unit.name, unit.is_verified) == ("Nama Kami", True)


def test_another_province_comes_from_a_file() -> None:
    loaded = load_units(read_units(CSV), actor=None, is_overwriting=True)

    assert loaded.n_new == 3
    office = Unit.objects.get(code="kalteng-dinkes")
    assert (office.path, office.aliases) == ("kalteng/kalteng-dinkes", ["Dinkes Prov", "Dinkes"])


def test_a_file_corrects_names_and_leaves_the_rest() -> None:
    load_units(read_units(CSV), actor=None, is_overwriting=True)
    loaded = load_units(read_units(CSV.replace("Dinas Kesehatan", "Dinkes Baru")), actor=None, is_overwriting=True)

    assert (loaded.n_new, loaded.n_changed, loaded.n_unchanged) == (0, 1, 2)
    assert Unit.objects.get(code="kalteng-dinkes").name == "Dinkes Baru"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([row(name="")], "row 1: code and name"),
        ([row(kind="desa")], "row 1: kind must be one of"),
        ([row(parent="tidak-ada")], "row 1: parent 'tidak-ada' is not known"),
        ([row(parent="a")], "own parent"),
        (
            [row(), row(code="b"), row(code="c", parent="a"), row(code="c", parent="b")],
            "row 4: unit 'c' hangs elsewhere",
        ),
        ([row(name=""), row(kind="x")], "row 1: .*; row 2: "),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_loaded(rows: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        load_units(rows, actor=None)
    assert not Unit.objects.exists()


def test_a_file_without_its_columns_is_refused() -> None:
    with pytest.raises(InvalidInput, match="missing: kind"):
        read_units("code,name\na,A\n")


def test_only_a_platform_administrator_loads_a_list(sari: User, adminnya: User) -> None:
    with pytest.raises(NotAllowed):
        load_units([row()], actor=sari)
    assert load_units([row()], actor=adminnya).n_new == 1


def test_people_come_from_a_file_with_all_their_roles(diskominfo: Unit) -> None:
    text = (
        "\ufeffusername,full_name,email,unit,role\n"
        "siti,Siti,siti@a.id,kalsel-diskominfo,monitor\n"
        "siti,Siti,siti@a.id,kalsel-diskominfo,writer\n"
        "umar,Umar,,kalsel-diskominfo,leader\n"
    )

    invited = load_people(text, actor=None)

    assert [person.username for person in invited] == ["siti", "umar"]
    assert Membership.objects.filter(user__username="siti", unit=diskominfo).count() == 2
    assert load_people(text, actor=None) == []


def test_bad_people_are_named_by_their_lines(diskominfo: Unit) -> None:
    text = "username,unit,role\nsiti,tidak-ada,monitor\numar,kalsel-diskominfo,raja\n"

    with pytest.raises(InvalidInput, match=r"line 2: unit 'tidak-ada'.*line 3: role 'raja'"):
        load_people(text, actor=None)
    assert not User.objects.exists()
