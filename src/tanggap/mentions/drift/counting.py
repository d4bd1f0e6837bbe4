"""Counts what the machine read and said, day by day, so that no page has to look at the mentions themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tanggap.core.text.buckets import LENGTHS, unknown_step
from tanggap.core.text.document import Document
from tanggap.core.text.sentiment import split_clitic
from tanggap.enrichers._models import normaliser
from tanggap.enrichers._reading import read
from tanggap.mentions.models import JudgedDay

# Two periods of thirty days side by side.
KEPT_DAYS = 61
# So many texts of a day are read for unknown words, drawn by the hash of their ids: the same each time.
N_READ = 200
_LOCK = 7304

_COUNT = """
WITH fact AS (
    SELECT mention.source_kind, machine.language, machine.sentiment, machine.kind, machine.topics,
        (0 || %(steps)s::int[])[1 + width_bucket(length(mention.title) + length(mention.text), %(steps)s::int[])]
            AS size
    FROM mentions_mention AS mention JOIN mentions_assessment AS machine ON machine.mention_id = mention.id
    WHERE mention.is_kept AND mention.unit_id IS NULL
        AND mention.published_at >= %(begin)s AND mention.published_at < %(end)s
)
SELECT 'platform', source_kind, count(*) FROM fact GROUP BY 2
UNION ALL SELECT 'language', language, count(*) FROM fact WHERE language <> '' GROUP BY 2
UNION ALL SELECT 'length', size::text, count(*) FROM fact GROUP BY 2
UNION ALL SELECT 'sentiment', sentiment, count(*) FROM fact WHERE sentiment <> '' GROUP BY 2
UNION ALL SELECT 'kind', kind, count(*) FROM fact WHERE kind <> '' GROUP BY 2
UNION ALL SELECT 'topics', topic, count(*) FROM fact, unnest(topics) AS topic GROUP BY 2
"""
_TEXTS = """
SELECT mention.id, mention.title, mention.text
FROM mentions_mention AS mention JOIN mentions_assessment AS machine ON machine.mention_id = mention.id
WHERE mention.is_kept AND mention.unit_id IS NULL
    AND mention.published_at >= %(begin)s AND mention.published_at < %(end)s
ORDER BY md5(mention.id::text) LIMIT %(n)s
"""


def count_recent(now: datetime) -> int:
    """Count today and yesterday, and the days of two periods that were never counted; how many."""
    today = timezone.localdate(now)
    span = [today - timedelta(days=back) for back in range(KEPT_DAYS)]
    known = set(JudgedDay.objects.filter(day__gte=span[-1]).values_list("day", flat=True))
    return _count([day for day in span if day not in known or (today - day).days < 2])


def count_all(now: datetime) -> int:
    """Count all days anew, because late mentions and newer models change old days too, and forget older ones."""
    today = timezone.localdate(now)
    JudgedDay.objects.filter(day__lte=today - timedelta(days=KEPT_DAYS)).delete()
    return _count([today - timedelta(days=back) for back in range(KEPT_DAYS)])


def _count(days: Collection[date]) -> int:
    """Each day in a transaction of its own: a job that is stopped has counted some days, and counts on later."""
    n_counted = 0
    for day in days:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            counts = counts_of(day)
            n = sum(counts.get("platform", {}).values())
            JudgedDay.objects.update_or_create(day=day, defaults={"n_mentions": n, "counts": counts})
            n_counted += 1
    return n_counted


def counts_of(day: date) -> dict[str, dict[str, int]]:
    """The counts of one local day by name and label."""
    begin = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    span: dict[str, Any] = {"begin": begin, "end": begin + timedelta(days=1), "n": N_READ, "steps": list(LENGTHS)}
    counts: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, span)
        for name, label, n in cursor.fetchall():
            counts.setdefault(name, {})[label] = n
        cursor.execute(_TEXTS, span)
        steps = Counter(_unknown(*row) for row in cursor.fetchall())
    unknown = {step: n for step, n in steps.items() if step is not None}
    return {**counts, "unknown": unknown} if unknown else counts


def _unknown(pk: int, title: str, text: str) -> str | None:
    words = read(Document(str(pk), text, title)).words
    return unknown_step(split_clitic(words), normaliser().knows)
