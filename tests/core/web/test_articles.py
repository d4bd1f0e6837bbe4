import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tanggap.core.web import boilerplate
from tanggap.core.web.articles import extract_article
from tanggap.core.web.paging import next_page_url, page_number
from tanggap.core.web.text import parse_markup

URL = "https://banuapos.example/daerah/jembatan-retak"
FIRST = (
    "Jembatan gantung di Desa Sungai Baru retak setelah diterjang arus deras pada malam hari. Warga kini memutar "
    "sejauh sembilan kilometer untuk sampai ke pasar dan sekolah di seberang sungai."
)
SECOND = (
    "Kepala desa menyebut kerusakan sudah dilaporkan kepada dinas terkait sejak bulan lalu. Petugas memasang papan "
    "peringatan dan melarang kendaraan roda empat melintas sampai pemeriksaan selesai."
)
THIRD = (
    "Dinas pekerjaan umum menjanjikan perbaikan darurat pekan depan dengan batang baja pinjaman dari gudang daerah. "
    "Warga berharap jembatan bisa dilalui kembali sebelum musim panen tiba."
)


def page(*paragraphs: str, head: str = "", top: str = "", bottom: str = "") -> str:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f'<html lang="id"><head>{head}</head><body><nav><a href="/">Beranda</a><a href="/daerah">Daerah</a></nav>'
        f"<article><h1>Jembatan gantung retak</h1>{top}<div class='content'>{body}</div></article>{bottom}"
        "</body></html>"
    )


def ld(**more: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **more})}</script>'


def test_an_article_is_read_from_what_the_page_says_about_itself() -> None:
    head = ld(
        headline="Jembatan retak, warga memutar", datePublished="2024-10-06T13:45:00+07:00", description="Ringkas",
        publisher={"@type": "Organization", "name": "Banua Pos"},
    )  # fmt: skip
    found = extract_article(page(FIRST, SECOND, THIRD, head=head), URL + "?utm_source=wa")
    assert (found.url, found.title, found.site_name) == (URL, "Jembatan retak, warga memutar", "Banua Pos")
    assert found.published_at == datetime(2024, 10, 6, 6, 45, tzinfo=UTC)
    assert found.text == "\n".join([FIRST, SECOND, THIRD])
    assert (found.summary, found.language, found.is_paid_suspected, found.next_page_url) == ("Ringkas", "id", False, "")


def test_without_its_own_description_the_common_tags_speak() -> None:
    head = (
        '<meta property="og:title" content="Jembatan retak - Banua Pos">'
        '<meta property="og:site_name" content="Banua Pos">'
        '<meta property="article:published_time" content="2024-10-06T13:45:00+08:00">'
    )
    found = extract_article(page(FIRST, SECOND, THIRD, head=head), URL)
    assert (found.title, found.published_at) == ("Jembatan retak", datetime(2024, 10, 6, 5, 45, tzinfo=UTC))


@pytest.mark.parametrize(
    "top",
    ['<time datetime="2024-10-06T13:45:00+08:00">tadi</time>', "<span>Minggu, 6 Oktober 2024 | 13.45 WITA</span>",
     "<time>6 Okt 2024 13:45 WITA</time>"],
)  # fmt: skip
def test_a_date_is_found_under_the_headline(top: str) -> None:
    found = extract_article(page(FIRST, SECOND, THIRD, top=top), URL)
    assert found.published_at == datetime(2024, 10, 6, 5, 45, tzinfo=UTC)
    assert found.title == "Jembatan gantung retak"


def test_broken_and_odd_descriptions_do_no_harm() -> None:
    head = (
        '<script type="application/ld+json">{"rusak":</script><script type="application/ld+json">'
        + "[" * 100_000
        + '</script><script type="application/ld+json"></script>'
        + f'<script type="application/ld+json">{"x" * 600_000}</script>'
        + '<script type="application/ld+json"><!-- {"@graph": [{"@type": ["Article", 3], "headline": ["Judul\n satu"],'
        ' "datePublished": 7}, {"@type": "WebPage"}]} --></script>'
    )
    found = extract_article(page(FIRST, SECOND, THIRD, head=head), URL)
    assert found.title == "Judul satu"
    assert found.text.startswith(FIRST)


