"""Which unit an issue is proposed to."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tanggap.accounts.models import Unit, User
from tanggap.accounts.seeding import load_units
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.enrichers import defaults
from tanggap.reference.actions import load_defaults, load_routes, set_route, undo_set_route
from tanggap.reference.models import Region, Route, Topic
from tanggap.reference.routing import OFFICES, propose_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(db: None) -> Topic:
    return Topic.objects.create(code="jalan", name="Jalan")


@pytest.fixture
def regency(db: None) -> Region:
    return Region.objects.get_or_create(
        pk="63.03", defaults={"name": "Kabupaten Banjar", "level": "kabupaten_kota", "is_home": True}
    )[0]


@pytest.fixture
def city(db: None) -> Region:
    return Region.objects.get_or_create(
        pk="63.71", defaults={"name": "Kota Banjarmasin", "level": "kabupaten_kota", "is_home": True}
    )[0]


def test_the_shipped_routes_lead_every_topic_and_every_regency_to_a_unit() -> None:
    load_units(defaults.load_units(), actor=None)
    load_defaults()
    load_defaults()

    assert Route.objects.filter(region=None).count() == Topic.objects.count() == len(OFFICES)
    assert Route.objects.filter(topic=None).count() == 13
    found = propose_unit(["pekerjaan-umum"], ["63.03.05"])
    assert found is not None
    assert found.unit.code == "kab-banjar-diskominfo"
    assert load_routes() == 0


def test_the_closest_route_wins_and_says_why(
    topic: Topic, regency: Region, city: Region, roads: Unit, banjar: Unit, diskominfo: Unit
) -> None:
    Route.objects.create(topic=topic, unit=roads)
    Route.objects.create(region=regency, unit=banjar)
    Route.objects.create(topic=topic, region=city, unit=diskominfo)

    found = [propose_unit(["jalan"], codes) for codes in (["63.03"], ["63.03.05", "63.07"], [], ["63.71"], ["63"])]

    assert [each.unit for each in found if each] == [banjar, roads, roads, diskominfo, roads]
    reasons = [each.reason for each in found if each]
    assert "Kabupaten Banjar" in reasons[0]
    assert "Jalan" in reasons[1]
    assert "Kota Banjarmasin" in reasons[3]
    assert propose_unit(["lain"], []) is None


def test_a_route_is_set_changed_taken_out_and_brought_back(
    adminnya: User, topic: Topic, roads: Unit, diskominfo: Unit
) -> None:
    first = set_route(actor=adminnya, topic=topic, region=None, unit=roads)
    second = set_route(actor=adminnya, topic=topic, region=None, unit=diskominfo)
    with pytest.raises(WrongState):
        undo_set_route(actor=adminnya, entry=first)

    undo_set_route(actor=adminnya, entry=second)
    assert Route.objects.get().unit == roads
    gone = set_route(actor=adminnya, topic=topic, region=None, unit=None)
    assert not Route.objects.exists()
    undo_set_route(actor=adminnya, entry=gone)
    undo_set_route(actor=adminnya, entry=first)

    assert not Route.objects.exists()
    with pytest.raises(WrongState):
        set_route(actor=adminnya, topic=topic, region=None, unit=None)


def test_a_route_says_something_and_is_set_by_administrators(
    adminnya: User, sari: User, topic: Topic, regency: Region, roads: Unit
) -> None:
    with pytest.raises(InvalidInput):
        set_route(actor=adminnya, topic=None, region=None, unit=roads)
    with pytest.raises(NotAllowed):
        set_route(actor=sari, topic=topic, region=None, unit=roads)
    entry = set_route(actor=adminnya, topic=None, region=regency, unit=roads)

    assert entry.object_id == "* 63.03"


def test_the_page_shows_adds_and_takes_out_with_undo(client: Client, adminnya: User, topic: Topic, roads: Unit) -> None:
    client.force_login(adminnya)
    address = reverse("route_list")
    assert "Belum ada rute" in client.get(address).content.decode()
    assert "topik, wilayah" in client.post(address, {"unit": roads.pk}).content.decode()

    page = client.post(address, {"topic": topic.pk, "unit": roads.pk}, follow=True).content.decode()
    assert "Jalan" in page
    assert "Dinas PUPR" in page
    client.post(reverse("route_remove", args=[Route.objects.get().pk]))
    assert not Route.objects.exists()
    client.post(reverse("route_undo", args=[AuditEntry.objects.filter(verb="reference.set_route").last().pk]))  # type: ignore[union-attr]

    assert Route.objects.get().unit == roads


def test_who_may_not_change_reads_only(client: Client, sari: User, topic: Topic, roads: Unit) -> None:
    Route.objects.create(topic=topic, unit=roads)
    client.force_login(sari)

    page = client.get(reverse("route_list")).content.decode()

    assert "Dinas PUPR" in page
    assert "<select" not in page
