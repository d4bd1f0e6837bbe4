"""Storing: the one door through which mentions come in. The same items twice leave the same rows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tanggap.accounts.models import Unit
from tanggap.connectors.base import Item
from tanggap.mentions.models import Mention, MentionRaw, MentionSource, Quotation, Step, TargetJudgement
from tanggap.mentions.privacy import Door
from tanggap.mentions.rows import MentionRow, make_row
from tanggap.sources.models import ImportBatch, Outlet, Source

_TYPES = {
    "source_kind": "varchar",
    "platform_id": "varchar",
    "url": "varchar",
    "title": "varchar",
    "text": "text",
    "summary": "text",
    "published_at": "timestamptz",
    "has_published_time": "boolean",
    "collected_at": "timestamptz",
    "author_kind": "varchar",
    "author_display": "varchar",
    "author_pseudonym": "varchar",
    "parent_platform_id": "varchar",
    "outlet_id": "bigint",
    "metrics": "jsonb",
    "links": "jsonb",
    "hashtags": "varchar[]",
    "missing_fields": "varchar[]",
    "is_paid_suspected": "boolean",
    "unit_id": "bigint",
    "is_kept": "boolean",
    "next_step": "varchar",
}
_COLUMNS = ", ".join(_TYPES)
_GIVEN = ", ".join(f"{name} {kind}" for name, kind in _TYPES.items())
# One statement, whatever the number of rows. A metric that is not given again keeps its last value; a row that
# was known and says nothing new is not written at all.
_UPSERT = """
INSERT INTO mentions_mention ({columns}, step_due_at, n_step_failures, full_text_failure)
SELECT {columns}, collected_at, 0, '' FROM jsonb_to_recordset(%s::jsonb) AS given ({given})
ORDER BY source_kind, platform_id
ON CONFLICT ({target}) DO UPDATE
    SET metrics = mentions_mention.metrics || excluded.metrics
    WHERE NOT mentions_mention.metrics @> excluded.metrics
RETURNING id, source_kind, platform_id, (xmax = 0) AS is_new
"""
_PUBLIC_TARGET = "source_kind, platform_id) WHERE (unit_id IS NULL"
_PRIVATE_TARGET = "unit_id, source_kind, platform_id) WHERE (unit_id IS NOT NULL"
_KNOWN = """
SELECT mention.id, mention.source_kind, mention.platform_id FROM mentions_mention AS mention
JOIN unnest(%s::varchar[], %s::varchar[]) AS asked (source_kind, platform_id)
    ON mention.source_kind = asked.source_kind AND mention.platform_id = asked.platform_id
WHERE mention.unit_id IS NOT DISTINCT FROM %s
"""
_WAYS = """
INSERT INTO mentions_mentionsource (mention_id, source_id, batch_id, seen_at, digest)
SELECT mention_id, %s, %s, %s, digest FROM jsonb_to_recordset(%s::jsonb) AS way (mention_id bigint, digest varchar)
ON CONFLICT (mention_id, source_id, batch_id) DO UPDATE SET digest = excluded.digest
"""
_RAW = """
INSERT INTO mentions_mentionraw (mention_id, at, data)
SELECT mention_id, %s, data FROM jsonb_to_recordset(%s::jsonb) AS raw (mention_id bigint, data jsonb)
"""
_JUDGED = {
    "mention_id": "bigint",
    "language": "varchar",
    "is_language_uncertain": "boolean",
    "sentiment": "varchar",
    "sentiment_scores": "jsonb",
    "topics": "varchar[]",
    "region_codes": "varchar[]",
    "units": "varchar[]",
    "kind": "varchar",
    "emotion": "varchar",
    "rubric": "jsonb",
    "confidence": "float",
    "is_uncertain": "boolean",
    "evidence": "jsonb",
    "versions": "jsonb",
    "context_digest": "varchar",
    "extra": "jsonb",
}
_ASSESS = f"""
INSERT INTO mentions_assessment ({", ".join(_JUDGED)}, assessed_at)
SELECT {", ".join(_JUDGED)}, %s FROM jsonb_to_recordset(%s::jsonb)
    AS given ({", ".join(f"{name} {kind}" for name, kind in _JUDGED.items())})
ON CONFLICT (mention_id) DO UPDATE
    SET {", ".join(f"{name} = excluded.{name}" for name in (*_JUDGED, "assessed_at") if name != "mention_id")}
