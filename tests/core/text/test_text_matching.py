"""Places, topics and offices by small registers of the test's own."""

from __future__ import annotations

import pytest

from tanggap.core.text.document import Context, TopicRule, UnitName
from tanggap.core.text.gazetteer import Gazetteer, phrase
from tanggap.core.text.offices import OfficeMatcher
from tanggap.core.text.places import PlaceMatcher, level, parent
from tanggap.core.text.tokens import tokenise
from tanggap.core.text.topics import MAX_TOPICS, TopicMatcher, stem
from tanggap.enrichers.defaults import default_context


@pytest.fixture(scope="module")
def matcher() -> PlaceMatcher:
    return PlaceMatcher(default_context())


def codes(matcher: PlaceMatcher, text: str, title: str = "") -> list[str]:
    return [mention.code for mention in matcher.find((title, text)).home]


def test_a_name_matches_whole_words_only():
    gazetteer = Gazetteer({"tapin": [1]})
    assert [hit.items for hit in gazetteer.all(tokenise("Tapin, tapin; tapinan"))] == [(1,), (1,)]


def test_of_two_names_the_longer_wins():
    gazetteer = Gazetteer({"laut": [1], "tanah laut": [2], "laut jawa": [3]})
    assert [hit.items for hit in gazetteer.longest(tokenise("tanah laut jawa"))] == [(2,)]


def test_an_empty_register_finds_nothing():
    assert Gazetteer({"": ["x"]}).all(tokenise("apa saja")) == []


def test_spelling_with_hyphen_and_spaces_is_one_name():
    assert phrase("Bati-Bati") == phrase("bati   bati")


@pytest.mark.parametrize(
    ("code", "expected"), [("63", "province"), ("63.11", "regency"), ("63.72", "city"), ("63.72.02", "district")]
)
def test_the_level_is_read_from_the_code(code, expected):
    assert level(code) == expected
    assert parent(code) == code[:5]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Satpol PP Banjar menertibkan reklame", ["63.03"]),
        ("Pemerintah Daerah Banjar menggelar rapat", ["63.03"]),
        ("Dinas Perhubungan Banjar menambah rambu", ["63.03"]),
        ("Polres Banjar, Ciamis dan Pangandaran bersiaga di Jawa Barat", []),
        ("Polres Banjar di Jawa Barat bersiaga", []),
        ("Kota Rantau di Tapin bersih", ["63.05", "63.05"]),
        ("Tapin, Rantau dan Binuang terendam", ["63.05", "63.05", "63.05.01"]),
        ("Banjarmasin (Kalsel) hujan", ["63.71", "63"]),
        ("Jalan Tanjung di Tabalong rusak", ["63.09"]),
        ("Kuripan di Lombok Barat longsor", []),
        ("Kecamatan Kuripan, Lombok Barat, longsor", []),
        ("Desa di Kuripan, Barito Kuala, terendam", ["63.04.11", "63.04"]),
        ("Posko di Kuranji dan Satui, Tanah Bumbu", ["63.10.10", "63.10.04", "63.10"]),
        ("Kecamatan Simpang Empat banjir", []),
        ("gambut dan rantau di tanjung", []),
        ("TALA DAN HSS", []),
        ("Pemkab Tala rapat", ["63.01"]),
        ("usia 14 HST dan 21 HST di Banjarmasin", ["63.71"]),
        ("Warga Banjar di Medan berkumpul", []),
        ("di Cempaka, Jakarta Pusat, macet", []),
        ("Pasar Tanjung di Mojokerto", []),
        ("Kotabaru dan Bandung Barat bekerja sama. Di Kalsel, Kotabaru terluas", ["63.02", "63", "63.02"]),
    ],
)
def test_the_company_of_a_name_decides(matcher, text, expected):
    assert codes(matcher, text) == expected


def test_a_title_explains_the_text(matcher):
    assert codes(matcher, "Api melanda kios di Tanjung tadi malam", title="Kebakaran di Tabalong") == [
        "63.09",
        "63.09.04",
    ]


