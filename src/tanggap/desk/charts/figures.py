"""The figures of the charts: kept mentions that this person may see, after people's corrections.

They come from the counts that are written down for each day; a day that has changed since is counted on the spot.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zlib import crc32

from django.db.models import Q
from django.utils import timezone

from tanggap.accounts.models import Unit, User
from tanggap.desk.charts.counting import ENOUGH_AUTHORS, Narrow, Tally, changed_days, count_now
from tanggap.desk.charts.forms import DAYS, DEFAULT_DAYS
from tanggap.desk.charts.models import DailyCount
from tanggap.mentions.models import Emotion, SourceKind, Stance, Watch
from tanggap.mentions.tones.lines import programme_names
from tanggap.reference.models import Region, Topic
from tanggap.sources.models import Outlet

MAX_BARS = 15
TONES = ("negative", "neutral", "positive")
STANCES = (Stance.OPPOSE, Stance.UNCLEAR, Stance.SUPPORT)
# So many days are counted while somebody waits; with more, the page says that it is a little behind.
MAX_COUNTED_NOW = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts by label and what they rest on. `n` is the number of mentions, each counted once."""

    rows: list[tuple[Any, ...]]
    n: int

    @property
    def stamp(self) -> str:
        """Changes with the figures: a browser that keeps a picture keeps it under this."""
        return f"{crc32(repr(self.rows).encode()):08x}"


@dataclass(frozen=True)
class Scope:
    """Whose eyes, which days, which part."""

    user: User
    chosen: dict[str, Any]
    now: datetime

    @property
    def n_days(self) -> int:
        return DAYS.get(str(self.chosen.get("days", "")), DEFAULT_DAYS)

    @property
    def first_day(self) -> date:
        return timezone.localdate(self.now) - timedelta(days=self.n_days - 1)

    @property
    def last_day(self) -> date:
        return timezone.localdate(self.now)

    @property
    def days(self) -> list[date]:
        return [self.first_day + timedelta(days=n) for n in range(self.n_days)]

    @cached_property
    def narrow(self) -> Narrow:
        unit: Unit | None = self.chosen.get("unit")
        region = str(self.chosen.get("region", ""))
        if unit is None:
            return Narrow(region=region)
        watches = Watch.objects.of_unit(unit)
        seen = tuple(watches.filter(pk__in=Watch.objects.visible_to(self.user)).values_list("pk", flat=True))
        # What a unit watches is written down for all of its watches; some of them may not be for these eyes.
        is_all = not watches.exclude(pk__in=seen).exists()
        return Narrow(unit.pk, region, None if is_all else seen)

    def region_names(self) -> list[str]:
        """The name of the region that the figures are narrowed to, if they are."""
        return list(Region.objects.filter(pk=self.narrow.region).values_list("name", flat=True))

    @cached_property
    def changed(self) -> list[date]:
        """The days whose written counts are no longer true, the newest first."""
        return sorted(changed_days(self.first_day, self.last_day), reverse=True)

    @property
    def n_behind(self) -> int:
        """How many days are shown as they were last counted."""
        return 0 if self.narrow.watches is not None else len(self.changed[MAX_COUNTED_NOW:])

    @cached_property
    def tallies(self) -> list[Tally]:
        """The counts of each day, of what is public and of each unit that this person belongs to."""
        if self.narrow.watches is not None:
            found = count_now(self.first_day, self.last_day, self.narrow)
        else:
            # First what has changed, then the counts: whatever is counted anew in between is the newer.
            fresh = self.changed[:MAX_COUNTED_NOW]
            found = [tally for day in fresh for tally in count_now(day, day, self.narrow)]
            found += self._written(without=fresh)
        units = self.user.covered_unit_ids
        return [tally for tally in found if units and (tally.owner_id is None or tally.owner_id in units)]

    def _written(self, *, without: list[date]) -> list[Tally]:
        rows = DailyCount.objects.filter(day__range=(self.first_day, self.last_day)).exclude(day__in=without)
        mine = Q(owner=None) | Q(owner__in=self.user.covered_unit_ids)
        rows = rows.filter(mine, watcher=self.narrow.watcher_id, region=self.narrow.region)
        return [Tally(*row) for row in rows.values_list("day", "owner_id", "counts")]

    def total(self, kind: str) -> Counter[str]:
        """Counts of the whole period by label."""
        counts: Counter[str] = Counter()
        for tally in self.tallies:
            counts.update(tally.counts.get(kind, {}))
        return counts

    def has_enough_authors(self, what: str) -> bool:
        """Whether twenty people or more spoke: of fewer no emotion and no stance is shown."""
        authors: set[str] = set()
        for tally in self.tallies:
            authors.update(tally.counts.get("authors", {}).get(what, ()))
        return len(authors) >= ENOUGH_AUTHORS

    def by_day(self, kind: str) -> Counter[tuple[date, str]]:
        counts: Counter[tuple[date, str]] = Counter()
        for tally in self.tallies:
            for label, n in tally.counts.get(kind, {}).items():
                counts[tally.day, label] += n
        return counts


