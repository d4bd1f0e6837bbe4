"""Our own labelled set: whole, split by event, and what it says of itself is counted."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from tanggap.enrichers.defaults import load_regions, load_topics, load_units
from tanggap.lab.labelled import LabelledText, is_test_event, load
from tanggap.lab.labelled.reliability import alpha, overlap, reliability, same, steps
from tanggap.mentions.models import Emotion, Sentiment, Stance, TextKind

LANGUAGES = {"ind", "bjn", "mixed", "other"}
DEV, TEST = load("dev"), load("test")
ALL = (*DEV, *TEST)


def test_there_are_enough_texts_and_no_text_twice() -> None:
    assert len(ALL) >= 1200
    assert len({text.id for text in ALL}) == len(ALL)
    assert len({(text.title, text.text) for text in ALL}) == len(ALL)


def test_no_event_stands_in_both_parts() -> None:
    assert not any(is_test_event(text.event) for text in DEV)
    assert all(is_test_event(text.event) for text in TEST)


def test_every_topic_regency_kind_and_tone_is_there_often_enough() -> None:
    topics = Counter(topic for text in ALL for topic in text.label.topics)
    regions = Counter(region for text in ALL for region in text.label.regions)
    tones = Counter(target.tone for text in ALL for target in text.label.targets)
    regencies = {row["code"] for row in load_regions() if row["level"] in ("regency", "city")}

    assert set(topics) == {row["code"] for row in load_topics()}
    assert min(topics.values()) >= 15
    assert set(regions) >= regencies
    assert min(Counter(text.label.kind for text in ALL).values()) >= 40
    assert min(tones.values()) >= 150


def test_every_label_uses_the_words_of_the_house() -> None:
    known = {row["code"] for row in load_regions()}
    topics = {row["code"] for row in load_topics()}
    units = {row["code"] for row in load_units()}
    wrong = []
    for text in ALL:
        label = text.label
        fits = (
            label.language in LANGUAGES
            and label.sentiment in Sentiment.values
            and label.kind in TextKind.values
            and label.emotion in Emotion.values
            and set(label.topics) <= topics
            and {*label.regions, *label.districts} <= known
            and all(target.target in units or target.target.startswith("program:") for target in label.targets)
            and all(target.tone in Sentiment.values for target in label.targets)
            and all(target.stance in ("", *Stance.values) for target in label.targets)
            and all(0 <= score <= 4 for score in label.rubric.values())
            and len(text.passes) in (1, 2)
        )
        if not fits:
            wrong.append(text.id)
    assert wrong == []


def test_quoted_words_stand_in_their_text() -> None:
    lost = [t.id for t in ALL for quoted in t.label.quotations if quoted.words not in f"{t.title}\n{t.text}"]

    assert lost == []


def test_no_test_text_is_nearly_one_of_the_dev_part() -> None:
    def grams(text: LabelledText) -> frozenset[tuple[str, ...]]:
        words = f"{text.title} {text.text}".lower().split()
        return frozenset(zip(words, words[1:], words[2:], strict=False))

    dev = [grams(text) for text in DEV]
    near = [text.id for text in TEST if len(own := grams(text)) > 5 and max(1 - overlap(own, one) for one in dev) > 0.5]

    assert near == []


def test_alpha_is_one_when_all_agree_and_near_zero_by_chance() -> None:
    assert alpha([("a", "a"), ("b", "b")] * 5, same) == 1
    assert alpha([(1, 1), (1, 4), (4, 1), (4, 4)] * 50, steps) == pytest.approx(0, abs=0.01)
    assert math.isnan(alpha([("a", "a")], same))
    assert overlap(frozenset(), frozenset()) == 0


def test_the_agreement_of_the_passes_is_told_with_its_interval() -> None:
    figures = reliability(ALL)

    assert figures["sentiment"]["low"] < figures["sentiment"]["alpha"] < figures["sentiment"]["high"]
    assert figures["tone"]["n"] > 500
    assert {f"rubric {name}" for name in ALL[0].label.rubric} <= set(figures)
