"""The jobs of collecting and judging: what follows what, and what the clock asks for."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cast import make_mention, make_source, make_story
from local_site import LocalSite, html, running_site
from tanggap.accounts.models import Unit, User
from tanggap.jobs.queue import QUEUES
from tanggap.jobs.worker import run_until_idle
from tanggap.mentions.actions import add_watch, correct_assessment
from tanggap.mentions.models import Assessment, Mention, Step, UnwatchedCount
from tanggap.pipeline import schedule
from tanggap.pipeline.reactions import REACTIONS, react
from tanggap.pipeline.steps.through import work_through
from tanggap.pipeline.tasks import collecting, following, judging
from tanggap.sources import visiting
from tanggap.sources.actions import add_source, start_import
from tanggap.sources.models import BatchState, Health, ImportBatch, QuarantinedRow, Source

pytestmark = pytest.mark.django_db

LONG = "Warga Martapura mengeluhkan jalan berlubang sejak musim hujan dan dinas berjanji memperbaikinya. " * 5


def jobs(*names: str) -> list[str]:
    found = ProcrastinateJob.objects.order_by("id").values_list("task_name", flat=True)
    return [name for name in found if not names or name in names]


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with running_site() as running:
        running.routes["/"] = html('<link rel="alternate" type="application/rss+xml" href="/feed">')
        item = f"<item><title>Jalan berlubang</title><link>{running.url('/1')}</link></item>"
        other = f"<item><title>Harga cabai</title><link>{running.url('/2')}</link></item>"
        body = f"<rss version='2.0'><channel><title>Kabar</title>{item}{other}</channel></rss>"
        running.routes["/feed"] = (200, {"Content-Type": "application/rss+xml"}, body.encode())
        running.routes["/1"] = html(f"<article><h1>Jalan berlubang</h1><p>{LONG}</p></article>")
        running.routes["/2"] = html("<article><p>Harga cabai di pasar naik lagi pekan ini kata pedagang.</p></article>")
        yield running


@pytest.fixture
def outside(site: LocalSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever goes out in this process goes to the local site."""
    with site.client() as client:
        for module in ("collecting", "reading"):
            monkeypatch.setattr(f"tanggap.pipeline.steps.{module}.house_client", lambda: client)
        yield


@pytest.mark.django_db(transaction=True)
def test_an_address_typed_in_ends_as_a_judged_mention_in_a_story(
    site: LocalSite, outside: None, sari: User, diskominfo: Unit
) -> None:
    values = {"name": "Jalan", "any_of": ["jalan berlubang"], "none_of": [], "region_codes": []}
    add_watch(actor=sari, unit=diskominfo, values=values)

    source = add_source(actor=sari, url=site.url("/"), name="Kabar", unit=diskominfo)
    run_until_idle(QUEUES)

    source.refresh_from_db()
    mention = Mention.objects.kept().get()
    assert (source.health, source.feed_url) == (Health.OK, site.url("/feed"))
    assert "musim hujan" in mention.text
    assert mention.judged is not None
    assert mention.membership.story.n_mentions == 1
    assert [row.title for row in Mention.objects.unwatched()] == ["Harga cabai"]
    failed = ProcrastinateJob.objects.filter(status="failed")
    assert not failed.exists()


def test_the_command_lines_way_ends_where_the_queues_does(site: LocalSite, outside: None, diskominfo: Unit) -> None:
    values = {"name": "Jalan", "any_of": ["jalan berlubang"], "none_of": [], "region_codes": []}
    add_watch(actor=None, unit=diskominfo, values=values)
    source = add_source(actor=None, url=site.url("/"), name="Kabar")
    collecting.collect(source.pk)

    work_through()

    assert Mention.objects.kept().get().membership.story.n_mentions == 1


def test_a_visit_without_anything_new_is_followed_by_nothing(site: LocalSite, outside: None) -> None:
    source = make_source(url=site.url("/feed"))
    assert collecting.collect(source.pk) == "ok"
    assert jobs() == ["pipeline.read_pages", "pipeline.match"]
    ProcrastinateJob.objects.all()

    assert collecting.collect(source.pk) == "ok"

    assert jobs() == ["pipeline.read_pages", "pipeline.match"]


def test_full_batches_ask_for_a_further_job(monkeypatch: pytest.MonkeyPatch, site: LocalSite, outside: None) -> None:
    monkeypatch.setattr(collecting, "PAGES", 1)
    address = site.url("/1")
    make_mention(platform_id=address, url=address, next_step=Step.FULL_TEXT)
    assert collecting.read() == 1
    monkeypatch.setattr(collecting, "match_due", lambda **_: (20 * collecting.BATCH, 3))
    assert collecting.match() == 20 * collecting.BATCH
    monkeypatch.setattr(judging, "judge_due", lambda *_, **__: 10 * judging.BATCH)
    assert judging.judge() == 10 * judging.BATCH

    assert jobs() == [
        "pipeline.match", "pipeline.read_pages", "pipeline.judge", "pipeline.group",
    ]  # fmt: skip  # each waits once, whoever asks


