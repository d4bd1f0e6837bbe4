"""How the sentiment of the news moved since yesterday, and the story that moved it when one did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, IntegerField, Q, Value, When

from tanggap.mentions.models import Assessment, Mention, Sentiment
from tanggap.stories.models import Story, StoryMembership

DAY = timedelta(days=1)
# Below so many judged texts a day, or by so little, a move is chance and is not told.
TEXTS_AT_LEAST = 20
MOVE_AT_LEAST = 0.05
# A story is told as the reason when without it at least this share of the fall would not be there.
SHARE_OF_FALL = 0.5


@dataclass(frozen=True, slots=True)
class Balance:
    """Texts by sentiment. `value` lies between −1 (all negative) and 1 (all positive)."""

    negative: int = 0
    neutral: int = 0
    positive: int = 0

    @property
    def n(self) -> int:
        return self.negative + self.neutral + self.positive

    @property
    def value(self) -> float:
        return (self.positive - self.negative) / self.n if self.n else 0.0

    def without(self, part: Balance) -> Balance:
        return Balance(self.negative - part.negative, self.neutral - part.neutral, self.positive - part.positive)


@dataclass(frozen=True, slots=True)
class Mood:
    """A move that is worth telling. `title` is the story behind a fall, empty when no one story is."""

    now: Balance
    before: Balance
    title: str = ""
    n_negative: int = 0

    @property
    def move(self) -> float:
        return self.now.value - self.before.value


def mood(now: datetime) -> Mood | None:
    """The last 24 hours against the 24 before, over public news that somebody watches; None when nothing is told."""
    today, yesterday = _balances(now)
    found = Mood(today, yesterday)
    if min(today.n, yesterday.n) < TEXTS_AT_LEAST or abs(found.move) < MOVE_AT_LEAST:
        return None
    return _with_reason(found, now) if found.move < 0 else found


def _recent(now: datetime, since: datetime) -> Q:
    return Q(mention__published_at__gt=since, mention__published_at__lte=now, mention__unit=None)


def _balances(now: datetime) -> tuple[Balance, Balance]:
    is_today = Case(
        When(mention__published_at__gt=now - DAY, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    rows = (
        Assessment.objects.filter(_recent(now, now - 2 * DAY), mention__in=Mention.objects.kept())
        .annotate(day=is_today)
        .order_by()
        .values_list("day", "sentiment")
        .annotate(n=Count("pk"))
    )
    counts: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for day, sentiment, n in rows:
        counts[day][sentiment] = n
    return _balance(counts[1]), _balance(counts[0])


def _balance(counts: dict[str, int]) -> Balance:
    return Balance(*(counts.get(tone, 0) for tone in (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE)))


def _told(sentiment: str) -> Count:
    return Count("pk", filter=Q(mention__assessment__sentiment=sentiment))


def _with_reason(found: Mood, now: datetime) -> Mood:
    """The story with most negative texts of the day, if most of the fall would not be there without it."""
    rows = StoryMembership.objects.filter(
        _recent(now, now - DAY), mention__is_kept=True, mention__assessment__isnull=False, story__unit=None
    )
    top = (
        rows.order_by()
        .values("story")
        .annotate(n_negative=_told("negative"), n_neutral=_told("neutral"), n_positive=_told("positive"))
        .order_by("-n_negative", "story")
        .first()
    )
    if top is None:
        return found
    part = Balance(top["n_negative"], top["n_neutral"], top["n_positive"])
    rest = found.now.without(part)
    if not rest.n or rest.value - found.before.value < (1 - SHARE_OF_FALL) * found.move:
        return found
    title = Story.objects.values_list("title", flat=True).get(pk=top["story"])
    return Mood(found.now, found.before, title, part.negative)
