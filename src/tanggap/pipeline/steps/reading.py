"""Reads the pages that feeds link to: outside of any transaction, a few sites at a time, each one politely."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from tanggap.connectors._articles import fetch_article
from tanggap.core.errors import PermanentFailure, TanggapError
from tanggap.core.web.articles import Article
from tanggap.mentions.models import Mention, Step
from tanggap.mentions.privacy import Door
from tanggap.mentions.rows import MAX_TEXT, plain
from tanggap.net.errors import Throttled
from tanggap.sources.health import verdict_of_failure
from tanggap.sources.visiting import house_client

if TYPE_CHECKING:
    from tanggap.net.client import Client

MAX_ATTEMPTS = 3
N_SITES_AT_ONCE = 8
# Whoever dies while reading leaves the pages to others after this time.
LEASE = timedelta(minutes=10)
_RETRY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _Read:
    mention_id: int
    article: Article | None = None
    error: TanggapError | None = None


def read_pages(*, limit: int = 40, client: Client | None = None) -> int:
    """Read up to `limit` linked pages; how many were looked at, whatever came of it."""
    claimed = _claim(limit)
    if not claimed:
        return 0
    by_site: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for pk, url in claimed:
        by_site[urlsplit(url).netloc.lower()].append((pk, url))
    visitor = client or house_client()
    with ThreadPoolExecutor(max_workers=min(N_SITES_AT_ONCE, len(by_site))) as pool:
        for reads in pool.map(lambda pages: _read_site(pages, visitor), by_site.values()):
            _write(reads)
    return len(claimed)


def release_pages() -> int:
    """Give back what a run that died had taken, for who knows that none is running; how many."""
    waiting = Mention.objects.waiting_for(Step.FULL_TEXT).filter(n_step_failures=0)
    return waiting.filter(step_due_at__gt=timezone.now()).update(step_due_at=timezone.now())


def _claim(limit: int) -> list[tuple[int, str]]:
    """The pages that are due, the first of every outlet before the second of any: slow sites keep nobody waiting."""
    now = timezone.now()
    due = Mention.objects.waiting_for(Step.FULL_TEXT).filter(step_due_at__lte=now)
    turn = Window(RowNumber(), partition_by="outlet_id", order_by="id")
    with transaction.atomic():
        fair = due.annotate(turn=turn).order_by("turn", "id").values_list("pk", flat=True)[:limit]
        # A window cannot be locked: the chosen rows are, and those that somebody else took meanwhile are left out.
        chosen = due.filter(pk__in=list(fair)).select_for_update(skip_locked=True)
        rows = list(chosen.values_list("pk", "url"))
        Mention.objects.filter(pk__in=[pk for pk, _url in rows]).update(step_due_at=now + LEASE)
    return rows


def _read_site(pages: list[tuple[int, str]], client: Client) -> list[_Read]:
    """All pages of one site, one after the other. A site that asks for a pause is left alone with the rest."""
    reads: list[_Read] = []
    for place, (pk, url) in enumerate(pages):
        try:
            reads.append(_Read(pk, article=fetch_article(url, client)))
        except Throttled as error:
            return reads + [_Read(waiting, error=error) for waiting, _url in pages[place:]]
        except TanggapError as error:
            reads.append(_Read(pk, error=error))
    return reads


def _write(reads: list[_Read]) -> None:
    now = timezone.now()
    door = Door.from_register()
    with transaction.atomic():
        ids = [read.mention_id for read in reads]
        rows = Mention.objects.select_for_update().filter(pk__in=ids, next_step=Step.FULL_TEXT).in_bulk()
        for read in reads:
            mention = rows.get(read.mention_id)
            if mention is None:
                continue
            if read.article is not None:
                _take(mention, read.article, door)
            elif read.error is not None:
                _note_failure(mention, read.error, now)
            mention.save()


def _take(mention: Mention, article: Article, door: Door) -> None:
    text = door.clean_text(plain(article.text))[:MAX_TEXT]
    if len(text) > len(mention.text):
        mention.summary = mention.summary or mention.text
        mention.text = text
    elif not text:
        mention.full_text_failure = "no_text"
    mention.title = mention.title or door.clean_text(plain(article.title))[:1000]
    mention.is_paid_suspected = mention.is_paid_suspected or article.is_paid_suspected
    if article.published_at is not None and not mention.has_published_time:
        mention.published_at = min(article.published_at, mention.collected_at)
        mention.has_published_time = True
        mention.missing_fields = [name for name in mention.missing_fields if name != "published_at"]
    _pass_on(mention)


def _note_failure(mention: Mention, error: TanggapError, now: datetime) -> None:
    """A refusal is final; anything else is tried three times. Being asked to wait does not count as a try."""
    code = verdict_of_failure(error).detail
    if not isinstance(error, Throttled):
        mention.n_step_failures += 1
    if isinstance(error, PermanentFailure) or mention.n_step_failures >= MAX_ATTEMPTS:
        mention.full_text_failure = code
        mention.missing_fields = sorted({*mention.missing_fields, "full_text"})
        _pass_on(mention)
        return
    asked_s = getattr(error, "retry_after_s", None) or 0
    mention.step_due_at = now + max(_RETRY * 3 ** max(mention.n_step_failures - 1, 0), timedelta(seconds=asked_s))


def _pass_on(mention: Mention) -> None:
    mention.next_step = Step.MATCH
    mention.n_step_failures = 0
    mention.step_due_at = timezone.now()
