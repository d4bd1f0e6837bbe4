"""Compares what came in with all watches, and drops what nobody watched in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from tanggap.jobs.queue import stopping
from tanggap.mentions.matching import active_matcher, match_mentions, rematch
from tanggap.mentions.models import Mention, MentionRaw, MentionSource, Watch

BATCH = 500


def match_due(*, max_batches: int = 20) -> tuple[int, int]:
    """Match what is waiting, up to `max_batches` transactions: (how many, how many of them are kept)."""
    matcher = active_matcher()
    n_all, n_kept = 0, 0
    for _ in range(max_batches):
        n_matched, n_met = match_mentions(limit=BATCH, matcher=matcher)
        n_all, n_kept = n_all + n_matched, n_kept + n_met
        if n_matched < BATCH or stopping.is_set():
            break
    return n_all, n_kept


def rematch_watch(watch_id: int, *, after_id: int = 0) -> int | None:
    """Match one watch again against the last seven days; the id to go on from when asked to stop, None at the end."""
    watch = Watch.objects.filter(pk=watch_id).first()
    position: int | None = after_id
    while watch is not None and position is not None:
        position = rematch(watch, after_id=position)
        if stopping.is_set():
            return position
    return None


def drop_expired(now: datetime | None = None, *, batch: int = 1000) -> int:
    """Drop what nobody watched and whose time has come, with its raw records; only the count by day remains."""
    now = now or timezone.now()
    n_dropped = 0
    while True:
        with transaction.atomic():
            expired = Mention.objects.expired(now).select_for_update(skip_locked=True).order_by("pk")
            rows = list(expired.values_list("pk", "collected_at")[:batch])
            ids = [pk for pk, _at in rows]
            _count(rows)
            MentionRaw.objects.filter(mention_id__in=ids).delete()
            Mention.objects.filter(pk__in=ids).delete()
        n_dropped += len(rows)
        if len(rows) < batch:
            return n_dropped


def _count(rows: Iterable[tuple[int, datetime]]) -> None:
    """Add to the counts by day and by the source that brought it first."""
    at = dict(rows)
    first: dict[int, int | None] = {}
    for way in MentionSource.objects.filter(mention_id__in=at).order_by("pk"):
        first.setdefault(way.mention_id, way.source_id)
    counts: Counter[tuple[date, int | None]] = Counter(
        (timezone.localdate(moment), first.get(pk)) for pk, moment in at.items()
    )
    with connection.cursor() as cursor:
        for (on, source_id), n in sorted(counts.items(), key=lambda entry: (entry[0][0], entry[0][1] or 0)):
            cursor.execute(
                'INSERT INTO mentions_unwatchedcount ("on", source_id, n_mentions) VALUES (%s, %s, %s)'
                ' ON CONFLICT ("on", source_id) DO UPDATE'
                " SET n_mentions = mentions_unwatchedcount.n_mentions + excluded.n_mentions",
                [on, source_id, n],
            )
