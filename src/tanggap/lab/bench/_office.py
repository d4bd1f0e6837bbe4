"""A made-up office with a month of mentions, written straight into its rows: for benchmarks, not for people."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.utils import timezone

from tanggap.accounts.models import Unit, User
from tanggap.guidance.models import ClockKind, Level, TimeKind
from tanggap.issues.models import Issue, IssueClock, IssueStory
from tanggap.lab.bench._texts import short_texts
from tanggap.mentions.models import Assessment, Mention, Step
from tanggap.sources.models import Health, Outlet, Source
from tanggap.stories.models import Story, StoryMembership

_SENTENCES = 6


def write_month(
    unit: Unit, person: User, *, n_mentions: int, n_stories: int, n_issues: int, n_days: int = 30, n_today: int = 0
) -> None:
    """Mentions over the last `n_days` in stories, the newest stories in issues; `n_today` of them in the last day."""
    draw = random.Random(60)  # noqa: S311 - no secret
    now = timezone.now()
    outlets = [Outlet.objects.create(name=f"Kabar {n:02}", domain=f"kabar{n:02}.example") for n in range(25)]
    for n, outlet in enumerate(outlets):
        Source.objects.create(
            name=outlet.name, url=f"https://{outlet.domain}/feed", is_enabled=True,
            health=Health.FAILING if n < 3 else Health.OK, last_item_at=now - timedelta(hours=n),
        )  # fmt: skip
    moments = _moments(draw, now, n_mentions, n_days, n_today)
    mentions = _write_mentions(draw, outlets, moments)
    stories = _write_stories(draw, mentions, n_stories)
    _write_issues(unit, person, stories[-n_issues:], now)


def _moments(draw: random.Random, now: datetime, n: int, n_days: int, n_today: int) -> list[datetime]:
    spans = [draw.random() * 86_400 for _ in range(n_today)]
    spans += [draw.random() * n_days * 86_400 for _ in range(n - n_today)]
    return sorted(now - timedelta(seconds=span) for span in spans)


def _write_mentions(draw: random.Random, outlets: list[Outlet], moments: list[datetime]) -> list[Mention]:
    texts = short_texts(max(400, len(moments) // 4))
    made: list[Mention] = []
    for number, at in enumerate(moments):
        told = draw.sample(texts, _SENTENCES)
        outlet = draw.choice(outlets)
        address = f"https://{outlet.domain}/berita/{number}"
        made.append(
            Mention(
                source_kind="media_online",
                platform_id=address,
                url=address,
                title=told[0],
                outlet=outlet,
                text=". ".join(told) + ".",
                published_at=at,
                is_kept=True,
                next_step=Step.DONE,
            )
        )
    mentions = Mention.objects.bulk_create(made, batch_size=1000)
    sounds = ["negative", "neutral", "positive"]
    Assessment.objects.bulk_create(
        [
            Assessment(mention=mention, language="ind", sentiment=draw.choice(sounds), context_digest="bench")
            for mention in mentions
        ],
        batch_size=1000,
    )
    return mentions


def _write_stories(draw: random.Random, mentions: list[Mention], n: int) -> list[Story]:
    """Stories of neighbouring mentions, as news come: some large, most small."""
    groups: list[list[Mention]] = []
    left = list(mentions)
    mean = max(1, len(mentions) // n)
    while left:
        size = min(len(left), 1 + int(draw.expovariate(1 / mean)))
        groups.append(left[:size])
        left = left[size:]
    stories = Story.objects.bulk_create(
        [
            Story(
                title=group[0].title,
                first_mention=group[0],
                first_at=group[0].published_at,
                last_at=group[-1].published_at,
                n_mentions=len(group),
                n_outlets=len({each.outlet_id for each in group}),
                n_neutral=len(group),
            )
            for group in groups
        ],
        batch_size=1000,
    )
    places = [
        StoryMembership(story=story, mention=mention)
        for story, group in zip(stories, groups, strict=True)
        for mention in group
    ]
    StoryMembership.objects.bulk_create(places, batch_size=1000)
    return stories


def _write_issues(unit: Unit, person: User, stories: list[Story], now: datetime) -> None:
    levels = {
        number: Level.objects.get_or_create(number=number, defaults={"name": str(number)})[0] for number in range(4)
    }
    for n, story in enumerate(stories):
        number = f"ISU-2026-{n + 1:05}"
        issue = Issue.objects.create(
            unit=unit, number=number, title=story.title, level=levels[n % 4], opened_by=person, opened_at=story.first_at
        )
        IssueStory.objects.create(issue=issue, story=story, added_by=person)
        Story.objects.filter(pk=story.pk).update(issue_number=number)
        IssueClock.objects.create(
            issue=issue, kind=ClockKind.ANSWER, time_kind=TimeKind.CALENDAR, minutes=60, started_at=story.first_at,
            due_at=now + timedelta(hours=n - 5),
        )  # fmt: skip
