"""Units and people from a file, on their pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cast import make_user
from local_mail import running_mail
from tanggap.accounts.links import waiting_for_link
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role

pytestmark = pytest.mark.django_db
UNITS = "code,name,kind,parent\nkalsel-dinkes,Dinas Kesehatan,office,kalsel\n"
PEOPLE = "username,full_name,email,unit,role\nsiti,Siti,siti@contoh.example,{unit},monitor\nudin,Udin,,{unit},analyst\n"


def upload(client: Client, address: str, text: str | bytes) -> Any:
    data = text.encode() if isinstance(text, str) else text
    return client.post(address, {"file": SimpleUploadedFile("daftar.csv", data)}, follow=True)


def test_units_come_from_a_file_and_faults_are_told_by_row(client: Client, adminnya: User, province: Unit) -> None:
    client.force_login(adminnya)

    assert "1 instansi baru" in upload(client, "/perangkat-daerah/impor/", UNITS).content.decode()
    assert Unit.objects.filter(code="kalsel-dinkes").exists()
    bad = upload(client, "/perangkat-daerah/impor/", UNITS + "x,X,desa,\n").content.decode()
    assert "tidak dapat dipakai: 2" in bad
    assert "kolom" in upload(client, "/perangkat-daerah/impor/", "nama\nX\n").content.decode()


@pytest.mark.parametrize(("data", "said"), [(b"\xff\xfe\x00", "UTF-8"), (b"x" * 1_100_000, "satu megabita")])
def test_a_file_that_is_no_list_is_told(client: Client, adminnya: User, data: bytes, said: str) -> None:
    client.force_login(adminnya)

    assert said in upload(client, "/perangkat-daerah/impor/", data).content.decode()


def test_units_are_loaded_by_the_platform_alone(client: Client, province: Unit) -> None:
    client.force_login(make_user("dewi", (province, Role.UNIT_ADMIN)))

    assert client.get("/perangkat-daerah/impor/").status_code == 403


def test_people_get_their_links_by_mail_or_on_the_page(client: Client, roads: Unit, settings: LazySettings) -> None:
    client.force_login(make_user("dewi", (roads, Role.UNIT_ADMIN)))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = False
    with running_mail() as mail:
        settings.EMAIL_HOST, settings.EMAIL_PORT = mail.host, mail.port
        page = upload(client, "/orang/impor/", PEOPLE.format(unit=roads.code)).content.decode()

    assert [message["To"] for message in mail.messages] == ["siti@contoh.example"]
    assert "/akun/password/reset/key/" in mail.messages[0].get_content()
    assert page.count("/akun/password/reset/key/") == 1
    assert "2 orang diundang" in page
    assert "1 orang menerima tautan lewat surel" in page
    assert not waiting_for_link().filter(username__in=["siti", "udin"]).exists()


def test_a_mail_server_that_is_away_leaves_the_link_on_the_page(
    client: Client, roads: Unit, settings: LazySettings
) -> None:
    client.force_login(make_user("dewi", (roads, Role.UNIT_ADMIN)))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = False
    with running_mail() as mail:
        settings.EMAIL_HOST, settings.EMAIL_PORT = mail.host, mail.port
        mail.answers["RCPT"] = "550 tidak dikenal"
        page = upload(client, "/orang/impor/", PEOPLE.format(unit=roads.code)).content.decode()

    assert page.count("/akun/password/reset/key/") == 2


def test_everybody_by_mail_ends_on_the_list(client: Client, roads: Unit, settings: LazySettings) -> None:
    client.force_login(make_user("dewi", (roads, Role.UNIT_ADMIN)))
    settings.EMAIL_HOST = "surel.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    page = upload(client, "/orang/impor/", PEOPLE.split("udin")[0].format(unit=roads.code)).content.decode()

    assert "1 orang diundang" in page
    assert User.objects.get(username="siti").roles == {Role.MONITOR}


def test_a_list_reaches_no_further_than_its_bringer(client: Client, roads: Unit, banjar: Unit) -> None:
    client.force_login(make_user("dewi", (roads, Role.UNIT_ADMIN)))

    page = upload(client, "/orang/impor/", PEOPLE.format(unit=banjar.code)).content.decode()

    assert "tidak boleh Anda berikan" in page
    assert not User.objects.filter(username="siti").exists()
    taken = PEOPLE.format(unit=roads.code).replace("udin,Udin,", "udin,Udin,siti@contoh.example")
    assert "sudah dipakai" in upload(client, "/orang/impor/", taken).content.decode()
