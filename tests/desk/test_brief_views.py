"""The pages of reports: one button, every form, sending, and the plan of a unit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cast import make_user
from local_mail import MailBox, running_mail
from pictures import png
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.desk.brief.actions import make_brief, plan_of
from tanggap.desk.brief.models import Brief
from tanggap.outbox.models import Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def joko_client(client: Client, joko: User) -> Client:
    client.force_login(joko)
    return client


@pytest.fixture
def admin(client: Client, roads: Unit) -> Client:
    client.force_login(make_user("kepala", (roads, Role.UNIT_ADMIN), email="kepala@dinas.example"))
    return client


@pytest.fixture
def brief(roads: Unit) -> Brief:
    return make_brief(actor=None, unit=roads, period="day", now=timezone.now())


@pytest.fixture
def mail(settings: LazySettings, tmp_path: Path) -> Iterator[MailBox]:
    settings.MEDIA_ROOT = tmp_path
    with running_mail() as box:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = box.host, box.port, False
        yield box


def text(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


def test_the_button_leads_to_where_todays_report_is_made(joko_client: Client, roads: Unit) -> None:
    assert joko_client.get("/laporan/")["Location"] == "/laporan/semua/"
    page = text(joko_client.get("/laporan/semua/"))
    assert "Susun laporan pagi" in page and "Belum ada laporan" in page

    made = joko_client.post("/laporan/susun/", {"unit": roads.pk, "period": "day"}, follow=True)

    assert "Laporan siap" in text(made)
    assert joko_client.get("/laporan/")["Location"] == f"/laporan/{Brief.objects.get().pk}/"


def test_a_report_shows_its_message_as_text_that_can_be_selected(joko_client: Client, brief: Brief) -> None:
    page = text(joko_client.get(f"/laporan/{brief.pk}/"))

    assert '<textarea class="form-control" id="message-text"' in page and "*LAPORAN PAGI*" in page


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("docx", b"PK"), ("text", b"*LAPORAN"), ("json", b"{")])
def test_every_form_can_be_taken_along(joko_client: Client, brief: Brief, form: str, start: bytes) -> None:
    answer = joko_client.get(f"/laporan/{brief.pk}/berkas/{form}/")

    assert answer.content.startswith(start) and "attachment" in answer["Content-Disposition"]


def test_a_form_that_is_not_there_leads_back(joko_client: Client, brief: Brief) -> None:
    assert joko_client.get(f"/laporan/{brief.pk}/berkas/xls/").status_code == 302


def test_who_has_no_role_there_finds_neither_page_nor_file(client: Client, brief: Brief, asing: User) -> None:
    client.force_login(asing)

    for path in (f"/laporan/{brief.pk}/", f"/laporan/{brief.pk}/berkas/pdf/"):
        assert client.get(path).status_code == 404
    assert client.post("/laporan/susun/", {"unit": brief.unit_id, "period": "day"}).status_code == 302
    assert Brief.objects.count() == 1


def test_a_contributor_reads_no_report(client: Client, brief: Brief, roads: Unit) -> None:
    client.force_login(make_user("warga_kantor", (roads, Role.CONTRIBUTOR)))

    assert client.get(f"/laporan/{brief.pk}/").status_code == 404
    assert "Belum ada laporan untuk Anda" in text(client.get("/laporan/semua/"))


def test_somebody_above_chooses_the_unit(client: Client, brief: Brief, province: Unit) -> None:
    client.force_login(make_user("gubernur", (province, Role.LEADER)))

    page = text(client.get(f"/laporan/semua/?unit={brief.unit_id}"))
    assert f"/laporan/{brief.pk}/" in page and "Dinas PUPR" in page
    assert f"/laporan/{brief.pk}/" not in text(client.get("/laporan/semua/?unit=abc"))


def test_a_report_is_sent_to_chosen_people(admin: Client, brief: Brief, joko: User, mail: MailBox) -> None:
    User.objects.filter(pk=joko.pk).update(email="joko@dinas.example")
    page = text(admin.get(f"/laporan/{brief.pk}/kirim/"))
    assert "Joko" in page
    assert "sedikitnya satu penerima" in text(admin.post(f"/laporan/{brief.pk}/kirim/", {}))
    assert "bukan alamat surel" in text(admin.post(f"/laporan/{brief.pk}/kirim/", {"addresses": "bukan"}))

    chosen = {"people": [joko.pk], "addresses": "luar@kantor.example"}
    assert "2 surel sedang dikirim" in text(admin.post(f"/laporan/{brief.pk}/kirim/", chosen, follow=True))
    assert "sudah menerima" in text(admin.post(f"/laporan/{brief.pk}/kirim/", chosen, follow=True))
    assert Delivery.objects.filter(channel="email").count() == 2


def test_it_says_when_nobody_has_an_address(joko_client: Client, brief: Brief) -> None:
    assert "belum memiliki alamat surel" in text(joko_client.get(f"/laporan/{brief.pk}/kirim/"))


def test_home_has_the_button(joko_client: Client) -> None:
    assert 'href="/laporan/"' in text(joko_client.get("/"))


def test_too_many_addresses_are_refused(admin: Client, brief: Brief, mail: MailBox) -> None:
    many = "\n".join(f"a{n}@kantor.example" for n in range(51))

    assert "paling banyak 50" in text(admin.post(f"/laporan/{brief.pk}/kirim/", {"addresses": many}))


def test_without_a_mail_server_it_says_whom_to_ask(admin: Client, brief: Brief, settings: LazySettings) -> None:
    settings.EMAIL_HOST = ""
    page = admin.post(f"/laporan/{brief.pk}/kirim/", {"addresses": "luar@kantor.example"}, follow=True)

    assert "Server surel belum diatur" in text(page)


def test_an_administrator_sets_hour_letterhead_and_recipients(admin: Client, roads: Unit) -> None:
    path = f"/laporan/pengaturan/{roads.pk}/"
    sent = {
        "day-is_on": "on", "day-at": "07:30", "week-is_on": "on", "week-day": "5", "week-at": "15:00",
        "month-day": "1", "month-at": "08:00", "language": "id", "address": "Jalan Contoh 1", "seen_version": 0,
        "logo": SimpleUploadedFile("logo.png", png()), "addresses": "luar@kantor.example",
    }  # fmt: skip
    assert "Tersimpan" in text(admin.post(path, sent, follow=True))
    plan = plan_of(roads)
    assert (plan.address, plan.addresses) == ("Jalan Contoh 1", ["luar@kantor.example"])
    rows = [(row.period, row.is_on, row.day, f"{row.at:%H:%M}") for row in plan.schedules.order_by("period")]
    assert rows == [("day", True, 1, "07:30"), ("month", False, 1, "08:00"), ("week", True, 5, "15:00")]
    assert plan.logo is not None
    assert text(admin.get(f"/laporan/semua/?unit={roads.pk}")).count("disusun sendiri") == 2

    hours = {"day-at": "07.30", "week-day": "5", "week-at": "15:00", "month-day": "1", "month-at": "08:00"}
    kept = {**hours, "language": "id", "seen_version": 1}
    admin.post(path, kept)
    assert plan_of(roads).logo is not None
    admin.post(path, {**kept, "seen_version": 2, "without_logo": "on"})
    assert plan_of(roads).logo is None
    bad = {**kept, "seen_version": 3, "logo": SimpleUploadedFile("logo.png", b"GIF89a")}
    assert "tidak dapat dicetak" in text(admin.post(path, bad))
    assert "field-error" in text(admin.post(path, {**kept, "seen_version": 3, "week-at": "pagi"}))
    assert plan_of(roads).version == 3


def test_the_plan_of_another_unit_is_closed(admin: Client, banjar: Unit, joko: User, roads: Unit) -> None:
    assert admin.get(f"/laporan/pengaturan/{banjar.pk}/").status_code == 404
    admin.force_login(joko)
    assert admin.get(f"/laporan/pengaturan/{roads.pk}/").status_code == 403