"""  # noqa: S608 our own column names
_QUOTED = {
    "mention_id": "bigint",
    "position": "smallint",
    "speaker": "varchar",
    "role": "varchar",
    "unit_code": "varchar",
    "verb": "varchar",
    "words": "text",
    "field": "varchar",
    "start": "integer",
    '"end"': "integer",
    "is_direct": "boolean",
}
_QUOTE = f"""
INSERT INTO mentions_quotation ({", ".join(_QUOTED)})
SELECT {", ".join(_QUOTED)} FROM jsonb_to_recordset(%s::jsonb)
    AS given ({", ".join(f"{name} {kind}" for name, kind in _QUOTED.items())})
"""  # noqa: S608 our own column names
_TARGETED = {
    "mention_id": "bigint",
    "target_kind": "varchar",
    "target": "varchar",
    "unit_code": "varchar",
    "tone": "float",
    "tone_class": "varchar",
    "stance": "varchar",
    "salience": "float",
    "confidence": "float",
    "evidence": "jsonb",
    "enricher": "varchar",
    "version": "varchar",
}
_TARGET = f"""
INSERT INTO mentions_targetjudgement ({", ".join(_TARGETED)})
SELECT {", ".join(_TARGETED)} FROM jsonb_to_recordset(%s::jsonb)
    AS given ({", ".join(f"{name} {kind}" for name, kind in _TARGETED.items())})
"""  # noqa: S608 our own column names
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the items; `mention_ids` are those of the new ones."""

    n_new: int = 0
    n_updated: int = 0
    n_unchanged: int = 0
    mention_ids: tuple[int, ...] = ()


def store_items(
    items: Iterable[Item],
    *,
    source: Source | None = None,
    batch: ImportBatch | None = None,
    unit: Unit | None = None,
    now: datetime | None = None,
    door: Door | None = None,
    is_pasted: bool = False,
) -> Stored:
    """Store what a source or a file brought: new mentions, newer metrics, and the way on which each came.

    With `unit` the mentions are private to it. What a person brought is kept; what a source brought waits for
    the watches. A text that changed since leaves the stored text alone: the change is marked and its wording
    kept beside the original record. What was pasted is kept, and the page of its
    link is read. Private names are taken out here.
    """
    now = now or timezone.now()
    door = door or Door.from_register()
    is_kept = batch is not None or unit is not None or is_pasted
    has_page = is_pasted or (source is not None and source.has_full_text)
    step = Step.FULL_TEXT if has_page else Step.MATCH
    unit_id = unit.pk if unit else None
    made = (make_row(door.clean(item), now=now, step=step, unit_id=unit_id, is_kept=is_kept) for item in items)
    rows = _one_per_key(made)
    if not rows:
        return Stored()
    with transaction.atomic():
        ids, new, updated = _upsert(rows, unit_id)
        edited = _note_ways(rows, ids, new, source=source, batch=batch, now=now)
        _note_raw(rows, ids, new, edited, now=now)
    updated |= edited
    return Stored(len(new), len(updated), len(rows) - len(new) - len(updated), tuple(sorted(ids[key] for key in new)))


def _one_per_key(made: Iterable[MentionRow]) -> dict[Key, MentionRow]:
    """The first wording of each key with the last metrics, as if they had come one after the other."""
    rows: dict[Key, MentionRow] = {}
    for row in made:
        if row.key in rows:
            rows[row.key].columns["metrics"].update(row.columns["metrics"])
        elif row.columns["platform_id"]:
            rows[row.key] = row
    return rows


def _upsert(rows: dict[Key, MentionRow], unit_id: int | None) -> tuple[dict[Key, int], set[Key], set[Key]]:
    """Ids of all keys, the keys that are new, and those with newer metrics."""
    outlets = _outlet_ids(rows.values())
    # In one order for everybody: two feeds with the same articles, stored at once, wait and do not lock each other out.
    ordered = [rows[key] for key in sorted(rows)]
    given = json.dumps([{**row.columns, "outlet_id": outlets.get(row.outlet_domain)} for row in ordered])
    target = _PUBLIC_TARGET if unit_id is None else _PRIVATE_TARGET
    ids: dict[Key, int] = {}
    new: set[Key] = set()
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT.format(columns=_COLUMNS, given=_GIVEN, target=target), [given])
        for pk, kind, platform_id, is_new in cursor.fetchall():
            ids[kind, platform_id] = pk
            if is_new:
                new.add((kind, platform_id))
        updated = set(ids) - new
        rest = [key for key in rows if key not in ids]
        if rest:
            cursor.execute(_KNOWN, [[kind for kind, _id in rest], [pid for _kind, pid in rest], unit_id])
            ids.update({(kind, platform_id): pk for pk, kind, platform_id in cursor.fetchall()})
    return ids, new, updated


