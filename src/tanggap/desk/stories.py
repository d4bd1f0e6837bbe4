"""Stories as the first page shows them: what is new, and what may run wild."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tanggap.accounts.models import User
from tanggap.core.signals.strength import Strength, strength
from tanggap.reference.models import Region
from tanggap.stories.levels import courses_of
from tanggap.stories.listing import StoryRow, rows_of
from tanggap.stories.models import Story, StoryQuerySet


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One story with what stands beside its title."""

    story: Story
    regions: list[str]
    course: list[int]

    @property
    def strength(self) -> Strength:
        return strength(self.course)


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


def wild_stories(user: User, now: datetime, *, at_most: int) -> list[StoryRow]:
    """The stories that may run wild, those in issues too, the riskiest first."""
    found = Story.objects.visible_to(user).running_wild()
    # Counted anew with now: the kept risk may be minutes old.
    return [row for row in rows_of(list(found[:at_most]), user=user, now=now) if row.risk_shown]
