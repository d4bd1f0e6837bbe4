"""The word models on small examples: normaliser, language, sentiment."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from tanggap.core.text import language as naive_bayes
from tanggap.core.text import normalise, sentiment
from tanggap.core.text.language import LanguageModel
from tanggap.core.text.normalise import BanjareseNormaliser
from tanggap.core.text.sentiment import SentimentModel, Weights, mark_negation, softmax, split_clitic
from tanggap.core.text.wordtable import WordTable

KNOWN = ["jalan", "besar", "perbaiki", "berjalan", "sekolah", "tuju", "lihat", "kecil"]


@pytest.fixture
def normaliser() -> BanjareseNormaliser:
    return BanjareseNormaliser({"kada": "tidak", "andak": "taruh"}, KNOWN)


@pytest.mark.parametrize(
    ("banjarese", "indonesian"),
    [
        ("kada", "tidak"),
        ("jalan", "jalan"),
        ("basar", "besar"),
        ("kacil", "kecil"),
        ("bajalan", "berjalan"),
        ("baandak", "taruh"),
        ("palihat", "lihat"),
        ("ba", "ba"),
        ("zzz", "zzz"),
        ("qqqqakan", "qqqqakan"),
    ],
)
def test_a_banjarese_word_is_written_the_indonesian_way(normaliser, banjarese, indonesian):
    assert normaliser.word(banjarese) == indonesian


def test_the_ending_akan_is_read_as_kan():
    assert BanjareseNormaliser({}, ["besarkan"]).word("basarakan") == "besarkan"


def test_words_are_normalised_one_by_one_and_remembered(normaliser):
    assert normaliser.words(["kada", "basar", "kada"]) == ["tidak", "besar", "tidak"]


@pytest.fixture
def languages() -> LanguageModel:
    samples = [(["kada", "nang"], 0), (["tidak", "yang"], 1)]
    table = naive_bayes.fit(samples, ("bjn", "ind"), n_bits=12, smoothing=0.1)
    return LanguageModel(("bjn", "ind"), table, (np.log(0.25), np.log(0.75)), 2.0)


def test_a_word_seen_in_a_language_speaks_for_it(languages):
    assert languages.probabilities(["kada"])[0] > 0.9
    assert languages.probabilities(["yang"])[1] > 0.9


def test_without_words_the_prior_speaks(languages):
    assert languages.probabilities([]) == pytest.approx([0.25, 0.75])


def test_chances_do_not_depend_on_the_order_of_words(languages):
    assert languages.probabilities(["kada", "yang"]) == pytest.approx(languages.probabilities(["yang", "kada"]))


@pytest.fixture
def sentiments() -> SentimentModel:
    rng = np.random.default_rng(1)
    size = 1 << 10
    return SentimentModel(
        Weights(
            np.ones(size, np.float16),
            np.ones(size, np.float16),
            rng.normal(size=(size, 3)).astype(np.float16),
            rng.normal(size=(size, 3)).astype(np.float16),
            np.array([0.1, 0.2, 0.3]),
        ),
        temperature=2.0,
    )


def test_without_words_the_bias_speaks(sentiments):
    assert sentiments.log_odds([]) == pytest.approx((0.05, 0.1, 0.15))


def test_a_repeated_word_adds_no_pieces(sentiments):
    once, twice = sentiments.log_odds(["jelek"]), sentiments.log_odds(["jelek", "jelek"])
    assert once != twice
    assert once != sentiments.log_odds(["bagus"])


def test_short_and_long_texts_are_read_alike(sentiments, monkeypatch):
    words = ["jalan", "rusak", "parah", "jalan", "gelap"]
    short = sentiments.log_odds(words)
    monkeypatch.setattr(sentiment, "_FEW_WORDS", 0)
    assert sentiments.log_odds(words) == pytest.approx(short)


def test_what_a_word_says_adds_up_to_nothing_over_the_labels(sentiments):
    assert sentiments.read(["jelek", "bagus"]).says.sum(axis=1) == pytest.approx([0, 0], abs=1e-6)


def test_the_words_that_say_most_come_first_and_short_ones_can_be_left_out(sentiments):
    scores = sentiments.read(["jelek", "bagus", "ya", "jelek"])
    said = scores.strongest(0, 2)
    assert list(said.values()) == sorted(scores.says[:, 0], reverse=True)[:2]
    assert set(scores.strongest(0, 9, min_length=3)) == {"jelek", "bagus"}


def test_a_word_without_known_pieces_says_nothing():
    size = 1 << 4
    nothing = np.zeros(size, np.float16)
    model = SentimentModel(Weights(nothing, nothing, np.zeros((size, 3)), np.zeros((size, 3)), np.zeros(3)))
    assert model.log_odds(["apa"]) == (0, 0, 0)
    assert model.read(["apa"]).strongest(0, 1) == {"apa": 0}


def test_a_full_memory_of_words_is_emptied_and_changes_no_answer(monkeypatch, normaliser):
    before = normaliser.words(["kada", "basar", "bajalan"])
    monkeypatch.setattr(normalise, "_MAX_CACHE", 1)
    normaliser.words(["baru", "lama", "tua"])
    assert normaliser.words(["kada", "basar", "bajalan"]) == before


def test_a_table_of_words_computes_each_word_once_and_starts_anew_when_full():
    asked = []

    def compute(words):
        asked.extend(words)
        return np.array([[len(word), 1.0] for word in words]), np.array([ord(word[0]) for word in words])

    table = WordTable(compute, max_words=3)
    for text in (["satu", "dua", "satu"], ["dua", "tiga"], ["empat", "dua"], ["a", "b", "c", "d", "e"]):
        lengths, first = table.rows(text)
        assert lengths.tolist() == [[len(word), 1.0] for word in text]
        assert first.tolist() == [ord(word[0]) for word in text]
    assert asked == ["satu", "dua", "tiga", "empat", "dua", "a", "b", "c", "d", "e"]


def test_a_table_of_words_finds_room_for_more_than_it_expected():
    table = WordTable(lambda words: (np.array([int(word) for word in words]),))
    for start in range(0, 20_000, 1_500):
        (found,) = table.rows([str(number) for number in range(start, start + 1_500)])
        assert found.tolist() == list(range(start, start + 1_500))
    assert table.rows(["7", "19999"])[0].tolist() == [7, 19_999]


def test_several_threads_may_ask_a_table_of_words_at_once():
    table = WordTable(lambda words: (np.array([int(word) for word in words]),), max_words=5_000)
    chance = random.Random(3)
    texts = [[str(chance.randrange(8_000)) for _ in range(300)] for _ in range(400)]
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda text: table.rows(text)[0].tolist(), texts))
    assert answers == [[int(word) for word in text] for text in texts]


def test_words_that_are_known_are_not_computed_again():
    asked = []
    table = WordTable(lambda words: (asked.append(list(words)) or np.zeros(len(words)),))
    table.learn(["satu", "dua"])
    table.learn(["dua", "satu"])
    assert asked == [["satu", "dua"]]


def test_negation_reaches_three_words_and_not_over_a_question_mark():
    assert mark_negation(["kada", "a", "b", "c", "d"]) == ["kada", "¬a", "¬b", "¬c", "d"]
    assert mark_negation(["tidak", "?", "bagus"]) == ["tidak", "?", "bagus"]
    assert mark_negation(["tidak", "12", "bagus"]) == ["tidak", "12", "¬bagus"]
    assert mark_negation(["tidak", "rasa", "nya", "a", "b"]) == ["tidak", "¬rasa", "¬nya", "¬a", "¬b"]


def test_the_clitic_is_cut_only_where_it_is_one():
    assert split_clitic(["jalannya", "punya", "nya", "tanya"]) == ["jalan", "nya", "punya", "nya", "tanya"]


def test_softmax_survives_large_scores():
    assert softmax([1000.0, 0.0]) == pytest.approx([1.0, 0.0])
