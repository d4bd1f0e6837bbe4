"""The shipped registers are whole and fit together."""

from __future__ import annotations

from collections import Counter

from tanggap.enrichers.defaults import (
    default_context,
    load_other_regions,
    load_regions,
    load_topics,
    load_units,
)


def test_the_province_has_thirteen_kabupaten_and_kota_and_their_kecamatan():
    levels = Counter(region["level"] for region in load_regions())
    assert levels == {"province": 1, "regency": 11, "city": 2, "district": 156}


def test_every_region_lies_in_the_one_above_it():
    codes = {region["code"] for region in load_regions()}
    assert all(code.rpartition(".")[0] in codes for code in codes if "." in code)


def test_the_centres_lie_in_south_kalimantan():
    for region in load_regions():
        assert -5.2 < region["lat"] < -1.2
        assert 114 < region["lon"] < 117.5


def test_namesakes_are_all_from_outside():
    assert len(load_other_regions()) == 538
    assert not any(region["code"].startswith("63") for region in load_other_regions())


def test_there_are_the_32_affairs_and_the_supporting_ones():
    topics = load_topics()
    assert len({topic["code"] for topic in topics}) == len(topics) == 36
    assert all(topic["iptc"].startswith("medtop:") and topic["any_of"] for topic in topics)


def test_no_topic_lists_a_keyword_twice():
    for topic in load_topics():
        words = topic["any_of"] + topic["none_of"]
        assert len(set(words)) == len(words), topic["code"]


def test_parents_stand_before_their_children():
    seen: set[str] = set()
    for unit in load_units():
        assert unit["parent"] is None or unit["parent"] in seen
        seen.add(unit["code"])
    assert len(seen) == len(load_units())


def test_every_kabupaten_and_kota_has_its_government_and_two_offices():
    units = load_units()
    by_region = Counter(unit["region_code"] for unit in units if unit["region_code"] != "63")
    assert set(by_region.values()) == {3}
    assert len(by_region) == 13


def test_no_shipped_unit_claims_to_be_verified():
    assert not any(unit["is_verified"] for unit in load_units())


def test_the_default_context_is_made_once():
    assert default_context() is default_context()
    assert hash(default_context()) == hash(default_context().digest)
