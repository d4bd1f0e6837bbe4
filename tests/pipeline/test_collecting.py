"""Visits to sources, linked pages, and files, on a real database and a real local site."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from cast import make_mention, make_source
from local_site import Answer, LocalSite, html, running_site
from tanggap.accounts.models import Unit, User
from tanggap.core.errors import PermanentFailure
from tanggap.jobs import queue
from tanggap.mentions.models import Mention, Step
from tanggap.pipeline.steps.collecting import Visit, collect_source
from tanggap.pipeline.steps.importing import CHUNK, import_rows
from tanggap.pipeline.steps.reading import MAX_ATTEMPTS, read_pages
from tanggap.sources.actions import start_import, stop_import
from tanggap.sources.models import BatchState, Fetch, Health, ImportBatch, QuarantinedRow, Source
from tanggap.sources.visiting import connector_of, make_config

pytestmark = pytest.mark.django_db

LONG = "Warga Martapura mengeluhkan jalan berlubang sejak musim hujan dan dinas berjanji memperbaikinya. " * 5


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with running_site() as running:
        yield running


def feed(site: LocalSite, *titles: str, **headers: str) -> Answer:
    now = timezone.now().strftime("%a, %d %b %Y %H:%M:%S +0000")
    items = "".join(
        f"<item><title>{title}</title><link>{site.url(f'/berita/{n}')}</link><pubDate>{now}</pubDate>"
        f"<description>Ringkas.</description></item>"
        for n, title in enumerate(titles)
    )
    body = f'<rss version="2.0"><channel><title>Kabar</title><link>{site.url("/")}</link>{items}</channel></rss>'
    return 200, {"Content-Type": "application/rss+xml", **headers}, body.encode()


def source_at(site: LocalSite, path: str = "/feed", **fields: Any) -> Source:
    return make_source(url=site.url(path), is_enabled=True, **fields)


def visit(source: Source, site: LocalSite, *, is_manual: bool = False) -> Visit:
    with site.client() as client:
        found = collect_source(source.pk, is_manual=is_manual, client=client)
    source.refresh_from_db()
    return found


def test_a_visit_stores_what_is_new_and_says_when_it_comes_again(site: LocalSite) -> None:
    site.routes["/feed"] = feed(site, "Satu", "Dua", ETag='"v1"')
    source = source_at(site)

    first, second = visit(source, site, is_manual=True), visit(source, site, is_manual=True)

    assert (first.outcome, first.stored.n_new, second.stored.n_new) == ("ok", 2, 0)
    assert (source.health, source.health_detail, source.etag) == (Health.OK, "", '"v1"')
    assert source.next_fetch_at is not None
    assert timedelta(minutes=14) < source.next_fetch_at - timezone.now() <= timedelta(minutes=15)
    assert [(row.outcome, row.n_items, row.n_new) for row in Fetch.objects.order_by("at")] == [
        ("ok", 2, 2), ("ok", 2, 0)
    ]  # fmt: skip


def test_the_feed_of_a_site_is_found_and_visited_directly_afterwards(site: LocalSite) -> None:
    site.routes["/"] = html('<link rel="alternate" type="application/rss+xml" href="/feed">')
    site.routes["/feed"] = feed(site, "Satu", ETag='"v1"')
    source = source_at(site, "/")

    visit(source, site)
    visit(source, site)

    assert source.feed_url == site.url("/feed")
    assert site.paths() == ["/", "/feed", "/feed"]
    assert source.etag == '"v1"', "validators are those of the feed, kept from the visit that asked it directly"


def test_not_modified_keeps_the_validators_and_a_person_does_without_them(site: LocalSite) -> None:
    def answer(handler: Any) -> Answer:
        return (304, {}, b"") if handler.headers.get("If-None-Match") else feed(site, "Satu", ETag='"v1"')

    site.routes["/feed"] = answer
    source = source_at(site)

    outcomes = [visit(source, site).outcome, visit(source, site).outcome, visit(source, site, is_manual=True).outcome]

    assert outcomes == ["ok", "not_modified", "ok"]
    assert source.etag == '"v1"'


def test_not_modified_does_not_clear_an_earlier_failure(site: LocalSite) -> None:
    # This site answers "not modified" even to whom did not ask whether.
    site.routes["/feed"] = feed(site, "Satu", ETag='"v1"')
    source = source_at(site)
    visit(source, site)
    site.routes["/feed"] = html("<p>bukan feed</p>")
    visit(source, site)
    Source.objects.filter(pk=source.pk).update(n_failures=0, etag='"v1"')
    site.routes["/feed"] = (304, {}, b"")

    found = visit(source, site)

    assert found.outcome == "not_modified"
    assert (source.health, source.health_detail) == (Health.FAILING, "not_a_feed")


def test_after_a_failure_the_whole_feed_is_asked_for(site: LocalSite) -> None:
    site.routes["/feed"] = feed(site, "Satu")
    source = source_at(site, etag='"v1"', n_failures=2, health=Health.FAILING, health_detail="unreachable")

    visit(source, site)

    assert "if-none-match" not in site.seen[-1][1]
    assert (source.health, source.n_failures) == (Health.OK, 0)


@pytest.mark.parametrize(
    ("answer", "health", "detail"),
    [
        ((403, {}, b""), Health.BLOCKED, "refused"),
        ((404, {}, b""), Health.FAILING, "not_found"),
        ((500, {}, b""), Health.FAILING, "server_error"),
        ((429, {}, b""), Health.FAILING, "throttled"),
        ((302, {"Location": "/feed"}, b""), Health.FAILING, "redirects"),
        ((302, {"Location": "http://10.0.0.1/"}, b""), Health.FAILING, "address_refused"),
        ((501, {}, b""), Health.FAILING, "unreadable"),
        (html("<p>hanya halaman</p>"), Health.FAILING, "not_a_feed"),
        ((200, {"Content-Type": "application/rss+xml"},
          b"<rss version='2.0'><channel><title>K</title></channel></rss>"), Health.EMPTY, "no_items"),
    ],
)  # fmt: skip
def test_every_way_of_not_working_has_its_own_state_and_code(
    site: LocalSite, answer: Answer, health: Health, detail: str
) -> None:
    site.routes["/feed"] = answer
    source = source_at(site)

    visit(source, site)

    assert (source.health, source.health_detail) == (health, detail)


def test_robots_that_forbid_us_are_obeyed_and_named(site: LocalSite) -> None:
    site.routes["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /")
    source = source_at(site)

    visit(source, site)

    assert (source.health, source.health_detail) == (Health.BLOCKED, "robots")
    assert site.paths() == []


def test_failures_are_tried_again_at_growing_intervals_and_never_before_the_site_allows(site: LocalSite) -> None:
    site.routes["/feed"] = (500, {}, b"")
    source = source_at(site)
    waits = []
    for _ in range(3):
        visit(source, site)
        assert source.next_fetch_at is not None
        waits.append(round((source.next_fetch_at - timezone.now()).total_seconds() / 60))
    site.routes["/feed"] = (503, {"Retry-After": "90000"}, b"")
    visit(source, site)

    assert waits == [30, 60, 120]
    assert source.n_failures == 4
    assert source.next_fetch_at - timezone.now() > timedelta(hours=24)


def test_a_feed_that_is_gone_is_looked_for_again_from_the_site(site: LocalSite) -> None:
    source = source_at(site, "/", feed_url=site.url("/lama"), etag='"v1"')
    visit(source, site)
    site.routes["/"] = html('<link rel="alternate" type="application/rss+xml" href="/baru">')
    site.routes["/baru"] = feed(site, "Satu")

    found = visit(source, site)

    assert (found.outcome, source.feed_url) == ("ok", site.url("/baru"))


def test_a_source_that_is_quieter_than_its_habit_is_silent(site: LocalSite) -> None:
    site.routes["/feed"] = feed(site, "Satu", ETag='"v1"')
    source = source_at(site)
    visit(source, site)
    Mention.objects.all().update(published_at=timezone.now() - timedelta(days=5))
    for hour in range(12):
        mention = make_mention(published_at=timezone.now() - timedelta(days=5, hours=hour))
        mention.came_by.create(source=source)
    site.routes["/feed"] = (304, {}, b"")

    visit(source, site)

    assert (source.health, source.health_detail) == (Health.SILENT, "silent")


def test_entries_that_cannot_be_read_are_shown_once_however_often_they_come(site: LocalSite) -> None:
    body = b"<rss version='2.0'><channel><title>K</title><item><description></description></item></channel></rss>"
    site.routes["/feed"] = (200, {"Content-Type": "application/rss+xml"}, body)
    source = source_at(site)

    visit(source, site)
    visit(source, site)

    assert QuarantinedRow.objects.filter(source=source).count() == Fetch.objects.latest("at").n_bad == 1


def test_settings_that_the_connector_does_not_take_are_a_failure_of_the_source(site: LocalSite) -> None:
    source = source_at(site, config={"timezone": "Mars/Olympus"})

    with pytest.raises(PermanentFailure):
        make_config(source, connector_of("feed"))
    visit(source, site)

    assert (source.health, source.health_detail) == (Health.FAILING, "unreadable")


def test_a_source_that_is_gone_is_no_failure() -> None:
    assert collect_source(999_999).outcome == "gone"


@pytest.mark.django_db(transaction=True)
def test_a_second_visitor_leaves_a_source_alone_while_the_first_is_there(site: LocalSite) -> None:
    source = source_at(site)
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [7301, source.pk])

        assert collect_source(source.pk).outcome == "busy"
    finally:
        other.close()


# Linked pages


def waiting(site: LocalSite, path: str, **fields: Any) -> Mention:
    address = site.url(path)
    return make_mention(
        platform_id=address, url=address, text="Ringkas.", next_step=Step.FULL_TEXT, is_kept=False, **fields
    )


def read(site: LocalSite) -> int:
    with site.client() as client:
        return read_pages(client=client)


def test_the_page_gives_the_text_and_the_feeds_words_become_the_summary(site: LocalSite) -> None:
    site.routes["/berita/1"] = html(f"<article><h1>Judul</h1><p>{LONG} Kata @orang_biasa.</p></article>")
    mention = waiting(site, "/berita/1")

    assert read(site) == 1

    mention.refresh_from_db()
    assert mention.next_step == Step.MATCH
    assert "musim hujan" in mention.text
    assert "@orang_biasa" not in mention.text
    assert mention.summary == "Ringkas."


def test_a_page_dates_what_its_feed_did_not(site: LocalSite) -> None:
    head = '<meta property="article:published_time" content="2026-03-01T08:00:00+08:00">'
    site.routes["/berita/1"] = html(f"<head>{head}</head><article><p>{LONG}</p></article>")
    mention = waiting(site, "/berita/1", has_published_time=False, missing_fields=["published_at"])

    read(site)

    mention.refresh_from_db()
    assert (mention.published_at.isoformat(), mention.has_published_time) == ("2026-03-01T00:00:00+00:00", True)
    assert mention.missing_fields == []


@pytest.mark.parametrize(
    ("answer", "code"), [((403, {}, b""), "refused"), ((404, {}, b""), "not_found"), (html(""), "no_text")]
)
def test_a_page_that_will_never_be_had_leaves_the_summary_and_the_reason(
    site: LocalSite, answer: Answer, code: str
) -> None:
    site.routes["/berita/1"] = answer
    mention = waiting(site, "/berita/1")

    read(site)

    mention.refresh_from_db()
    assert (mention.text, mention.next_step, mention.full_text_failure) == ("Ringkas.", Step.MATCH, code)


def test_a_page_that_fails_for_now_is_tried_three_times(site: LocalSite) -> None:
    site.routes["/berita/1"] = (500, {}, b"")
    mention = waiting(site, "/berita/1")
    steps = []
    for _ in range(MAX_ATTEMPTS):
        Mention.objects.update(step_due_at=timezone.now())
        read(site)
        mention.refresh_from_db()
        steps.append(mention.next_step)

    assert steps == [Step.FULL_TEXT, Step.FULL_TEXT, Step.MATCH]
    assert mention.full_text_failure == "server_error"
    assert "full_text" in mention.missing_fields


def test_a_site_that_asks_for_a_pause_is_left_alone_and_no_try_is_lost(site: LocalSite) -> None:
    for number in range(3):
        site.routes[f"/berita/{number}"] = (429, {"Retry-After": "1800"}, b"")
        waiting(site, f"/berita/{number}")

    read(site)

    assert len(site.paths()) == 1
    assert set(Mention.objects.values_list("n_step_failures", "next_step")) == {(0, Step.FULL_TEXT)}
    assert all(m.step_due_at > timezone.now() + timedelta(minutes=29) for m in Mention.objects.all()[:1])
    assert read(site) == 0


# Files


def rows(*numbers: int, **fields: Any) -> bytes:
    lines = [
        {"id": f"p{n}", "text": f"Keluhan nomor {n} soal jalan", "published_at": "2026-03-01T10:00:00+08:00", **fields}
        for n in numbers
    ]
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def bring(data: bytes, unit: Unit, **options: Any) -> ImportBatch:
    return start_import(actor=None, file=io.BytesIO(data), file_name="berkas.jsonl", unit=unit, **options)


@pytest.fixture(autouse=True)
def attachments(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def work(batch: ImportBatch, **options: Any) -> ImportBatch:
    import_rows(batch.pk, **options)
    batch.refresh_from_db()
    return batch


def test_a_file_is_stored_row_by_row_bad_rows_apart_and_the_original_deleted(province: Unit, attachments: Path) -> None:
    batch = work(bring(rows(1, 2) + b"bukan json\n" + rows(3), province))

    assert (batch.state, batch.n_rows_done, batch.n_stored, batch.n_quarantined) == (BatchState.DONE, 4, 3, 1)
    assert QuarantinedRow.objects.get().row_number == 3
    assert batch.stored_path == ""
    assert list((attachments / "imports").iterdir()) == []
    assert (batch.percent_done, batch.n_bytes_done) == (100, batch.n_bytes)


def test_the_same_file_twice_changes_nothing(province: Unit) -> None:
    work(bring(rows(1, 2), province))

    again = work(bring(rows(1, 2), province))

    assert (again.n_stored, again.n_updated, again.n_unchanged) == (0, 0, 2)
    assert Mention.objects.count() == 2


def test_a_private_file_belongs_to_its_unit(province: Unit) -> None:
    work(bring(rows(1), province, is_public=False))

    mention = Mention.objects.get()
    assert (mention.unit, mention.is_kept) == (province, True)


def test_an_import_gives_way_between_two_thousands_and_goes_on_where_it_was(province: Unit) -> None:
    batch = bring(rows(*range(CHUNK + 5)), province)

    n_rows, has_more = import_rows(batch.pk, max_s=0)
    batch.refresh_from_db()
    assert (n_rows, has_more, batch.state, batch.n_rows_done) == (CHUNK, True, BatchState.RUNNING, CHUNK)
    assert 0 < batch.percent_done < 100

    n_rows, has_more = import_rows(batch.pk, max_s=0)
    batch.refresh_from_db()
    assert (n_rows, has_more, batch.state, batch.n_stored) == (5, False, BatchState.DONE, CHUNK + 5)


def test_a_stopped_import_stores_no_further_row(province: Unit, sari: User) -> None:
    batch = bring(rows(*range(CHUNK * 2)), province)
    sari.memberships.update(unit=province)

    def press_stop(_batch: ImportBatch) -> None:
        ImportBatch.objects.filter(pk=batch.pk).update(is_stop_requested=True)

    work(batch, on_progress=press_stop)

    assert (batch.state, batch.n_rows_done) == (BatchState.STOPPED, CHUNK)
    assert import_rows(batch.pk) == (0, False)
    waiting_one = bring(rows(1), province)
    stop_import(actor=User.objects.get(pk=sari.pk), batch=waiting_one)
    assert import_rows(waiting_one.pk) == (0, False)


def test_a_worker_that_is_told_to_end_leaves_the_rest(province: Unit) -> None:
    batch = bring(rows(*range(CHUNK * 2)), province)
    queue.stopping.set()
    try:
        assert import_rows(batch.pk) == (CHUNK, True)
    finally:
        queue.stopping.clear()


def test_two_workers_on_one_file_store_it_once(province: Unit) -> None:
    batch = bring(rows(*range(CHUNK * 2)), province)

    def another_worker(seen: ImportBatch) -> None:
        if seen.n_rows_done == CHUNK:
            import_rows(batch.pk)

    work(batch, on_progress=another_worker)

    assert (batch.state, batch.n_rows_done, batch.n_stored) == (BatchState.DONE, CHUNK * 2, CHUNK * 2)
    assert Mention.objects.count() == CHUNK * 2


@pytest.mark.parametrize("data", [b"%PDF-1.7 ...", b"PK\x03\x04 rusak"])
def test_a_file_that_cannot_be_read_says_so_in_a_sentence_and_is_deleted(
    province: Unit, attachments: Path, data: bytes
) -> None:
    batch = work(bring(data, province))

    assert batch.state == BatchState.FAILED
    assert batch.failure.endswith(".")
    assert list((attachments / "imports").iterdir()) == []


def test_a_file_that_vanished_says_so(province: Unit, attachments: Path) -> None:
    batch = bring(rows(1), province)
    Path(batch.stored_path).unlink()

    assert work(batch).failure == "The uploaded file is gone. Upload it again."


def test_the_tables_of_visits_and_raw_records_are_really_partitioned() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'p' ORDER BY 1")
        assert [row[0] for row in cursor.fetchall()] == ["mentions_mentionraw", "sources_fetch"]
