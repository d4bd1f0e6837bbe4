"""Watches against texts."""

from __future__ import annotations

import pytest

from tanggap.core.text.document import Context, Place
from tanggap.core.text.places import PlaceMatcher
from tanggap.core.text.watching import MAX_SPANS, WatchMatch, WatchMatcher, WatchRule, fold_words

PLACES = [("63.03", "Kabupaten Banjar"), ("63.03.05", "Martapura"), ("63.71", "Banjarmasin")]


def words_met(rule: WatchRule, text: str, title: str = "") -> tuple[str, ...]:
    matches = WatchMatcher([rule], PLACES).match(title, text)
    return matches[0].words if matches else ()


def shown(match: WatchMatch, title: str, text: str) -> list[str]:
    fields = {"title": title, "text": text}
    return [fields[field][start:end] for field, start, end in match.spans]


@pytest.mark.parametrize(
    ("word", "text", "is_met"),
    [
        ("air", "Air bersih mati", True),
        ("air", "Dana sudah cair", False),
        ("jalan berlubang", "JALAN   berlubang\ndi mana-mana", True),
        ("jalan berlubang", "jalan-berlubang", True),
        ("jalan berlubang", "di jalan, berlubang sejak lama", False),
        ("jalan berlubang", "rusaknya jalan\n\nBerlubang lagi", False),
        ("kab banjar", "Kab. Banjar", True),
        ("café", "di Cafe itu", True),
        ("cafe", "di café itu", True),
        ("jembatan", "jembatannya roboh", False),
        ("jembatan*", "jembatannya roboh", True),
        ("sungai", "susur “sungai” ini", True),
        ("ma'ruf", "Pak Ma’ruf datang", True),
    ],
)
def test_a_word_is_met_as_a_word_whatever_its_case_and_marks(word: str, text: str, is_met: bool) -> None:
    assert bool(words_met(WatchRule("w", any_of=(word,)), text)) is is_met


def test_the_spans_point_at_the_words_as_they_stand_in_the_text() -> None:
    title, text = "Banjir lagi", "Warga: banjirnya  parah,   jalan   rusak – “Jalan Rusak” sejak Café tutup"
    matcher = WatchMatcher([WatchRule("w", any_of=("banjir*", "jalan rusak", "cafe"))])

    (match,) = matcher.match(title, text)

    assert shown(match, title, text) == ["Banjir", "banjirnya", "jalan   rusak", "Jalan Rusak", "Café"]
    assert match.words == ("banjir*", "jalan rusak", "cafe")


def test_a_prefix_at_the_very_end_of_a_text_ends_with_it() -> None:
    matcher = WatchMatcher([WatchRule("w", any_of=("jembatan*",))])

    (match,) = matcher.match("", "di jembatan")

    assert match.spans == (("text", 3, 11),)


def test_an_excluded_word_anywhere_refuses_the_text() -> None:
    rule = WatchRule("w", any_of=("banjar",), none_of=("jawa barat",))

    assert words_met(rule, "Kota Banjar hari ini") == ("banjar",)
    assert words_met(rule, "Kota Banjar hari ini", title="Jawa Barat") == ()


def test_a_region_is_asked_for_beside_the_words_and_a_part_of_it_is_enough() -> None:
    rule = WatchRule("w", any_of=("jalan rusak",), region_codes=("63.03",))

    assert words_met(rule, "Jalan rusak di Banjarmasin") == ()
    assert words_met(rule, "Jalan rusak di Martapura") == ("jalan rusak", "Martapura")


def test_without_words_the_region_alone_decides() -> None:
    rule = WatchRule("w", region_codes=("63.71",))

    assert words_met(rule, "Pasar di Banjarmasin ramai") == ("Banjarmasin",)
    assert words_met(rule, "Pasar di Martapura ramai") == ()


def test_a_rule_without_anything_meets_nothing() -> None:
    matcher = WatchMatcher([WatchRule("empty"), WatchRule("dots", any_of=("...",)), WatchRule("w", any_of=("air",))])

    assert [match.key for match in matcher.match("", "air ...")] == ["w"]
    assert WatchMatcher([]).match("air", "air") == []


