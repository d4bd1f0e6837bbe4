"""The page of accounts that may be named."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cast import make_mention
from tanggap.accounts.models import Unit, User
from tanggap.mentions.models import Mention
from tanggap.mentions.privacy import pseudonym_of
from tanggap.sources.models import PublicAccount

pytestmark = pytest.mark.django_db
LIST = "/akun-publik/"
GIVEN = {"platform": "x", "handle": "@dinas_x", "name": "Dinas X", "author_kind": "instansi", "unit": ""}


@pytest.fixture
def desk(client: Client, sari: User) -> Client:
    client.force_login(sari)
    return client


def test_an_account_is_registered_marked_and_named_in_what_came_before(desk: Client, diskominfo: Unit) -> None:
    mention = make_mention(source_kind="x", platform_id="1", author_pseudonym=pseudonym_of("x", "dinas_x"))

    page = desk.post(LIST, {**GIVEN, "unit": diskominfo.pk}, follow=True).content.decode()

    assert "@dinas_x" in page
    assert "resmi" in page
    assert Mention.objects.get(pk=mention.pk).author_display == "Dinas X"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "sudah terdaftar"),
        ({"handle": "lain"}, "memakai nama itu"),
        ({"handle": "nama dengan spasi"}, "field-error"),
        ({"handle": "baru", "name": "Tokoh", "author_kind": "tokoh_publik", "unit": "own"}, "Hanya akun instansi"),
    ],
)
def test_what_cannot_be_registered_is_told(
    desk: Client, diskominfo: Unit, changed: dict[str, object], said: str
) -> None:
    PublicAccount.objects.create(platform="x", handle="dinas_x", name="Dinas X")
    if changed.get("unit") == "own":
        changed = {**changed, "unit": diskominfo.pk}

    page = desk.post(LIST, {**GIVEN, **changed}).content.decode()

    assert said in page
    assert PublicAccount.objects.count() == 1


def test_an_account_is_removed_and_the_removal_undone(desk: Client) -> None:
    desk.post(LIST, GIVEN)
    account = PublicAccount.objects.get()

    page = desk.post(reverse("public_account_remove", args=[account.pk]), follow=True).content.decode()

    assert not PublicAccount.objects.exists()
    undo = page.split("akun-publik/batal/")[1].split("/")[0]
    desk.post(f"/akun-publik/batal/{undo}/", follow=True)
    assert PublicAccount.objects.get().handle == "dinas_x"
    assert "sudah terdaftar kembali" in desk.post(f"/akun-publik/batal/{undo}/", follow=True).content.decode()


def test_an_official_account_of_another_unit_stays(desk: Client, roads: Unit) -> None:
    account = PublicAccount.objects.create(platform="x", handle="pupr", name="PUPR", unit=roads)

    assert "Hapus PUPR" not in desk.get(LIST).content.decode()
    assert desk.post(reverse("public_account_remove", args=[account.pk])).status_code == 403