def test_a_description_with_more_parts_than_are_sane_is_left_unread() -> None:
    parts = [{"@type": "Thing"}] * 5000 + [{"@type": "NewsArticle", "headline": "Tersembunyi"}]
    head = f'<script type="application/ld+json">{json.dumps(parts)}</script>'
    assert extract_article(page(FIRST, SECOND, head=head), URL).title == "Jembatan gantung retak"


def test_a_headline_wrapped_in_a_thing_is_unwrapped() -> None:
    head = ld(headline={"@value": "Judul"}) + '<meta name="kosong"><meta content="tanpa nama">'
    assert extract_article(page(FIRST, SECOND, head=head), URL).title == "Judul"


def test_news_is_preferred_to_other_articles_of_the_page() -> None:
    other = '<script type="application/ld+json">{"@type": "BlogPosting", "headline": "Lain"}</script>'
    assert extract_article(page(FIRST, SECOND, head=other + ld(headline="Berita")), URL).title == "Berita"


def test_the_described_body_stands_in_when_the_page_yields_nothing() -> None:
    head = ld(headline="Judul", articleBody=f"<p>{FIRST}</p><p>{SECOND}</p>")
    assert extract_article(page(head=head), URL).text == f"{FIRST}\n{SECOND}"


def test_inserts_between_the_paragraphs_are_dropped() -> None:
    inserts = ["Baca juga: Harga beras naik lagi", "BACA JUGA : Jalan rusak", "Simak Video: Banjir", "Pilihan Editor:",
               "Advertisement", "[Gambas:Video 20detik]", "Halaman Selanjutnya", "Editor: Redaksi"]  # fmt: skip
    paragraphs = [FIRST, *inserts[:4], SECOND, *inserts[4:], THIRD + " (*)", FIRST]
    assert boilerplate.clean_paragraphs(paragraphs) == [FIRST, SECOND, THIRD]


def test_a_sentence_that_begins_like_an_insert_stays() -> None:
    sentence = "Baca juga menjadi kebiasaan warga di taman kota. " + FIRST + SECOND
    assert boilerplate.clean_paragraphs([sentence]) == [sentence]
    assert boilerplate.clean_paragraphs(["Warga memutar. Baca juga: Harga naik"]) == ["Warga memutar."]
    assert boilerplate.clean_paragraphs(["•", "- "]) == []


@pytest.mark.parametrize(
    ("paragraph", "place"),
    [
        ("MARTAPURA - Air naik.", "MARTAPURA"), ("BANJARMASIN, BANUAPOS.com – Air naik.", "BANJARMASIN"),
        ("Banuapos.com, Kandangan - Air naik.", "Kandangan"), ("Amuntai (ANTARA) - Air naik.", "Amuntai"),
        ("banuapos.co.id - Air naik.", ""), ("BATULICIN: Air naik.", "BATULICIN"),
    ],
)  # fmt: skip
def test_the_place_before_the_first_sentence_is_set_apart(paragraph: str, place: str) -> None:
    assert boilerplate.split_dateline(paragraph) == (place, "Air naik.")


def test_a_sentence_without_dateline_is_left_alone() -> None:
    assert boilerplate.split_dateline("Air naik - warga siaga.") == ("", "Air naik - warga siaga.")


