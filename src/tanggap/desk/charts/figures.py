"""The figures of the charts: kept mentions that this person may see, after people's corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, F, Func, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from tanggap.accounts.models import User
from tanggap.desk.charts.forms import DAYS, DEFAULT_DAYS
from tanggap.desk.search.finding import Asked, mentions_asked_for
from tanggap.mentions.models import Correction, MentionQuerySet, SourceKind
from tanggap.reference.models import Region, Topic

MAX_BARS = 15


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts by label and what they rest on. `n` is the number of mentions, each counted once."""

    rows: list[tuple[Any, ...]]
    n: int


@dataclass(frozen=True, slots=True)
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

    def mentions(self) -> MentionQuerySet:
        narrow: dict[str, Any] = {name: self.chosen[name] for name in ("region", "unit") if name in self.chosen}
        begin = timezone.make_aware(datetime.combine(self.first_day, datetime.min.time()))
        found = mentions_asked_for(Asked(self.user, narrow, self.now))
        return found.filter(published_at__gte=begin, published_at__lte=self.now).order_by()


def attention(scope: Scope) -> Counted:
    """(day, platform, n): every day of the period, platforms by their size."""
    counts: Counter[tuple[date, str]] = Counter()
    rows = scope.mentions().annotate(day=TruncDate("published_at")).values_list("day", "source_kind")
    for day, kind, n in rows.annotate(n=Count("pk")):
        counts[day, kind] += n
    by_kind: Counter[str] = Counter()
    for (_day, kind), n in counts.items():
        by_kind[kind] += n
    names = dict(SourceKind.choices)
    table = [(day, str(names[kind]), counts[day, kind]) for kind, _n in by_kind.most_common() for day in scope.days]
    return Counted(table, by_kind.total())


def tone(scope: Scope) -> Counted:
    """(day, negative, neutral, positive) of what has been judged."""
    mentions = scope.mentions().annotate(day=TruncDate("published_at"))
    counts = _with_corrections(
        mentions, "sentiment", lambda rows: rows.values_list("day", "assessment__sentiment"), lambda value: [value]
    )
    table = [(day, *(counts[day, each] for each in ("negative", "neutral", "positive"))) for day in scope.days]
    return Counted(table, counts.total())


def outlets(scope: Scope) -> Counted:
    """(outlet, n): how much each carried, and nothing else about it."""
    rows = scope.mentions().filter(outlet__isnull=False).values_list("outlet__name").annotate(n=Count("pk"))
    counted = list(rows.order_by("-n", "outlet__name"))
    return Counted([*counted[:MAX_BARS]], sum(n for _name, n in counted))


def topics(scope: Scope) -> Counted:
    """(topic, n); a mention may have several topics."""
    names = dict(Topic.objects.values_list("code", "name"))
    counts, n = _labels(scope, "topics")
    rows = [(names.get(code, code), counts[code]) for code, _n in counts.most_common(MAX_BARS)]
    return Counted(rows, n)


def places(scope: Scope) -> Counted:
    """(code, name, n) of every regency and city, those without a mention too."""
    found, n = _labels(scope, "region_codes", shorten=5)
    regencies = Region.objects.regencies().values_list("code", "name")
    return Counted([(code, name, found[code]) for code, name in regencies], n)


def sources(scope: Scope) -> tuple[int, int]:
    """How many outlets and how many platforms the figures come from."""
    rows = scope.mentions().aggregate(outlets=Count("outlet", distinct=True), kinds=Count("source_kind", distinct=True))
    return int(rows["outlets"]), int(rows["kinds"])


def _labels(scope: Scope, name: str, *, shorten: int | None = None) -> tuple[Counter[str], int]:
    """Counts of a list of labels, each once a mention; and how many mentions have one at all."""
    mentions = scope.mentions()
    said = _newest_words(name)
    counts: Counter[str] = Counter()
    machine = mentions.exclude(pk__in=said).filter(**{f"assessment__{name}__len__gt": 0})
    label: Any = Func(F(f"assessment__{name}"), function="unnest", output_field=CharField())
    if shorten:
        label = Func(label, Value(1), Value(shorten), function="substr", output_field=CharField())
    rows = machine.annotate(label=label).values_list("label").annotate(n=Count("pk", distinct=True))
    counts.update(dict(rows))
    n = machine.count()
    for pk in mentions.filter(pk__in=said).values_list("pk", flat=True):
        counts.update({code[:shorten] for code in said[pk]})
        n += bool(said[pk])
    return counts, n


def _with_corrections(
    mentions: MentionQuerySet, name: str, values: Callable[[Any], Any], labels: Callable[[Any], Iterable[str]]
) -> Counter[tuple[Any, str]]:
    """Counts by day and label: in one query what only the machine judged, one by one what people corrected."""
    said = _newest_words(name)
    counts: Counter[tuple[Any, str]] = Counter()
    machine = mentions.exclude(pk__in=said).filter(assessment__isnull=False)
    for day, label, n in values(machine).annotate(n=Count("pk")):
        counts[day, label] += n
    for pk, day in mentions.filter(pk__in=said).annotate(day=TruncDate("published_at")).values_list("pk", "day"):
        for label in labels(said[pk]):
            counts[day, label] += 1
    return counts


def _newest_words(name: str) -> dict[int, Any]:
    rows = Correction.objects.filter(name=name).order_by("id").values_list("mention_id", "value")
    return dict(rows)
