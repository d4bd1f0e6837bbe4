"""The simulator: repeatable, never later than its own end, every planned trouble in its truth; and the scores."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from typer.testing import CliRunner

from tanggap.cli import build
from tanggap.enrichers.defaults import load_topics
from tanggap.lab.demo.outlets import MAX_ITEMS, N_WRITING, OUTLETS, WRITING, Site, demo_texts
from tanggap.lab.demo.ports import N_MENTIONS, N_OUTLETS
from tanggap.lab.simulator import DEVELOPMENT_SEEDS, FULL, SEALED_SEEDS, SMALL, Text, scoring, simulate
from tanggap.lab.simulator.arrivals import WITA
from tanggap.lab.simulator.data import read_data
from tanggap.lab.simulator.events import events
from tanggap.lab.simulator.press import GOOD_SERVICE, HISTORY_MONTHS
from tanggap.lab.simulator.stories import BAD_DAY, BAD_DAY_REGION, themes
from tanggap.lab.training import topics

END = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
# Words that a headline may share with any other: they say nothing of the matter.
FILLERS = {
    "di",
    "dan",
    "ke",
    "dari",
    "yang",
    "untuk",
    "bagi",
    "ini",
    "itu",
    "tak",
    "tidak",
    "masih",
    "dalam",
    "setelah",
}


@pytest.fixture(scope="module")
def full() -> list[Text]:
    return demo_texts(END)


def of(texts: Iterable[Text], *roles: str) -> list[Text]:
    return [text for text in texts if text.role in roles]


def words_of(title: str) -> set[str]:
    return set(re.findall(r"\w+", title.lower())) - FILLERS


def by_story(texts: Iterable[Text]) -> dict[str, list[Text]]:
    stories: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        stories[text.story].append(text)
    return stories


def whole(text: Text) -> str:
    return "\n".join((text.title, *text.paragraphs))


def test_the_same_seed_writes_the_same_texts_and_another_seed_others() -> None:
    first = simulate(now=END, seed=1, n_outlets=5, size=SMALL)
    assert first == simulate(now=END, seed=1, n_outlets=5, size=SMALL)
    assert first != simulate(now=END, seed=2, n_outlets=5, size=SMALL)


def test_a_month_holds_eighty_stories_and_twice_as_much_that_concerns_nobody(full: list[Text]) -> None:
    month = [text for text in full if text.is_watched and text.role != "history"]
    assert len(by_story(month)) == 80
    assert len(month) == 5000
    assert len(of(full, "elsewhere", "namesake")) == 10_000
    assert len(of(full, "history")) == 900
    assert len(full) == N_MENTIONS == FULL.total


def test_nothing_is_told_after_the_end_and_only_history_before_the_month(full: list[Text]) -> None:
    assert all(text.published_at <= END for text in full)
    month_ago = END - timedelta(days=30)
    assert all((text.published_at < month_ago) == (text.role == "history") for text in full)


def test_no_outlet_has_more_articles_than_its_feed_may_carry(full: list[Text]) -> None:
    per_outlet = Counter(text.outlet for text in full if text.outlet >= 0)
    assert len(per_outlet) == N_WRITING
    assert max(per_outlet.values()) < MAX_ITEMS


def test_no_wording_is_left_unfilled_and_every_paragraph_begins_large(full: list[Text]) -> None:
    assert not [text for text in full if "{" in whole(text)]
    articles = [text for text in full if text.outlet >= 0]
    assert not [text for text in articles if any(line[:1].islower() for line in text.paragraphs)]


def test_syndicated_copies_have_the_words_of_a_report_of_another_outlet(full: list[Text]) -> None:
    by_number = {text.number: text for text in full}
    copies = of(full, "copy")
    assert len(copies) > 300
    for copy in copies:
        original = by_number[copy.original]
        assert copy.paragraphs == original.paragraphs
        assert copy.story == original.story
        assert copy.outlet != original.outlet
        assert copy.published_at >= original.published_at
    assert 0.2 < sum(copy.title != by_number[copy.original].title for copy in copies) / len(copies) < 0.5


def test_rewrites_tell_a_report_of_another_outlet_in_other_words(full: list[Text]) -> None:
    by_number = {text.number: text for text in full}
    rewrites = of(full, "rewrite")
    assert len(rewrites) > 200
    for rewrite in rewrites:
        original = by_number[rewrite.original]
        assert rewrite.story == original.story
        assert rewrite.outlet != original.outlet
        assert rewrite.paragraphs != original.paragraphs


def test_later_reports_come_after_the_first_ones(full: list[Text]) -> None:
    later = of(full, "followup")
    assert len(later) > 200
    first = {story: min(text.published_at for text in texts) for story, texts in by_story(of(full, "report")).items()}
    assert all(text.published_at > first[text.story] for text in later)


def test_a_correction_names_a_number_of_earlier_reports_and_another(full: list[Text]) -> None:
    corrections = of(full, "correction")
    assert len(corrections) > 100
    numbers = {
        story: {number for text in texts if text.role == "report" for number in re.findall(r"\d+", whole(text))}
        for story, texts in by_story(full).items()
    }
    for text in corrections:
        told = next(paragraph for paragraph in text.paragraphs if "ralat" in paragraph.lower())
        found = set(re.findall(r"\d+", told))
        assert found & numbers[text.story], told
        assert len(found) > 1, told


def test_two_regencies_have_the_same_trouble_within_a_day(full: list[Text]) -> None:
    began = {
        story: min(text.published_at for text in texts if text.role == "report")
        for story, texts in by_story(of(full, "report")).items()
    }
    for theme in (theme["key"] for theme in themes()):
        same = [story for story in began if re.fullmatch(rf"{theme}-63\.\d\d", story)]
        assert len(same) >= 3
        assert any(abs(began[one] - began[other]) < timedelta(days=1.5) for one, other in combinations(same, 2)), theme


def test_headlines_of_one_story_need_share_no_word(full: list[Text]) -> None:
    for story, texts in by_story(of(full, "report")).items():
        titles = {text.title for text in texts}
        assert len(titles) > 2
        pairs = combinations(map(words_of, titles), 2)
        assert any(not one & other for one, other in pairs), story


def test_one_story_is_told_in_many_words(full: list[Text]) -> None:
    for story, texts in by_story(of(full, "report")).items():
        assert len({text.paragraphs for text in texts}) == len(texts), story
        leads = {text.paragraphs[0] for text in texts}
        assert len(leads) >= min(5, len(texts) // 2), story


def test_outlets_keep_manners_of_their_own(full: list[Text]) -> None:
    reports = defaultdict(list)
    for text in of(full, "report"):
        reports[text.outlet].append(text)
    in_capitals = {outlet for outlet, texts in reports.items() if all(text.title.isupper() for text in texts)}
    in_small = {
        outlet for outlet, texts in reports.items() if sum(text.title.istitle() for text in texts) < len(texts) / 3
    }
    with_dateline = {outlet for outlet, texts in reports.items() if all(" – " in text.paragraphs[0] for text in texts)}
    lengths = {outlet: sum(len(whole(text)) for text in texts) / len(texts) for outlet, texts in reports.items()}
    assert 1 < len(in_capitals) < N_WRITING / 2
    assert len(in_small - in_capitals) > 1
    assert 1 < len(with_dateline) < N_WRITING / 2
    assert max(lengths.values()) > 1.6 * min(lengths.values())


def test_half_of_the_posts_are_banjarese_and_both_languages_speak_of_most_stories(full: list[Text]) -> None:
    posts = of(full, "post")
    banjarese = [post for post in posts if post.language == "bjn"]
    assert 0.4 < len(banjarese) / len(posts) < 0.7
    of_banjar = re.compile(
        r"\b(kad+a|ka?d+|banar+|bnr|haja|nang|nng|ng|lawan|ulun|handak|jua|kaya|gasan|matan|urang)\b"
    )
    assert sum(bool(of_banjar.search(whole(post).lower())) for post in banjarese) > 0.7 * len(banjarese)
    assert sum({post.language for post in told} == {"ind", "bjn"} for told in by_story(posts).values()) > 60


def test_posts_are_spelled_as_people_type(full: list[Text]) -> None:
    posts = [whole(post).strip() for post in of(full, "post")]
    short = {form for forms in read_data("typing")["short_forms"].values() for form in forms}
    assert sum(bool(short & set(re.findall(r"\w+", post.lower()))) for post in posts) > len(posts) / 4
    assert sum(post.islower() for post in posts) > len(posts) / 3
    assert any(re.search(r"([aiu])\1\1", post) for post in posts)
    assert len(set(posts)) > 0.9 * len(posts)


def test_paid_texts_praise_an_office_and_say_that_they_are_paid_for(full: list[Text]) -> None:
    paid = of(full, "advertorial")
    marks = read_data("manners")["paid"]["marks"]
    assert len(paid) > 40
    assert all(any(mark in text.paragraphs for mark in marks) for text in paid)
    assert not [text for text in of(full, "report") if any(mark in text.paragraphs for mark in marks)]


def test_nine_months_of_praise_come_before_the_bad_day(full: list[Text]) -> None:
    praise = [text for text in full if text.story.startswith(GOOD_SERVICE)]
    assert len(by_story(praise)) == HISTORY_MONTHS
    assert {text.region for text in praise} == {BAD_DAY_REGION}
    assert all(len(texts) >= 30 for texts in by_story(praise).values())
    bad = [text for text in full if text.story == BAD_DAY]
    assert len(bad) > 100
    assert min(text.published_at for text in bad) > max(text.published_at for text in praise)
    on_the_day = [text for text in bad if text.published_at - bad[0].published_at < timedelta(days=1)]
    assert len(on_the_day) > len(bad) / 3
    assert any("sembilan bulan" in whole(text).lower() for text in bad)


def test_every_story_has_topics_that_are_registered(full: list[Text]) -> None:
    known = {topic["code"] for topic in load_topics()}
    assert all(text.topics and set(text.topics) <= known for text in full if text.is_watched)
    assert all(event.topics for event in events() if event.region)
    assert all(theme["topics"] for theme in themes())


def test_some_of_what_lies_elsewhere_looks_as_if_it_concerned_us(full: list[Text]) -> None:
    namesakes = of(full, "namesake")
    assert len(namesakes) == 1500
    traps = Counter(text.trap for text in namesakes)
    assert set(traps) == {theme["key"] for theme in read_data("namesakes")["theme"]}
    together = "\n".join(map(whole, namesakes))
    for word in ("Kota Banjar", "Buleleng", "Barito Muda", "OKU Timur", "hulu sungai", "TAPIN", "Natuna"):
        assert word in together


def per_hour(texts: Iterable[Text]) -> Counter[int]:
    return Counter(text.published_at.astimezone(WITA).hour for text in texts)


def share(counts: Counter[int], keys: Iterable[int]) -> float:
    return sum(counts[key] for key in keys) / counts.total()


def test_desks_write_by_day_and_are_thin_on_sunday(full: list[Text]) -> None:
    press = [text for text in full if text.outlet >= 0 and text.role != "copy"]
    assert share(per_hour(press), range(7, 18)) > 0.65
    assert share(per_hour(press), range(5)) < 0.06
    # Four weeks and two days: whole weeks alone make the days comparable.
    weeks = [text for text in press if text.published_at > END - timedelta(days=28)]
    weekdays = Counter(text.published_at.astimezone(WITA).weekday() for text in weeks)
    assert weekdays[6] < 0.75 * sum(weekdays[day] for day in range(5)) / 5


def test_people_write_in_the_evening(full: list[Text]) -> None:
    posts, press = per_hour(of(full, "post")), per_hour(of(full, "report"))
    assert share(posts, range(18, 23)) > 0.35
    assert share(posts, range(18, 23)) > 1.5 * share(press, range(18, 23))


def test_texts_come_in_bursts(full: list[Text]) -> None:
    """The counts of working days vary more than chance alone would let them."""
    for texts in (of(full, "post"), of(full, "elsewhere"), of(full, "report")):
        counts = Counter(text.published_at.date() for text in texts)
        dates = [(END - timedelta(days=day)).date() for day in range(1, 30)]
        days = [counts[date] for date in dates if date.weekday() < 5]
        mean = sum(days) / len(days)
        assert sum((n - mean) ** 2 for n in days) / len(days) > 2 * mean


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


def test_relevance_is_scored_on_namesakes_too() -> None:
    figures = scoring.score("relevance", size=SMALL)
    assert 0.5 < figures["namesakes_refused"] < 1.0
    assert figures["precision"] < 1.0


def test_sealed_seeds_are_others_and_are_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def note(what: str, *, sealed: bool) -> dict[str, object]:
        asked.append(sealed)
        return {"what": what}

    monkeypatch.setattr(scoring, "score", note)
    monkeypatch.setattr(topics, "dev_figures", lambda: {"f1": 0.5})
    assert not set(DEVELOPMENT_SEEDS) & set(SEALED_SEEDS)
    for command in ("grouping", "places", "topics", "relevance"):
        open_one = CliRunner().invoke(build(), ["evaluate", command, "--json"])
        beside = {"labelled": {"f1": 0.5}} if command == "topics" else {}
        assert json.loads(open_one.stdout) == {"what": command, **beside}
        kept = CliRunner().invoke(build(), ["evaluate", command, "--sealed"])
        assert "sealed" in kept.stderr
        assert kept.stdout.startswith(f"what: {command}\n")
    assert asked == [False, True] * 4
