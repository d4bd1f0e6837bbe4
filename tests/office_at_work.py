"""A small office at work, for the pages to show: the demo's made-up events as rows, an issue late and one due."""

from __future__ import annotations

import itertools
from datetime import timedelta

from django.utils import timezone

from cast import make_source, make_story
from tanggap.accounts.models import Unit, User
from tanggap.guidance.defaults import CLOCKS, LEVELS
from tanggap.guidance.models import Level, LevelClock
from tanggap.issues.models import Issue, IssueClock, IssueStory
from tanggap.lab.demo.outlets import OUTLETS
from tanggap.lab.demo.press import Article, write_articles
from tanggap.lab.simulator.events import events
from tanggap.mentions.models import (
    Assessment,
    Mention,
    RatingAssignment,
    RatingRound,
    SampledMention,
    Step,
    Watch,
)
from tanggap.reference.actions import load_regions, load_topics
from tanggap.sources.models import Health, Outlet
from tanggap.stories.models import Story


def make_registers() -> None:
    """Regions, topics and levels: what set-up puts there and the emptying between tests takes away."""
    load_regions()
    load_topics()
    for number, (name, description) in LEVELS.items():
        level, _new = Level.objects.get_or_create(number=number, defaults={"name": name, "description": description})
        for kind, minutes, time_kind in CLOCKS[number]:
            LevelClock.objects.get_or_create(
                level=level, kind=kind, defaults={"minutes": minutes, "time_kind": time_kind}
            )


def _mention(article: Article, outlet: Outlet) -> Mention:
    address = f"https://{outlet.domain}/berita/{article.slug}"
    mention = Mention.objects.create(
        source_kind="media_online", platform_id=address, url=address, title=article.title, outlet=outlet,
        text="\n\n".join(article.paragraphs), published_at=article.published_at, is_kept=True, next_step=Step.DONE,
    )  # fmt: skip
    sounds_bad = any(word in article.title.lower() for word in ("keluh", "rendam", "rusak", "belum", "protes"))
    Assessment.objects.create(
        mention=mention, language="ind", sentiment="negative" if sounds_bad else "neutral",
        sentiment_scores={"negative": 0.8, "neutral": 0.15, "positive": 0.05}, confidence=0.8, context_digest="office",
    )  # fmt: skip
    return mention


def make_stories() -> list[Story]:
    outlets = [
        Outlet.objects.create(name=outlet.name, domain=f"{outlet.name.lower().replace(' ', '')}.example")
        for outlet in OUTLETS[:8]
    ]
    regions = {event.key: event.region for event in events()}
    articles = write_articles(now=timezone.now(), n_outlets=6, n_articles=90)
    stories = []
    by_event = sorted(articles, key=lambda article: article.event)
    for key, group in itertools.groupby(by_event, key=lambda article: article.event):
        mentions = [_mention(article, outlets[article.outlet]) for article in group]
        n_negative = sum(mention.assessment.sentiment == "negative" for mention in mentions)
        stories.append(
            make_story(
                *mentions,
                n_outlets=len({mention.outlet_id for mention in mentions}),
                n_negative=n_negative,
                n_neutral=len(mentions) - n_negative,
                region_codes=[regions[key]] if regions[key] else [],
            )
        )
    return stories


def make_issue(number: int, story: Story, unit: Unit, by: User, *, level: int, due_in: timedelta) -> Issue:
    now = timezone.now()
    issue = Issue.objects.create(
        number=f"ISU-{now.year}-{number:05}", title=story.title, unit=unit, level_id=level, opened_by=by,
        opened_at=now - timedelta(hours=6), summary="Dibuka dari kelompok berita yang membesar.",
    )  # fmt: skip
    IssueStory.objects.create(issue=issue, story=story, added_by=by)
    story.issue_number = issue.number
    story.save(update_fields=["issue_number"])
    IssueClock.objects.create(
        issue=issue, kind="triage", time_kind="calendar", minutes=360, started_at=issue.opened_at, due_at=now + due_in
    )
    return issue


def make_round(sari: User, unit: Unit) -> RatingRound:
    """An open round in which sari has three mentions to rate."""
    opened = RatingRound.objects.create(
        unit=unit, name="Ronde Maret", rubric_version="1", days=30, seed=1, opened_at=timezone.now()
    )
    for position, mention in enumerate(Mention.objects.order_by("pk")[:3]):
        sampled = SampledMention.objects.create(round=opened, mention=mention)
        RatingAssignment.objects.create(sampled=sampled, rater=sari, position=position)
    return opened


def make_office(sari: User, diskominfo: Unit) -> None:
    """A working morning for sari: news of the night, one issue late, one due, two sources in trouble."""
    make_registers()
    stories = sorted(make_stories(), key=lambda story: -story.n_mentions)
    make_issue(1, stories[0], diskominfo, sari, level=2, due_in=-timedelta(hours=2))
    make_issue(2, stories[1], diskominfo, sari, level=1, due_in=timedelta(hours=3))
    now = timezone.now()
    for outlet, health in zip(
        OUTLETS[:8], [Health.OK] * 5 + [Health.SILENT, Health.EMPTY, Health.FAILING], strict=True
    ):
        make_source(
            name=outlet.name, health=health, is_enabled=True, last_fetch_at=now, last_item_at=now - timedelta(hours=3)
        )
    Watch.objects.create(unit=diskominfo, name="Banjir", any_of=["banjir", "tergenang"], region_codes=["63.03"])
    make_round(sari, diskominfo)
