"""Counts the kept mentions of whole days, and keeps the counts of changed days right.

Counting is one statement: each mention is looked at once, with the newest word of a person over the machine's, and
counts under every unit that watches it and every region that it touches. A day is always counted whole, so counting
twice changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tanggap.desk.charts.forms import DAYS
from tanggap.desk.charts.models import ChangedHour, DailyCount

# As far back as a page may look, and some more for a day that has just begun elsewhere.
KEPT_DAYS = max(DAYS.values()) + 7
DAYS_PER_RUN = 31
# Emotions and stances are shown only of so many authors; up to here they are told apart.
ENOUGH_AUTHORS = 20
_LOCK = 7303

_COUNT = """
WITH fact AS MATERIALIZED (
    SELECT mention.id, (mention.published_at AT TIME ZONE %(zone)s)::date AS day, mention.unit_id AS owner,
        mention.source_kind, mention.outlet_id,
        left(md5(coalesce(nullif(mention.author_pseudonym, ''), CASE WHEN mention.author_display <> ''
            THEN concat_ws(' ', mention.source_kind, mention.outlet_id, mention.author_display) END)), 12) AS author,
        machine.emotion,
        coalesce(said.words ->> 'sentiment', nullif(machine.sentiment, '')) AS tone,
        coalesce(said.words -> 'topics', to_jsonb(machine.topics), '[]') AS topics,
        coalesce(said.words -> 'region_codes', to_jsonb(machine.region_codes), '[]') AS regions
    FROM mentions_mention AS mention
    LEFT JOIN mentions_assessment AS machine ON machine.mention_id = mention.id
    LEFT JOIN LATERAL (
        -- Of two words on one judgement the object keeps the later.
        SELECT jsonb_object_agg(name, value ORDER BY correction.id) AS words
        FROM mentions_correction AS correction WHERE correction.mention_id = mention.id
    ) AS said ON true
    WHERE mention.is_kept AND mention.published_at >= %(begin)s AND mention.published_at < %(end)s
),
placed AS MATERIALIZED (
    SELECT DISTINCT fact.id, region.code, region.level
    FROM fact CROSS JOIN jsonb_array_elements_text(fact.regions) AS said
    -- The place itself, the regency or city around it, the province.
    CROSS JOIN LATERAL (VALUES (said), (left(said, 5)), (left(said, 2))) AS around (code)
    JOIN reference_region AS region ON region.code = around.code
    WHERE region.is_home AND region.level <> 'kecamatan'
),
watched AS MATERIALIZED (
    SELECT fact.id, watch.unit_id AS watcher
    FROM fact JOIN mentions_watchhit AS hit ON hit.mention_id = fact.id
    JOIN mentions_watch AS watch ON watch.id = hit.watch_id
    WHERE %(watches)s::bigint[] IS NULL OR watch.id = ANY(%(watches)s::bigint[])
    UNION
    SELECT id, owner FROM fact WHERE owner IS NOT NULL
),
towards AS MATERIALIZED (
    SELECT DISTINCT ON (id, target) id, target, tone FROM (
        SELECT fact.id, target, tone_class AS tone, 0::bigint AS turn
        FROM fact JOIN mentions_targetjudgement AS machine ON machine.mention_id = fact.id
        WHERE machine.target_kind = 'unit'
        UNION ALL
        SELECT fact.id, target, tone_class, said.id
        FROM fact JOIN mentions_targetcorrection AS said ON said.mention_id = fact.id
        WHERE said.target_kind = 'unit'
    ) AS word ORDER BY id, target, turn DESC
),
stance AS (
    SELECT judgement.mention_id AS id, target, judgement.stance FROM fact
    JOIN mentions_targetjudgement AS judgement ON judgement.mention_id = fact.id
    WHERE target_kind = 'programme' AND judgement.stance <> '' AND NOT EXISTS (
        -- Whoever says that a text is not about it takes its stance along.
        SELECT 1 FROM (
            SELECT tone_class FROM mentions_targetcorrection AS said
            WHERE said.mention_id = fact.id AND said.target_kind = 'programme' AND said.target = judgement.target
            ORDER BY said.id DESC LIMIT 1
        ) AS newest WHERE tone_class = 'absent'
    )
),
by_unit AS (SELECT id, NULL::bigint AS watcher FROM fact UNION ALL SELECT id, watcher FROM watched),
by_region AS (SELECT id, ''::varchar AS region FROM fact UNION ALL SELECT id, code FROM placed),
label (id, kind, label) AS (
    SELECT id, 'platform', source_kind::text FROM fact
    UNION ALL SELECT id, 'tone', tone FROM fact WHERE tone IS NOT NULL
    UNION ALL SELECT id, 'outlet', outlet_id::text FROM fact WHERE outlet_id IS NOT NULL
    UNION ALL SELECT DISTINCT id, 'topic', topic FROM fact, jsonb_array_elements_text(topics) AS topic
    UNION ALL SELECT id, 'place', code FROM placed WHERE level = 'kabupaten_kota'
    UNION ALL SELECT id, 'towards', target || ' ' || tone FROM towards WHERE tone IN ('negative', 'neutral', 'positive')
    UNION ALL SELECT DISTINCT id, 'once', 'towards' FROM towards WHERE tone IN ('negative', 'neutral', 'positive')
    UNION ALL SELECT id, 'emotion', emotion FROM fact WHERE emotion NOT IN ('', 'none')
    UNION ALL SELECT id, 'stance', target || ' ' || stance FROM stance
    UNION ALL SELECT DISTINCT id, 'once', 'stance' FROM stance
    UNION ALL SELECT id, 'once', 'topic' FROM fact WHERE topics <> '[]'
    UNION ALL SELECT DISTINCT id, 'once', 'place' FROM placed WHERE level = 'kabupaten_kota'
),
cell AS (
    -- The order of bytes is enough for grouping, and quicker to sort by than the order of a language.
    SELECT day, owner, watcher, region COLLATE "C" AS region, kind COLLATE "C" AS kind, label COLLATE "C" AS label,
        count(*) AS n
    FROM fact JOIN by_unit USING (id) JOIN by_region USING (id) JOIN label USING (id)
    WHERE NOT %(is_narrow)s
        OR (watcher IS NOT DISTINCT FROM %(watcher)s::bigint AND region = %(region)s)
    GROUP BY 1, 2, 3, 4, 5, 6
),
voice (id, what, author) AS (
    SELECT id, 'emotion', author FROM fact WHERE emotion NOT IN ('', 'none') AND author IS NOT NULL
    UNION ALL SELECT id, target, author FROM stance JOIN fact USING (id) WHERE author IS NOT NULL
),
heard AS (
    -- Whether there are enough is all that is asked: so many of them are kept and no more.
    SELECT day, owner, watcher, region, what, (array_agg(DISTINCT voice.author))[1:%(enough)s] AS authors
    FROM fact JOIN by_unit USING (id) JOIN by_region USING (id) JOIN voice USING (id)
    WHERE NOT %(is_narrow)s
        OR (watcher IS NOT DISTINCT FROM %(watcher)s::bigint AND region = %(region)s)
    GROUP BY 1, 2, 3, 4, 5
),
kinds AS (
    SELECT day, owner, watcher, region, kind, jsonb_object_agg(label, n) AS labels
    FROM cell GROUP BY day, owner, watcher, region, kind
    UNION ALL
    SELECT day, owner, watcher, region, 'authors', jsonb_object_agg(what, to_jsonb(authors))
    FROM heard GROUP BY day, owner, watcher, region
)
SELECT day, owner, watcher, region, jsonb_object_agg(kind, labels) AS counts
FROM kinds GROUP BY day, owner, watcher, region
"""
_WRITE = f"INSERT INTO desk_dailycount (day, owner_id, watcher_id, region, counts) {_COUNT}"
# The hours that changed, with the day in which each begins and the day in which it ends.
_CHANGED = """
SELECT id, (at AT TIME ZONE %(zone)s)::date, ((at + interval '3599 seconds') AT TIME ZONE %(zone)s)::date
FROM desk_changedhour WHERE at >= %(begin)s AND at < %(end)s
"""
_NOTE_DAYS = """
INSERT INTO desk_changedhour (at)
SELECT day AT TIME ZONE %(zone)s
FROM generate_series(%(first)s::timestamp, %(last)s::timestamp, interval '1 day') AS day
"""


@dataclass(frozen=True, slots=True)
class Narrow:
    """One unit's watches and one region, each or neither; `watches` when not all of the unit's may be looked at."""

    watcher_id: int | None = None
    region: str = ""
    watches: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one day, of what is public or of one owner."""

    day: date
    owner_id: int | None
    counts: dict[str, dict[str, Any]]


def begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def count_now(first: date, last: date, narrow: Narrow) -> list[Tally]:
    """Count days from their rows, both ends included, without writing anything down."""
    given = {
        **_span(first, last),
        "enough": ENOUGH_AUTHORS,
        "watches": None if narrow.watches is None else list(narrow.watches),
        "is_narrow": True,
        "watcher": narrow.watcher_id,
        "region": narrow.region,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, given)
        return [Tally(day, owner, json.loads(counts)) for day, owner, _unit, _region, counts in cursor.fetchall()]


def changed_days(first: date, last: date) -> set[date]:
    """The days whose written counts are no longer true, or never were."""
    days = {day for _pk, *both in _changed(first, last) for day in both}
    return {day for day in days if first <= day <= last}


def recount_changed(now: datetime) -> int:
    """Count the changed days anew, the newest first, a month's worth at most; how many."""
    last = timezone.localdate(now)
    with transaction.atomic():
        if not _try_lock():
            return 0
        changed = _changed(last - timedelta(days=KEPT_DAYS), last)
        days = set(sorted({day for _pk, *both in changed for day in both}, reverse=True)[:DAYS_PER_RUN])
        DailyCount.objects.filter(day__in=days).delete()
        for first, end in _runs(days):
            _write(first, end)
        done = [pk for pk, *both in changed if days.issuperset(both)]
        ChangedHour.objects.filter(pk__in=done).delete()
    return len(days)


