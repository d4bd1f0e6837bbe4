"""A worker is killed at any statement of any step: no row is lost, none is doubled."""

from __future__ import annotations

import io
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cast import NOW
from mortal import SIGKILL, MortalWorker
from tanggap.accounts.models import Unit
from tanggap.jobs.queue import defer
from tanggap.lab.demo.outlets import open_outlets
from tanggap.lab.demo.press import write_comments
from tanggap.mentions.actions import add_watch
from tanggap.mentions.models import Assessment, Mention, MentionRaw, MentionSource, Step, WatchHit
from tanggap.sources.actions import start_import
from tanggap.sources.models import ImportBatch, QuarantinedRow, Source
from tanggap.stories.models import Story, StoryMembership

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.chaos, pytest.mark.xdist_group("chaos")]

ROUNDS = int(os.environ.get("TANGGAP_CHAOS_ROUNDS", "2"))
N_ARTICLES = 40
# What runs before the step in question, without the queue.
BEFORE = {
    "pipeline.collect": (),
    "pipeline.read_pages": ("collect",),
    "pipeline.match": ("collect", "read"),
    "pipeline.judge": ("collect", "read", "match"),
    "pipeline.group": ("collect", "read", "match", "judge"),
    "pipeline.import": (),
}
CLEARED = (
    "mentions_mention, mentions_mentionraw, mentions_unwatchedcount, stories_story, sources_fetch, "
    "sources_importbatch, sources_outlet, procrastinate_jobs, procrastinate_workers"
)


@pytest.fixture
def outlet() -> Iterator[str]:
    """A site with some forty articles, and its address."""
    servers = open_outlets(NOW, port=0, n_articles=N_ARTICLES * 6)
    yield servers[0].site.base_url
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def worker(outlet: str) -> Iterator[MortalWorker]:
    hosts = outlet.removeprefix("http://")
    mortal = MortalWorker(TANGGAP_PRIVATE_HOSTS=hosts, TANGGAP_FETCH_DELAY_MS="0")
    yield mortal
    mortal.end()


@pytest.fixture
def office(outlet: str, diskominfo: Unit) -> Unit:
    Source.objects.create(name="Harian Lanting", url=f"{outlet}/", is_enabled=True)
    watch = {"any_of": ["Banjarmasin", "Martapura", "Kalsel", "banyu"]}
    add_watch(actor=None, unit=diskominfo, values={"name": "Banua", **watch})
    add_watch(actor=None, unit=diskominfo, values={"name": "Jalan", "any_of": ["jalan"]})
    return diskominfo


def start_over(task: str, office: Unit, worker: MortalWorker) -> None:
    """Everything as it is when the step's turn has come, with its job on the queue."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {CLEARED} CASCADE")
    Source.objects.update(etag="", last_modified="", feed_url="", health="new", last_success_at=None)
    if task == "pipeline.import":
        rows = [json.dumps(row) for row in write_comments(now=NOW)]
        content = "\n".join([*rows, "{broken", *rows[:5]]).encode()
        batch = start_import(
            actor=None, file=io.BytesIO(content), file_name="warga.jsonl", unit=office, is_deferred=False
        )
        defer(task, lock=task, queueing_lock=task, batch_id=batch.pk)
        return
    assert worker(run=list(BEFORE[task]))["status"] == 0
    payload = {"source_id": Source.objects.get().pk} if task == "pipeline.collect" else {}
    defer(task, lock=task, queueing_lock=task, **payload)


def recover(worker: MortalWorker) -> None:
    """What the next minutes bring; claims on pages run out as well."""
    Mention.objects.filter(next_step=Step.FULL_TEXT).update(step_due_at=timezone.now())
    # The clock's own look for what is due: it helps when a job was done but the next was not deferred yet.
    worker.recover("pipeline.catch_up", "pipeline.group_catch_up", work="pipeline.group")


def picture() -> dict[str, Any]:
    """All that must be the same however often a worker died; which stories there are may differ."""
    hits = Counter(WatchHit.objects.values_list("mention__platform_id", "watch__name"))
    mentions = {
        row.platform_id: (row.title, row.text, row.next_step, row.is_kept, row.is_paid_suspected)
        for row in Mention.objects.all()
    }
    judged = dict(Assessment.objects.values_list("mention__platform_id", "sentiment"))
    batches = list(ImportBatch.objects.values_list("state", "n_rows_done", "n_stored", "n_unchanged", "n_quarantined"))
    return {
        "mentions": mentions,
        "hits": hits,
        "judged": judged,
        "ways": Counter(MentionSource.objects.values_list("mention__platform_id", flat=True)),
        "raw": MentionRaw.objects.count(),
        "grouped": Counter(StoryMembership.objects.values_list("mention__platform_id", flat=True)),
        "batches": batches,
        "quarantined": Counter(QuarantinedRow.objects.values_list("row_number", "reason")),
    }


def assert_stories_count_right() -> None:
    for story in Story.objects.filter(merged_into=None):
        members = list(StoryMembership.objects.filter(story=story).select_related("mention__assessment"))
        tones = Counter(member.mention.assessment.sentiment for member in members)
        assert story.n_mentions == len(members)
        assert (story.n_negative, story.n_neutral, story.n_positive) == (
            tones["negative"],
            tones["neutral"],
            tones["positive"],
        )


def kill(task: str, kill_at: int, office: Unit, worker: MortalWorker) -> int:
    """Let the worker die before that statement, or before an earlier one when this time it needs fewer; which."""
    while True:
        start_over(task, office, worker)
        status = worker(work=task, kill_at=kill_at)["status"]
        if status == SIGKILL:
            return kill_at
        assert (status, kill_at > 1) == (0, True)
        kill_at //= 2


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("task", BEFORE)
def test_a_worker_killed_at_any_statement_loses_and_doubles_nothing(
    task: str, office: Unit, worker: MortalWorker
) -> None:
    start_over(task, office, worker)
    n_statements = worker(work=task)["n_statements"]
    recover(worker)
    undisturbed = picture()
    assert n_statements > 2
    assert undisturbed["mentions"]
    assert all(step == Step.DONE for _title, _text, step, *_ in undisturbed["mentions"].values())
    assert undisturbed["grouped"]
    for number in range(ROUNDS):
        kill_at = random.Random(f"{task} {number}").randint(1, n_statements)
        kill_at = kill(task, kill_at, office, worker)
        recover(worker)
        assert picture() == undisturbed, f"killed before statement {kill_at} of {n_statements}"
        assert not ProcrastinateJob.objects.filter(status="doing").exists()
        assert_stories_count_right()
