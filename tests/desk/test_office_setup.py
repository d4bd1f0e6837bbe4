"""The page that leads a new office to its first morning."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import make_mention, make_source, make_story, make_user
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.desk.brief.actions import make_brief
from tanggap.mentions.models import Watch
from tanggap.reference.models import Region
from tanggap.sources.health import SENTENCES
from tanggap.sources.models import Fetch, Source

pytestmark = pytest.mark.django_db
PAGE = "/menyiapkan-kantor/"


def test_a_new_office_is_led_from_its_empty_home_to_the_steps(client: Client, adminnya: User) -> None:
    client.force_login(adminnya)

    assert PAGE in client.get("/").content.decode()
    page = client.get(PAGE).content.decode()

    assert "0 dari 6 langkah selesai" in page
    assert "Belum ada sumber yang dinyalakan" in page
    assert reverse("watch_proposals") in page


def test_each_step_says_what_is_there(client: Client, adminnya: User, province: Unit) -> None:
    client.force_login(adminnya)
    Region.objects.create(code="63", name="Kalimantan Selatan", level="provinsi")
    make_user("siti", (province, Role.MONITOR)).set_unusable_password()
    Watch.objects.create(unit=province, name="Kalsel", any_of=["kalsel"])
    source = make_source(is_enabled=True)
    Fetch.objects.create(source=source, outcome="ok")

    assert "periksa kesehatannya" in client.get(PAGE).content.decode()
    make_story(make_mention())
    make_brief(actor=None, unit=province, period="day", now=timezone.now())
    page = client.get(PAGE).content.decode()

    assert "6 dari 6 langkah selesai" in page
    assert "Kantor siap" in page
    assert "1 laporan sudah disusun" in page
    assert "1 kata pantau dari 1 instansi" in page


def test_the_first_visits_are_counted_and_what_failed_says_why(client: Client, adminnya: User) -> None:
    client.force_login(adminnya)
    make_source(is_enabled=True)
    broken = make_source(
        is_enabled=True, name="Kabar Putus", last_fetch_at=timezone.now(), health="failing", health_detail="not_a_feed"
    )

    under_way = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()

    assert "1 dari 2 sumber" in under_way
    assert "every 3s" in under_way
    assert "<html" not in under_way
    assert f"Kabar Putus</a>: {SENTENCES['not_a_feed'][0]}" in under_way
    Source.objects.exclude(pk=broken.pk).update(last_fetch_at=timezone.now())
    assert "every 3s" not in client.get(PAGE).content.decode()


def test_only_who_runs_the_installation_sets_it_up(client: Client, sari: User) -> None:
    client.force_login(sari)

    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/").content.decode()
