"""Cutting texts into words, and pieces of words into numbers."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.core.text.subwords import NEGATED, phrase_numbers, phrase_parts, phrases, whole_word, word_pieces
from tanggap.core.text.tokens import MAX_WORD_LENGTH, fold, tokenise, words


@given(st.text())
def test_folding_keeps_every_position(text):
    assert len(fold(text)) == len(text)


@given(st.text(max_size=200))
def test_every_token_stands_where_it_says(text):
    tokens = tokenise(text)
    folded = fold(text)
    position = 1
    for index, word in enumerate(tokens.tokens):
        start, end = tokens.span(index, index)
        assert folded[start:end] == word
        assert tokens.joined[position : position + len(word)] == word
        position += len(word) + 1


@given(st.text(alphabet="ab. \nkl", max_size=60))
def test_tokens_stand_in_order_and_apart(text):
    tokens = tokenise(text)
    spans = [tokens.span(index, index) for index in range(len(tokens.tokens))]
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("Kab. Banjar", " kab banjar "),
        ("Kab . Banjar", " kab . banjar "),
        ("Selesai. Jl. A. Yani", " selesai . jl a . yani "),
        (". Kab", " . kab "),
        ("judul\nisi", " judul \n isi "),
        ("", "  "),
    ],
)
def test_only_the_dot_of_an_abbreviation_is_dropped(text, joined):
    assert tokenise(text).joined == joined


def test_a_span_reaches_from_the_first_to_the_last_token():
    assert tokenise("di Tanah  Laut.").span(1, 2) == (3, 14)


def test_replaced_tokens_keep_their_place_in_the_text():
    tokens = tokenise("Jalan rusaknya").replaced(["jalan", "rusak"])
    assert (tokens.joined, tokens.span(1, 1)) == (" jalan rusak ", (6, 14))


def test_a_very_long_text_is_cut_the_same_way():
    assert tokenise("kab. tapin " * 3_000).tokens[-2:] == ("kab", "tapin")


def test_a_word_without_end_is_cut_short():
    assert words("a" * 500) == ["a" * MAX_WORD_LENGTH]


def test_a_negated_word_has_pieces_of_its_own():
    plain, negated = word_pieces("baik", 2, 6, 18), word_pieces(f"{NEGATED}baik", 2, 6, 18)
    assert len(plain) == len(negated)
    assert not set(plain) & set(negated)


def test_pieces_and_phrases_stay_below_the_width():
    numbers = [*word_pieces("pelayanan", 1, 5, 8), *phrases(["jalan", "rusak", "parah"], 8), whole_word("jalan", 8)]
    assert all(0 <= number < 256 for number in numbers)


def test_phrases_are_runs_of_one_two_and_three_words():
    assert len(phrases(["satu", "dua", "tiga", "empat"], 30)) == 4 + 3 + 2
    assert phrases(["satu", "dua"], 30) < phrases(["satu", "dua", "tiga"], 30)
    assert phrases([], 30) == set()


@given(st.lists(st.text(min_size=1, max_size=60), max_size=30))
def test_phrases_put_together_from_parts_are_the_phrases(words):
    assert phrase_numbers(*phrase_parts(words), 18).tolist() == sorted(phrases(words, 18))
