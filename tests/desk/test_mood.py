"""What the sentence of the first page says of sentiment, and when it says nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from cast import NOW, make_mention, make_story
from tanggap.accounts.models import User
from tanggap.desk.mood import mood
from tanggap.desk.today import today
from tanggap.mentions.models import Assessment, Mention

pytestmark = pytest.mark.django_db


def told(n: int, sentiment: str, *, hours_ago: float) -> list[Mention]:
    mentions = [make_mention(published_at=NOW - timedelta(hours=hours_ago)) for _ in range(n)]
    for mention in mentions:
        Assessment.objects.create(mention=mention, language="ind", sentiment=sentiment, context_digest="x")
    return mentions


def test_a_fall_is_told_with_the_story_without_which_it_would_not_be_there(sari: User) -> None:
    told(20, "neutral", hours_ago=30)
    told(20, "neutral", hours_ago=5)
    make_story(*told(10, "negative", hours_ago=3), title="Banjir Martapura")

    found = mood(NOW)

    assert found is not None
    assert (round(found.move, 2), found.title, found.n_negative) == (-0.33, "Banjir Martapura", 10)
    with translation.override("id"):
        sentence = today(sari, since=NOW - timedelta(days=1), now=NOW).sentence
    assert "turun 0,33 sejak kemarin (30 teks, 20 sehari sebelumnya), terutama karena “Banjir Martapura”" in sentence


def test_a_fall_of_many_small_things_names_none(sari: User) -> None:
    told(20, "neutral", hours_ago=30)
    told(20, "neutral", hours_ago=5)
    for _number in range(5):
        make_story(*told(2, "negative", hours_ago=3))
    told(3, "negative", hours_ago=2)

    found = mood(NOW)

    assert found is not None
    assert found.title == ""
    assert "fell" in _english(sari)


def test_a_fall_without_any_story_names_none() -> None:
    told(20, "neutral", hours_ago=30)
    told(20, "negative", hours_ago=5)

    found = mood(NOW)

    assert found is not None
    assert found.title == ""


def test_a_rise_is_told_without_a_reason(sari: User) -> None:
    told(20, "negative", hours_ago=30)
    told(20, "positive", hours_ago=5)

    assert "rose by 2.00" in _english(sari)


@pytest.mark.parametrize(("n_before", "n_now"), [(5, 30), (30, 5)])
def test_few_texts_tell_nothing(n_before: int, n_now: int) -> None:
    told(n_before, "neutral", hours_ago=30)
    told(n_now, "negative", hours_ago=5)

    assert mood(NOW) is None


def test_a_small_move_tells_nothing() -> None:
    told(40, "neutral", hours_ago=30)
    told(39, "neutral", hours_ago=5)
    told(1, "negative", hours_ago=5)

    assert mood(NOW) is None


def _english(user: User) -> str:
    with translation.override("en"):
        return today(user, since=NOW - timedelta(days=1), now=NOW).sentence