def _outlet_ids(rows: Iterable[MentionRow]) -> dict[str, int]:
    names = {row.outlet_domain: row.outlet_name for row in rows if row.outlet_domain}
    known = dict(Outlet.objects.filter(domain__in=names).values_list("domain", "pk"))
    missing = sorted(set(names) - set(known))
    if missing:
        Outlet.objects.bulk_create(
            [Outlet(domain=domain, name=names[domain]) for domain in missing], ignore_conflicts=True
        )
        known = dict(Outlet.objects.filter(domain__in=names).values_list("domain", "pk"))
    return known


def _note_ways(
    rows: dict[Key, MentionRow],
    ids: dict[Key, int],
    new: set[Key],
    *,
    source: Source | None,
    batch: ImportBatch | None,
    now: datetime,
) -> set[Key]:
    """Write on which way each came; the keys whose text is another one than the same way brought before."""
    known: dict[int, dict[tuple[int | None, int | None], str]] = {}
    old = [ids[key] for key in rows if key not in new]
    for way in MentionSource.objects.filter(mention_id__in=old):
        known.setdefault(way.mention_id, {})[way.source_id, way.batch_id] = way.digest
    here = (source.pk if source else None, batch.pk if batch else None)
    edited = {key for key in rows if key not in new and _is_edited(rows[key], known.get(ids[key], {}), here)}
    ways = [
        {"mention_id": ids[key], "digest": row.digest}
        for key, row in rows.items()
        if known.get(ids[key], {}).get(here) != row.digest
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WAYS, [*here, now, json.dumps(ways)])
    Mention.objects.filter(pk__in=[ids[key] for key in edited]).update(edited_at=now)
    return edited


def _is_edited(
    row: MentionRow, ways: dict[tuple[int | None, int | None], str], here: tuple[int | None, int | None]
) -> bool:
    # Two feeds may cut one article differently, so a feed is compared with itself; files follow one another.
    if here in ways:
        return ways[here] != row.digest
    return here[0] is None and bool(ways) and row.digest not in ways.values()


def _note_raw(
    rows: dict[Key, MentionRow], ids: dict[Key, int], new: set[Key], edited: set[Key], *, now: datetime
) -> None:
    raws: list[dict[str, Any]] = [{"mention_id": ids[key], "data": rows[key].raw} for key in new if rows[key].raw]
    for key in edited:
        wording = {name: rows[key].columns[name] for name in ("title", "text")}
        raws.append({"mention_id": ids[key], "data": {"edited": wording}})
    if raws:
        with connection.cursor() as cursor:
            cursor.execute(_RAW, [now, json.dumps(raws)])


def store_assessments(rows: Sequence[dict[str, Any]], *, now: datetime) -> None:
    """Write the machine's judgements, a dictionary of columns each; one that is there already is replaced."""
    with connection.cursor() as cursor:
        cursor.execute(_ASSESS, [now, json.dumps(rows)])


def store_quotations(mention_ids: Sequence[int], rows: Sequence[dict[str, Any]]) -> None:
    """Write who said what in these mentions, a dictionary of columns each; what stood there before goes."""
    Quotation.objects.filter(mention_id__in=mention_ids).delete()
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_QUOTE, [json.dumps(rows)])


def store_targets(mention_ids: Sequence[int], rows: Sequence[dict[str, Any]]) -> None:
    """Write the tone of these mentions towards targets, a dictionary of columns each; what stood there before goes."""
    TargetJudgement.objects.filter(mention_id__in=mention_ids).delete()
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_TARGET, [json.dumps(rows)])


def later_wordings(mention: Mention) -> Sequence[MentionRaw]:
    """What the source made of the text afterwards, oldest first."""
    return list(MentionRaw.objects.filter(mention_id=mention.pk, data__has_key="edited").order_by("at"))
