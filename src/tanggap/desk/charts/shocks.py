"""The shocks of the sentiment within a chart's time and place, each with the story behind it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from django.db.models import F, Q
from django.utils import timezone

from tanggap.core.signals.shocks import DayTone, Shock, shocks_of
from tanggap.desk.charts.figures import TONES, Scope
from tanggap.desk.charts.forms import LONGEST
from tanggap.desk.mood import counted_by
from tanggap.mentions.models import Sentiment
from tanggap.reference.models import Region
from tanggap.stories.models import Story

AT_MOST = 5
# A story is named as the one behind a shock when so much of the day's negative texts are its.
SHARE_OF_NEGATIVE = 0.5


@dataclass(frozen=True, slots=True)
class ShownShock:
    """A shock with the story that has half of the day's negative texts or more; None when no one story has."""

    shock: Shock
    story: Story | None
    n_negative: int

    @property
    def fallen_to(self) -> float:
        return self.shock.usual - self.shock.fall


def shocks_in(scope: Scope) -> list[ShownShock]:
    """The newest shocks of the period; what is usual is read from the longest period that is kept."""
    longest = replace(scope, chosen={**scope.chosen, "days": LONGEST})
    counts = longest.by_day("tone")
    days = [DayTone(day, *(counts[day, tone] for tone in TONES)) for day in longest.days]
    found = [shock for shock in shocks_of(days) if shock.day >= scope.first_day]
    return [_with_story(shock, scope) for shock in reversed(found[-AT_MOST:])]


def _with_story(shock: Shock, scope: Scope) -> ShownShock:
    counts = counted_by(_of_day(shock, scope), F("mention__membership__story"))
    negative = Counter({pk: tones[Sentiment.NEGATIVE] for pk, tones in counts.items() if pk is not None})
    total = sum(tones[Sentiment.NEGATIVE] for tones in counts.values())
    [(pk, n)] = negative.most_common(1) or [(None, 0)]
    if pk is None or n < SHARE_OF_NEGATIVE * total:
        return ShownShock(shock, None, total)
    return ShownShock(shock, Story.objects.visible_to(scope.user).filter(pk=pk).first(), n)


def _of_day(shock: Shock, scope: Scope) -> Q:
    begin = timezone.make_aware(datetime.combine(shock.day, time()))
    end = begin + timedelta(days=1)
    within = Q(mention__published_at__gte=begin, mention__published_at__lt=end, mention__unit=None)
    if scope.narrow.region:
        parts = Region.objects.filter(code__startswith=scope.narrow.region).values_list("code", flat=True)
        within &= Q(mention__assessment__region_codes__overlap=list(parts))
    if scope.narrow.watcher_id is not None:
        within &= Q(mention__watch_hits__watch__unit_id=scope.narrow.watcher_id)
    return within
