"""``tanggap fetch`` and ``tanggap import``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cast import make_source
from local_site import LocalSite, running_site
from tanggap.accounts.models import Unit
from tanggap.cli import collect
from tanggap.core.errors import InvalidInput
from tanggap.mentions.models import Mention
from tanggap.pipeline.steps import importing
from tanggap.sources.models import BatchState, ImportBatch

pytestmark = pytest.mark.django_db

FEED = (
    b"<rss version='2.0'><channel><title>Kabar</title><item><title>Jembatan diperbaiki</title>"
    b"<link>https://kabar.example/1</link><description>Ringkas.</description></item></channel></rss>"
)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalSite]:
    with running_site() as running, running.client() as client:
        running.routes["/feed"] = (200, {"Content-Type": "application/rss+xml"}, FEED)
        monkeypatch.setattr("tanggap.pipeline.steps.collecting.house_client", lambda: client)
        yield running


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "attachments"
    lines = [json.dumps({"id": f"p{n}", "text": f"Keluhan jalan rusak nomor {n}"}) for n in range(5)]
    path = tmp_path / "kliping.jsonl"
    path.write_text("\n".join([*lines, "bukan json"]), encoding="utf-8")
    return path


def run(*words: str) -> Any:
    return CliRunner().invoke(collect.app, list(words))


def test_fetch_visits_what_is_on_and_says_what_came_of_it(site: LocalSite) -> None:
    make_source(name="Kabar", url=site.url("/feed"), is_enabled=True, config={"full_text": False})
    make_source(name="Mati", is_enabled=False)

    done = run("fetch")

    assert done.exit_code == 0
    assert "Kabar: ok, 1 new, 0 bad" in done.stdout
    assert "sources 1  new 1  failed 0" in done.stdout
    assert Mention.objects.unwatched().count() == 1


def test_fetch_of_one_source_that_fails_is_a_failure(site: LocalSite) -> None:
    source = make_source(url=site.url("/tidak-ada"))

    assert run("fetch", "--source", str(source.pk)).exit_code == 1


def test_fetch_of_an_unknown_source_says_so() -> None:
    done = run("fetch", "--source", "99999")

    assert isinstance(done.exception, InvalidInput)


def test_import_stores_judges_and_sums_up(file: Path, province: Unit) -> None:
    done = run("import", str(file), "--unit", "kalsel")

    assert done.exit_code == 0
    assert "rows 6  stored 5  updated 0  unchanged 0  quarantined 1" in done.stdout
    assert all(mention.judged for mention in Mention.objects.kept())


def test_the_same_file_again_is_recognised_and_changes_nothing(file: Path, province: Unit) -> None:
    run("import", str(file), "--unit", "kalsel")

    again = run("import", str(file), "--unit", "kalsel")

    assert "rows 6  stored 0  updated 0  unchanged 5  quarantined 1" in again.stdout
    assert "this very file was imported" in again.stderr


def test_an_interrupted_import_goes_on_where_it_was(
    file: Path, province: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    batch = collect._started_or_resumed(file, province, kind="upload", is_public=True)
    importing.import_rows(batch.pk, max_s=0)

    done = run("import", str(file), "--unit", "kalsel")

    assert "going on after row 2" in done.stderr
    assert "rows 6  stored 5" in done.stdout
    assert ImportBatch.objects.get().state == BatchState.DONE


def test_a_private_file_is_for_its_unit_alone(file: Path, province: Unit) -> None:
    run("import", str(file), "--unit", "kalsel", "--private")

    assert set(Mention.objects.values_list("unit", flat=True)) == {province.pk}


def test_a_file_that_cannot_be_read_and_an_unknown_unit_are_one_sentence(
    tmp_path: Path, settings: Any, province: Unit
) -> None:
    settings.MEDIA_ROOT = tmp_path / "attachments"
    bad = tmp_path / "a.pdf"
    bad.write_bytes(b"%PDF-1.7")

    assert "This is a PDF" in str(run("import", str(bad), "--unit", "kalsel").exception)
    assert "no unit" in str(run("import", str(bad), "--unit", "x").exception)
