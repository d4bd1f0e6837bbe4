"""How the sentiment of the news moved since yesterday, and the story that moved it when one did."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q

from tanggap.mentions.models import Assessment, Correction, Sentiment
from tanggap.stories.models import Story

DAY = timedelta(days=1)
_KEPT, _KEPT_S = "desk.mood", 60
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


def recent_mood(now: datetime) -> Mood | None:
    """`mood`, worked out once a minute: it is the same for everybody, and two days of news are many."""
    kept: tuple[Mood | None] | None = cache.get(_KEPT)
    if kept is None:
        kept = (mood(now),)
        cache.set(_KEPT, kept, _KEPT_S)
    return kept[0]


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
    is_today = ExpressionWrapper(Q(mention__published_at__gt=now - DAY), output_field=BooleanField())
    counts = counted_by(_recent(now, now - 2 * DAY), is_today)
    return _balance(counts[True]), _balance(counts[False])


def counted_by(which: Q, by: Any) -> defaultdict[Any, Counter[str]]:
    """Kept texts by sentiment, for each value of `by`; a person's newest word counts instead of the machine's."""
    counts: defaultdict[Any, Counter[str]] = defaultdict(Counter)
    judged = Assessment.objects.filter(which, mention__is_kept=True).annotate(group=by).order_by()
    for key, sentiment, n in judged.values_list("group", "sentiment").annotate(n=Count("pk")):
        counts[key][sentiment] += n
    said = Correction.objects.filter(which, mention__is_kept=True, mention__assessment__isnull=False)
    words = said.newest("sentiment").annotate(group=by)
    for key, word, sentiment in words.values_list("group", "value", "mention__assessment__sentiment"):
        counts[key][sentiment] -= 1
        counts[key][word] += 1
    return counts


def _balance(counts: Mapping[str, int]) -> Balance:
    return Balance(*(counts.get(tone, 0) for tone in (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE)))


def _with_reason(found: Mood, now: datetime) -> Mood:
    """The story with most negative texts of the day, if most of the fall would not be there without it."""
    told = _recent(now, now - DAY) & Q(mention__membership__story__isnull=False, mention__membership__story__unit=None)
    stories = {pk: _balance(counts) for pk, counts in counted_by(told, F("mention__membership__story")).items()}
    if not stories:
        return found
    pk, part = min(stories.items(), key=lambda row: (-row[1].negative, row[0]))
    rest = found.now.without(part)
    if not rest.n or rest.value - found.before.value < (1 - SHARE_OF_FALL) * found.move:
        return found
    title = Story.objects.values_list("title", flat=True).get(pk=pk)
    return Mood(found.now, found.before, title, part.negative)
