"""What the table of sources shows beside each row: figures of the last fourteen days, and its trouble in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, Count, IntegerField, QuerySet, Sum, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from tanggap.sources.health import SENTENCES
from tanggap.sources.models import Fetch, Health, QuarantinedRow, Source
from tanggap.sources.rhythm import in_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

N_DAYS = 14
_TROUBLE_FIRST = (Health.BLOCKED, Health.FAILING, Health.SILENT, Health.EMPTY, Health.NEW, Health.OK)
TROUBLED = (Health.BLOCKED, Health.FAILING, Health.SILENT, Health.EMPTY)
TONES = {
    Health.OK: "green", Health.NOT_MODIFIED: "green", Health.NEW: "azure", Health.EMPTY: "yellow",
    Health.SILENT: "orange", Health.FAILING: "red", Health.BLOCKED: "red", Health.OFF: "secondary",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One row of the table."""

    source: Source
    per_day: list[int]
    n_items: int
    n_bad: int
    matter: str | _StrPromise
    advice: str | _StrPromise
    tone: str

    @property
    def every(self) -> str:
        return in_words(self.source.interval)


def trouble_first(sources: QuerySet[Source]) -> QuerySet[Source]:
    """Those that need somebody come first, those switched off last."""
    places = [When(health=health, then=Value(place)) for place, health in enumerate(_TROUBLE_FIRST)]
    rank = Case(
        When(is_enabled=False, then=Value(90)), *places, default=Value(len(places)), output_field=IntegerField()
    )
    return sources.select_related("group").annotate(rank=rank).order_by("rank", "name")


def lines_of(sources: Sequence[Source], *, now: datetime) -> list[SourceLine]:
    """The rows, in two queries whatever their number."""
    ids = [source.pk for source in sources]
    first = timezone.localdate(now) - timedelta(days=N_DAYS - 1)
    counts: dict[int, dict[object, int]] = defaultdict(dict)
    visits = Fetch.objects.filter(source_id__in=ids, at__gte=now - timedelta(days=N_DAYS))
    for row in visits.annotate(day=TruncDate("at")).values("source_id", "day").order_by().annotate(n=Sum("n_new")):
        counts[row["source_id"]][row["day"]] = row["n"]
    bad = QuarantinedRow.objects.filter(source_id__in=ids).values("source_id").order_by().annotate(n=Count("pk"))
    n_bad = {row["source_id"]: row["n"] for row in bad}
    days = [first + timedelta(days=n) for n in range(N_DAYS)]
    return [
        _line(source, [counts[source.pk].get(day, 0) for day in days], n_bad.get(source.pk, 0)) for source in sources
    ]


def _line(source: Source, per_day: list[int], n_bad: int) -> SourceLine:
    matter, advice = SENTENCES.get(source.health_detail, ("", "")) if source.is_enabled else ("", "")
    health = Health(source.health) if source.is_enabled else Health.OFF
    return SourceLine(source, per_day, sum(per_day), n_bad, matter, advice, TONES[health])
