"""A private person's name and handle never reach the database: planted everywhere, searched for in every table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from cast import NOW, make_source
from tanggap.accounts.models import Unit, User
from tanggap.connectors.base import BadRow, Item
from tanggap.mentions.models import Mention
from tanggap.mentions.store import store_items
from tanggap.pipeline.steps.importing import import_rows
from tanggap.sources.actions import drop_leftovers
from tanggap.sources.models import ImportBatch, PublicAccount

pytestmark = pytest.mark.django_db
NAME = "Zulaikha Wirakencana"
HANDLE = "zulaikha.wkn88"
NUMBER = "77120055"
PLANTED = (NAME, "Wirakencana", HANDLE, "wkn88", NUMBER)


def places_of(words: str) -> list[str]:
    """Every table that holds these words in any column, whatever its type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace"
        )
        tables = [table for (table,) in cursor.fetchall()]
        found = []
        for table in tables:
            query = f'SELECT EXISTS (SELECT 1 FROM "{table}" AS t WHERE t::text ILIKE %s)'  # noqa: S608 the catalogue's own names
            cursor.execute(query, [f"%{words}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def leaks() -> dict[str, list[str]]:
    found = {words: places_of(words) for words in PLANTED}
    return {words: places for words, places in found.items() if places}


def item(platform_id: str = "p1", **fields: Any) -> Item:
    """An Instagram post as a connector hands it over, the person in every place where platforms put people."""
    planted: dict[str, Any] = {
        "source_kind": "instagram",
        "platform_id": platform_id,
        "title": "",
        "text": f"Jalan rusak parah! Kata @{HANDLE} sudah dilaporkan. Tolong @{HANDLE.upper()} bantu viralkan.",
        "summary": f"@{HANDLE}: jalan rusak",
        "url": f"https://www.instagram.com/{HANDLE}/p/Cx12345/",
        "published_at": NOW,
        "author_kind": "warga",
        "author_display": NAME,
        "author_native_id": HANDLE,
        "links": (f"https://www.instagram.com/{HANDLE}/", f"https://www.tiktok.com/@{HANDLE}/video/1"),
        "raw": {
            "author": {"full_name": NAME, "username": HANDLE, "user_id": NUMBER},
            "caption": f"laporan @{HANDLE}",
            "profile_url": f"https://www.instagram.com/{HANDLE}/",
        },
    }
    return Item(**{**planted, **fields})


def reply() -> Item:
    return item(
        "c1",
        parent_platform_id="p1",
        text=f"@{HANDLE} setuju, saya {NAME} juga lewat situ",
        url=f"https://www.instagram.com/p/Cx12345/c/1/?user={HANDLE}",
        author_native_id=HANDLE,
    )


def test_what_a_source_brings_loses_the_person() -> None:
    store_items([item(), reply()], source=make_source())

    assert leaks() == {}
    assert Mention.objects.count() == 2


def test_what_a_file_brings_loses_the_person_too(diskominfo: Unit, sari: User) -> None:
    batch = ImportBatch.objects.create(unit=diskominfo, file_name="unggahan.jsonl", requested_by=sari)

    store_items([item(), reply()], batch=batch, unit=diskominfo)

    assert leaks() == {}


def test_one_person_stays_one_by_a_keyed_hash() -> None:
    store_items([item("a"), item("b"), item("c", author_native_id="orang.lain")], source=make_source())
    pseudonyms = [mention.author_pseudonym for mention in Mention.objects.order_by("platform_id")]

    assert pseudonyms[0] == pseudonyms[1] != pseudonyms[2]
    assert all(pseudonyms)


def test_the_text_stays_readable() -> None:
    store_items([item()], source=make_source())

    assert "Kata @warga sudah dilaporkan" in Mention.objects.get().text


def test_an_account_of_an_institution_keeps_its_name() -> None:
    PublicAccount.objects.create(platform="instagram", handle="diskominfo_contoh", name="Diskominfo Contoh")
    post = item(
        text="Info dari @diskominfo_contoh",
        url="https://www.instagram.com/diskominfo_contoh/p/C1/",
        author_kind="instansi",
        author_display="Diskominfo Contoh",
        author_native_id="diskominfo_contoh",
        summary="",
        links=(),
        raw={},
    )

    store_items([post], source=make_source())

    assert Mention.objects.get().text == "Info dari @diskominfo_contoh"


@pytest.fixture
def file(tmp_path: Path, diskominfo: Unit, sari: User) -> Iterator[ImportBatch]:
    """An uploaded file: a good row, and rows that fail, all with the person in them."""
    good = {
        "source_kind": "instagram",
        "id": "p9",
        "text": f"Lampu mati lagi @{HANDLE}",
        "url": f"https://www.instagram.com/{HANDLE}/p/C9/",
        "published_at": "2026-03-04T01:00:00+00:00",
        "author": NAME,
        "author_id": HANDLE,
    }
    failing = {**good, "id": "p10", "text": "", "published_at": "bukan tanggal"}
    path = tmp_path / "unggahan.jsonl"
    rows = [json.dumps(good), json.dumps(failing), f'{{"author": "{NAME}", "text": "rusak @{HANDLE}'[:-1]]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    yield ImportBatch.objects.create(
        unit=diskominfo,
        file_name="unggahan.jsonl",
        stored_path=str(path),
        requested_by=sari,
        n_bytes=path.stat().st_size,
    )


def test_a_failing_row_leaves_nothing_but_what_goes_within_seven_days(file: ImportBatch) -> None:
    import_rows(file.pk)
    file.refresh_from_db()
    assert file.n_quarantined == 2
    assert set().union(*leaks().values()) <= {"sources_quarantinedrow"}

    drop_leftovers(before=timezone.now() + timedelta(seconds=1))

    assert leaks() == {}
    assert not Path(file.stored_path).is_file() or file.stored_path == ""


def test_a_bad_row_of_a_source_goes_within_seven_days_too() -> None:
    from tanggap.pipeline.steps.collecting import _replace_quarantine

    source = make_source()
    _replace_quarantine(source, (BadRow(1, "no text", f'{{"author": "{NAME}"}}'),))

    drop_leftovers(before=timezone.now() + timedelta(seconds=1))

    assert leaks() == {}


def test_the_search_itself_finds_what_is_planted() -> None:
    make_source(name=f"Kanal {NAME}")

    assert places_of("wirakencana") == ["sources_source"]
