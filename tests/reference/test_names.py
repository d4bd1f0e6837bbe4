"""Officials and programmes: entered, corrected, ended and taken back; lists row by row."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import make_user
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.audit.models import AuditEntry
from tanggap.audit.trail import record
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.reference.models import Official, Programme
from tanggap.reference.names.actions import add_name, change_name, end_name, remove_name, undo_name
from tanggap.reference.names.kinds import register_of
from tanggap.reference.names.lists import MAX_ROWS, example, load_names

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 4)
BUPATI = {"post": "Bupati", "name": "Rahmadi Contoh", "aliases": ["Haji Rahmadi"], "starts_on": date(2025, 2, 20)}


@pytest.fixture
def dewi(banjar: Unit) -> User:
    """The administrator of a regency."""
    return make_user("dewi", (banjar, Role.UNIT_ADMIN), full_name="Dewi")


def official(dewi: User, banjar: Unit, **values: Any) -> Official:
    entry = add_name(actor=dewi, kind="official", unit=banjar, values={**BUPATI, **values})
    return Official.objects.get(pk=entry.object_id)


def latest() -> AuditEntry:
    return AuditEntry.objects.with_payload().latest("pk")


def names() -> list[str]:
    return list(Official.objects.values_list("name", flat=True).order_by("name"))


def test_the_last_day_belongs_to_the_period() -> None:
    row = Official(starts_on=DAY, ends_on=DAY)

    assert row.holds_on(DAY)
    assert not row.holds_on(DAY - timedelta(days=1))
    assert not row.holds_on(DAY + timedelta(days=1))
    assert Official().holds_on(DAY)


def test_those_who_hold_a_post_on_a_day_are_found(dewi: User, banjar: Unit) -> None:
    official(dewi, banjar, ends_on=DAY)
    official(dewi, banjar, name="Noor Misalkan", starts_on=DAY + timedelta(days=1))
    official(dewi, banjar, name="Tanpa Tanggal", starts_on=None)

    def holding(day: date) -> list[str]:
        return sorted(row.name for row in Official.objects.holding_on(day))

    assert holding(DAY) == ["Rahmadi Contoh", "Tanpa Tanggal"]
    assert holding(DAY + timedelta(days=1)) == ["Noor Misalkan", "Tanpa Tanggal"]


def test_the_database_itself_refuses_a_period_that_ends_before_it_begins(banjar: Unit) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Programme.objects.create(unit=banjar, name="X", starts_on=DAY, ends_on=DAY - timedelta(days=1))


def test_a_name_is_entered_once_for_a_period(dewi: User, banjar: Unit) -> None:
    row = official(dewi, banjar, name="  Rahmadi   Contoh ", aliases=["Haji Rahmadi", "Haji  Rahmadi", ""])
    assert (row.name, row.aliases, str(row)) == ("Rahmadi Contoh", ["Haji Rahmadi"], "Bupati Rahmadi Contoh")

    with pytest.raises(InvalidInput, match="already"):
        official(dewi, banjar, name="RAHMADI CONTOH", starts_on=DAY)
    end_name(actor=dewi, kind="official", row=row, on=DAY)
    again = official(dewi, banjar, starts_on=DAY + timedelta(days=400))

    assert again.pk != row.pk, "the same person may return to the post later"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "A"}, "name"),
        ({"post": ""}, "post"),
        ({"name": "x" * 151}, "name"),
        ({"aliases": ["ab"]}, "aliases"),
        ({"aliases": [f"nama {n}" for n in range(21)]}, "aliases"),
        ({"ends_on": date(2024, 1, 1)}, "ends_on"),
    ],
)
def test_what_cannot_be_stored_is_named_by_its_column(
    dewi: User, banjar: Unit, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        official(dewi, banjar, **values)

    assert caught.value.field == field
    assert not Official.objects.exists()


def test_every_deed_is_taken_back(dewi: User, banjar: Unit) -> None:
    row = official(dewi, banjar)
    added = latest()
    change_name(actor=dewi, kind="official", row=row, version=1, values={"name": "Rahmadi Lain"})
    undo_name(actor=dewi, entry=latest())
    assert names() == ["Rahmadi Contoh"]

    row.refresh_from_db()
    end_name(actor=dewi, kind="official", row=row, on=DAY)
    undo_name(actor=dewi, entry=latest())
    row.refresh_from_db()
    assert (row.ends_on, row.starts_on) == (None, BUPATI["starts_on"])

    undo_name(actor=dewi, entry=added)
    assert names() == []
    undo_name(actor=dewi, entry=latest())
    assert names() == ["Rahmadi Contoh"]


def test_what_was_touched_since_is_not_taken_back(dewi: User, banjar: Unit) -> None:
    row = official(dewi, banjar)
    added = latest()
    change_name(actor=dewi, kind="official", row=row, version=1, values={"name": "Rahmadi Lain"})

    with pytest.raises(WrongState):
        undo_name(actor=dewi, entry=added)
    with pytest.raises(WrongState):
        change_name(actor=dewi, kind="official", row=row, version=1, values={"name": "Lebih Lambat"})
    with pytest.raises(WrongState):
        undo_name(actor=dewi, entry=record("x", actor=None, kind="official", key=row.pk))


def test_what_is_gone_or_over_is_said_to_be(dewi: User, banjar: Unit) -> None:
    row = official(dewi, banjar, ends_on=DAY)
    with pytest.raises(WrongState):
        end_name(actor=dewi, kind="official", row=row, on=DAY + timedelta(days=1))
    remove_name(actor=dewi, kind="official", row=row)
    with pytest.raises(WrongState):
        remove_name(actor=dewi, kind="official", row=row)


def test_only_the_units_administrators_and_the_platforms_may(
    dewi: User, sari: User, adminnya: User, banjar: Unit, diskominfo: Unit
) -> None:
    for actor, unit in ((sari, diskominfo), (dewi, diskominfo)):
        with pytest.raises(NotAllowed):
            add_name(actor=actor, kind="official", unit=unit, values=BUPATI)
    row = official(adminnya, banjar)
    with pytest.raises(NotAllowed):
        remove_name(actor=sari, kind="official", row=row)
    with pytest.raises(NotAllowed):
        change_name(actor=sari, kind="official", row=row, version=1, values={})
    add_name(actor=None, kind="programme", unit=banjar, values={"name": "Banjar Terang"})
    with pytest.raises(InvalidInput):
        register_of("tokoh")


GOOD = "unit,post,name,aliases,from,to\nkab-banjar,Bupati,Rahmadi Contoh,Rahmadi;Haji Rahmadi,20/02/2025,\n"


def test_a_list_is_loaded_and_the_same_list_changes_nothing(dewi: User, banjar: Unit) -> None:
    first = load_names(GOOD, kind="official", actor=dewi)
    again = load_names(GOOD, kind="official", actor=dewi)

    assert (first.n_new, again.n_new, again.n_unchanged, again.entry) == (1, 0, 1, None)
    row = Official.objects.get()
    assert (row.starts_on, row.ends_on, row.aliases) == (date(2025, 2, 20), None, ["Rahmadi", "Haji Rahmadi"])


def test_a_corrected_list_corrects_and_is_taken_back_as_one(dewi: User, banjar: Unit) -> None:
    load_names(GOOD, kind="official", actor=dewi)
    more = GOOD.replace("20/02/2025,", "20/02/2025,2030-02-19") + "kab-banjar,Sekretaris Daerah,Noor Misalkan,,,\n"

    loaded = load_names(more, kind="official", actor=dewi)

    assert (loaded.n_new, loaded.n_changed, loaded.bad) == (1, 1, [])
    assert loaded.entry is not None
    undo_name(actor=dewi, entry=AuditEntry.objects.with_payload().get(pk=loaded.entry.pk))
    assert list(Official.objects.values_list("name", "ends_on")) == [("Rahmadi Contoh", None)]


DIRTY = """\ufeffKode Instansi;Jabatan;Nama;Mulai;Sampai\r
kab-banjar;Bupati;Rahmadi Contoh;20 Februari 2025;sekarang\r
\r
kab-tidak-ada;Bupati;Siapa Saja;;\r
kab-banjar;;Tanpa Jabatan;;\r
kab-banjar;Wakil Bupati;"Noor
Misalkan";kemarin;\r
kab-banjar;Camat;Terbalik Tanggal;2026-01-01;2025-01-01\r
kab-banjar;Camat;Kelebihan Sel;;;;;ini\r
KALSEL;Gubernur;Bukan Urusannya;;\r
kab-banjar;Sekda
"""


def test_bad_rows_are_told_by_line_and_nothing_is_lost(dewi: User, banjar: Unit) -> None:
    loaded = load_names(DIRTY, kind="official", actor=dewi)

    assert names() == ["Rahmadi Contoh"]
    assert [row.line for row in loaded.bad] == [4, 5, 6, 8, 9, 10, 11]
    reasons = [row.reason for row in loaded.bad]
    assert len(set(reasons)) == 7, reasons
    kept = loaded.bad_rows_as_csv()
    assert kept.startswith("Kode Instansi,Jabatan,Nama,Mulai,Sampai\n")
    for words in ("Siapa Saja", "Tanpa Jabatan", "Noor\nMisalkan", "Terbalik", "ini", "Bukan Urusannya", "Sekda"):
        assert words in kept
    mended = kept.replace("kab-tidak-ada", "kab-banjar").replace("Siapa Saja", "Rahmadi Dulu")
    assert load_names(mended, kind="official", actor=dewi).n_new == 1


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "header"),
        ("nama;sebutan\nx;y\n", "header"),
        (f'unit,name\nkab-banjar,"{"x" * 200_000}"\n', "rows"),
        ("unit,name\n" + "x,y\n" * (MAX_ROWS + 1), "rows"),
    ],
)
def test_what_is_no_list_loads_nothing(banjar: Unit, text: str, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        load_names(text, kind="programme", actor=None)

    assert caught.value.field == field
    assert not Programme.objects.exists()


@pytest.mark.parametrize("kind", ["official", "programme"])
def test_the_pattern_can_be_loaded_as_it_is(kind: str, banjar: Unit, client: Client, dewi: User) -> None:
    Unit.objects.create(code="prov-diskominfo", name="Diskominfo", kind="office", parent=banjar.parent)
    client.force_login(dewi)

    answer = client.get(reverse(f"{kind}_example"))

    loaded = load_names(answer.content.decode("utf-8-sig"), kind=kind, actor=None)
    assert (loaded.n_new, loaded.bad) == (len(example(kind)[1]), [])
    assert "attachment" in answer["Content-Disposition"]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_an_official_is_entered_corrected_ended_and_taken_back_on_the_pages(
    client: Client, dewi: User, banjar: Unit
) -> None:
    client.force_login(dewi)
    fields = {"unit": banjar.pk, "post": "Bupati", "name": "Rahmadi Contoh", "aliases": "Haji Rahmadi"}
    assert "Belum ada pejabat" in text(client.get(reverse("official_list")))
    client.post(reverse("official_add"), fields)
    row = Official.objects.get()
    assert "Haji Rahmadi" in text(client.get(reverse("official_list"), {"q": "haji"}))
    assert "tercatat dua kali" in text(client.post(reverse("official_add"), fields))

    changed = {**fields, "name": "Rahmadi Lain", "seen_version": row.version}
    client.post(reverse("official_edit", args=[row.pk]), changed)
    assert client.post(reverse("official_edit", args=[row.pk]), changed).status_code == 409
    client.post(reverse("official_end", args=[row.pk]))
    row.refresh_from_db()
    assert (row.name, row.ends_on) == ("Rahmadi Lain", timezone.localdate())
    client.post(reverse("name_undo", args=[latest().pk]))
    client.post(reverse("official_remove", args=[row.pk]))
    client.post(reverse("name_undo", args=[latest().pk]))

    assert names() == ["Rahmadi Lain"]


def test_a_form_that_cannot_be_used_says_where(client: Client, dewi: User, banjar: Unit) -> None:
    client.force_login(dewi)
    add_name(actor=dewi, kind="programme", unit=banjar, values={"name": "Banjar Terang"})
    other = add_name(actor=dewi, kind="programme", unit=banjar, values={"name": "Banjar Bersih"})
    same = client.post(reverse("programme_edit", args=[other.object_id]), {"name": "Banjar Terang", "seen_version": 1})
    assert "tercatat dua kali" in text(same)

    answer = client.post(
        reverse("programme_add"),
        {"unit": banjar.pk, "name": "Banjar Elok", "starts_on": "2026-02-01", "ends_on": "2026-01-01"},
    )
    assert "Akhirnya lebih dulu" in text(answer)
    aliases = {"unit": banjar.pk, "name": "Banjar Elok", "aliases": "ab"}
    assert "sebutan lain" in text(client.post(reverse("programme_add"), aliases))


def test_those_that_ended_are_shown_on_demand(client: Client, dewi: User, sari: User, banjar: Unit) -> None:
    add_name(actor=dewi, kind="programme", unit=banjar, values={"name": "Banjar Kala Itu", "ends_on": date(2020, 1, 1)})
    client.force_login(sari)

    assert "Banjar Kala Itu" not in text(client.get(reverse("programme_list")))
    shown = text(client.get(reverse("programme_list"), {"past": "1", "unit": str(banjar.pk)}))
    assert "Banjar Kala Itu" in shown
    assert "berakhir" in shown
    assert reverse("programme_add") not in shown


def test_a_list_is_loaded_on_the_page_and_bad_rows_come_back_to_be_mended(
    client: Client, dewi: User, banjar: Unit
) -> None:
    client.force_login(dewi)
    url = reverse("official_import")
    file = SimpleUploadedFile("pejabat.csv", DIRTY.encode())

    answer = client.post(url, {"file": file})

    assert "7 baris tidak dimuat" in text(answer)
    assert "baris 4" in text(answer)
    assert "Siapa Saja" in answer.context["form"].initial["rows"]
    assert client.post(url, {"rows": GOOD}).status_code == 302
    client.post(reverse("name_undo", args=[latest().pk]))
    assert Official.objects.get().aliases == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"rows": ""}, "Pilih berkas"),
        ({"file": SimpleUploadedFile("a.csv", "nama\nÉ".encode("latin-1"))}, "bukan UTF-8"),
        ({"file": SimpleUploadedFile("a.csv", b"x" * 1_100_000)}, "lebih besar dari satu"),
        ({"rows": "nama\nx"}, "Baris pertama"),
        ({"rows": "unit,post,name\n" + "x,y,z\n" * (MAX_ROWS + 1)}, "5.000 baris"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(client: Client, dewi: User, given: Any, said: str) -> None:
    client.force_login(dewi)

    assert said in text(client.post(reverse("official_import"), given))


def test_an_analyst_reads_the_registers_and_changes_none(
    client: Client, sari: User, dewi: User, banjar: Unit, diskominfo: Unit
) -> None:
    row = official(dewi, banjar)
    client.force_login(sari)

    assert "Rahmadi Contoh" in text(client.get(reverse("official_list")))
    for name, args in (("official_add", []), ("official_import", []), ("official_edit", [row.pk])):
        assert client.get(reverse(name, args=args)).status_code == 403
    make_user("joni", (diskominfo, Role.UNIT_ADMIN))
    client.force_login(User.objects.get(username="joni"))
    assert client.post(reverse("official_end", args=[row.pk])).status_code == 404
