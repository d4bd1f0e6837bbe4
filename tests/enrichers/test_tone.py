"""Tone towards what a text speaks of, and the emotion of those who speak for themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tanggap.core.text.document import Context, Document, PublicNameRow
from tanggap.enrichers import judge
from tanggap.enrichers.defaults import default_context
from tanggap.enrichers.emotion import plugin as emotion
from tanggap.enrichers.tone import plugin


def towards(text: str, title: str = "", context: Context | None = None) -> list[dict[str, Any]]:
    [judgement] = plugin.run([Document("1", text, title, date(2026, 5, 1))], context or default_context())
    found: list[dict[str, Any]] = judgement.values["tones"]
    return found


def test_the_evidence_is_the_names_and_the_words_that_speak_for_it() -> None:
    text = "Pemkab Banjar lamban, jalan di Gambut dibiarkan berlubang berbulan-bulan."
    [only] = towards(text)
    assert (only["target_kind"], only["target"], only["unit"]) == ("unit", "kab-banjar", "kab-banjar")
    assert only["tone"] == "negative"
    assert only["score"] < 0
    assert 0 < only["confidence"] <= 1
    assert only["salience"] == 1
    words = [text[start:end] for _field, start, end in only["evidence"]]
    assert words[0] == "Pemkab Banjar"
    assert len(words) > 1
    assert all(words)


def test_what_is_learned_of_one_office_holds_for_every_other() -> None:
    praised = [towards(f"Terima kasih {name}, petugasnya sigap.") for name in ("Pemkab Tapin", "Pemkab Balangan")]
    assert praised[0][0]["score"] == praised[1][0]["score"]


def test_a_complaint_that_names_no_office_means_the_government_of_its_one_regency() -> None:
    complaint = "Kami warga Kecamatan Gambut sudah tiga kali lapor lampu jalan mati, sampai kapan dibiarkan??"
    assert [each["target"] for each in towards(complaint)] == ["kab-banjar"]
    assert towards(f"{complaint} Di Rantau Tapin juga mati.") == []
    assert towards("Lampu jalan kami mati, sudah tiga kali lapor, sampai kapan dibiarkan??") == []


def test_officials_and_programmes_of_the_register_are_targets() -> None:
    rows = (
        PublicNameRow("programme:7", "Lumbung Banua", unit_code="kab-tapin"),
        PublicNameRow("official:3", "Rahman Noor", post="Camat Binuang", unit_code="kab-tapin"),
    )
    context = replace(default_context(), public_names=rows)
    found = towards("Kami dukung Lumbung Banua. Camat Binuang Rahman Noor sudah bekerja bagus.", context=context)
    by_key = {each["target"]: each for each in found}
    assert by_key["programme:7"]["stance"] == "support"
    assert by_key["official:3"]["stance"] == ""
    assert {"programme:7", "official:3", "kab-tapin"} <= set(by_key)


def test_odd_texts_are_no_trouble() -> None:
    for text in ("", " ", "\x00", "\ud800", "😡" * 50, "Pemkab Banjar " * 2000, "ia " * 20000):
        assert isinstance(towards(text), list)


def test_a_report_shows_no_emotion_and_a_complaint_does() -> None:
    report = "MARTAPURA - Pemkab Banjar menggelar rapat koordinasi pada Senin (4/5/2026), kata kepala dinas."
    complaint = "Sarik banar! Sudah tiga kali lapor kada ditanggapi, banyu mati tarus!!"
    found = emotion.run([Document("1", report, "Rapat digelar"), Document("2", complaint)], Context())
    assert [each.values["emotion"] for each in found] == ["none", "anger"]
    assert [each.spans for each in found] == [(), ()]


def test_doubt_about_a_tone_or_an_emotion_is_no_doubt_about_the_text() -> None:
    texts = [Document("1", "Pemkab Banjar lamban, jalan di Gambut dibiarkan berlubang berbulan-bulan.")]
    [whole] = judge(texts, default_context())
    others = [each for kind, each in whole.judgements.items() if kind not in ("tone", "emotion")]
    assert whole.is_uncertain == any(each.is_uncertain for each in others)
    [without] = judge(texts, replace(default_context(), off=("tone", "emotion")))
    assert (without.tones, without.emotion) == ([], "")
