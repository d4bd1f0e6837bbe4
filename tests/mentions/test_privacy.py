"""Private people lose their names at the door."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tanggap.connectors.base import Item
from tanggap.mentions.privacy import Door, pseudonym_of
from tanggap.sources.models import PublicAccount

HANDLE = "siti.rahmah_88"
NAME = "Siti Rahmah"


def post(**fields: Any) -> Item:
    return Item(
        **{
            "source_kind": "tiktok",
            "platform_id": "7421",
            "text": "Jalan di depan rumah rusak",
            "author_kind": "warga",
            "author_display": NAME,
            "author_native_id": HANDLE,
            **fields,
        }
    )


@pytest.fixture
def door() -> Door:
    account = PublicAccount(platform="tiktok", handle="DiskominfoKalsel", name="Diskominfo Kalsel")
    return Door({("tiktok", "diskominfokalsel"): account})


def test_no_trace_of_a_private_author_is_left_anywhere(door: Door) -> None:
    item = post(
        platform_id=f"https://www.tiktok.com/@{HANDLE}/video/7421",
        url=f"https://www.tiktok.com/@{HANDLE}/video/7421",
        parent_platform_id=f"{HANDLE}-12",
        title=f"Video {NAME}",
        text=f"Saya {NAME} (@{HANDLE}), lihat https://www.tiktok.com/@{HANDLE}/video/9",
        summary=f"oleh {NAME.upper()}",
        links=(f"https://www.instagram.com/{HANDLE}/reel/abc/",),
        hashtags=(HANDLE, "jalanrusak"),
        outlet_name=NAME,
        raw={
            "author": NAME,
            "caption": f"@{HANDLE} di sini",
            "more": [{"nickname": NAME, "text": f"kata {NAME}"}],
            "n": 3,
        },
    )

    clean = door.clean(item)

    kept = json.dumps([clean.item.raw, *(str(getattr(clean.item, name)) for name in Item.__slots__)]).casefold()
    assert NAME.casefold() not in kept
    assert HANDLE not in kept
    assert clean.pseudonym == pseudonym_of("tiktok", HANDLE)
    assert clean.item.raw["n"] == 3
    assert clean.item.hashtags[1] == "jalanrusak"
    assert clean.item.url == "https://www.tiktok.com/@warga/video/7421"


def test_twice_through_the_door_is_the_same_as_once(door: Door) -> None:
    once = door.clean(post(text=f"halo @{HANDLE}")).item

    assert door.clean(once).item == once


def test_a_registered_account_keeps_its_name(door: Door) -> None:
    clean = door.clean(
        post(author_native_id="@diskominfokalsel", author_display="Akun", text="Info dari @DiskominfoKalsel")
    )

    assert clean.item.author_display == "Diskominfo Kalsel"
    assert clean.item.author_kind == "instansi"
    assert clean.item.text == "Info dari @DiskominfoKalsel"
    assert clean.pseudonym == ""


def test_whoever_says_so_of_himself_is_no_institution_on_a_social_platform(door: Door) -> None:
    clean = door.clean(post(author_kind="instansi"))

    assert clean.item.author_kind == "warga"
    assert clean.item.author_display == ""


def test_names_inside_published_news_stay_but_handles_do_not(door: Door) -> None:
    news = Item("media_online", "https://koran.example/1", f"Kata {NAME}, akun @{HANDLE} dan @diskominfokalsel.",
                author_display="Redaksi", author_native_id="r1")  # fmt: skip

    clean = door.clean(news)

    assert clean.item.text == f"Kata {NAME}, akun @warga dan @diskominfokalsel."
    assert clean.item.author_display == "Redaksi"
    assert clean.pseudonym == ""


def test_a_letter_to_the_editor_by_a_citizen_is_private(door: Door) -> None:
    letter = Item("media_cetak", "k1", "Keluhan saya", author_kind="warga", author_display=NAME)

    assert door.clean(letter).item.author_display == ""


def test_an_unnamed_author_has_no_pseudonym(door: Door) -> None:
    assert door.clean(post(author_display="", author_native_id="")).pseudonym == ""


def test_a_mail_address_is_no_handle(door: Door) -> None:
    assert door.clean_text("tulis ke lapor@kalsel.example ya") == "tulis ke lapor@kalsel.example ya"


def test_the_pseudonym_does_not_depend_on_how_the_handle_is_written() -> None:
    assert pseudonym_of("x", "@Budi_99 ") == pseudonym_of("x", "budi_99")
    assert pseudonym_of("x", "budi_99") != pseudonym_of("tiktok", "budi_99")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://x.com/budi_99/status/12?s=20", "https://x.com/i/status/12?s=20"),
        ("https://x.com/i/status/12", "https://x.com/i/status/12"),
        ("https://www.instagram.com/p/Abc/", "https://www.instagram.com/p/Abc/"),
        ("https://www.instagram.com/budi_99/p/Abc/", "https://www.instagram.com/p/Abc/"),
        ("https://www.instagram.com/budi_99/", "https://www.instagram.com/warga/"),
        ("https://facebook.com/budi.99/posts/5", "https://facebook.com/warga/posts/5"),
        ("https://facebook.com/10009/posts/5", "https://facebook.com/10009/posts/5"),
        ("https://www.facebook.com/groups/9/permalink/5", "https://www.facebook.com/groups/9/permalink/5"),
        ("https://www.threads.com/@budi_99/post/Xy", "https://www.threads.com/@warga/post/Xy"),
        ("https://youtube.com/@budi_99", "https://youtube.com/@warga"),
        ("https://www.youtube.com/watch?v=12", "https://www.youtube.com/watch?v=12"),
        ("https://t.me/budi_99/5", "https://t.me/warga/5"),
        ("https://x.com", "https://x.com"),
        ("https://tiktok.com/@diskominfokalsel/video/1", "https://tiktok.com/@diskominfokalsel/video/1"),
        ("https://koran.example/@kolom/1", "https://koran.example/@kolom/1"),
    ],
)
def test_an_address_of_a_private_account_loses_the_handle(door: Door, address: str, expected: str) -> None:
    assert door.clean_url(address) == expected
