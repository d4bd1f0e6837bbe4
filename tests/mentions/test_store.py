"""Storing what sources and files bring."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cast import NOW, make_source
from tanggap.accounts.models import Unit
from tanggap.connectors.base import Item
from tanggap.mentions.models import Mention, MentionRaw, MentionSource, Step
from tanggap.mentions.rows import MAX_TEXT
from tanggap.mentions.store import Stored, later_wordings, store_items
from tanggap.sources.models import ImportBatch, Outlet

pytestmark = pytest.mark.django_db


def article(number: int = 1, **fields: Any) -> Item:
    address = f"https://koran.example/berita/{number}"
    return Item(
        **{
            "source_kind": "media_online",
            "platform_id": address,
            "url": address,
            "title": f"Berita {number}",
            "text": "Warga mengeluhkan jalan rusak.",
            "published_at": NOW - timedelta(hours=2),
            "outlet_name": "Koran Contoh",
            "raw": {"guid": str(number)},
            **fields,
        }
    )


def counts(stored: Stored) -> tuple[int, int, int]:
    return stored.n_new, stored.n_updated, stored.n_unchanged


def test_the_same_items_twice_leave_the_same_rows() -> None:
    source = make_source()
    items = [article(1), article(2)]

    first = store_items(items, source=source, now=NOW)
    second = store_items(items, source=source, now=NOW + timedelta(hours=1))

    assert counts(first) == (2, 0, 0)
    assert counts(second) == (0, 0, 2)
    assert Mention.objects.count() == MentionSource.objects.count() == MentionRaw.objects.count() == 2
    assert set(first.mention_ids) == set(Mention.objects.values_list("pk", flat=True))


def test_a_feed_item_waits_for_its_page_and_is_not_kept_yet() -> None:
    store_items([article()], source=make_source(), now=NOW)

    mention = Mention.objects.get()
    assert mention.next_step == Step.FULL_TEXT
    assert not mention.is_kept
    assert mention.outlet == Outlet.objects.get(domain="koran.example", name="Koran Contoh")
    assert mention.collected_at == NOW


def test_a_source_without_full_text_goes_straight_to_the_watches() -> None:
    store_items([article()], source=make_source(config={"full_text": False}), now=NOW)

    assert Mention.objects.get().next_step == Step.MATCH


def test_newer_figures_change_the_figures_alone_and_a_missing_one_stays() -> None:
    source = make_source()
    store_items([article(metrics={"likes": 3, "views": 10})], source=source, now=NOW)

    stored = store_items([article(metrics={"likes": 5}, text="Warga mengeluhkan jalan rusak.")], source=source, now=NOW)

    assert counts(stored) == (0, 1, 0)
    assert Mention.objects.get().metrics == {"likes": 5, "views": 10}


def test_an_edited_article_keeps_its_first_text_and_shows_the_change() -> None:
    source = make_source()
    store_items([article()], source=source, now=NOW)
    edited = article(title="Berita lain", text="Teks yang diubah.")

    stored = store_items([edited], source=source, now=NOW + timedelta(hours=1))
    again = store_items([edited], source=source, now=NOW + timedelta(hours=2))

    mention = Mention.objects.get()
    assert counts(stored) == (0, 1, 0)
    assert counts(again) == (0, 0, 1)
    assert (mention.title, mention.text) == ("Berita 1", "Warga mengeluhkan jalan rusak.")
    assert mention.edited_at == NOW + timedelta(hours=1)
    assert [raw.data["edited"]["title"] for raw in later_wordings(mention)] == ["Berita lain"]


def test_two_feeds_that_cut_one_article_differently_are_no_edit() -> None:
    store_items([article()], source=make_source(), now=NOW)

    stored = store_items([article(text="Warga mengeluh.")], source=make_source(), now=NOW)

    assert counts(stored) == (0, 0, 1)
    assert Mention.objects.get().edited_at is None
    assert MentionSource.objects.count() == 2


def test_a_later_file_with_another_wording_is_an_edit(province: Unit) -> None:
    first, second = (ImportBatch.objects.create(file_name="a.csv", unit=province) for _ in range(2))
    store_items([article()], batch=first, now=NOW)

    same = store_items([article()], batch=second, now=NOW)
    other = store_items(
        [article(text="Lain.")], batch=ImportBatch.objects.create(file_name="c", unit=province), now=NOW
    )

    assert counts(same) == (0, 0, 1)
    assert counts(other) == (0, 1, 0)


def test_what_a_person_brought_is_kept(province: Unit) -> None:
    batch = ImportBatch.objects.create(file_name="a.csv", unit=province)

    store_items([article()], batch=batch, now=NOW)

    assert Mention.objects.get().is_kept


def test_a_private_mention_is_one_for_each_unit_and_beside_the_public_one(province: Unit, banjar: Unit) -> None:
    item = article(source_kind="pengaduan", platform_id="ADU-1", url="")

    for unit in (None, province, banjar, province):
        store_items([item], unit=unit, now=NOW)

    assert sorted(Mention.objects.values_list("unit_id", flat=True), key=str) == sorted(
        [None, province.pk, banjar.pk], key=str
    )
    assert all(Mention.objects.filter(unit__isnull=False).values_list("is_kept", flat=True))


def test_an_item_that_stands_twice_in_one_batch_is_one_mention_with_the_last_figures() -> None:
    stored = store_items([article(metrics={"likes": 1}), article(title="Ulang", metrics={"likes": 2})], now=NOW)

    mention = Mention.objects.get()
    assert counts(stored) == (1, 0, 0)
    assert (mention.title, mention.metrics) == ("Berita 1", {"likes": 2})


def test_nothing_and_an_item_without_an_id_store_nothing() -> None:
    assert counts(store_items([], now=NOW)) == (0, 0, 0)
    assert counts(store_items([article(platform_id="")], now=NOW)) == (0, 0, 0)


@pytest.mark.parametrize("published_at", [None, NOW + timedelta(days=30)])
def test_a_missing_or_impossible_date_is_the_arrival_and_says_so(published_at: datetime | None) -> None:
    store_items([article(published_at=published_at)], now=NOW)

    mention = Mention.objects.get()
    assert mention.published_at == NOW
    assert not mention.has_published_time
    assert "published_at" in mention.missing_fields


def test_dirt_that_the_database_would_refuse_is_taken_out() -> None:
    item = article(
        title="nol\0 dan \ud800 rusak", text="a " * MAX_TEXT, raw={"x": ["\0", {"y\0": "\udfff"}], "n": 1},
        url="https://koran.example/" + "a" * 3000, platform_id="https://koran.example/" + "a" * 3000,
        source_kind="tak dikenal",
    )  # fmt: skip

    store_items([item], now=NOW)

    mention = Mention.objects.get()
    assert mention.title == "nol dan ? rusak"
    assert len(mention.text) == MAX_TEXT
    assert "end_of_text" in mention.missing_fields
    assert mention.platform_id.startswith("sha256:")
    assert (mention.url, mention.source_kind) == ("", "forum")
    assert MentionRaw.objects.get().data == {"x": ["", {"y": "?"}], "n": 1}


@pytest.mark.parametrize(
    ("fields", "domain"),
    [
        ({"url": "http://127.0.0.1:8123/a"}, "127.0.0.1:8123"),
        ({"url": "https://www.koran.example:443/a"}, "koran.example"),
        ({"source_kind": "media_cetak", "url": "", "outlet_name": "Radar Banua"}, "radar-banua"),
        ({"source_kind": "radio", "url": "", "outlet_name": ""}, None),
        ({"source_kind": "x", "outlet_name": "Seseorang"}, None),
    ],
)
def test_the_outlet_is_known_by_its_domain_or_its_name(fields: dict[str, Any], domain: str | None) -> None:
    store_items([article(**fields)], now=NOW)

    outlet = Mention.objects.get().outlet
    assert (outlet.domain if outlet else None) == domain


def test_raw_records_lie_in_the_partition_of_their_month() -> None:
    store_items([article()], now=datetime(2026, 3, 4, tzinfo=UTC))

    assert MentionRaw.objects.filter(at__month=3).count() == 1


def test_a_private_name_does_not_reach_the_rows() -> None:
    item = replace(
        article(source_kind="facebook", platform_id="5"), author_kind="warga", author_display="Nama Rahasia",
        author_native_id="rahasia77", text="Saya Nama Rahasia, @rahasia77", raw={"author": "Nama Rahasia"},
    )  # fmt: skip

    store_items([item], now=NOW)

    stored = str(Mention.objects.values().get()) + str(MentionRaw.objects.values_list("data", flat=True))
    assert "Nama Rahasia" not in stored
    assert "rahasia77" not in stored
    assert len(Mention.objects.get().author_pseudonym) == 64
