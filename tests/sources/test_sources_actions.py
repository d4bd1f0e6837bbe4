"""What people do with sources and files."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cast import make_source
from tanggap.accounts.models import Unit, User
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.sources import actions
from tanggap.sources.models import BatchState, Fetch, Health, ImportBatch, QuarantinedRow, Source, SourceGroup
from tanggap.sources.opml import FeedLine

pytestmark = pytest.mark.django_db

ADDRESS = "https://koran.example/"


def announced() -> list[str]:
    jobs = ProcrastinateJob.objects.filter(task_name="pipeline.react")
    return [job.args["verb"] for job in jobs.order_by("id")]


def recorded() -> list[str]:
    return list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))


@pytest.fixture(autouse=True)
def attachments(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def batch(diskominfo: Unit, sari: User) -> ImportBatch:
    return actions.start_import(actor=sari, file=io.BytesIO(b"isi"), file_name="../a/berkas.csv", unit=diskominfo)


def test_a_new_source_is_on_and_visited_at_once(sari: User, diskominfo: Unit) -> None:
    source = actions.add_source(actor=sari, url=ADDRESS, name="Koran", unit=diskominfo)

    assert (source.is_enabled, source.health) == (True, Health.NEW)
    assert list(Source.objects.due(timezone.now())) == [source]
    assert announced() == recorded() == ["sources.add_source"]


def test_a_source_can_be_added_switched_off_and_nothing_visits_it(sari: User) -> None:
    source = actions.add_source(actor=sari, url=ADDRESS, name="Koran", is_enabled=False)

    assert (source.health, source.next_fetch_at) == (Health.OFF, None)
    assert announced() == []


def test_an_address_is_a_source_once(sari: User) -> None:
    actions.add_source(actor=sari, url=ADDRESS, name="Koran")

    with pytest.raises(WrongState):
        actions.add_source(actor=None, url=ADDRESS, name="Lagi")


@pytest.mark.parametrize("verb", ["switch_on", "switch_off", "fetch_now", "delete_source"])
def test_only_those_who_monitor_touch_a_source(budi: User, verb: str) -> None:
    source = make_source(is_enabled=True)

    with pytest.raises(NotAllowed):
        getattr(actions, verb)(actor=budi, source=source)

    assert recorded() == []


def test_off_and_on_again(sari: User) -> None:
    source = make_source(is_enabled=True, health=Health.FAILING, health_detail="not_found")

    off = actions.switch_off(actor=sari, source=source)
    assert (off.is_enabled, off.health, off.health_detail, off.next_fetch_at) == (False, Health.OFF, "", None)
    with pytest.raises(WrongState):
        actions.switch_off(actor=sari, source=source)

    on = actions.switch_on(actor=sari, source=source)
    assert (on.is_enabled, on.health) == (True, Health.NEW)
    with pytest.raises(WrongState):
        actions.switch_on(actor=sari, source=source)
    assert announced() == ["sources.switch_on"]


def test_a_visit_is_asked_for_only_of_a_source_that_is_on(sari: User) -> None:
    source = make_source(is_enabled=True)

    actions.fetch_now(actor=sari, source=source)
    Source.objects.update(is_enabled=False)
    with pytest.raises(WrongState):
        actions.fetch_now(actor=sari, source=source)

    assert announced() == ["sources.fetch_now"]


def test_a_change_is_recorded_with_what_was_before_and_a_new_address_starts_afresh(sari: User) -> None:
    source = make_source(name="Lama", feed_url="https://koran.example/feed", etag="v1")

    changed = actions.change_source(
        actor=sari, source=source, version=1, values={"name": "Baru", "url": "https://baru.example/"}
    )

    assert (changed.name, changed.feed_url, changed.etag, changed.version) == ("Baru", "", "", 2)
    data = AuditEntry.objects.get().payload.data
    assert (data["before"]["name"], data["after"]["name"]) == ("Lama", "Baru")


def test_a_change_that_leaves_the_address_keeps_the_feed_that_was_found(sari: User) -> None:
    source = make_source(feed_url="https://koran.example/feed")

    changed = actions.change_source(actor=sari, source=source, version=1, values={"name": "Baru", "url": source.url})

    assert changed.feed_url == "https://koran.example/feed"


def test_whoever_saves_an_old_version_is_told_so(sari: User) -> None:
    source = make_source()
    actions.change_source(actor=sari, source=source, version=1, values={"name": "Pertama"})

    with pytest.raises(WrongState):
        actions.change_source(actor=sari, source=source, version=1, values={"name": "Kedua"})

    source.refresh_from_db()
    assert source.name == "Pertama"


def test_two_sources_never_share_an_address(sari: User) -> None:
    source, other = make_source(), make_source()

    with pytest.raises(InvalidInput):
        actions.change_source(actor=sari, source=source, version=1, values={"url": other.url})


def test_a_source_that_never_brought_anything_can_be_deleted(sari: User) -> None:
    source = make_source()
    Fetch.objects.create(source=source, outcome="failed")

    actions.delete_source(actor=sari, source=source)

    assert not Source.objects.exists()
    assert recorded() == ["sources.delete_source"]


def test_a_source_with_mentions_is_only_switched_off(sari: User) -> None:
    source = make_source()
    Fetch.objects.create(source=source, outcome="ok", n_items=3)

    with pytest.raises(WrongState):
        actions.delete_source(actor=sari, source=source)

    assert Source.objects.filter(pk=source.pk).exists()


def test_a_list_adds_what_is_not_here_yet_with_its_groups(sari: User, diskominfo: Unit) -> None:
    make_source(url=ADDRESS)
    make_source(feed_url="https://b.example/feed")
    lines = [
        FeedLine("A", ADDRESS),
        FeedLine("B", "https://b.example/feed"),
        FeedLine("C", "https://c.example/", group="Banua", region_code="63.03"),
        FeedLine("D", "https://d.example/", group="Banua"),
    ]

    assert actions.add_listed(actor=sari, lines=lines, unit=diskominfo, is_enabled=False) == (2, 2)

    source = Source.objects.get(url="https://c.example/")
    assert (source.group, source.region_code) == (SourceGroup.objects.get(name="Banua"), "63.03")
    assert source.is_enabled is False


def test_sources_inherit_from_their_group_what_they_do_not_set(sari: User) -> None:
    group = SourceGroup(name="Pelan", fetch_every=timedelta(hours=3), has_full_text=False)
    actions.save_group(actor=sari, group=group)
    heir = make_source(group=group)
    own = make_source(group=group, fetch_every=timedelta(minutes=5), config={"full_text": True})

    assert (heir.interval, heir.has_full_text) == (timedelta(hours=3), False)
    assert (own.interval, own.has_full_text) == (timedelta(minutes=5), True)
    assert (make_source().interval, make_source().has_full_text) == (timedelta(minutes=15), True)


def test_a_file_is_taken_in_under_a_name_of_ours(batch: ImportBatch, attachments: Path) -> None:
    path = Path(batch.stored_path)

    assert path.read_bytes() == b"isi"
    assert path.parent == attachments / "imports"
    assert (path.stat().st_mode & 0o777, batch.file_name, batch.n_bytes) == (0o600, "berkas.csv", 3)
    assert announced() == ["sources.start_import"]


def test_a_file_that_the_caller_stores_itself_is_not_announced(diskominfo: Unit) -> None:
    actions.start_import(actor=None, file=io.BytesIO(b"isi"), file_name="a", unit=diskominfo, is_deferred=False)

    assert announced() == []


def test_nobody_brings_a_file_in_the_name_of_another_unit(sari: User, banjar: Unit, attachments: Path) -> None:
    with pytest.raises(NotAllowed):
        actions.start_import(actor=sari, file=io.BytesIO(b"isi"), file_name="a", unit=banjar)

    assert not (attachments / "imports").exists()


@pytest.mark.parametrize("data", [b"", b"x" * 11])
def test_an_empty_or_too_large_file_is_refused_and_leaves_nothing(
    sari: User, diskominfo: Unit, attachments: Path, settings: Any, data: bytes
) -> None:
    settings.MAX_UPLOAD_BYTES = 10

    with pytest.raises(InvalidInput):
        actions.start_import(actor=sari, file=io.BytesIO(data), file_name="a", unit=diskominfo)

    assert list((attachments / "imports").iterdir()) == []


def test_a_file_whose_row_cannot_be_written_is_not_left_behind(
    sari: User, diskominfo: Unit, attachments: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "record", refuse)

    with pytest.raises(RuntimeError):
        actions.start_import(actor=sari, file=io.BytesIO(b"isi"), file_name="a", unit=diskominfo)

    assert list((attachments / "imports").iterdir()) == []
    assert not ImportBatch.objects.exists()


def test_an_import_is_stopped_and_goes_on(sari: User, batch: ImportBatch) -> None:
    actions.stop_import(actor=sari, batch=batch)
    batch.refresh_from_db()
    assert (batch.state, batch.is_stop_requested) == (BatchState.STOPPED, True)
    with pytest.raises(WrongState):
        actions.stop_import(actor=sari, batch=batch)

    actions.resume_import(actor=sari, batch=batch)
    batch.refresh_from_db()
    assert (batch.state, batch.is_stop_requested) == (BatchState.WAITING, False)
    with pytest.raises(WrongState):
        actions.resume_import(actor=sari, batch=batch)
    assert announced() == ["sources.start_import", "sources.resume_import"]


def test_a_running_import_stops_after_its_thousand(sari: User, batch: ImportBatch) -> None:
    ImportBatch.objects.update(state=BatchState.RUNNING)

    actions.stop_import(actor=sari, batch=batch)

    batch.refresh_from_db()
    assert (batch.state, batch.is_stop_requested) == (BatchState.RUNNING, True)


def test_a_stopped_import_whose_file_is_gone_does_not_go_on(sari: User, batch: ImportBatch) -> None:
    actions.stop_import(actor=sari, batch=batch)
    ImportBatch.objects.update(stored_path="")

    with pytest.raises(WrongState):
        actions.resume_import(actor=sari, batch=batch)


@pytest.mark.parametrize("verb", ["stop_import", "resume_import", "discard_rows"])
def test_another_unit_has_no_say_in_an_import(asing: User, batch: ImportBatch, verb: str) -> None:
    with pytest.raises(NotAllowed):
        getattr(actions, verb)(actor=asing, batch=batch)


def test_bad_rows_are_thrown_away_those_named_or_all(sari: User, batch: ImportBatch) -> None:
    rows = [QuarantinedRow.objects.create(batch=batch, row_number=n, reason="x", raw="y") for n in range(3)]
    other = QuarantinedRow.objects.create(source=make_source(), row_number=1, reason="x", raw="y")

    assert actions.discard_rows(actor=sari, batch=batch, row_ids=[rows[0].pk, other.pk]) == 1
    assert actions.discard_rows(actor=sari, batch=batch) == 2

    assert list(QuarantinedRow.objects.all()) == [other]


def test_the_very_same_file_is_recognised_for_the_same_unit(sari: User, diskominfo: Unit, batch: ImportBatch) -> None:
    again = actions.start_import(actor=sari, file=io.BytesIO(b"isi"), file_name="b", unit=diskominfo)

    assert actions.earlier_import(again) is None
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.DONE)
    assert actions.earlier_import(again) == batch


def test_bad_rows_and_files_are_gone_after_their_time(batch: ImportBatch, sari: User, diskominfo: Unit) -> None:
    done = actions.start_import(actor=sari, file=io.BytesIO(b"lain"), file_name="b", unit=diskominfo)
    ImportBatch.objects.filter(pk=done.pk).update(state=BatchState.DONE)
    QuarantinedRow.objects.create(batch=batch, row_number=1, reason="x", raw="nama seseorang")

    actions.drop_leftovers(before=timezone.now() - timedelta(days=1))
    assert QuarantinedRow.objects.count() == 1
    actions.drop_leftovers(before=timezone.now() + timedelta(days=1))

    batch.refresh_from_db()
    done.refresh_from_db()
    assert not QuarantinedRow.objects.exists()
    assert (batch.state, batch.stored_path, done.state, done.stored_path) == (
        BatchState.FAILED, "", BatchState.DONE, "",
    )  # fmt: skip
    actions.drop_file(batch)
