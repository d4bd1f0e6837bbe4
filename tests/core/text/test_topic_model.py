"""What weighs the keyword rules, on tiny arrays of the test's own."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tanggap.core.text.document import Context, TopicRule
from tanggap.core.text.subwords import word_number
from tanggap.core.text.topic_model import LIKELY, SIGNS, TopicModel, TopicWeights, likely, signs_of_all
from tanggap.core.text.topics import MAX_TOPICS, Spoken, TopicMatcher

N_BITS = 10
RULES = (TopicRule("a", "A", ("aspal", "jalan rusak")), TopicRule("b", "B", ("guru",), ("sinetron",)))


def spoken(text: str, title: str = "") -> Spoken:
    return TopicMatcher(Context(topics=RULES)).speak((title, text))


def model(*, sign_weight: float = 0.0, **word_weights: tuple[float, float]) -> TopicModel:
    """Topics a and b at even odds without any word; every known word has an idf of one."""
    idf, weight = np.zeros(1 << N_BITS, np.float16), np.zeros((1 << N_BITS, 2), np.float16)
    for word, own in word_weights.items():
        number = word_number(word, N_BITS)
        idf[number], weight[number] = 1, own
    return TopicModel(("a", "b"), TopicWeights(idf, weight, np.zeros(2), np.full(len(SIGNS), sign_weight)))


def test_without_words_or_signs_the_constant_decides() -> None:
    assert model().chances(spoken(""), (0, 0)) == {"a": 0.5, "b": 0.5}


def test_words_that_no_rule_knows_speak_too_each_once() -> None:
    learned = model(lubang=(3.0, -1.0), tambal=(1.0, 0.0))
    once = learned.chances(spoken("lubang dan tambal"), (0, 17))
    assert once["a"] == pytest.approx(1 / (1 + math.exp(-4 / math.sqrt(2))))
    assert once["b"] == pytest.approx(1 / (1 + math.exp(1 / math.sqrt(2))))
    assert learned.chances(spoken("lubang lubang tambal"), (0, 20)) == once
    assert learned.says(["lubang", "tambal", "lain"], "a") == {"lubang": 3.0, "tambal": 1.0, "lain": 0.0}


def test_what_the_rules_say_is_weighed() -> None:
    weighed = model(sign_weight=1.0).chances(spoken("aspal"), (0, 5))
    assert weighed["a"] > weighed["b"] > 0.5


def test_the_signs_of_the_rules() -> None:
    title, text = "Aspal baru", "jalan rusak, kata guru"
    found = signs_of_all(spoken(text, title), (len(title), len(text)), ("a", "b", "c"))
    n_tokens = len(spoken(text, title).stems)
    first_of_b = 1 - (len(title) + text.index("guru")) / (len(title) + len(text))
    assert found.shape == (3, len(SIGNS))
    assert found[0].tolist() == pytest.approx([math.log(4), 1, 1, 1, math.log(2), math.log1p(n_tokens)])
    assert found[1].tolist() == pytest.approx([math.log(2), 1 / 3, 0, first_of_b, math.log(4), math.log1p(n_tokens)])
    assert found[2].tolist() == pytest.approx([0, 0, 0, 0, math.log(4), 0])


def test_a_topic_that_the_model_does_not_know_is_only_a_rival() -> None:
    found = signs_of_all(spoken("guru"), (0, 4), ("a",))
    assert found.tolist() == [[0, 0, 0, 0, pytest.approx(math.log(2)), 0]]


def test_without_a_rule_there_is_no_sign() -> None:
    assert not signs_of_all(spoken("cuaca cerah"), (0, 11), ("a", "b")).any()


def test_what_speaks_against_a_topic_is_told() -> None:
    said = spoken("guru dalam sinetron")
    assert (said.scores, said.ruled_out) == ({}, frozenset({"b"}))


def test_the_likely_ones_are_named_and_not_too_many() -> None:
    chances = {f"t{number}": 0.3 + number / 100 for number in range(6)} | {"low": LIKELY - 0.01}
    assert list(likely(chances)) == ["t5", "t4", "t3", "t2"][:MAX_TOPICS]
    assert likely({"low": LIKELY - 0.01, "just": LIKELY}) == {"just": LIKELY}
