"""What a page shows of stories beside their own columns, read for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from tanggap.accounts.models import User
from tanggap.core.rubric.level import Suggestion, suggest_level
from tanggap.core.signals.risk import Risk
from tanggap.core.signals.strength import Strength, strength
from tanggap.core.text.voices import Voice, most_quoted
from tanggap.mentions.models import Mention, Quotation, RatingAssignment, SourceKind
from tanggap.reference.models import Region, Topic
from tanggap.stories.advice import CriterionRow, reason_words, risk_words, rubric_rows
from tanggap.stories.forms import PERIODS
from tanggap.stories.levels import courses_of, risk_of, steps_of
from tanggap.stories.models import RISK_SHOWN, Story, StoryMembership

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
_MAX_QUOTATIONS = 5_000
# Among so many texts nobody can tell what a single one was scored.
_HIDES_ONE = 10


@dataclass(slots=True)
class StoryRow:
    """A story as a list shows it: with the names of its places and topics and its course over 72 hours."""

    story: Story
    course: list[int]
    regions: list[str]
    topics: list[str]
    steps: dict[str, int]
    risk: Risk
    silent: timedelta
    n_posts: int = 0
    # Its reader rates one of its texts blindly: what the machine scored in texts is not among `steps`.
    is_blind: bool = False

    @property
    def strength(self) -> Strength:
        return strength(self.course)

    @property
    def suggestion(self) -> Suggestion:
        """The level that speaks from the ten criteria now; a person decides."""
        return suggest_level(self.steps)

    @property
    def risk_shown(self) -> str:
        """Why it may run wild, where the risk is worth showing."""
        return risk_words(self.risk, self.story.n_outlets, self.silent) if self.risk.value >= RISK_SHOWN else ""

    @property
    def why(self) -> list[str]:
        return [reason_words(reason) for reason in self.suggestion.reasons]

    @property
    def rubric(self) -> list[CriterionRow]:
        return rubric_rows(self.steps, is_blind=self.is_blind)


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
    if "level" in chosen:
        stories = stories.filter(suggested_level__gte=int(chosen["level"]))
    if "period" in chosen:
        stories = stories.filter(last_at__gte=now - PERIODS[chosen["period"]])
    return stories


def rows_of(stories: Sequence[Story], *, user: User, now: datetime) -> list[StoryRow]:
    """The stories with all that a list shows, in five queries however many they are."""
    ids = [story.pk for story in stories]
    posts, courses, blind = _posts(ids), courses_of(ids, now), _rated_blindly(ids, user)
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
            steps_of(story, courses[story.pk], now, is_blind=story.pk in blind),
            risk_of(story, courses[story.pk], now),
            now - story.first_at,
            posts.get(story.pk, 0),
            is_blind=story.pk in blind,
        )
        for story in stories
    ]


def _posts(story_ids: Sequence[int]) -> dict[int, int]:
    """How many public posts each story has."""
    posts = StoryMembership.objects.filter(story_id__in=story_ids, mention__unit=None, mention__source_kind__in=_POSTS)
    return dict(posts.order_by().values_list("story_id").annotate(n=Count("pk")))


def _rated_blindly(story_ids: Sequence[int], user: User) -> set[int]:
    """The stories that would give away a score of a text that this person rates in a round that is not closed."""
    texts = RatingAssignment.objects.hidden_from(user).values("sampled__mention_id")
    places = StoryMembership.objects.filter(
        story_id__in=story_ids, story__n_mentions__lt=_HIDES_ONE, mention_id__in=texts
    )
    return set(places.values_list("story_id", flat=True))


def carriers_of(story: Story, *, user: User, at_most: int = 12) -> list[tuple[str, int]]:
    """Which outlets carry the story, as far as this person may see it, with the number of texts."""
    seen = story.memberships.filter(mention__in=Mention.objects.visible_to(user)).exclude(mention__outlet=None)
    rows = seen.order_by().values_list("mention__outlet__name").annotate(n=Count("pk"))
    return list(rows.order_by("-n", "mention__outlet__name")[:at_most])


def voices_of(story: Story, *, user: User, at_most: int = 5) -> list[Voice]:
    """Which public speakers are quoted most in the story, as far as this person may see it; copies count once."""
    texts = Mention.objects.visible_to(user).filter(membership__story=story, membership__copy_of=None)
    rows = Quotation.objects.filter(mention__in=texts).order_by("mention_id", "position")
    return most_quoted(rows.values_list("speaker", "role", "mention_id")[:_MAX_QUOTATIONS], at_most)


def leads_of(story: Story, *, user: User) -> QuerySet[StoryMembership]:
    """The story's mentions that this person may see, earliest first, without those folded under another."""
    visible = story.memberships.filter(mention__in=Mention.objects.visible_to(user), copy_of=None)
    rows = visible.select_related("mention__outlet", "mention__assessment", "mention__unit")
    rows = rows.prefetch_related("mention__corrections")
    return rows.defer("mention__search").order_by("mention__published_at", "mention_id")


def with_copies(memberships: Sequence[StoryMembership], *, user: User) -> list[Lead]:
    """Mentions with their copies, in one query."""
    leads = {row.mention_id: Lead(row) for row in memberships}
    copies = StoryMembership.objects.filter(copy_of_id__in=leads, mention__in=Mention.objects.visible_to(user))
    for copy in copies.select_related("mention__outlet").defer("mention__search", "mention__text").order_by("id"):
        leads[copy.copy_of_id or 0].copies.append(copy)
    return list(leads.values())