def test_many_watches_share_their_words_and_keep_their_order() -> None:
    rules = [WatchRule(number, any_of=(f"kata{number}", "bersama")) for number in range(3000)]
    matcher = WatchMatcher(rules)

    assert [match.key for match in matcher.match("kata7 kata2999", "kata12")] == [7, 12, 2999]
    assert len(matcher.match("", "bersama")) == 3000


def test_a_text_full_of_hits_keeps_a_bounded_number_of_spans() -> None:
    (match,) = WatchMatcher([WatchRule("w", any_of=("air",))]).match("", "air " * 500)

    assert len(match.spans) == MAX_SPANS


@pytest.mark.parametrize("text", ["Air – “bersih”", "Café ÅNGSTRÖM", "ﬁlm ß ½", "👍 banjir", "الماء", "İstanbul"])
def test_folding_keeps_every_position(text: str) -> None:
    assert len(fold_words(text)) == len(text)


HOME = (
    Place("63", "Kalimantan Selatan", "province", ("Kalsel",)),
    Place("63.01", "Kabupaten Tanah Laut", "regency", ("Tanah Laut",)),
    Place("63.03", "Kabupaten Banjar", "regency", ("Banjar",)),
    Place("63.03.05", "Martapura", "district"),
    Place("63.71", "Kota Banjarmasin", "city", ("Banjarmasin",)),
)
OTHERS = (
    Place("32", "Jawa Barat", "province"),
    Place("32.79", "Kota Banjar", "city", ("Banjar",)),
    Place("16", "Sumatera Selatan", "province"),
    Place("16.08", "Kabupaten Ogan Komering Ulu Timur", "regency", ("OKU Timur",)),
)
PLACE_MATCHER = PlaceMatcher(Context(home_region="63", places=HOME, other_places=OTHERS))
NAMES = [(place.code, name) for place in HOME for name in (place.name, *place.aliases)]


def matches_of(rule: WatchRule, text: str, title: str = "") -> list[WatchMatch]:
    return WatchMatcher([rule], NAMES, PLACE_MATCHER).match(title, text)


@pytest.mark.parametrize(
    ("text", "is_met"),
    [
        ("Pasar Martapura ramai", True),
        ("Pasar Martapura di OKU Timur, Sumatera Selatan, ditata", False),
        ("Rombongan OKU Timur tiba di Banjarmasin lalu ke Martapura, Kabupaten Banjar", True),
        ("Kafe di Jalan Martapura, Jawa Barat, buka", False),
        ("Nelayan tanah laut kesulitan solar", True),
        ("Sengketa tanah laut di Jawa Barat", False),
        ("Bupati Tanah Laut bertemu Gubernur Jawa Barat", True),
    ],
)
def test_a_name_of_ours_is_not_met_where_the_text_means_another_place(text: str, is_met: bool) -> None:
    rule = WatchRule("w", any_of=("Martapura", "Tanah Laut"))

    assert bool(matches_of(rule, text)) is is_met


def test_who_watches_a_place_elsewhere_meets_it() -> None:
    assert matches_of(WatchRule("w", any_of=("Kota Banjar", "OKU Timur")), "Kota Banjar, Jawa Barat, dan OKU Timur")


def test_a_word_that_is_no_place_is_met_wherever_the_text_lies() -> None:
    assert matches_of(WatchRule("w", any_of=("banjir",)), "Banjir di Jawa Barat")


def test_a_region_is_named_by_what_the_place_means_when_the_text_names_others() -> None:
    rule = WatchRule("w", any_of=("banjir",), region_codes=("63.03",))
    text = "Banjir di Kabupaten Banjar; bantuan datang dari Jawa Barat"

    (match,) = matches_of(rule, text)

    assert shown(match, "", text) == ["Banjir", "Banjar"]
    assert match.words == ("banjir", "Banjar")
    assert not matches_of(rule, "Banjir di Kota Banjar, Jawa Barat")


def test_a_text_that_only_names_other_places_meets_nothing() -> None:
    assert not matches_of(WatchRule("w", any_of=("banjir",), none_of=("Jawa Barat",)), "Pagi di Jawa Barat")
