"""What every enricher of the house keeps, whoever wrote it."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import get_type_hints

import pytest
from pydantic import BaseModel

from tanggap.core.registry import plugins
from tanggap.core.text.document import Context, Document
from tanggap.enrichers.base import Judgement
from tanggap.enrichers.defaults import default_context

KINDS = sorted(plugins("tanggap.enrichers"))
SAMPLES = Path(__file__).parent.parent / "samples" / "enrichers"

ODD = [
    "",
    " \n\t ",
    "😡🔥👍🏽",
    "شكرا على الخدمة",
    "jalan\x00rusak di Banjarmasin",
    "1234567890 2026",
    "İSTANBUL ẞ Kabupaten Banjar",
    "\ud800 rusak",
    "kada",
    "JALAN RUSAK DI KABUPATEN TAPIN, PEMKAB DIAM",
    "tanah.laut,banjar;(rantau) HST/HSS",
]


def documents(texts: list[str]) -> list[Document]:
    return [Document(str(number), text, title) for number, (text, title) in enumerate(_with_titles(texts))]


def _with_titles(texts: list[str]) -> list[tuple[str, str]]:
    return [(text, text[:20] if number % 3 == 0 else "") for number, text in enumerate(texts)]


@pytest.fixture(params=KINDS)
def enricher(request: pytest.FixtureRequest):
    return plugins("tanggap.enrichers")[request.param]


@pytest.fixture
def texts(enricher) -> list[str]:
    lines = (SAMPLES / f"{enricher.kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines] + ODD


def test_it_answers_every_text_in_order(enricher, texts):
    judged = enricher.run(documents(texts), default_context())
    assert len(judged) == len(texts)
    assert all(isinstance(judgement, Judgement) for judgement in judged)


def test_it_answers_nothing_with_nothing(enricher):
    assert enricher.run([], default_context()) == []


def test_the_order_of_the_texts_makes_no_difference(enricher, texts):
    given = documents(texts)
    shuffled = given[:]
    random.Random(5).shuffle(shuffled)
    straight = dict(zip([d.id for d in given], enricher.run(given, default_context()), strict=True))
    mixed = dict(zip([d.id for d in shuffled], enricher.run(shuffled, default_context()), strict=True))
    assert straight == mixed


def test_a_batch_is_judged_like_one_by_one(enricher, texts):
    given = documents(texts)
    batch = enricher.run(given, default_context())
    assert batch == [enricher.run([document], default_context())[0] for document in given]


def test_the_same_text_gets_the_same_answer_again(enricher, texts):
    given = documents(texts)
    assert enricher.run(given, default_context()) == enricher.run(given, default_context())


def test_it_judges_without_any_register(enricher, texts):
    judged = enricher.run(documents(texts), Context())
    assert len(judged) == len(texts)


def test_confidence_and_evidence_are_in_range(enricher, texts):
    given = documents(texts)
    for document, judgement in zip(given, enricher.run(given, default_context()), strict=True):
        assert 0 <= judgement.confidence <= 1
        for span in judgement.spans:
            field = getattr(document, span.field)
            assert 0 <= span.start < span.end <= len(field)
            assert field[span.start : span.end].strip()


def test_what_it_says_can_be_written_as_json(enricher, texts):
    for judgement in enricher.run(documents(texts), default_context()):
        assert json.loads(json.dumps(judgement.values)) == judgement.values
        assert json.loads(json.dumps(judgement.extra)) == judgement.extra


@pytest.mark.timeout(20)
@pytest.mark.parametrize("filler", ["a", "ab ", "rusak ", "Banjar, ", "Pemkab Tapin ", ".", "\x00"])
def test_a_text_of_a_million_characters_is_no_trouble(enricher, filler):
    text = (filler * 1_000_000)[:1_000_000]
    [judgement] = enricher.run([Document("long", text)], default_context())
    assert 0 <= judgement.confidence <= 1


def test_it_says_where_its_knowledge_comes_from(enricher):
    assert "Source:" in (type(enricher).__doc__ or "")


def test_it_has_a_label_a_version_and_a_form(enricher):
    assert enricher.label
    assert enricher.version
    assert issubclass(enricher.Config, BaseModel)
    assert get_type_hints(enricher.run)["return"] == list[Judgement]


def test_it_has_labelled_samples(enricher):
    lines = (SAMPLES / f"{enricher.kind}.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 30
    assert all({"text", "expect"} <= json.loads(line).keys() for line in lines)
