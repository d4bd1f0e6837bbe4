"""Watches against mentions: which are kept, by which words, and what a new watch would have found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tanggap.accounts.models import User
from tanggap.core.text.document import Context, Place
from tanggap.core.text.places import PlaceMatcher
from tanggap.core.text.watching import WatchMatch, WatchMatcher, WatchRule
from tanggap.mentions.models import Mention, Step, Watch, WatchHit
from tanggap.reference.models import Region, RegionLevel

REMATCH_DAYS = 7
PREVIEW_LIMIT = 20_000
N_SAMPLES = 8
_FIELDS = ("pk", "title", "text", "unit_id", "is_kept")


def region_names() -> list[tuple[str, str]]:
    """(code, name) pairs under which the home regions are written, the whole province included."""
    rows = Region.objects.home().values_list("code", "name", "aliases")
    return [(code, name) for code, main, aliases in rows for name in (main, *aliases)]


def places_of_regions() -> tuple[list[Place], list[Place]]:
    """The regions of our province, and all others."""
    home: list[Place] = []
    others: list[Place] = []
    for row in Region.objects.all():
        place = Place(row.code, row.name, _level(row), tuple(row.aliases))
        (home if row.is_home else others).append(place)
    return home, others


def _level(region: Region) -> str:
    if region.level == RegionLevel.DISTRICT:
        return "district"
    if region.level == RegionLevel.PROVINCE:
        return "province"
    return "city" if region.name.startswith("Kota ") else "regency"


def place_matcher() -> PlaceMatcher | None:
    """Tells our places from their namesakes elsewhere; None while no region is registered."""
    home, others = places_of_regions()
    return _place_matcher(tuple(home), tuple(others)) if home else None


@lru_cache(maxsize=2)
def _place_matcher(home: tuple[Place, ...], others: tuple[Place, ...]) -> PlaceMatcher:
    return PlaceMatcher(Context(home_region=home[0].code.split(".")[0], places=home, other_places=others))


def make_matcher(watches: Iterable[Watch]) -> WatchMatcher:
    rules = [
        WatchRule(watch, tuple(watch.any_of), tuple(watch.none_of), tuple(watch.region_codes)) for watch in watches
    ]
    has_regions = any(rule.region_codes for rule in rules)
    return WatchMatcher(rules, region_names() if has_regions else (), place_matcher() if rules else None)


def active_matcher() -> WatchMatcher:
    """All active watches, in order of their id."""
    return make_matcher(Watch.objects.active().order_by("pk"))


def expiry(now: datetime) -> datetime:
    """When a mention that nobody watches is dropped."""
    return now + timedelta(days=settings.UNWATCHED_DAYS)


def match_mentions(*, limit: int, matcher: WatchMatcher) -> tuple[int, int]:
    """Match the next `limit` mentions that wait for it: (how many, how many of them are kept)."""
    now = timezone.now()
    with transaction.atomic():
        waiting = Mention.objects.waiting_for(Step.MATCH).select_for_update(skip_locked=True)
        rows = list(waiting.only(*_FIELDS)[:limit])
        hits = [hit for row in rows for hit in _hits_of(row, matcher.match(row.title, row.text), now)]
        WatchHit.objects.bulk_create(hits, ignore_conflicts=True)
        met = {hit.mention_id for hit in hits}
        kept = [row.pk for row in rows if row.is_kept or row.pk in met]
        left = [row.pk for row in rows if not row.is_kept and row.pk not in met]
        keep(kept, now=now)
        Mention.objects.filter(pk__in=left).update(next_step=Step.DONE, expires_at=expiry(now))
    return len(rows), len(kept)


def keep(mention_ids: list[int], *, now: datetime) -> None:
    """Let these go on to be judged."""
    Mention.objects.filter(pk__in=mention_ids).update(
        is_kept=True, expires_at=None, next_step=Step.JUDGE, step_due_at=now, n_step_failures=0
    )


def _hits_of(row: Mention, matches: Iterable[WatchMatch], now: datetime) -> list[WatchHit]:
    """What a unit brought privately meets its own watches alone."""
    return [
        WatchHit(watch=match.key, mention=row, words=list(match.words), spans=[list(s) for s in match.spans], at=now)
        for match in matches
        if isinstance(match.key, Watch) and row.unit_id in (None, match.key.unit_id)
    ]


def rematch(watch: Watch, *, after_id: int = 0, limit: int = 1000) -> int | None:
    """Match a changed watch again against the last seven days, the newest `limit` at a time.

    Returns the id to go on from, None at the end. What was kept stays kept, also when no word meets it any more:
    it may be part of a story already.
    """
    now = timezone.now()
    matcher = make_matcher([watch] if watch.is_active else [])
    with transaction.atomic():
        recent = Mention.objects.filter(pk__gt=after_id, collected_at__gte=now - timedelta(days=REMATCH_DAYS))
        recent = recent.exclude(next_step__in=(Step.FULL_TEXT, Step.MATCH)).order_by("pk")
        rows = list(recent.select_for_update().only(*_FIELDS)[:limit])
        if not rows:
            return None
        WatchHit.objects.filter(watch=watch, mention_id__in=[row.pk for row in rows]).delete()
        hits = [hit for row in rows for hit in _hits_of(row, matcher.match(row.title, row.text), now)]
        WatchHit.objects.bulk_create(hits)
        met = {hit.mention_id for hit in hits}
        keep([row.pk for row in rows if row.pk in met and not row.is_kept], now=now)
    return rows[-1].pk


@dataclass(frozen=True, slots=True)
class Sample:
    """One mention that a watch would have met."""

    mention: Mention
    match: WatchMatch


@dataclass(frozen=True, slots=True)
class Preview:
    """What a watch would have met in the last seven days. `is_partial`: only the newest were looked at."""

    n_looked_at: int
    n_kept: int
    n_unwatched: int
    samples: tuple[Sample, ...]
    is_partial: bool


def preview(watch: Watch, *, user: User, now: datetime) -> Preview:
    """Try a watch, saved or not, on what this person may see of the last seven days."""
    matcher = make_matcher([watch])
    recent = Mention.objects.visible_to(user).filter(collected_at__gte=now - timedelta(days=REMATCH_DAYS))
    newest = recent.order_by("-collected_at").values_list("pk", "title", "text", "is_kept")[:PREVIEW_LIMIT]
    counts = {True: 0, False: 0}
    first: dict[int, WatchMatch] = {}
    n_looked_at = 0
    for pk, title, text, is_kept in newest.iterator(chunk_size=2000):
        n_looked_at += 1
        found = matcher.match(title, text)
        if found:
            counts[is_kept] += 1
            if len(first) < N_SAMPLES:
                first[pk] = found[0]
    mentions = Mention.objects.select_related("outlet").in_bulk(first)
    samples = tuple(Sample(mentions[pk], match) for pk, match in first.items() if pk in mentions)
    return Preview(n_looked_at, counts[True], counts[False], samples, n_looked_at == PREVIEW_LIMIT)
