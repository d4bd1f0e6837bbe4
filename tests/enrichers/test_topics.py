"""Topics as the office's rules and the shipped model name them together."""

from __future__ import annotations

from dataclasses import replace

from tanggap.core.text.document import Context, Document, TopicRule
from tanggap.enrichers._models import topic_model
from tanggap.enrichers.base import Judgement
from tanggap.enrichers.defaults import default_context
from tanggap.enrichers.topics import plugin

STRAY = "Anggota DPRD meminta puskesmas menambah dokter, perawat dan obat bagi pasien demam berdarah."


def judged(text: str, title: str = "", context: Context | None = None) -> Judgement:
    [judgement] = plugin.run([Document("1", text, title)], context or default_context())
    return judgement


def named(text: str, title: str = "", context: Context | None = None) -> list[str]:
    topics: list[str] = judged(text, title, context).values["topics"]
    return topics


def with_rule(code: str, **changes: object) -> Context:
    """The shipped rules, one of them changed by an office."""
    context = default_context()
    rules = tuple(replace(rule, **changes) if rule.code == code else rule for rule in context.topics)  # type: ignore[arg-type]
    return replace(context, topics=rules)


def test_the_model_knows_every_shipped_topic() -> None:
    assert topic_model().topics == tuple(rule.code for rule in default_context().topics)


def test_a_stray_word_names_no_topic() -> None:
    assert named(STRAY) == ["kesehatan"]


def test_a_word_that_the_office_added_is_believed() -> None:
    text = "Anggota DPRD meminta puskesmas menambah dokter."
    assert named(text) == ["kesehatan"]
    assert "pemerintahan-umum" in named(text, context=with_rule("pemerintahan-umum", any_of=("anggota DPRD",)))


def test_even_then_one_word_beside_a_strong_topic_is_a_stray_one() -> None:
    assert named(STRAY, context=with_rule("pemerintahan-umum", any_of=("anggota DPRD",))) == ["kesehatan"]


def test_a_word_that_the_office_wrote_as_it_is_shipped_is_weighed_all_the_same() -> None:
    assert named(STRAY, context=with_rule("pemerintahan-umum", any_of=("DPRDnya", "Dprd"))) == ["kesehatan"]


def test_a_topic_of_the_office_alone_goes_by_its_rule() -> None:
    own = TopicRule("pasar-apung", "Pasar Apung", ("pasar terapung",), ("wisata air",))
    context = replace(default_context(), topics=(*default_context().topics, own))
    found = judged("Sampah menumpuk di pasar terapung Lok Baintan.", context=context)
    assert "pasar-apung" in found.values["topics"]
    assert found.values["topic_scores"]["pasar-apung"] == 0.5
    assert "pasar-apung" not in named("Wisata air di pasar terapung.", context=context)


def test_what_speaks_against_a_topic_holds_against_the_model() -> None:
    text = "Puskesmas kehabisan obat, pasien demam berdarah menunggu dokter."
    assert "kesehatan" in named(text)
    assert "kesehatan" not in named(text, context=with_rule("kesehatan", none_of=("menunggu",)))


def test_a_topic_that_is_switched_off_is_never_named() -> None:
    context = default_context()
    without = replace(context, topics=tuple(rule for rule in context.topics if rule.code != "kesehatan"))
    assert "kesehatan" not in named(STRAY, context=without)


def test_evidence_is_the_keywords_or_else_the_words_that_speak_most() -> None:
    text = "Puskesmas kehabisan obat."
    assert [text[span.start : span.end] for span in judged(text).spans] == ["Puskesmas", "obat"]
    text = "Bantuan kami dipotong 100 ribu, mohon ditindak."
    found = judged(text)
    assert found.values["topics"] == ["desa"]
    assert {span.label for span in found.spans} == {"desa"}
    words = [text[span.start : span.end] for span in found.spans]
    assert "dipotong" in words
    assert all(word.isalpha() for word in words)


def test_nothing_is_said_of_nothing() -> None:
    for text in ("", "??!", "👍"):
        found = judged(text)
        assert (found.values["topics"], found.confidence) == ([], 0.5)


def test_chances_are_told_and_the_likeliest_comes_first() -> None:
    scores = judged("Nelayan mengeluh solar langka di SPBU, harga ikan naik di pasar.").values["topic_scores"]
    assert list(scores.values()) == sorted(scores.values(), reverse=True)
    assert len(scores) > 1
    assert all(0.25 <= chance <= 1 for chance in scores.values())
