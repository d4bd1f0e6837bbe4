"""All enrichers together, and what single ones promise beyond the contract."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tanggap.core.text.document import Context, Document, Place, TopicRule, UnitName
from tanggap.enrichers import TextAssessment, judge, versions
from tanggap.enrichers._reading import MAX_CHARACTERS, evidence
from tanggap.enrichers.defaults import default_context


def one(text: str, title: str = "", context: Context | None = None) -> TextAssessment:
    [assessment] = judge([Document("7", text, title)], context or default_context())
    return assessment


def test_one_assessment_holds_every_judgement():
    found = one(
        "kada tahan lagi ulun, jalan rusak banar di Kandangan, Pemkab HSS kada paduli", title="Jalan rusak di HSS"
    )
    assert (found.id, found.language, found.sentiment) == ("7", "bjn", "negative")
    assert found.region_codes == ["63.06", "63.06.05"]
    assert found.units == ["kab-hulu-sungai-selatan"]
    assert found.topics == ["pekerjaan-umum"]
    assert set(found.confidence) == set(found.spans) == set(found.versions) == set(found.judgements)


def test_the_version_holds_the_digest_of_the_context():
    context = default_context()
    changed = replace(context, topics=context.topics[:3])
    assert all(made.endswith(f"+{context.digest}") for made in versions(context).values())
    assert versions(context) != versions(changed)
    assert one("halo", context=changed).versions == versions(changed)


def test_many_texts_keep_their_order():
    texts = [Document(str(number), f"Banjir nomor {number} di Banjarmasin") for number in range(150)]
    assert [found.id for found in judge(texts, default_context())] == [str(number) for number in range(150)]


def test_language_is_a_choice_even_for_two_words_but_then_uncertain():
    found = one("kada baik")
    assert found.language == "bjn"
    assert found.language_uncertain
    assert found.is_uncertain


def test_a_clear_sentence_is_not_uncertain():
    found = one("Pemerintah menyampaikan bahwa jadwal kegiatan tersebut akan dilaksanakan pada hari Senin")
    assert not found.language_uncertain


def test_another_script_is_another_language():
    assert one("شكرا لكم على الخدمة السريعة في المستشفى").language == "other"


def test_the_scores_of_sentiment_add_up_to_one():
    found = one("Pelayanannya cepat dan petugasnya ramah sekali")
    assert sum(found.sentiment_scores.values()) == pytest.approx(1, abs=0.001)
    assert max(found.sentiment_scores, key=found.sentiment_scores.get) == found.sentiment == "positive"


def test_evidence_points_at_the_words():
    text = "Pelayanan di kantor ini mengecewakan"
    spans = one(text).spans["sentiment"]
    assert "mengecewakan" in {text[span.start : span.end] for span in spans}


def test_evidence_is_found_in_the_title_too():
    [span, *_] = one("", title="Banjir di Barabai").spans["places"]
    assert (span.field, span.start, span.end, span.label) == ("title", 10, 17, "63.07.06")


def test_what_stands_behind_the_read_part_changes_nothing():
    start = "Pelayanannya cepat dan ramah sekali. " * (MAX_CHARACTERS // 30)
    assert one(start + "Jelek!").sentiment_scores == one(start + "Bagus!").sentiment_scores


def test_an_open_place_asks_for_a_person():
    found = one("Acara itu digelar di Tanjung")
    assert found.region_codes == []
    assert found.judgements["places"].is_uncertain
    assert found.judgements["places"].extra == {"open": ["tanjung"]}


def test_an_office_without_any_place_asks_for_a_person():
    found = one("Dinas Kesehatan membuka layanan baru")
    assert found.units == []
    assert found.judgements["units"].is_uncertain


def test_the_province_is_no_region_code_but_is_told():
    found = one("Seluruh Kalsel diguyur hujan")
    assert found.region_codes == []
    assert found.judgements["places"].values["is_home_province"]


def test_a_very_long_text_is_judged_without_keeping_it():
    found = one("Banjir di Tapin. " + "hujan turun lagi. " * 3_000)
    assert found.region_codes == ["63.05"]


def test_another_province_can_be_judged_with_its_own_registers():
    context = Context(
        home_region="64",
        places=(Place("64", "Kalimantan Timur", "province"), Place("64.72", "Kota Samarinda", "city", ("Samarinda",))),
        topics=(TopicRule("banjir", "Banjir", ("banjir",)),),
        units=(UnitName("smd", "Pemerintah Kota Samarinda", ("Pemkot",), "64.72"),),
    )
    found = one("Pemkot Samarinda menangani banjir", context=context)
    assert (found.region_codes, found.topics, found.units) == (["64.72"], ["banjir"], ["smd"])


def test_a_word_that_lowering_changed_is_no_evidence():
    assert evidence(Document("1", "İ"), {"i": 1.0}, "ind") == ()