def test_two_of_the_same_name_are_told_apart_by_the_nearest_kabupaten(matcher):
    text = "Kabupaten Banjar aman. Sementara itu Tanah Bumbu siaga, posko di Kecamatan Simpang Empat dibuka"
    assert codes(matcher, text)[-1] == "63.10.06"


def test_a_name_in_capitals_throughout_is_no_proof_of_a_name(matcher):
    assert codes(matcher, "DI GAMBUT KABUPATEN BANJAR") == ["63.03.03", "63.03"]


def test_without_places_nothing_is_found():
    assert PlaceMatcher(Context()).find(("", "Banjarmasin")).home == ()


def matter(matcher: PlaceMatcher, text: str, title: str = "") -> list[str]:
    return list(matcher.find((title, text)).matter("63"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BARABAI – Banjir merendam Kecamatan Hantakan, Hulu Sungai Tengah.", ["63.07", "63.07.09"]),
        ("BARABAI – Hujan lebat semalaman.", ["63.07"]),
        ("BANJARBARU – Dinas Kesehatan mengirim alat ke Kabupaten Kotabaru.", ["63.02"]),
        ("BANJARBARU – Pemprov Kalsel membantah kabar itu.", []),
        ("BANJARBARU, Kabar Banua — Pasar di Banjarbaru ramai.", ["63.72"]),
        ("Banjarbaru - Martapura macet total.", ["63.72", "63.03", "63.03.05"]),
        ("Kandangan ramai. MARTAPURA – sepi.", ["63.06", "63.06.05", "63.03", "63.03.05"]),
    ],
)
def test_where_it_was_written_is_told_from_what_it_is_about(matcher, text, expected):
    assert matter(matcher, text) == expected


def test_a_title_has_no_dateline(matcher):
    assert matter(matcher, "", title="BARABAI – KOTA LAMA") == ["63.07", "63.07.06"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("api di Pelambuan, rumah kami habis", ["63.71", "63.71.03"]),
        ("Kelurahan Sungai Andai terendam", ["63.71", "63.71.04"]),
        ("Gang di Sungai Andai, Banjarmasin, terendam", ["63.71", "63.71.04"]),
        ("lurah Sungai Lulut kada di tampat", []),
        ("lurah Sungai Lulut, Banjarmasin, kada di tampat", ["63.71", "63.71.02"]),
        ("rumah di Sungai Lulut", []),
        ("kabar dari pelambuan", []),
        ("Jalan Pelambuan ditutup", []),
        ("Desa Maju Jaya Sejahtera", []),
        ("Posko di Pelambuan Asri Residence", []),
        ("Warga di Pelambuan, Jawa Barat, mengungsi", []),
    ],
)
def test_villages_tell_their_kecamatan(matcher, text, expected):
    assert matter(matcher, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bis sakulah wan kami di Jaro", ["63.09", "63.09.11"]),
        ("Kampung KB Halong, kebanggaan Balangan", ["63.11", "63.11.02"]),
        ("Kampung KB Halong", []),
        ("Masakan orang Banjar di Balangan", ["63.11"]),
        ("Lagu Mataraman dinyanyikan di Balangan", ["63.11"]),
    ],
)
def test_common_words_that_are_written_as_names(matcher, text, expected):
    assert sorted(matter(matcher, text)) == expected


RULES = (
    TopicRule("a", "A", ("jalan rusak", "aspal"), ("jalan rusak hati",)),
    TopicRule("b", "B", ("sekolah", "guru"), ("sinetron",), min_hits=2),
    TopicRule("c", "C", ("BOS",)),
)


@pytest.fixture(scope="module")
def topics() -> TopicMatcher:
    return TopicMatcher(Context(topics=RULES))


