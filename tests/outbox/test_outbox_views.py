"""The log of what left the house, and one's own notices."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from cast import NOW, make_user
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.outbox import tasks
from tanggap.outbox.actions import Letter, Recipient, deliver
from tanggap.outbox.models import Delivery, DeliveryState

pytestmark = pytest.mark.django_db


def send(unit: Unit, *to: Recipient) -> Delivery:
    letter = Letter("Laporan pagi Dinas PUPR", "Tiga isu.", link="/laporan/1/")
    (delivery,) = deliver(key="brief:1", unit=unit, letter=letter, to=to, now=NOW)
    return delivery


@pytest.fixture
def admin(client: Client, roads: Unit) -> Client:
    client.force_login(make_user("kepala", (roads, Role.UNIT_ADMIN)))
    return client


def test_an_administrator_sees_how_far_it_got(admin: Client, roads: Unit, settings: LazySettings) -> None:
    settings.EMAIL_HOST = ""
    send(roads, Recipient("email", "a@dinas.example"))
    tasks.look()

    page = admin.get("/kotak-keluar/?state=failed").content.decode()

    assert "a@dinas.example" in page and "Kirim ulang" in page and "TANGGAP_EMAIL_HOST" in page
    assert "a@dinas.example" not in admin.get("/kotak-keluar/?state=sent").content.decode()


def test_an_administrator_sends_it_again_once(admin: Client, roads: Unit) -> None:
    delivery = send(roads, Recipient("email", "a@dinas.example"))
    Delivery.objects.update(state=DeliveryState.FAILED)

    for expected in ("dikirim ulang", "sudah sampai"):
        page = admin.post(f"/kotak-keluar/{delivery.pk}/ulang/", follow=True).content.decode()
        assert expected in page


def test_an_administrator_of_another_unit_sees_nothing_of_it(client: Client, roads: Unit, banjar: Unit) -> None:
    delivery = send(roads, Recipient("email", "a@dinas.example"))
    client.force_login(make_user("lain", (banjar, Role.UNIT_ADMIN)))

    assert "a@dinas.example" not in client.get("/kotak-keluar/").content.decode()
    assert client.post(f"/kotak-keluar/{delivery.pk}/ulang/").status_code == 404


def test_somebody_without_that_office_may_not_open_the_log(client: Client, joko: User) -> None:
    client.force_login(joko)
    assert client.get("/kotak-keluar/").status_code == 403


def test_a_notice_is_listed_until_it_is_marked_as_read(client: Client, roads: Unit, joko: User, sari: User) -> None:
    notice = send(roads, Recipient("app", str(joko.pk), joko))
    client.force_login(joko)
    assert "Laporan pagi Dinas PUPR" in client.get("/pemberitahuan/").content.decode()

    page = client.post("/pemberitahuan/dibaca/", {"up_to": notice.pk}, follow=True).content.decode()
    assert "Tandai semua" not in page
    assert client.post("/pemberitahuan/dibaca/", {"up_to": "x"}).status_code == 302

    client.force_login(sari)
    assert "Laporan pagi Dinas PUPR" not in client.get("/pemberitahuan/").content.decode()


def test_the_jobs_find_what_is_due(roads: Unit) -> None:
    tasks.send_due()
    assert tasks.sweep() == 0
