"""Pages of sources and imports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cast import make_source
from local_site import LocalSite, html, running_site
from tanggap.accounts.models import Unit, User
from tanggap.sources.models import BatchState, Fetch, Health, ImportBatch, QuarantinedRow, Source, SourceGroup
from tanggap.sources.opml import read_opml
from tanggap.sources.starter import STARTERS
from tanggap.sources.views import sources as views
from tanggap.sources.visiting import try_out

pytestmark = pytest.mark.django_db

FEED = (
    b"<rss version='2.0'><channel><title>Kabar Banua</title><item><title>Jembatan diperbaiki</title>"
    b"<link>https://kabar.example/1</link></item></channel></rss>"
)


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with running_site() as running:
        yield running


@pytest.fixture
def desk(client: Client, sari: User, settings: Any, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(sari)
    return client


@pytest.fixture
def hasty(site: LocalSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The try-out of the page goes to the local site."""
    with site.client() as client:
        monkeypatch.setattr(views, "try_out", lambda url: try_out(url, client=client))
        yield


def page(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_table_says_what_is_the_matter_and_puts_trouble_first(desk: Client) -> None:
    make_source(name="Aman", is_enabled=True, health=Health.OK)
    troubled = make_source(name="Bermasalah", is_enabled=True, health=Health.FAILING, health_detail="not_found")
    make_source(name="Zona mati", is_enabled=False, health=Health.OFF)
    Fetch.objects.create(source=troubled, outcome="ok", n_items=5, n_new=5, at=timezone.now() - timedelta(days=2))
    QuarantinedRow.objects.create(source=troubled, row_number=1, reason="x", raw="y")

    shown = page(desk, "/sumber/")

    assert shown.index("Bermasalah") < shown.index("Aman") < shown.index("Zona mati")
    assert 'href="?health=trouble"' in shown
    only = page(desk, "/sumber/?health=trouble")
    assert "Bermasalah" in only
    assert "Aman" not in only


@pytest.mark.parametrize(
    ("query", "is_there"),
    [("q=kabar", True), ("q=lain", False), ("health=on", True), ("health=off", False), ("group=x", True)],
)
def test_the_table_is_searched_and_filtered(desk: Client, query: str, is_there: bool) -> None:
    make_source(name="Kabar Banua", is_enabled=True, url="https://banua.example/")

    assert ("Kabar Banua</a>" in page(desk, f"/sumber/?{query}")) is is_there


def test_the_table_asks_as_few_questions_for_forty_sources(desk: Client, django_assert_max_num_queries: Any) -> None:
    group = SourceGroup.objects.create(name="Banua")
    for _ in range(40):
        source = make_source(group=group, is_enabled=True)
        Fetch.objects.create(source=source, outcome="ok", n_new=1)

    with django_assert_max_num_queries(20):
        page(desk, f"/sumber/?group={group.pk}")


def test_an_empty_table_and_an_empty_search_say_what_to_do(desk: Client) -> None:
    assert "/sumber/awal/" in page(desk, "/sumber/")
    assert "empty-title" in page(desk, "/sumber/?q=tidakada")


def test_a_source_shows_its_visits_and_what_to_do(desk: Client) -> None:
    source = make_source(
        is_enabled=True, health=Health.BLOCKED, health_detail="robots", feed_url="https://x.example/feed"
    )
    Fetch.objects.create(source=source, outcome="failed", detail="robots", http_status=403)
    Fetch.objects.create(source=source, outcome="not_modified")
    QuarantinedRow.objects.create(source=source, row_number=4, reason="Baris rusak", raw="y")

    shown = page(desk, f"/sumber/{source.pk}/")

    assert "robots.txt" in shown
    assert "403" in shown
    assert "Baris rusak" in shown
    assert desk.get("/sumber/999999/").status_code == 404


def test_an_address_is_tried_out_before_it_is_saved(desk: Client, site: LocalSite, hasty: None) -> None:
    site.routes["/"] = html('<link rel="alternate" type="application/rss+xml" href="/feed">')
    site.routes["/feed"] = (200, {"Content-Type": "application/rss+xml"}, FEED)

    shown = desk.post("/sumber/tambah/", {"step": "look", "url": site.url("/")}).content.decode()

    assert "Jembatan diperbaiki" in shown
    assert site.url("/feed") in shown
    assert 'value="Kabar Banua"' in shown
    assert not Source.objects.exists()


def test_an_address_that_gives_nothing_says_why_and_can_be_saved_all_the_same(
    desk: Client, site: LocalSite, hasty: None
) -> None:
    shown = desk.post("/sumber/tambah/", {"step": "look", "url": site.url("/")}).content.decode()
    assert "alert-warning" in shown

    answer = desk.post("/sumber/tambah/", {"step": "save", "url": site.url("/"), "name": "Kabar", "full_text": "0"})

    source = Source.objects.get()
    assert answer["Location"] == f"/sumber/{source.pk}/"
    assert (source.is_enabled, source.has_full_text, source.name) == (True, False, "Kabar")


def test_the_same_address_is_not_added_twice(desk: Client) -> None:
    known = make_source(url="https://kabar.example/")

    looked = desk.post("/sumber/tambah/", {"step": "look", "url": "kabar.example"}).content.decode()
    saved = desk.post("/sumber/tambah/", {"step": "save", "url": "https://kabar.example/", "name": "x"})

    assert f"/sumber/{known.pk}/" in looked
    assert "field-error" in saved.content.decode()
    assert Source.objects.count() == 1


@pytest.mark.parametrize("address", ["", "javascript:alert(1)", "http://", "ht tp://x"])
def test_what_is_no_address_is_said_at_the_field(desk: Client, address: str) -> None:
    answer = desk.post("/sumber/tambah/", {"step": "look", "url": address})

    assert "field-error" in answer.content.decode()


def test_a_source_is_changed_and_the_slower_of_two_is_told(desk: Client) -> None:
    group = SourceGroup.objects.create(name="Banua")
    source = make_source(fetch_every=timedelta(minutes=30), config={"full_text": True})
    address = f"/sumber/{source.pk}/ubah/"
    assert 'name="version" value="1"' in page(desk, address)
    given = {"url": source.url, "name": "Baru", "group": group.pk, "fetch_minutes": "60", "full_text": "", "version": 1}

    assert desk.post(address, given).status_code == 302
    late = desk.post(address, {**given, "name": "Terlambat"}).content.decode()

    source.refresh_from_db()
    assert (source.name, source.group, source.fetch_every, source.config) == ("Baru", group, timedelta(hours=1), {})
    assert "Terlambat" in late
    assert 'name="version" value="2"' in late


def test_the_buttons_of_a_source_do_what_they_say_and_bear_a_second_press(desk: Client) -> None:
    source = make_source(is_enabled=False)
    states = []
    for verb in ("nyala", "nyala", "kunjungi", "mati", "kunjungi"):
        assert desk.post(f"/sumber/{source.pk}/{verb}/", follow=True).status_code == 200
        source.refresh_from_db()
        states.append(source.is_enabled)

    assert states == [True, True, True, False, False]
    assert desk.post(f"/sumber/{source.pk}/apa/").status_code == 404
    assert desk.post(f"/sumber/{source.pk}/hapus/")["Location"] == "/sumber/"
    assert not Source.objects.exists()


def test_groups_are_made_and_changed(desk: Client) -> None:
    given = {"name": "Banua", "fetch_minutes": "30", "region_code": ""}
    assert "empty-title" in page(desk, "/sumber/kelompok/")

    desk.post("/sumber/kelompok/tambah/", given)
    group = SourceGroup.objects.get()
    assert (group.fetch_every, group.has_full_text) == (timedelta(minutes=30), False)
    twice = desk.post("/sumber/kelompok/tambah/", {**given, "name": "BANUA"})
    assert "field-error" in twice.content.decode()
    assert "Banua" in page(desk, f"/sumber/kelompok/{group.pk}/")
    desk.post(f"/sumber/kelompok/{group.pk}/", {**given, "has_full_text": "on"})
    group.refresh_from_db()
    assert group.has_full_text
    assert "Banua" in page(desk, "/sumber/kelompok/")


def test_sources_go_out_as_opml_and_come_in_again(desk: Client) -> None:
    make_source(name="Kabar Banua", url="https://kabar.example/", group=SourceGroup.objects.create(name="Hulu"))
    written = desk.get("/sumber/opml/")
    assert written["Content-Type"].startswith("text/x-opml")
    assert [line.name for line in read_opml(written.content)] == ["Kabar Banua"]
    Source.objects.all().delete()

    for _ in range(2):
        file = SimpleUploadedFile("sumber.opml", written.content)
        assert desk.post("/sumber/opml/impor/", {"file": file}).status_code == 302

    source = Source.objects.get()
    assert (source.name, source.group.name if source.group else "", source.is_enabled) == ("Kabar Banua", "Hulu", False)
    bad = desk.post("/sumber/opml/impor/", {"file": SimpleUploadedFile("x.opml", b"<html/>")})
    assert "field-error" in bad.content.decode()


def test_the_list_to_start_from_adds_what_is_chosen_switched_off(desk: Client) -> None:
    chosen = STARTERS[2]
    desk.post("/sumber/awal/", {"url": [chosen.url, "https://bukan-dari-daftar.example/"]})

    source = Source.objects.get()
    assert (source.url, source.name, source.is_enabled) == (chosen.url, chosen.name, False)
    assert "disabled" in page(desk, "/sumber/awal/")


@pytest.mark.parametrize("address", ["/sumber/tambah/", "/sumber/opml/impor/", "/sumber/kelompok/", "/sumber/awal/"])
def test_who_only_writes_reads_the_table_but_changes_nothing(client: Client, budi: User, address: str) -> None:
    client.force_login(budi)

    assert client.get("/sumber/").status_code == 200
    assert client.get(address).status_code == 403


def test_somebody_without_a_role_sees_no_source(client: Client, tamu: User) -> None:
    source = make_source()
    client.force_login(tamu)

    for address in ("/sumber/", f"/sumber/{source.pk}/", "/sumber/opml/", "/impor/"):
        assert client.get(address).status_code == 403


# Imports


def upload(desk: Client, unit: Unit, data: bytes = b'{"id":"1","text":"Jalan rusak"}', **fields: Any) -> Any:
    return desk.post("/impor/", {"file": SimpleUploadedFile("berkas.jsonl", data), "unit": unit.pk, **fields})


def test_a_file_is_handed_in_and_its_progress_polled(desk: Client, diskominfo: Unit) -> None:
    answer = upload(desk, diskominfo, is_private="on")

    batch = ImportBatch.objects.get()
    assert answer["Location"] == f"/impor/{batch.pk}/"
    assert (batch.is_public, batch.state) == (False, BatchState.WAITING)
    assert 'hx-trigger="every 2s"' in page(desk, f"/impor/{batch.pk}/")
    ImportBatch.objects.update(state=BatchState.DONE, n_stored=1234)
    part = desk.get(f"/impor/{batch.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "hx-trigger" not in part
    assert "1.234" in part
    assert "berkas.jsonl" in page(desk, "/impor/")


def test_a_file_that_was_imported_before_is_recognised_on_its_page(desk: Client, diskominfo: Unit) -> None:
    for _ in range(2):
        upload(desk, diskominfo)
        ImportBatch.objects.update(state=BatchState.DONE)
    first, second = ImportBatch.objects.order_by("pk")

    assert f"/impor/{first.pk}/" in page(desk, f"/impor/{second.pk}/")


def test_a_file_that_is_too_large_is_refused_in_a_plain_sentence(desk: Client, diskominfo: Unit, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 10

    answer = upload(desk, diskominfo)

    assert "field-error" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_nobody_hands_in_for_a_unit_that_is_not_theirs(desk: Client, banjar: Unit) -> None:
    assert "field-error" in upload(desk, banjar).content.decode()


def test_an_import_is_stopped_and_resumed_from_its_page(desk: Client, diskominfo: Unit) -> None:
    upload(desk, diskominfo)
    batch = ImportBatch.objects.get()
    states = []
    for verb in ("berhenti", "berhenti", "lanjut", "lanjut"):
        assert desk.post(f"/impor/{batch.pk}/{verb}/", follow=True).status_code == 200
        batch.refresh_from_db()
        states.append(batch.state)

    assert states == [BatchState.STOPPED, BatchState.STOPPED, BatchState.WAITING, BatchState.WAITING]


def test_another_units_import_does_not_exist_for_a_stranger(client: Client, asing: User, diskominfo: Unit) -> None:
    batch = ImportBatch.objects.create(file_name="rahasia.csv", unit=diskominfo)
    client.force_login(asing)

    assert client.get(f"/impor/{batch.pk}/").status_code == 404
    assert client.post(f"/impor/{batch.pk}/berhenti/").status_code == 404
    assert "rahasia.csv" not in client.get("/impor/").content.decode()
