"""The level kept on a story is at all times what the published rule says of it."""

from __future__ import annotations

import importlib
import random
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cast import make_mention, make_story
from tanggap.accounts.models import User
from tanggap.core.rubric.counted import reach, speed, together, unanswered
from tanggap.core.rubric.criteria import FROM_TEXT, STEPS
from tanggap.core.rubric.level import suggest_level
from tanggap.mentions.models import Assessment, Mention
from tanggap.pipeline.schedule import follow_levels
from tanggap.sources.models import Outlet
from tanggap.stories.actions import keep_moving_levels, refresh_figures
from tanggap.stories.levels import COURSE, courses_of
from tanggap.stories.models import Story

pytestmark = pytest.mark.django_db


def published_level(story: Story, now: datetime) -> int:
    """The rule of the documents, fed from the rows one by one."""
    course = [0] * 24
    for mention in Mention.objects.filter(membership__story=story):
        age = now - mention.published_at
        if timedelta(0) <= age < COURSE:
            course[min(int((COURSE - age) / timedelta(hours=3)), 23)] += 1
    judged = Assessment.objects.filter(mention__membership__story=story)
    scores = [{code: given["score"] for code, given in row.rubric.items()} for row in judged]
    outlets = {row.mention.outlet_id for row in judged.select_related("mention")}
    counted = {
        "reach": reach(len(outlets), len(scores)),
        "speed": speed(course),
        "unanswered": unanswered(now - story.first_at),
    }
    return suggest_level(together(scores) | counted).level


def write_stories(n: int, now: datetime) -> list[Story]:
    """Stories of all sizes and ages, counted as the grouping does it."""
    draw = random.Random(7)
    outlets = [Outlet.objects.create(name=f"Kabar {i}", domain=f"kabar{i}.example") for i in range(10)]
    stories = []
    for _ in range(n):
        age, worst = draw.choice([1, 5, 30, 70, 100]), draw.choice(STEPS)
        mentions = []
        for _ in range(draw.choice([1, 3, 9, 14])):
            at = now - timedelta(hours=age * draw.random())
            mention = make_mention(published_at=at, outlet=draw.choice(outlets))
            scores = {criterion.code: {"score": draw.randint(0, worst)} for criterion in FROM_TEXT}
            given = {"rubric": scores, "language": "ind", "context_digest": "x"}
            Assessment.objects.create(mention=mention, sentiment="neutral", **given)
            mentions.append(mention)
        stories.append(make_story(*mentions))
    refresh_figures([story.pk for story in stories])
    return list(Story.objects.order_by("pk"))


def test_the_kept_level_equals_the_published_rule_now_and_with_the_hours() -> None:
    now = timezone.now()
    stories = write_stories(80, now)
    assert {story.suggested_level for story in stories} >= {0, 1, 2, 3}
    assert [story.suggested_level for story in stories] == [published_level(story, now) for story in stories]

    for hours in (4, 30, 80, 200):
        later = now + timedelta(hours=hours)
        keep_moving_levels(now=later)
        kept = list(Story.objects.order_by("pk"))
        assert [story.suggested_level for story in kept] == [published_level(story, later) for story in kept]

    assert not Story.objects.filter(is_level_moving=True).exists()
    assert keep_moving_levels(now=now + timedelta(hours=300)) == 0


def test_a_level_that_stands_still_is_not_written_again() -> None:
    now = timezone.now()
    write_stories(5, now)

    with CaptureQueriesContext(connection) as queries:
        assert follow_levels() == 0
    assert not [query for query in queries if query["sql"].startswith("UPDATE")]


def test_stories_from_before_are_given_their_rubric_and_level() -> None:
    now = timezone.now()
    stories = write_stories(20, now)
    Story.objects.update(rubric={}, suggested_level=0, is_level_moving=False)

    migration = importlib.import_module("tanggap.stories.migrations.0007_rubric_of_before")
    with connection.cursor() as cursor:
        for operation in migration.Migration.operations:
            cursor.execute(operation.sql)
    keep_moving_levels(now=now)

    after = list(Story.objects.order_by("pk"))
    assert [story.rubric for story in after] == [story.rubric for story in stories]
    assert [story.suggested_level for story in after] == [story.suggested_level for story in stories]


def test_a_grave_story_is_found_beneath_any_number_of_newer_ones(client: Client, sari: User) -> None:
    now = timezone.now()
    grave = make_story(title="Lama dan berat", last_at=now - timedelta(days=20), suggested_level=3)
    mention = make_mention()
    Story.objects.bulk_create(
        Story(title=f"Baru {n}", first_mention=mention, first_at=now, last_at=now, n_mentions=1) for n in range(320)
    )
    client.force_login(sari)

    page = client.get(reverse("story_list"), {"level": "2"})

    assert [row.story.pk for row in page.context["rows"]] == [grave.pk]


def test_the_line_of_new_stories_keeps_to_the_level_too(client: Client, sari: User) -> None:
    make_story(suggested_level=1)
    make_story(suggested_level=3)
    client.force_login(sari)

    said = client.get(reverse("story_poll"), {"newest": "0", "level": "2"}).content.decode()

    assert "1 kelompok" in said


def test_a_course_counts_its_own_texts_in_steps_of_three_hours(diskominfo: object) -> None:
    now = timezone.now()
    ages = (timedelta(0), timedelta(hours=2.9), timedelta(hours=3.1), COURSE - timedelta(minutes=1), COURSE)
    private = make_mention(published_at=now, unit=diskominfo)
    ahead = make_mention(published_at=now + timedelta(minutes=1))
    story = make_story(*(make_mention(published_at=now - age) for age in ages), private, ahead)

    course = courses_of([story.pk], now)[story.pk]

    assert (course[23], course[22], course[0], sum(course)) == (2, 1, 1, 4)
    assert courses_of([], now) == {}
