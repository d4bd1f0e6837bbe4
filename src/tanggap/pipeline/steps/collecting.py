"""Visits a source, stores what it brought, and writes down how it went."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from tanggap.connectors.base import BadRow, FetchResult, FetchState
from tanggap.core.errors import TanggapError
from tanggap.mentions.models import Mention
from tanggap.mentions.store import Stored, store_items
from tanggap.sources.health import Verdict, next_visit, verdict_of_failure, verdict_of_visit
from tanggap.sources.models import Fetch, Health, QuarantinedRow, Source
from tanggap.sources.visiting import connector_of, house_client, make_config

if TYPE_CHECKING:
    from tanggap.net.client import Client

logger = logging.getLogger(__name__)

_LOCK_CLASS = 7301  # advisory locks of sources, apart from everybody else's
_N_TIMES = 60


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit came to. `outcome` is that of the `Fetch` row, or ``busy`` when another one was there."""

    source_id: int
    outcome: str
    stored: Stored = field(default_factory=Stored)
    n_bad: int = 0


@contextmanager
def source_lock(source_id: int) -> Iterator[bool]:
    """Whether we have this source for ourselves; the lock goes with the connection when the process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_LOCK_CLASS, source_id % 2**31])
        has_it = bool(cursor.fetchone()[0])
    try:
        yield has_it
    finally:
        if has_it:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_LOCK_CLASS, source_id % 2**31])


def collect_source(source_id: int, *, is_manual: bool = False, client: Client | None = None) -> Visit:
    """Visit one source now. A visit asked for by a person does without validators, to see the thing itself."""
    with source_lock(source_id) as has_it:
        source = Source.objects.select_related("group").filter(pk=source_id).first()
        if not has_it or source is None:
            return Visit(source_id, "busy" if source else "gone")
        began = time.monotonic()
        try:
            result = _fetch(source, client or house_client(), is_manual=is_manual)
        except TanggapError as error:
            return _write_failure(source, error, time.monotonic() - began)
        return _write_success(source, result, time.monotonic() - began)


def _fetch(source: Source, client: Client, *, is_manual: bool) -> FetchResult:
    connector = connector_of(source.kind)
    # After a failure the whole thing is asked for: "not modified" would only say that it is as it was then.
    is_fresh = is_manual or source.n_failures > 0
    state = FetchState() if is_fresh else FetchState(source.etag, source.last_modified)
    return connector.fetch(make_config(source, connector), state, client)


def _write_success(source: Source, result: FetchResult, duration_s: float) -> Visit:
    now = timezone.now()
    with transaction.atomic():
        stored = store_items(result.items, source=source, now=now)
        if result.outcome != "not_modified":
            _replace_quarantine(source, result.bad_rows)
        times = _item_times(source)
        verdict = verdict_of_visit(result.outcome, times=times, now=now)
        was_failing = source.health in (Health.FAILING, Health.BLOCKED)
        if not (result.outcome == "not_modified" and was_failing):
            source.health, source.health_detail = verdict.health, verdict.detail
            source.n_failures = 0
            source.last_success_at = now
        if result.outcome != "not_modified":
            _remember(source, result)
        source.last_item_at = max(times, default=None)
        source.last_fetch_at = now
        source.next_fetch_at = next_visit(now, source.interval, source.n_failures)
        _save_health(source)
        _log(source, Verdict(Health(verdict.health), verdict.detail), now, duration_s, result, stored)
    return Visit(source.pk, result.outcome, stored, len(result.bad_rows))


def _remember(source: Source, result: FetchResult) -> None:
    """The feed that was found is visited directly from now on; validators belong to that address alone."""
    asked = source.feed_url or source.url
    if result.final_url and result.final_url != asked and not result.state.etag and not result.state.last_modified:
        source.feed_url = result.final_url[:2000]
    source.etag, source.last_modified = result.state.etag[:500], result.state.last_modified[:200]


def _replace_quarantine(source: Source, bad_rows: tuple[BadRow, ...]) -> None:
    # A feed shows the same bad entry at each visit: only the latest look counts.
    QuarantinedRow.objects.filter(source=source).delete()
    QuarantinedRow.objects.bulk_create(
        [
            QuarantinedRow(source=source, row_number=row.row_number, reason=row.reason[:300], raw=row.raw)
            for row in bad_rows
        ]
    )


def _item_times(source: Source) -> list[datetime]:
    newest = Mention.objects.filter(came_by__source=source).order_by("-published_at")
    return list(newest.values_list("published_at", flat=True)[:_N_TIMES])


def _write_failure(source: Source, error: TanggapError, duration_s: float) -> Visit:
    now = timezone.now()
    verdict = verdict_of_failure(error)
    logger.info("pipeline.collect_failed", extra={"source_id": source.pk, "detail": verdict.detail})
    with transaction.atomic():
        source.health, source.health_detail = verdict.health, verdict.detail
        source.n_failures += 1
        source.last_fetch_at = now
        retry_after_s = getattr(error, "retry_after_s", None)
        source.next_fetch_at = next_visit(now, source.interval, source.n_failures, retry_after_s)
        if verdict.detail in ("not_found", "not_a_feed"):
            # The feed may have moved: the next visit looks for it from the site again.
            source.feed_url = source.etag = source.last_modified = ""
        _save_health(source)
        status = getattr(error, "status", 0)
        _log(source, verdict, now, duration_s, FetchResult("failed", http_status=status), Stored())
    return Visit(source.pk, "failed")


def _save_health(source: Source) -> None:
    source.save(
        update_fields=[
            "feed_url", "health", "health_detail", "n_failures", "last_fetch_at", "last_success_at", "last_item_at",
            "etag", "last_modified", "next_fetch_at",
        ]
    )  # fmt: skip


def _log(
    source: Source, verdict: Verdict, now: datetime, duration_s: float, result: FetchResult, stored: Stored
) -> None:
    Fetch.objects.create(
        source=source,
        at=now,
        outcome=result.outcome,
        detail=verdict.detail,
        http_status=result.http_status or None,
        n_items=len(result.items),
        n_new=stored.n_new,
        n_bad=len(result.bad_rows),
        n_bytes=result.n_bytes,
        duration_s=round(duration_s, 3),
    )