def test_nothing_to_do_is_followed_by_nothing() -> None:
    assert (collecting.read(), collecting.match(), judging.judge(), judging.rejudge()) == (0, 0, 0, 0)
    assert jobs() == []


def test_an_import_is_cut_into_jobs(
    settings: Any, tmp_path: Path, province: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(collecting, "IMPORT_S", 0)
    lines = b"".join(b'{"id":"%d","text":"Keluhan jalan nomor %d"}\n' % (n, n) for n in range(1001))
    batch = start_import(actor=None, file=io.BytesIO(lines), file_name="a.jsonl", unit=province)

    assert collecting.import_batch(batch.pk) == 1000
    assert jobs("pipeline.import", "pipeline.match") == ["pipeline.import", "pipeline.match"]
    assert collecting.import_batch(batch.pk) == 1
    assert collecting.import_batch(batch.pk) == 0


def test_a_rematch_that_was_stopped_goes_on_in_a_further_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "rematch_watch", lambda *_, **__: 17)
    collecting.rematch(3)

    job = ProcrastinateJob.objects.get(task_name="pipeline.rematch")
    assert job.args == {"watch_id": 3, "after_id": 17}


@pytest.mark.parametrize("verb", sorted(REACTIONS))
def test_every_reaction_names_a_job_that_exists(verb: str) -> None:
    react(verb=verb, object_kind="x", object_id="1")

    assert jobs() == list(REACTIONS[verb])


def test_most_deeds_are_followed_by_nothing() -> None:
    react(verb="sources.switch_off", object_kind="source", object_id="1")

    assert jobs() == []


def test_the_followers_put_the_right_jobs_on_the_queue() -> None:
    for follower in (following.visit, following.start_import, following.start_rematch, following.step_on):
        follower(verb="x", object_kind="y", object_id="5")

    found = {job.task_name: job.args for job in ProcrastinateJob.objects.all()}
    assert found == {
        "pipeline.collect": {"source_id": 5, "is_manual": True},
        "pipeline.import": {"batch_id": 5},
        "pipeline.rematch": {"watch_id": 5},
        "pipeline.match": {},
        "pipeline.judge": {},
    }


def test_a_correction_reaches_the_figures_of_the_story(sari: User) -> None:
    mention = make_mention()
    Assessment.objects.create(mention=mention, language="ind", sentiment="negative", context_digest="x")
    story = make_story(mention, n_negative=1)
    correct_assessment(actor=sari, mention=mention, name="sentiment", value="positive")

    following.refresh_story(verb="mentions.correct_assessment", object_kind="mention", object_id=str(mention.pk))

    story.refresh_from_db()
    assert (story.n_negative, story.n_positive) == (0, 1)


def test_the_clock_visits_what_is_due_and_nothing_else() -> None:
    now = timezone.now()
    due = make_source(is_enabled=True, next_fetch_at=now - timedelta(minutes=1))
    make_source(is_enabled=True, next_fetch_at=now + timedelta(minutes=1))
    make_source(is_enabled=False, next_fetch_at=now - timedelta(minutes=1))

    assert schedule.visit_due() == 1
    assert schedule.visit_due() == 1

    assert [job.args["source_id"] for job in ProcrastinateJob.objects.all()] == [due.pk]


def test_the_clock_finds_what_waits_without_a_job(province: Unit) -> None:
    for step in (Step.FULL_TEXT, Step.MATCH, Step.JUDGE):
        make_mention(next_step=step)
    ImportBatch.objects.create(file_name="a", unit=province, state=BatchState.RUNNING)

    schedule.catch_up()

    assert set(jobs()) == {"pipeline.read_pages", "pipeline.match", "pipeline.judge", "pipeline.import"}


def test_the_clock_leaves_alone_what_is_to_be_tried_later() -> None:
    make_mention(next_step=Step.JUDGE, step_due_at=timezone.now() + timedelta(hours=1))

    schedule.catch_up()

    assert jobs() == []


def test_the_daily_round_makes_partitions_and_drops_what_has_had_its_time() -> None:
    long_ago = timezone.now() - timedelta(days=8)
    make_mention(is_kept=False, expires_at=long_ago, next_step=Step.DONE)
    row = QuarantinedRow.objects.create(row_number=1, reason="x", raw="nama")
    QuarantinedRow.objects.filter(pk=row.pk).update(created_at=long_ago)

    schedule.daily()
    schedule.rejudge_some()

    assert not Mention.objects.exists()
    assert UnwatchedCount.objects.get().n_mentions == 1
    assert not QuarantinedRow.objects.exists()


def test_the_house_goes_out_with_the_settings_of_the_house(settings: Any) -> None:
    settings.FETCH_CONTACT = "https://kantor.example"
    for make in (visiting.house_client, visiting.hasty_client):
        make.cache_clear()
        try:
            assert "kantor.example" in make().user_agent
            assert make() is make()
        finally:
            make().close()
            make.cache_clear()
    assert Source.objects.count() == 0
