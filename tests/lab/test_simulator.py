"""The simulator: repeatable, true to its plan, never later than its own end; and the scores against its truth."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from tanggap.cli import build
from tanggap.lab.demo.outlets import N_WRITING, OUTLETS, WRITING, Site, demo_texts
from tanggap.lab.demo.ports import N_MENTIONS, N_OUTLETS
from tanggap.lab.simulator import DEVELOPMENT_SEEDS, FULL, SEALED_SEEDS, SMALL, Text, scoring, simulate

END = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def full() -> list[Text]:
    return demo_texts(END)


def test_the_same_seed_writes_the_same_texts_and_another_seed_others() -> None:
    first = simulate(now=END, seed=1, n_outlets=5, size=SMALL)
    assert first == simulate(now=END, seed=1, n_outlets=5, size=SMALL)
    assert first != simulate(now=END, seed=2, n_outlets=5, size=SMALL)


def test_a_month_holds_eighty_stories_and_twice_as_much_that_concerns_nobody(full: list[Text]) -> None:
    roles = Counter(text.role for text in full)
    month = [text for text in full if text.is_watched and text.role != "history"]
    assert len({text.story for text in month}) == 80
    assert len(month) == 5000
    assert roles["elsewhere"] == 10_000
    assert roles["history"] == 900
    assert all(roles[role] > 30 for role in ("copy", "rewrite", "followup", "correction", "advertorial", "post"))
    assert len(full) == N_MENTIONS == FULL.total


def test_nothing_is_told_after_the_end_and_only_history_before_the_month(full: list[Text]) -> None:
    assert all(text.published_at <= END for text in full)
    month_ago = END - timedelta(days=31)
    assert all((text.published_at < month_ago + timedelta(days=1)) == (text.role == "history") for text in full)


def test_a_copy_has_the_words_of_a_report_of_another_outlet(full: list[Text]) -> None:
    reports = {(text.title, text.paragraphs) for text in full if text.role == "report"}
    assert all((text.title, text.paragraphs) in reports for text in full if text.role == "copy")


def test_a_similar_matter_befalls_several_regencies(full: list[Text]) -> None:
    regions = {text.region for text in full if text.story.startswith("obat-63")}
    assert len(regions) == 4


def test_no_wording_is_left_unfilled(full: list[Text]) -> None:
    assert not [text for text in full if "{" in text.title or "{" in "".join(text.paragraphs)]


def test_one_feed_dies_and_one_turns_into_a_page() -> None:
    texts = simulate(now=END, seed=1, n_outlets=N_WRITING, size=SMALL)
    by_form = {outlet.form: Site(outlet, "http://demo.example", texts) for outlet in OUTLETS}
    dying, turning = by_form["dying"], by_form["turning"]
    assert dying.page("/feed") is not None
    assert dying.page("/feed") is None
    before, after = turning.page("/feed"), turning.page("/feed")
    assert before is not None
    assert after is not None
    assert before[0].startswith("application/rss+xml")
    assert after[0].startswith("text/html")


def test_there_are_as_many_outlets_as_ports() -> None:
    assert len(OUTLETS) == len({outlet.name for outlet in OUTLETS}) == N_OUTLETS
    assert len(WRITING) == N_WRITING == 23


@pytest.mark.parametrize("what", ["grouping", "places", "topics", "relevance"])
def test_each_score_names_its_seeds_and_wears_the_mark(what: str) -> None:
    figures = scoring.score(what, size=SMALL)
    assert figures["mark"] == "DATA SIMULASI"
    assert figures["seeds"] == "development"
    assert figures["n"] > 0
    assert all(0.0 <= value <= 1.0 for value in figures["lowest"].values())


def test_sealed_seeds_are_others_and_are_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def note(what: str, *, sealed: bool) -> dict[str, object]:
        asked.append(sealed)
        return {"what": what}

    monkeypatch.setattr(scoring, "score", note)
    assert not set(DEVELOPMENT_SEEDS) & set(SEALED_SEEDS)
    for command in ("grouping", "places", "topics", "relevance"):
        open_one = CliRunner().invoke(build(), ["evaluate", command, "--json"])
        assert json.loads(open_one.stdout) == {"what": command}
        kept = CliRunner().invoke(build(), ["evaluate", command, "--sealed"])
        assert "sealed" in kept.stderr
        assert kept.stdout == f"what: {command}\n"
    assert asked == [False, True] * 4
