"""Stories as the first page shows them: what is new, and what grows while nobody answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from tanggap.accounts.models import User
from tanggap.core.signals.strength import Strength, strength
from tanggap.reference.models import Region
from tanggap.stories.levels import courses_of
from tanggap.stories.models import Story, StoryQuerySet

GROWTH_SPAN = timedelta(hours=24)
# Fewer texts than this are no growth, only chance.
GROWTH_AT_LEAST = 3


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One story with what stands beside its title."""

    story: Story
    regions: list[str]
    course: list[int]

    @property
    def strength(self) -> Strength:
        return strength(self.course)


@dataclass(frozen=True, slots=True)
class GrowingStory:
    """A story without an issue that was told more often today than yesterday."""

    story: Story
    n_now: int
    n_before: int


def new_stories(user: User, since: datetime) -> StoryQuerySet:
    """Stories that began after `since`, the widest told first."""
    found = Story.objects.visible_to(user).inbox().filter(created_at__gt=since)
    return found.order_by("-n_outlets", "-n_mentions", "-last_at", "-id")


def story_lines(stories: Iterable[Story], now: datetime) -> list[StoryLine]:
    stories = list(stories)
    codes = {code for story in stories for code in story.region_codes}
    names = dict(Region.objects.filter(code__in=codes).values_list("code", "name"))
    courses = courses_of([story.pk for story in stories], now)
    return [
        StoryLine(story, [names[code] for code in story.region_codes if code in names][:3], courses[story.pk])
        for story in stories
    ]


def growing_stories(user: User, now: datetime, *, at_most: int) -> list[GrowingStory]:
    """Stories that nobody owns and that were told more often in the last day than in the day before."""
    told = Q(memberships__mention__published_at__lte=now)
    day = told & Q(memberships__mention__published_at__gt=now - GROWTH_SPAN)
    eve = Q(
        memberships__mention__published_at__lte=now - GROWTH_SPAN,
        memberships__mention__published_at__gt=now - 2 * GROWTH_SPAN,
    )
    rows = list(
        Story.objects.visible_to(user)
        .inbox()
        .filter(issue_number="", last_at__gt=now - GROWTH_SPAN)
        .annotate(n_now=Count("memberships", filter=day), n_eve=Count("memberships", filter=eve))
        .filter(n_now__gte=GROWTH_AT_LEAST, n_now__gt=F("n_eve"))
        .order_by(F("n_eve") - F("n_now"), "-last_at", "-id")
        .values_list("pk", "n_now", "n_eve")[:at_most]
    )
    stories = Story.objects.in_bulk([pk for pk, _now, _eve in rows])
    return [GrowingStory(stories[pk], n_now, n_eve) for pk, n_now, n_eve in rows]
