import codecs

import pytest

from tanggap.core.web.charset import decode, detect_charset

TEXT = "“Siaga” banjir — Rp5 juta é"


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode(), "text/html; charset=iso-8859-1"),
        (TEXT.encode(), "text/html; charset=tidak-ada"),
        (codecs.BOM_UTF8 + TEXT.encode(), "text/xml; charset=iso-8859-1"),
        (TEXT.encode("utf-16"), ""),
        (TEXT.encode("utf-16-le"), ""),
        (TEXT.encode("utf-16-be"), "text/html; charset=utf-8"),
        (TEXT.encode("utf-32"), ""),
        (TEXT.encode("cp1252"), ""),
        (TEXT.encode("cp1252"), "text/html; charset=utf-8"),
        (TEXT.encode("cp1252"), "text/html; charset=iso-8859-1"),
        (TEXT.encode("cp1252"), "text/html; charset=rot13"),
        (TEXT.encode("cp1252"), "text/html; charset=tidak-ada"),
        (TEXT.encode("cp1252"), "text/html; charset=utf-7"),
    ],
)
def test_the_text_is_read_whatever_the_header_says(body: bytes, header: str) -> None:
    assert decode(body, header) == TEXT


@pytest.mark.parametrize(
    "head", ['<?xml version="1.0" encoding="windows-1251"?>', '<meta charset="windows-1251">',
             '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'],
)  # fmt: skip
def test_what_the_document_declares_counts_when_it_is_not_utf8(head: str) -> None:
    assert "Москва" in decode((head + "Москва").encode("cp1251"))


def test_another_script_is_guessed_without_a_declaration() -> None:
    text = "На реке поднялась вода, жители просят о помощи и ждут ответа властей. " * 5
    assert decode(text.encode("koi8-r")) == text


def test_a_character_cut_in_the_middle_does_not_change_the_set() -> None:
    body = ("é" * 30).encode()[:-1]
    assert detect_charset(body) == "utf-8"
    assert decode(body).startswith("é" * 29)


def test_nothing_raises_and_no_zero_bytes_remain() -> None:
    assert "\x00" not in decode(bytes(range(256)) * 3)
    assert decode(b"") == ""
