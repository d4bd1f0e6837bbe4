"""Stores the rows of a file, a thousand to a transaction that also writes how far it has come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.utils import timezone

from tanggap.connectors.base import BadRow, FileConnector, Item
from tanggap.core.errors import InvalidInput
from tanggap.core.registry import plugin
from tanggap.jobs.queue import stopping
from tanggap.mentions.privacy import Door
from tanggap.mentions.store import store_items
from tanggap.sources.actions import drop_file
from tanggap.sources.models import BatchState, ImportBatch, QuarantinedRow

CHUNK = 1000
Row = Item | BadRow


def import_rows(
    batch_id: int, *, max_s: float | None = None, on_progress: Callable[[ImportBatch], Any] | None = None
) -> tuple[int, bool]:
    """Store rows of one file from where it stopped, for about `max_s` seconds: (rows done now, whether more come)."""
    batch = ImportBatch.objects.filter(pk=batch_id, state__in=(BatchState.WAITING, BatchState.RUNNING)).first()
    if batch is None:
        return 0, False
    connector = cast(FileConnector, plugin("tanggap.connectors", batch.kind))
    began, n_before = time.monotonic(), batch.n_rows_done
    try:
        with batch.file.open("rb") as file:
            rows = connector.read(file, connector.Config(), skip_rows=batch.n_rows_done)
            has_more = True
            while has_more:
                batch, has_more = _store_chunk(batch, rows, file)
                if on_progress is not None:
                    on_progress(batch)
                if stopping.is_set() or (max_s is not None and time.monotonic() - began > max_s):
                    break
    except InvalidInput as error:
        _fail(batch, str(error))
        return 0, False
    except FileNotFoundError:
        _fail(batch, "The uploaded file is gone. Upload it again.")
        return 0, False
    return batch.n_rows_done - n_before, has_more


def _store_chunk(batch: ImportBatch, rows: Iterator[Row], file: BinaryIO) -> tuple[ImportBatch, bool]:
    """The next thousand rows in one transaction; whether the file may have more."""
    chunk = list(islice(rows, CHUNK))
    now = timezone.now()
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=batch.pk)
        if locked.n_rows_done != batch.n_rows_done or not locked.is_under_way:
            return locked, False  # somebody else went on with this file
        if locked.is_stop_requested:
            locked.state = BatchState.STOPPED
            locked.save(update_fields=["state"])
            return locked, False
        bad = [row for row in chunk if isinstance(row, BadRow)]
        good = [row for row in chunk if isinstance(row, Item)]
        unit = None if locked.is_public else locked.unit
        stored = store_items(good, batch=locked, unit=unit, now=now, door=Door.from_register())
        QuarantinedRow.objects.bulk_create(
            [
                QuarantinedRow(batch=locked, row_number=row.row_number, reason=row.reason[:300], raw=row.raw)
                for row in bad
            ]
        )
        locked.n_rows_done += len(chunk)
        locked.n_stored += stored.n_new
        locked.n_updated += stored.n_updated
        # Every row is counted once: one that repeats another row of its chunk is unchanged too.
        locked.n_unchanged += len(good) - stored.n_new - stored.n_updated
        locked.n_quarantined += len(bad)
        _set_state(locked, is_last=len(chunk) < CHUNK, n_bytes_done=file.tell())
        locked.save()
    if locked.state == BatchState.DONE:
        drop_file(locked)
    return locked, locked.state == BatchState.RUNNING


def _set_state(batch: ImportBatch, *, is_last: bool, n_bytes_done: int) -> None:
    batch.n_bytes_done = min(n_bytes_done, batch.n_bytes)
    batch.state = BatchState.RUNNING
    if is_last:
        batch.state = BatchState.DONE
        batch.n_bytes_done = batch.n_bytes
        batch.finished_at = timezone.now()


def _fail(batch: ImportBatch, sentence: str) -> None:
    batch.refresh_from_db()
    batch.state, batch.failure, batch.finished_at = BatchState.FAILED, sentence[:300], timezone.now()
    batch.save(update_fields=["state", "failure", "finished_at"])
    drop_file(batch)
