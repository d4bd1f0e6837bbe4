"""Drift: what came in and what was said of it by day, beside the time before and the training."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from cast import make_mention
from tanggap.accounts.models import Unit, User
from tanggap.enrichers._models import MODELS, metadata
from tanggap.mentions.drift import counting
from tanggap.mentions.drift.comparing import LEARNED, NAMES, features, weeks
from tanggap.mentions.models import Assessment, JudgedDay, Mention, Review
from tanggap.mentions.tasks import count_all_judged_days, count_judged_days
from tanggap.ui.pictures import keeping

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 1, 0, tzinfo=timezone.get_default_timezone())


def judged(days_ago: float, sentiment: str = "negative", **fields: Any) -> Mention:
    mention = make_mention(published_at=NOW - timedelta(days=days_ago), **fields)
    Assessment.objects.create(
        mention=mention,
        language="ind",
        sentiment=sentiment,
        kind="news",
        topics=["jalan", "banjir"],
        context_digest="x",
    )
    return mention


def day(days_ago: int, **counts: dict[str, int]) -> None:
    JudgedDay.objects.create(
        day=timezone.localdate(NOW) - timedelta(days=days_ago), n_mentions=0, counts=counts
    )  # fmt: skip


def found(name: str, n_days: int = 7) -> Any:
    return next(feature for feature in features(n_days, NOW) if feature.name == name)


# Counting


def test_a_day_is_counted_as_the_machine_judged_it(sari: User, roads: Unit) -> None:
    mention = judged(1, text="x" * 250, title="")
    mention.corrections.create(name="sentiment", value="positive", by=sari)
    judged(1, "neutral", text="Warga jalan kaki ke pasar.", title="", source_kind="tiktok")
    judged(1, unit=roads)
    judged(1, is_kept=False)
    make_mention(published_at=NOW - timedelta(days=1))
    judged(3)

    counts = counting.counts_of(timezone.localdate(NOW) - timedelta(days=1))

    assert counts == {
        "platform": {"media_online": 1, "tiktok": 1}, "language": {"ind": 2}, "length": {"0": 1, "100": 1},
        "sentiment": {"negative": 1, "neutral": 1}, "kind": {"news": 2}, "topics": {"jalan": 2, "banjir": 2},
        "unknown": {"0": 1, "40": 1},
    }  # fmt: skip


def test_days_are_counted_once_and_the_last_two_again(monkeypatch: pytest.MonkeyPatch) -> None:
    judged(0), judged(5)

    assert counting.count_recent(NOW) == counting.KEPT_DAYS
    judged(0.01), judged(5)
    assert counting.count_recent(NOW) == 2
    today = timezone.localdate(NOW)
    assert dict(JudgedDay.objects.filter(n_mentions__gt=0).values_list("day", "n_mentions")) == {
        today: 2, today - timedelta(days=5): 1,
    }  # fmt: skip


def test_once_a_day_late_ones_are_found_and_old_days_forgotten() -> None:
    JudgedDay.objects.create(day=timezone.localdate(NOW) - timedelta(days=counting.KEPT_DAYS))
    counting.count_recent(NOW)
    judged(5)

    assert counting.count_all(NOW) == counting.KEPT_DAYS
    assert JudgedDay.objects.count() == counting.KEPT_DAYS
    assert JudgedDay.objects.get(n_mentions=1).day == timezone.localdate(NOW) - timedelta(days=5)


def test_the_clock_asks_for_both() -> None:
    assert count_judged_days() == count_all_judged_days() == counting.KEPT_DAYS


def test_so_many_texts_of_a_day_are_read_for_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "N_READ", 3)
    for _ in range(5):
        judged(1)

    counts = counting.counts_of(timezone.localdate(NOW) - timedelta(days=1))

    assert (sum(counts["unknown"].values()), sum(counts["platform"].values())) == (3, 5)


# Comparing


def test_the_training_lies_with_the_models() -> None:
    for name, model in LEARNED.items():
        told = metadata(MODELS / model)["training"][name]
        assert sum(told.values()) > 1_000 - 10 * (name == "kind")


def test_whole_days_are_put_beside_as_many_before_and_beside_the_training() -> None:
    day(0, sentiment={"negative": 5_000})
    for back in range(1, 8):
        day(back, sentiment={"negative": 90, "neutral": 10}, platform={"tiktok": 100})
    for back in range(8, 15):
        day(back, sentiment={"negative": 30, "neutral": 70}, platform={"tiktok": 100})
    day(15, sentiment={"positive": 5_000})

    sentiment = found("sentiment")

    assert [(line.label, line.now, line.before) for line in sentiment.lines] == [
        ("Negatif", 0.9, 0.3), ("Netral", 0.1, 0.7), ("Positif", 0.0, 0.0),
    ]  # fmt: skip
    assert (sentiment.n, sentiment.before.shift.degree, sentiment.before.words) == (700, "clear", "jelas bergeser")
    assert sentiment.trained.shift.n_then == sum(metadata(MODELS / "sentiment")["training"]["sentiment"].values())
    assert found("platform").before.shift.degree == "none" and found("platform").trained is None
    assert found("sentiment", 30).before.shift.degree == "few"


def test_without_any_day_every_thing_is_too_few() -> None:
    assert {feature.name for feature in features(7, NOW)} == set(NAMES)
    assert {feature.before.shift.degree for feature in features(7, NOW)} == {"few"}


def reviewed(sari: User, days_ago: int, n: int, n_wrong: int, *, is_random: bool = True) -> None:
    for number in range(n):
        Review.objects.create(
            mention=make_mention(), offer=1, is_random=is_random, answered_by=sari,
            answered_at=NOW - timedelta(days=days_ago), machine={"sentiment": "negative"},
            said={"sentiment": "positive" if number < n_wrong else "negative"},
        )  # fmt: skip


def test_corrections_are_counted_by_week_from_what_was_drawn_by_chance(sari: User) -> None:
    reviewed(sari, 0, 4, 1)
    reviewed(sari, 9, 2, 2)
    reviewed(sari, 9, 7, 7, is_random=False)
    reviewed(sari, 100, 3, 3)

    by_week = weeks(NOW)

    assert len(by_week) == 12 and [week.n for week in by_week[-3:]] == [0, 2, 4]
    assert by_week[-1].wrong is not None and by_week[-1].wrong.share == 0.25
    assert by_week[-3].wrong is None


# The page


def test_the_page_tells_shifts_in_words_with_tables(client: Client, sari: User) -> None:
    client.force_login(sari)
    assert "Belum ada yang dihitung" in client.get("/mesin/pergeseran/").content.decode()
    today = timezone.localdate()
    for back in range(1, 15):
        share = 90 if back < 8 else 30
        counts = {"sentiment": {"negative": share, "neutral": 100 - share}, "length": {"1000": 100}}
        JudgedDay.objects.create(day=today - timedelta(days=back), counts=counts)

    page = client.get("/mesin/pergeseran/").content.decode()

    assert "<strong>jelas bergeser</strong>" in page
    assert "<td>90 %</td><td>30 %</td>" in page
    assert "1.000 – &lt; 3.000" in page
    assert page.index("0 – &lt; 100") < page.index("100 – &lt; 300") < page.index("1.000 – &lt; 3.000")
    assert client.get("/mesin/pergeseran/", {"hari": "30"}).status_code == 200
    assert 'aria-current="true"' in client.get("/mesin/pergeseran/", {"hari": "x"}).content.decode()


def test_the_charts_are_drawn(
    client: Client, sari: User, tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr(keeping, "PATIENCE_S", 120)  # the machine may be busy
    client.force_login(sari)
    JudgedDay.objects.create(
        day=timezone.localdate() - timedelta(days=1),
        counts={"sentiment": {"negative": 3, "positive": 1}, "length": {"0": 1}},
    )
    mention = make_mention()
    Review.objects.create(
        mention=mention, offer=1, is_random=True, answered_by=sari, answered_at=timezone.now(),
        machine={"sentiment": "negative"}, said={"sentiment": "negative"},
    )  # fmt: skip

    drawn = client.get("/mesin/pergeseran/sentiment.svg")
    rate = client.get("/mesin/pergeseran/koreksi.svg", {"theme": "dark", "narrow": "1"})

    assert (drawn.status_code, rate.status_code) == (200, 200)
    assert "75%" in drawn.content.decode() and "pelatihan" in drawn.content.decode()
    svg = client.get("/mesin/pergeseran/length.svg").content.decode()
    assert svg.index(">0 – &lt; 100<") < svg.index(">100 – &lt; 300<") < svg.index(">1.000 – &lt; 3.000<")
    assert client.get("/mesin/pergeseran/ramalan.svg").status_code == 404
    assert "n = 1" in client.get("/mesin/pergeseran/").content.decode()
    monkeypatch.setattr(keeping, "PATIENCE_S", 0)
    assert client.get("/mesin/pergeseran/sentiment.svg", {"theme": "dark"}).status_code == 202


def test_the_card_of_a_model_tells_how_often_it_was_right(client: Client, sari: User) -> None:
    client.force_login(sari)

    assert "Seberapa sering mesin benar" in client.get("/mesin/kartu/sentiment/").content.decode()
    assert "Seberapa sering mesin benar" in client.get("/mesin/kartu/kind/").content.decode()
    assert "Seberapa sering mesin benar" not in client.get("/mesin/kartu/tone/").content.decode()
