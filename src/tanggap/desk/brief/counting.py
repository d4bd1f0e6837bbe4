"""The figures of a report: counts beside the span before and the mean, how the texts sound, day by day."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from tanggap.core.measure.change import Change, change
from tanggap.desk.brief.models import Period
from tanggap.desk.brief.scope import Scope
from tanggap.desk.brief.spans import Span
from tanggap.mentions.models import Correction

TONES = ("negative", "neutral", "positive")


def count(scope: Scope) -> dict[str, Any]:
    """All figures, in a number of queries that does not depend on how much there is."""
    span = scope.span
    mentions = scope.mentions().filter(published_at__gt=span.earliest)
    first = mentions.aggregate(first=Min("published_at"))["first"]
    n_spans = _spans_since(first, span)
    issues = scope.issues()
    counts = {
        "mentions": _compare(mentions, "published_at", span, n_spans),
        "outlets": _outlets(mentions, span, n_spans),
        "new_stories": _compare(scope.stories(), "first_at", span, n_spans),
        "issues_opened": _compare(issues, "opened_at", span, n_spans),
        "issues_closed": _compare(issues, "closed_at", span, n_spans),
    }
    return {
        "counts": {name: asdict(each) for name, each in counts.items()},
        "n_open": issues.open().count(),
        "n_late": issues.open().late(span.until).count(),
        "tones": {
            "now": _tones(scope, span.since, span.until),
            "before": _tones(scope, span.before, span.since) if n_spans else None,
        },
        "days": _days(scope) if scope.period != Period.DAY else [],
    }


def _spans_since(first: datetime | None, span: Span) -> int:
    """How many of the spans before hold anything: an office that began last week has no mean of a month."""
    if first is None or first > span.since:
        return 0
    return min(span.n_before, math.ceil((span.since - first) / span.length) or 1)


def _compare(rows: QuerySet[Any], name: str, span: Span, n_spans: int) -> Change:
    def between(since: datetime, until: datetime) -> Q:
        return Q(**{f"{name}__gt": since, f"{name}__lte": until})

    seen = rows.aggregate(
        now=Count("pk", filter=between(span.since, span.until)),
        before=Count("pk", filter=between(span.before, span.since)),
        earlier=Count("pk", filter=between(span.since - n_spans * span.length, span.since)),
    )
    return change(seen["now"], seen["earlier"], seen["before"], n_spans)


def _outlets(mentions: QuerySet[Any], span: Span, n_spans: int) -> Change:
    """Different outlets; a mean of them over shorter spans would say nothing."""
    now = Q(published_at__gt=span.since)
    before = Q(published_at__gt=span.before, published_at__lte=span.since)
    recent = mentions.filter(published_at__gt=span.before)
    seen = recent.aggregate(
        now=Count("outlet", distinct=True, filter=now), before=Count("outlet", distinct=True, filter=before)
    )
    return Change(seen["now"], seen["before"] if n_spans else None, None, 0)


def _tones(scope: Scope, since: datetime, until: datetime) -> dict[str, int]:
    """How many texts sound how; a person's correction wins over the machine's judgement."""
    texts = scope.mentions().filter(published_at__gt=since, published_at__lte=until, assessment__isnull=False)
    rows = texts.values_list("assessment__sentiment").order_by().annotate(n=Count("pk"))
    tones = Counter(dict(rows))
    said = Correction.objects.filter(mention__in=texts).newest("sentiment")
    for value, judged in said.values_list("value", "mention__assessment__sentiment"):
        tones[judged] -= 1
        tones[value] += 1
    return {tone: tones[tone] for tone in TONES}


def _days(scope: Scope) -> list[dict[str, Any]]:
    """One row for each local day of the span, days without anything too."""
    by_day = scope.told().annotate(on=TruncDate("published_at")).values("on").order_by()
    mentions: dict[Any, dict[str, Any]] = {
        row["on"]: dict(row)
        for row in by_day.annotate(
            n=Count("pk"), **{tone: Count("pk", filter=Q(assessment__sentiment=tone)) for tone in TONES}
        )
    }
    for on, value, judged in _said_by_day(scope):
        mentions[on][judged] = mentions[on].get(judged, 0) - 1
        mentions[on][value] += 1
    new = scope.stories().filter(first_at__gt=scope.span.since, first_at__lte=scope.span.until)
    stories = {
        row["on"]: row["n"]
        for row in new.annotate(on=TruncDate("first_at")).values("on").order_by().annotate(n=Count("pk"))
    }
    first = timezone.localdate(scope.span.since)
    days = [first + timedelta(days=n) for n in range(scope.span.length.days)]
    return [
        {
            "on": on.isoformat(),
            "mentions": mentions.get(on, {}).get("n", 0),
            "new_stories": stories.get(on, 0),
            **{tone: mentions.get(on, {}).get(tone, 0) for tone in TONES},
        }
        for on in days
    ]


def _said_by_day(scope: Scope) -> QuerySet[Correction, tuple[Any, ...]]:
    """For each text of the span that a person judged: its day, the person's word, the machine's."""
    said = Correction.objects.filter(mention__in=scope.told(), mention__assessment__isnull=False).newest("sentiment")
    return said.annotate(on=TruncDate("mention__published_at")).values_list(
        "on", "value", "mention__assessment__sentiment"
    )
