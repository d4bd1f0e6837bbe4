"""The chain over the trail: one sealer at a time links what no running transaction can precede any more."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC

from django.db import connection, transaction
from django.db.models import BigIntegerField, Exists, Func, Max, OuterRef, Q

from tanggap.audit.models import AuditEntry, AuditPayload, AuditSeal
from tanggap.audit.trail import payload_digest

BATCH = 5000
# An id is drawn a moment before the number of its transaction, so that ids may be sealed slightly out of order:
# this many ids below the highest sealed one are looked at again.
LOOK_BACK = 10_000
START = "0" * 64
_LOCK = 0x7461_6E67  # any number that no other advisory lock of this house uses


class OldestRunning(Func):
    """No transaction of this database below this number is running any more.

    A snapshot counts the transactions of the whole server; those in its other databases cannot write here, and one
    that stays open there for hours must not hold up our chain.
    """

    template = """coalesce(
        (SELECT min(running.xid)
         FROM (SELECT pg_snapshot_xip(pg_current_snapshot())::text::bigint AS xid) AS running
         WHERE mod(running.xid, 4294967296) NOT IN (
             SELECT held.transactionid::text::bigint
             FROM pg_locks AS held JOIN pg_stat_activity AS session ON session.pid = held.pid
             WHERE held.locktype = 'transactionid' AND held.mode = 'ExclusiveLock'
                 AND session.datname <> current_database())),
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"""
    output_field = BigIntegerField()


class FirstFuture(Func):
    """No transaction from this number on has begun to write."""

    template = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
    output_field = BigIntegerField()


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What checking the whole chain found. `first_broken` is the position of the first link that does not fit."""

    is_intact: bool
    n_sealed: int
    first_broken: int | None
    head_hash: str
    n_unsealed: int


def link_hash(previous: str, entry: AuditEntry) -> str:
    """SHA-256 over the link before and the canonical JSON of the entry, in hexadecimal."""
    fields = [
        entry.pk,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.actor_name,
        entry.verb,
        entry.object_kind,
        entry.object_id,
        entry.unit_id,
        entry.digest,
        entry.transaction_id,
    ]
    canonical = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}{canonical}".encode()).hexdigest()


def unsealed() -> Q:
    return Q(~Exists(AuditSeal.objects.filter(entry=OuterRef("pk"))))


def seal_due() -> int:
    """Chain the entries that are due; how many. Does nothing while another sealer is at work."""
    with transaction.atomic():
        if not _is_only_sealer():
            return 0
        last = AuditSeal.objects.order_by("-position").first()
        seals = list(_links(last, _due()))
        AuditSeal.objects.bulk_create(seals, batch_size=1000)
        return len(seals)


def _is_only_sealer() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _due() -> list[AuditEntry]:
    highest = AuditSeal.objects.aggregate(highest=Max("entry_id"))["highest"] or 0
    # What stands in the table with a future number came with a restored backup: nothing can precede it here.
    # Both bounds are taken by the very statement that reads, so that they belong to what it sees.
    settled = Q(transaction_id__lt=OldestRunning()) | Q(transaction_id__gte=FirstFuture())
    return list(AuditEntry.objects.filter(settled, unsealed(), pk__gt=highest - LOOK_BACK).order_by("id")[:BATCH])


def _links(last: AuditSeal | None, entries: list[AuditEntry]) -> Iterator[AuditSeal]:
    position, chain_hash = (last.position, last.chain_hash) if last else (0, START)
    for entry in entries:
        position += 1
        chain_hash = link_hash(chain_hash, entry)
        yield AuditSeal(position=position, entry=entry, chain_hash=chain_hash)


def verify_chain() -> ChainReport:
    """Walk the whole chain, in flat memory, and recompute every link and every payload's digest."""
    n_sealed, head, first_broken = 0, START, None
    seals = AuditSeal.objects.select_related("entry__payload").order_by("position")
    for seal in seals.iterator(chunk_size=2000):
        n_sealed += 1
        expected = link_hash(head, seal.entry)
        fits = seal.position == n_sealed and seal.chain_hash == expected and _payload_fits(seal.entry)
        if not fits and first_broken is None:
            first_broken = seal.position
        head = seal.chain_hash
    n_unsealed = AuditEntry.objects.filter(unsealed()).count()
    return ChainReport(
        is_intact=first_broken is None,
        n_sealed=n_sealed,
        first_broken=first_broken,
        head_hash=head if n_sealed else "",
        n_unsealed=n_unsealed,
    )


def _payload_fits(entry: AuditEntry) -> bool:
    try:
        payload = entry.payload
    except AuditPayload.DoesNotExist:
        return False
    if payload.redacted_at is not None:
        return payload.data == {} and not bytes(payload.salt)
    return payload_digest(bytes(payload.salt), payload.data) == entry.digest
