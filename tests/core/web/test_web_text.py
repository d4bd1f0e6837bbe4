import time

import pytest

from tanggap.core.web.text import clean_text, one_line, parse_markup, strip_markup, tidy


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<p>Air naik.</p><p>Warga  siaga.</p>", "Air naik.\nWarga siaga."),
        ("Air<br>naik", "Air\nnaik"),
        ("<div>a</div>b<div>c</div>", "a\nb\nc"),
        ("<script>jahat()</script>aman<style>p{}</style>", "aman"),
        ("<p>baris\nsatu</p>", "baris satu"),
        ("<pre>baris\nsatu</pre>", "baris\nsatu"),
        ("Rp5 &amp; 10 &lt; 20", "Rp5 & 10 < 20"),
        ("3 < 5 dan 7 > 2", "3 < 5 dan 7 > 2"),
        ("ru\u00adsak\u200b \ufeffparah\x00", "rusak parah"),
        ("a\u00a0\u2003b", "a b"),
        ("a\r\n\r\n\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("cafe\u0301", "café"),
        ("\ud800rusak", "rusak"),
        ("السلام عليكم 👋🏽", "السلام عليكم 👋🏽"),
        ("<p></p>", ""),
        ("<!---->", ""),
        ("", ""),
    ],
)
def test_only_the_words_remain(value: str, expected: str) -> None:
    assert clean_text(value) == expected


def test_titles_stand_on_one_line_and_are_not_endless() -> None:
    assert one_line("<b>Jalan</b>\nrusak") == "Jalan rusak"
    assert len(one_line("a" * 5000)) == 1000
    assert one_line("") == "" == tidy("")


def test_nothing_but_markup_has_no_tree() -> None:
    assert parse_markup("") is None
    assert strip_markup("<!-- x -->").strip() in ("", "x")


@pytest.mark.parametrize("evil", ["<div>" * 200_000, "<" * 300_000, "<a " * 100_000, "&" * 500_000, "<!--" * 100_000])
def test_markup_made_to_exhaust_is_read_in_reasonable_time(evil: str) -> None:
    started = time.process_time()
    clean_text(evil + "air naik")
    assert time.process_time() - started < 4
