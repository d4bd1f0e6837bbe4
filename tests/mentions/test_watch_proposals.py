"""Watches proposed to units, on the page and in the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cast import make_mention
from tanggap.accounts.models import Unit, User
from tanggap.core.errors import NotAllowed
from tanggap.mentions.actions import adopt_watches
from tanggap.mentions.models import Watch
from tanggap.mentions.proposing import proposals_for
from tanggap.reference.actions import load_regions
from tanggap.reference.models import Official, Programme

pytestmark = pytest.mark.django_db
PAGE = "/kata-pantau/usulan/"


@pytest.fixture
def regions() -> None:
    load_regions()


def test_proposals_are_ticked_and_adopted_once(client: Client, regions: None, asing: User, banjar: Unit) -> None:
    client.force_login(asing)
    make_mention(title="Bupati Banjar meninjau tanggul", collected_at=timezone.now())
    page = client.get(PAGE).content.decode()

    assert "Bupati Banjar" in page
    assert "Kota Banjar" in page
    assert "menemukan 1 pantauan" in page
    client.post(PAGE, {"unit": banjar.pk, "watch": [f"{banjar.pk}/names", f"{banjar.pk}/posts"]})
    assert set(Watch.objects.values_list("name", flat=True)) == {"Kabupaten Banjar", "Pimpinan Kabupaten Banjar"}
    again = client.post(PAGE, {"unit": banjar.pk, "watch": [f"{banjar.pk}/names"]}, follow=True).content.decode()
    assert "Tidak ada usulan baru" in again
    assert "sudah diambil" in again


def test_programmes_typed_in_are_proposed_too(client: Client, regions: None, asing: User, banjar: Unit) -> None:
    client.force_login(asing)

    client.post(
        PAGE, {"unit": banjar.pk, "programmes": "Banjar Terang\n\n", "watch": f"{banjar.pk}/programme:Banjar Terang"}
    )

    assert Watch.objects.get().any_of == ["Banjar Terang"]


def test_officials_and_programmes_of_the_register_are_proposed_while_they_hold(
    client: Client, regions: None, asing: User, banjar: Unit
) -> None:
    today = timezone.localdate()
    Official.objects.create(unit=banjar, post="Bupati", name="Rahmadi Contoh", starts_on=today)
    Official.objects.create(unit=banjar, post="Bupati", name="Noor Misalkan", ends_on=today - timedelta(days=1))
    Programme.objects.create(unit=banjar, name="Banjar Bersih", aliases=["Gerakan Banjar Bersih"])
    client.force_login(asing)

    page = client.get(PAGE).content.decode()
    client.post(PAGE, {"unit": banjar.pk, "watch": f"{banjar.pk}/official:Bupati Rahmadi Contoh"})

    assert "Gerakan Banjar Bersih" in page
    assert "Noor Misalkan" not in page
    assert Watch.objects.get().any_of == ["Bupati Rahmadi Contoh", "Rahmadi Contoh"]


def test_an_administrator_sees_every_unit_at_once(
    client: Client, regions: None, adminnya: User, province: Unit, diskominfo: Unit
) -> None:
    client.force_login(adminnya)

    page = client.get(PAGE, {"unit": "semua"}).content.decode()

    assert "Gubernur Kalsel" in page
    assert diskominfo.name in page


@pytest.mark.parametrize("unit", ["x", "999999999999", "0"])
def test_a_unit_that_is_not_mine_proposes_nothing(client: Client, asing: User, unit: str) -> None:
    client.force_login(asing)

    assert "Tidak ada yang diusulkan" in client.get(PAGE, {"unit": unit}).content.decode()


def test_watches_are_adopted_for_own_units_alone(regions: None, asing: User, province: Unit) -> None:
    wanted = [(one.unit, one.values()) for one in proposals_for([province])]

    with pytest.raises(NotAllowed):
        adopt_watches(actor=asing, wanted=wanted)
    assert len(adopt_watches(actor=None, wanted=wanted)) == len(wanted)
    assert adopt_watches(actor=None, wanted=wanted) == []