def found(topics: TopicMatcher, text: str, title: str = "") -> dict[str, float]:
    return dict(topics.find((title, text)).scores)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jalan rusak dan aspalnya lepas", {"a": 2.0}),
        ("jalan rusak hati lara", {}),
        ("aspal dan jalan rusak hati", {"a": 1.0}),
        ("guru baru", {}),
        ("guru di sekolah", {"b": 2.0}),
        ("guru di sekolah dalam sinetron", {}),
        ("dana BOS cair", {"c": 1.0}),
        ("bos besar", {}),
        ("aspal aspal aspal", {"a": 1.0}),
        ("", {}),
    ],
)
def test_rules_speak_for_and_against_a_topic(topics, text, expected):
    assert found(topics, text) == expected


def test_words_of_the_title_count_double(topics):
    assert found(topics, "aspal", title="Aspal") == {"a": 2.0}


def test_a_word_inside_a_longer_keyword_of_its_topic_counts_once():
    matcher = TopicMatcher(Context(topics=(TopicRule("i", "I", ("industri", "industri rumahan")),)))
    assert found(matcher, "industri rumahan") == {"i": 1.0}


def test_a_stray_word_beside_a_strong_topic_is_dropped():
    rules = (TopicRule("x", "X", ("satu", "dua", "tiga", "empat")), TopicRule("y", "Y", ("lima",)))
    assert found(TopicMatcher(Context(topics=rules)), "satu dua tiga empat lima") == {"x": 4.0}


def test_there_are_never_too_many_topics():
    rules = tuple(TopicRule(f"t{number}", "T", (f"kata{number}",)) for number in range(9))
    text = " ".join(f"kata{number}" for number in range(9))
    assert len(found(TopicMatcher(Context(topics=rules)), text)) == MAX_TOPICS


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("rusaknya", "rusak"),
        ("nya", "nya"),
        ("dibaiki", "baiki"),
        ("mengevakuasi", "evakuasi"),
        ("melaporkan", "lapor"),
        ("disalurakan", "salur"),
        ("menari", "menari"),
        ("makan", "makan"),
        ("dinas", "dinas"),
    ],
)
def test_only_inflection_is_taken_off(word, expected):
    assert stem(word) == expected


UNITS = (
    UnitName("prov", "Pemerintah Provinsi Kalimantan Selatan", ("Pemprov", "Gubernur"), "63"),
    UnitName("dinkes", "Dinas Kesehatan Provinsi Kalimantan Selatan", ("Dinkes", "Dinas Kesehatan"), "63"),
    UnitName("tapin", "Pemerintah Kabupaten Tapin", ("Pemkab", "Bupati"), "63.05"),
    UnitName("tabalong", "Pemerintah Kabupaten Tabalong", ("Pemkab", "Bupati"), "63.09"),
    UnitName("rsud", "RSUD Ulin", (), "63"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dinkes Tapin rapat", [("tapin", True)]),
        ("Dinkes Kalsel rapat", [("dinkes", True)]),
        ("Dinkes rapat di Tapin", [("tapin", True)]),
        ("Di Tapin hujan. Dinkes bersiap", [("tapin", False)]),
        ("Dinkes rapat", [("", False)]),
        ("Dinkes Jawa Barat rapat", []),
        ("Di Bandung, Dinkes rapat", []),
        ("Bupati se-Kalsel dari Tabalong", [("tabalong", False)]),
        ("Bupati di Kalsel rapat", [("", False)]),
        ("Gubernur ke Tapin", [("prov", False)]),
        ("Gubernur rapat", [("", False)]),
        ("Gubernur Jawa Barat rapat", []),
        ("Dokter RSUD Ulin mogok", [("rsud", True)]),
        ("Pemerintah Kabupaten Tapin rapat", [("tapin", True)]),
        ("Bupati Balangan rapat", [("", False)]),
    ],
)
def test_an_office_belongs_to_the_region_near_it(matcher, text, expected):
    fields = ("", text)
    offices = OfficeMatcher(Context(places=default_context().places, units=UNITS))
    mentions = offices.find(fields, matcher.find(fields))
    assert [(mention.code, mention.is_sure) for mention in mentions] == expected