def look_at_all_again(now: datetime) -> None:
    """Have every day counted anew that a page may show, and forget what none shows any more."""
    last = timezone.localdate(now)
    first = last - timedelta(days=KEPT_DAYS)
    DailyCount.objects.filter(day__lt=first).delete()
    ChangedHour.objects.filter(at__lt=begin_of(first)).delete()
    with connection.cursor() as cursor:
        cursor.execute(_NOTE_DAYS, {"zone": timezone.get_default_timezone_name(), "first": first, "last": last})


def _write(first: date, last: date) -> None:
    given = {"watches": None, "is_narrow": False, "watcher": None, "region": "", "enough": ENOUGH_AUTHORS}
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, {**_span(first, last), **given})


def _changed(first: date, last: date) -> list[tuple[int, date, date]]:
    # An hour that reaches into the first day may begin before it.
    span = _span(first, last)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {**span, "begin": span["begin"] - timedelta(hours=1)})
        return list(cursor.fetchall())


def _span(first: date, last: date) -> dict[str, Any]:
    zone = timezone.get_default_timezone_name()
    return {"zone": zone, "begin": begin_of(first), "end": begin_of(last + timedelta(days=1))}


def _runs(days: Collection[date]) -> list[tuple[date, date]]:
    """Days that follow each other, as (first, last): each run is counted in one statement."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _try_lock() -> bool:
    """One recount at a time: two at once would write the same rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])
