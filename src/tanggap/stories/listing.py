"""What a page shows of stories beside their own columns, read for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from tanggap.accounts.models import User
from tanggap.core.rubric.level import Facts, Suggestion, n_regencies, suggest_level
from tanggap.core.signals.strength import Strength, strength
from tanggap.mentions.models import Mention, SourceKind
from tanggap.reference.models import Region, Topic
from tanggap.stories.advice import reason_words
from tanggap.stories.forms import PERIODS
from tanggap.stories.models import Story, StoryMembership

COURSE_HOURS = 72
_STEP_HOURS = 3
LOOKED_THROUGH = 300
# What people post, as against what outlets publish.
_POSTS = (
    SourceKind.TIKTOK,
    SourceKind.INSTAGRAM,
    SourceKind.FACEBOOK,
    SourceKind.X,
    SourceKind.YOUTUBE,
    SourceKind.THREADS,
    SourceKind.TELEGRAM,
    SourceKind.FORUM,
)


@dataclass(slots=True)
class StoryRow:
    """A story as a list shows it: with the names of its places and topics and its course over 72 hours."""

    story: Story
    course: list[int]
    regions: list[str]
    topics: list[str]
    n_posts: int = 0

    @property
    def strength(self) -> Strength:
        return strength(self.course)

    @property
    def suggestion(self) -> Suggestion:
        """The level that speaks from the story's figures now; a person decides."""
        story = self.story
        n_judged = story.n_negative + story.n_neutral + story.n_positive
        n_regions = n_regencies(story.region_codes)
        facts = Facts(story.n_outlets, self.strength, story.n_negative, n_judged, n_regions, tuple(story.topics))
        return suggest_level(facts)

    @property
    def why(self) -> list[str]:
        return [reason_words(reason, self.topic_names) for reason in self.suggestion.reasons]

    @property
    def topic_names(self) -> dict[str, str]:
        return dict(zip(self.story.topics, self.topics, strict=True))


@dataclass(slots=True)
class Lead:
    """A mention of a story with the copies that stand under it."""

    membership: StoryMembership
    copies: list[StoryMembership] = field(default_factory=list)


def found_by(chosen: dict[str, Any], *, user: User, now: datetime) -> QuerySet[Story]:
    """The stories this person looks for."""
    stories = Story.objects.visible_to(user).in_state(chosen.get("state", ""))
    if "q" in chosen:
        stories = stories.search(chosen["q"], user=user)
    if "region" in chosen:
        stories = stories.in_region(chosen["region"])
    if "topic" in chosen:
        stories = stories.filter(topics__contains=[chosen["topic"]])
    if "unit" in chosen:
        stories = stories.of_unit(chosen["unit"])
    if "platform" in chosen:
        stories = stories.on_platform(chosen["platform"])
    if "tone" in chosen:
        stories = stories.mostly(chosen["tone"])
    if "period" in chosen:
        stories = stories.filter(last_at__gte=now - PERIODS[chosen["period"]])
    return stories


def at_level(stories: QuerySet[Story], level: int, *, now: datetime) -> list[Story]:
    """The stories that suggest this level or more, of the `LOOKED_THROUGH` latest: growth changes by the hour."""
    latest = list(stories[:LOOKED_THROUGH])
    return [row.story for row in rows_of(latest, now=now) if row.suggestion.level >= level]


def rows_of(stories: Sequence[Story], *, now: datetime) -> list[StoryRow]:
    """The stories with all that a list shows, in four queries however many they are."""
    posts = _posts([story.pk for story in stories])
    courses = _courses([story.pk for story in stories], now)
    codes = {code for story in stories for code in story.region_codes}
    regions = dict(Region.objects.filter(pk__in=codes).values_list("code", "name"))
    slugs = {code for story in stories for code in story.topics}
    topics = dict(Topic.objects.filter(pk__in=slugs).values_list("code", "name"))
    return [
        StoryRow(
            story,
            courses[story.pk],
            [regions.get(code, code) for code in story.region_codes],
            [topics.get(code, code) for code in story.topics],
            posts.get(story.pk, 0),
        )
        for story in stories
    ]


def _posts(story_ids: Sequence[int]) -> dict[int, int]:
    """How many public posts each story has."""
    posts = StoryMembership.objects.filter(story_id__in=story_ids, mention__unit=None, mention__source_kind__in=_POSTS)
    return dict(posts.order_by().values_list("story_id").annotate(n=Count("pk")))


def carriers_of(story: Story, *, user: User, at_most: int = 12) -> list[tuple[str, int]]:
    """Which outlets carry the story, as far as this person may see it, with the number of texts."""
    seen = story.memberships.filter(mention__in=Mention.objects.visible_to(user)).exclude(mention__outlet=None)
    rows = seen.order_by().values_list("mention__outlet__name").annotate(n=Count("pk"))
    return list(rows.order_by("-n", "mention__outlet__name")[:at_most])


def _courses(story_ids: Sequence[int], now: datetime) -> dict[int, list[int]]:
    since = now - timedelta(hours=COURSE_HOURS)
    is_own = Q(mention__unit=None) | Q(mention__unit=F("story__unit"))
    recent = StoryMembership.objects.filter(
        is_own, story_id__in=story_ids, mention__published_at__gt=since, mention__published_at__lte=now
    )
    courses: dict[int, list[int]] = defaultdict(lambda: [0] * (COURSE_HOURS // _STEP_HOURS))
    for story_id, at in recent.values_list("story_id", "mention__published_at"):
        step = min(int((at - since) / timedelta(hours=_STEP_HOURS)), COURSE_HOURS // _STEP_HOURS - 1)
        courses[story_id][step] += 1
    return courses


def leads_of(story: Story, *, user: User) -> QuerySet[StoryMembership]:
    """The story's mentions that this person may see, earliest first, without those folded under another."""
    visible = story.memberships.filter(mention__in=Mention.objects.visible_to(user), copy_of=None)
    rows = visible.select_related("mention__outlet", "mention__assessment", "mention__unit")
    return rows.defer("mention__search").order_by("mention__published_at", "mention_id")


def with_copies(memberships: Sequence[StoryMembership], *, user: User) -> list[Lead]:
    """Mentions with their copies, in one query."""
    leads = {row.mention_id: Lead(row) for row in memberships}
    copies = StoryMembership.objects.filter(copy_of_id__in=leads, mention__in=Mention.objects.visible_to(user))
    for copy in copies.select_related("mention__outlet").defer("mention__search", "mention__text").order_by("id"):
        leads[copy.copy_of_id or 0].copies.append(copy)
    return list(leads.values())
