"""The rubric itself, and the page of the reference that tells it."""

from __future__ import annotations

from pathlib import Path

from tanggap.core.rubric.criteria import CRITERIA, FROM_STORY, FROM_TEXT, Criterion, Origin, Words

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "rubric.md"
MARKS = ("<!-- anchors: made from core/rubric/criteria.py -->\n", "<!-- /anchors -->")


def told(criterion: Criterion) -> str:
    origin = "read from the text" if criterion.origin is Origin.TEXT else "counted from the story"
    rows = [f"| {step} | {anchor.id} | {anchor.en} |" for step, anchor in enumerate(criterion.anchors)]
    head = [
        f"## {criterion.name.en} (*{criterion.name.id}*)",
        "",
        f"{criterion.question.en} `{criterion.code}`, {origin}.",
    ]
    return "\n".join([*head, "", "| | Indonesian | English |", "|---|---|---|", *rows, ""])


def table() -> str:
    return "\n" + "\n".join(told(criterion) for criterion in CRITERIA) + "\n"


def test_there_are_ten_criteria_each_with_five_different_steps() -> None:
    assert len({criterion.code for criterion in CRITERIA}) == 10
    assert (len(FROM_TEXT), len(FROM_STORY)) == (7, 3)
    for criterion in CRITERIA:
        assert len({anchor.id for anchor in criterion.anchors}) == 5
        assert len({anchor.en for anchor in criterion.anchors}) == 5


def test_words_are_given_in_the_language_asked_for() -> None:
    words = Words("ya", "yes")

    assert (words.in_language("id"), words.in_language("en"), words.in_language("jv")) == ("ya", "yes", "ya")


def test_the_reference_tells_the_steps_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page.partition(MARKS[0])[2].partition(MARKS[1])[0] == table()