@pytest.mark.parametrize(
    ("paragraphs", "head"),
    [
        ([FIRST, SECOND, THIRD + " (ADV)"], ""),
        ([FIRST, SECOND, THIRD + " (adv/diskominfo)"], ""),
        ([FIRST, SECOND, THIRD + " (*)"], ""),
        ([FIRST, SECOND, THIRD], '<meta property="article:section" content="Advertorial">'),
        ([FIRST, SECOND, THIRD], '<meta name="keywords" content="daerah, pariwara">'),
        ([FIRST, SECOND, THIRD], ld(headline="ADV | Jembatan baru diresmikan")),
        ([FIRST, SECOND, THIRD], ld(headline="x", articleSection=["Kerja Sama"])),
        ([FIRST, SECOND, THIRD, "Artikel ini merupakan kerja sama dengan dinas."], ""),
        ([FIRST, SECOND, THIRD], ld(**{"@type": "AdvertiserContentArticle", "headline": "x"})),
    ],
)
def test_paid_pieces_are_suspected_by_their_marks(paragraphs: list[str], head: str) -> None:
    assert extract_article(page(*paragraphs, head=head), URL).is_paid_suspected


def test_an_article_about_cooperation_is_not_paid() -> None:
    head = ld(headline="Kerja sama pemkab dan kampus diteken", articleSection="Daerah")
    assert not extract_article(page(FIRST, SECOND, THIRD, head=head), URL).is_paid_suspected


def test_the_pages_own_address_is_believed_only_on_its_own_host() -> None:
    for href, expected in [
        ("https://banuapos.example/daerah/asli?utm_source=x", "https://banuapos.example/daerah/asli"),
        ("https://lain.example/daerah/asli", URL),
        ("https://banuapos.example/", URL),
    ]:
        head = f'<link rel="canonical" href="{href}">'
        assert extract_article(page(FIRST, head=head), URL).url == expected


@pytest.mark.parametrize(
    ("bottom", "url", "expected"),
    [
        ('<link rel="next" href="?page=2">', URL, URL + "?page=2"),
        ('<a rel="next" href="/daerah/berita-lain">Berikut</a>', URL, ""),
        (f'<a href="{URL}?page=3">3</a><a href="{URL}?page=2">2</a>', URL, URL + "?page=2"),
        (f'<a href="{URL}/3">3</a>', URL + "/2", URL + "/3"),
        ("<p>Halaman 1 dari 3</p>", URL, URL + "?page=2"),
        ("<p>2 dari 3 halaman</p>", URL + "?page=2", URL + "?page=3"),
        ("<p>Halaman 2 dari 3</p>", URL + "?id=7&page=2", URL + "?id=7&page=3"),
        ("<p>Halaman 3 dari 3</p>", URL + "?page=3", ""),
        ("<p>Halaman 5 dari 9 pada arsip</p>", URL, ""),
        ('<a href="https://lain.example/daerah/jembatan-retak?page=2">2</a>', URL, ""),
    ],
)
def test_the_next_page_of_the_same_article_is_found(bottom: str, url: str, expected: str) -> None:
    assert extract_article(page(FIRST, SECOND, THIRD, bottom=bottom), url).next_page_url == expected


def test_a_page_number_that_is_none_is_the_first() -> None:
    assert page_number(URL + "?page=0") == page_number(URL + "?page=x") == page_number(URL) == 1
    tree = parse_markup("<p>x</p>")
    assert tree is not None and next_page_url(tree, "", URL) == ""


@pytest.mark.parametrize("html", ["", "   ", "\x00", "<!-- -->"])
def test_an_empty_page_is_an_empty_article(html: str) -> None:
    found = extract_article(html, URL)
    assert (found.url, found.title, found.text, found.published_at) == (URL, "", "", None)


def test_a_few_words_without_any_structure_are_the_text() -> None:
    assert extract_article("<body>Air naik di Martapura.</body>", URL).text == "Air naik di Martapura."


@pytest.mark.parametrize(
    "evil",
    ["<div>" * 100_000 + FIRST, "<p>a</p>" * 100_000, "<a href=x>" * 50_000, "<table><tr><td>" * 20_000,
     "<p>" + "Halaman 1 dari " * 100_000, "(" * 200_000, "<b><i>" * 30_000, "A" * 1_000_000 + " - "],
)  # fmt: skip
def test_pages_made_to_exhaust_are_read_in_reasonable_time(evil: str) -> None:
    started = time.process_time()
    extract_article(f"<html><body>{evil}</body></html>", URL)
    assert time.process_time() - started < 5