def attention(scope: Scope) -> Counted:
    """(day, platform, n): every day of the period, platforms by their size."""
    counts, by_platform = scope.by_day("platform"), scope.total("platform")
    names = dict(SourceKind.choices)
    order = sorted(by_platform, key=lambda kind: (-by_platform[kind], kind))
    table = [(day, str(names[kind]), counts[day, kind]) for kind in order for day in scope.days]
    return Counted(table, by_platform.total())


def tone(scope: Scope) -> Counted:
    """(day, negative, neutral, positive) of what has been judged."""
    counts = scope.by_day("tone")
    return Counted([(day, *(counts[day, each] for each in TONES)) for day in scope.days], counts.total())


def towards(scope: Scope) -> Counted:
    """(unit, negative, neutral, positive) of the units that are spoken of most; a mention may speak of several."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for label, n in scope.total("towards").items():
        code, _space, tone_class = label.rpartition(" ")
        counts[code][tone_class] += n
    names = {unit.code: str(unit) for unit in Unit.objects.filter(code__in=counts)}
    most = sorted((code for code in counts if code in names), key=lambda code: (-counts[code].total(), names[code]))
    rows = [(names[code], *(counts[code][each] for each in TONES)) for code in most[:MAX_BARS]]
    return Counted(rows, scope.total("once")["towards"])


def emotions(scope: Scope) -> Counted:
    """(emotion, n, share) of the texts in which people speak of what they feel; nothing below twenty authors."""
    counts = scope.total("emotion")
    if not scope.has_enough_authors("emotion"):
        return Counted([], 0)
    names = dict(Emotion.choices)
    order = sorted(counts, key=lambda each: (-counts[each], each))
    rows = [(str(names[each]), counts[each], f"{round(100 * counts[each] / counts.total())} %") for each in order]
    return Counted(rows, counts.total())


def stances(scope: Scope) -> Counted:
    """(programme, opposes, unclear, supports) of each that twenty authors or more spoke of.

    `n` counts each mention once that speaks of any programme, also of one that too few spoke of.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for label, n in scope.total("stance").items():
        programme, _space, stance = label.rpartition(" ")
        counts[programme][stance] += n
    names = programme_names(counts)
    enough = [target for target in names if scope.has_enough_authors(target)]
    most = sorted(enough, key=lambda target: (-counts[target].total(), names[target]))[:MAX_BARS]
    rows = [(names[target], *(counts[target][each] for each in STANCES)) for target in most]
    return Counted(rows, scope.total("once")["stance"] if rows else 0)


def outlets(scope: Scope) -> Counted:
    """(outlet, n): how much each carried, and nothing else about it."""
    counts = scope.total("outlet")
    names = dict(Outlet.objects.filter(pk__in=map(int, counts)).values_list("pk", "name"))
    rows = [(names[int(pk)], n) for pk, n in counts.items() if int(pk) in names]
    return Counted(sorted(rows, key=lambda row: (-row[1], row[0]))[:MAX_BARS], counts.total())


def topics(scope: Scope) -> Counted:
    """(topic, n); a mention may have several topics."""
    names = dict(Topic.objects.values_list("code", "name"))
    rows = [(names.get(code, code), n) for code, n in scope.total("topic").items()]
    return Counted(sorted(rows, key=lambda row: (-row[1], row[0]))[:MAX_BARS], scope.total("once")["topic"])


def places(scope: Scope) -> Counted:
    """(code, name, n) of every regency and city, those without a mention too."""
    counts = scope.total("place")
    regencies = Region.objects.regencies().values_list("code", "name")
    return Counted([(code, name, counts[code]) for code, name in regencies], scope.total("once")["place"])


def sources(scope: Scope) -> tuple[int, int]:
    """How many outlets and how many platforms the figures come from."""
    return len(scope.total("outlet")), len(scope.total("platform"))
