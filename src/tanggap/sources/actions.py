"""What people do with sources and with the files that they bring."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from tanggap.accounts.access import require
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import MONITORING, WORKING, Permission
from tanggap.audit.trail import announce, record
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.sources.models import (
    BatchState,
    Fetch,
    Health,
    ImportBatch,
    QuarantinedRow,
    Source,
    SourceGroup,
)
from tanggap.sources.opml import FeedLine

MANAGE_SOURCES = Permission("sources.manage_sources", MONITORING)
IMPORT_FILE = Permission("sources.import_file", WORKING)
_COPY_BYTES = 1024 * 1024


def add_source(
    *,
    actor: User | None,
    url: str,
    name: str,
    unit: Unit | None = None,
    group: SourceGroup | None = None,
    region_code: str = "",
    fetch_every: timedelta | None = None,
    is_enabled: bool = True,
    kind: str = "feed",
    config: dict[str, Any] | None = None,
) -> Source:
    """Add a source, switched on unless said otherwise.

    Whoever monitors may; announces ``sources.add_source``. Undone by deleting it, as long as it has brought nothing.
    """
    _allow(actor)
    with transaction.atomic():
        source, is_new = Source.objects.get_or_create(
            kind=kind,
            url=url,
            defaults={
                "name": name[:200],
                "group": group,
                "region_code": region_code,
                "config": config or {},
                "fetch_every": fetch_every,
                "added_by_unit": unit,
                "is_enabled": is_enabled,
                "health": Health.NEW if is_enabled else Health.OFF,
                "next_fetch_at": timezone.now() if is_enabled else None,
            },
        )
        if not is_new:
            raise WrongState(f"source {source.pk} has this address already")
        entry = record("sources.add_source", actor=actor, kind="source", key=source.pk, data={"url": url})
        if is_enabled:
            announce(entry)
    return source


def change_source(*, actor: User, source: Source, version: int, values: dict[str, Any]) -> Source:
    """Change what a source is called, where it lies, how often it is visited and what it inherits.

    Whoever monitors may; announces nothing. Undone by changing it back.
    """
    _allow(actor)
    with transaction.atomic():
        locked = _locked(source, version)
        before = {name: str(getattr(locked, name)) for name in values}
        if "url" in values and values["url"] != locked.url:
            if Source.objects.filter(kind=locked.kind, url=values["url"]).exclude(pk=locked.pk).exists():
                raise InvalidInput("another source has this address", field="url")
            locked.feed_url = locked.etag = locked.last_modified = ""
        for name, value in values.items():
            setattr(locked, name, value)
        locked.version += 1
        locked.save()
        after = {name: str(value) for name, value in values.items()}
        data = {"before": before, "after": after}
        record("sources.change_source", actor=actor, kind="source", key=locked.pk, data=data)
    return locked


def switch_on(*, actor: User, source: Source) -> Source:
    """Let a source be visited from now on. Whoever monitors may; announces ``sources.switch_on``.

    `switch_off` undoes.
    """
    _allow(actor)
    with transaction.atomic():
        locked = _locked(source)
        if locked.is_enabled:
            raise WrongState(f"source {locked.pk} is on already")
        locked.is_enabled, locked.health, locked.health_detail = True, Health.NEW, ""
        locked.next_fetch_at = timezone.now()
        locked.save()
        announce(record("sources.switch_on", actor=actor, kind="source", key=locked.pk))
    return locked


def switch_off(*, actor: User, source: Source) -> Source:
    """Visit a source no more; what it brought stays. Whoever monitors may; announces nothing; `switch_on` undoes."""
    _allow(actor)
    with transaction.atomic():
        locked = _locked(source)
        if not locked.is_enabled:
            raise WrongState(f"source {locked.pk} is off already")
        locked.is_enabled, locked.health, locked.health_detail = False, Health.OFF, ""
        locked.next_fetch_at = None
        locked.save()
        record("sources.switch_off", actor=actor, kind="source", key=locked.pk)
    return locked


def fetch_now(*, actor: User, source: Source) -> None:
    """Visit a source at once and without validators. Whoever monitors may; announces ``sources.fetch_now``; no undo."""
    _allow(actor)
    with transaction.atomic():
        if not _locked(source).is_enabled:
            raise WrongState(f"source {source.pk} is off")
        announce(record("sources.fetch_now", actor=actor, kind="source", key=source.pk))


def delete_source(*, actor: User, source: Source) -> None:
    """Delete a source that never brought anything; any other one can only be switched off.

    Whoever monitors may; announces nothing. Cannot be undone.
    """
    _allow(actor)
    with transaction.atomic():
        locked = _locked(source)
        if Fetch.objects.filter(source=locked, n_items__gt=0).exists():
            raise WrongState(f"source {locked.pk} has brought mentions")
        data = {"url": locked.url, "name": locked.name}
        record("sources.delete_source", actor=actor, kind="source", key=locked.pk, data=data)
        locked.delete()


def add_listed(
    *, actor: User | None, lines: Iterable[FeedLine], unit: Unit | None, is_enabled: bool
) -> tuple[int, int]:
    """Add the feeds of a list with their groups: (how many are new, how many were there already).

    Whoever monitors may; announces ``sources.add_source`` for each that is switched on. Undone one by one.
    """
    _allow(actor)
    n_new = n_known = 0
    with transaction.atomic():
        for line in lines:
            known = Source.objects.filter(Q(url=line.url) | Q(feed_url=line.url))
            if known.exists():
                n_known += 1
                continue
            group = SourceGroup.objects.get_or_create(name=line.group)[0] if line.group else None
            add_source(
                actor=actor, url=line.url, name=line.name, unit=unit, group=group,
                region_code=line.region_code, is_enabled=is_enabled,
            )  # fmt: skip
            n_new += 1
    return n_new, n_known


def save_group(*, actor: User, group: SourceGroup) -> SourceGroup:
    """Save a group; its sources inherit what they do not set themselves. Whoever monitors may; announces nothing."""
    _allow(actor)
    with transaction.atomic():
        group.save()
        record("sources.save_group", actor=actor, kind="source_group", key=group.pk, data={"name": group.name})
    return group


def start_import(
    *,
    actor: User | None,
    file: BinaryIO,
    file_name: str,
    unit: Unit,
    is_public: bool = True,
    kind: str = "upload",
    is_deferred: bool = True,
) -> ImportBatch:
    """Take a file in and store its rows in the background; the copy is deleted when they are in.

    Who works in the unit may; announces ``sources.start_import`` unless the caller stores the rows itself.
    Stopped by `stop_import`; what was stored stays.
    """
    if actor is not None:
        require(actor, IMPORT_FILE, unit)
    path, digest, n_bytes = _take_in(file)
    try:
        with transaction.atomic():
            batch = ImportBatch.objects.create(
                kind=kind,
                file_name=Path(file_name).name[:255],
                stored_path=str(path),
                digest=digest,
                n_bytes=n_bytes,
                unit=unit,
                is_public=is_public,
                requested_by=actor,
            )
            data = {"n_bytes": n_bytes, "is_public": is_public}
            entry = record("sources.start_import", actor=actor, kind="import", key=batch.pk, unit_id=unit.pk, data=data)
            if is_deferred:
                announce(entry)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return batch


def stop_import(*, actor: User, batch: ImportBatch) -> None:
    """Stop after the rows that are being stored. Who works in the unit may; announces nothing.

    `resume_import` undoes.
    """
    require(actor, IMPORT_FILE, batch.unit_id)
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if not locked.is_under_way:
            raise WrongState(f"import {locked.pk} is {locked.state}")
        locked.is_stop_requested = True
        if locked.state == BatchState.WAITING:
            locked.state = BatchState.STOPPED
        locked.save(update_fields=["is_stop_requested", "state"])
        record("sources.stop_import", actor=actor, kind="import", key=locked.pk, unit_id=locked.unit_id)


def resume_import(*, actor: User, batch: ImportBatch) -> None:
    """Go on after the last stored row. Who works in the unit may; announces ``sources.resume_import``."""
    require(actor, IMPORT_FILE, batch.unit_id)
    with transaction.atomic():
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != BatchState.STOPPED or not locked.stored_path:
            raise WrongState(f"import {locked.pk} is {locked.state}")
        locked.state, locked.is_stop_requested = BatchState.WAITING, False
        locked.save(update_fields=["is_stop_requested", "state"])
        announce(record("sources.resume_import", actor=actor, kind="import", key=locked.pk, unit_id=locked.unit_id))


def discard_rows(*, actor: User, batch: ImportBatch, row_ids: Iterable[int] | None = None) -> int:
    """Throw away bad rows of a file, all of them when none are named; how many.

    Who works in the unit may; announces nothing. Cannot be undone.
    """
    require(actor, IMPORT_FILE, batch.unit_id)
    with transaction.atomic():
        rows = QuarantinedRow.objects.filter(batch=batch)
        if row_ids is not None:
            rows = rows.filter(pk__in=list(row_ids))
        n_rows, _by_model = rows.delete()
        record(
            "sources.discard_rows", actor=actor, kind="import", key=batch.pk, unit_id=batch.unit_id, data={"n": n_rows}
        )
    return n_rows


def earlier_import(batch: ImportBatch) -> ImportBatch | None:
    """The finished import of the very same file for the same unit, if there was one."""
    same = ImportBatch.objects.filter(digest=batch.digest, unit_id=batch.unit_id, state=BatchState.DONE)
    return same.exclude(pk=batch.pk).order_by("pk").first()


def drop_leftovers(*, before: datetime) -> None:
    """Delete bad rows and uploaded files that have had their time. The schedule does; announces nothing."""
    QuarantinedRow.objects.filter(created_at__lt=before).delete()
    for batch in ImportBatch.objects.filter(created_at__lt=before).exclude(stored_path=""):
        drop_file(batch)
        if batch.state != BatchState.DONE:
            batch.state, batch.failure = BatchState.FAILED, "The file was kept for seven days and is gone."
            batch.save(update_fields=["state", "failure"])


def drop_file(batch: ImportBatch) -> None:
    """Delete the uploaded original."""
    if batch.stored_path:
        batch.file.unlink(missing_ok=True)
        batch.stored_path = ""
        batch.save(update_fields=["stored_path"])


def _allow(actor: User | None) -> None:
    if actor is not None:
        require(actor, MANAGE_SOURCES)


def _locked(source: Source, version: int | None = None) -> Source:
    locked = Source.objects.select_for_update(of=("self",)).select_related("group").get(pk=source.pk)
    if version is not None and locked.version != version:
        raise WrongState(f"source {locked.pk} was changed by somebody else")
    return locked


def _take_in(file: BinaryIO) -> tuple[Path, str, int]:
    """Copy the file below the attachments, in flat memory: (where, SHA-256, bytes)."""
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    digest = hashlib.sha256()
    n_bytes = 0
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as copy:
            while chunk := file.read(_COPY_BYTES):
                n_bytes += len(chunk)
                if n_bytes > settings.MAX_UPLOAD_BYTES:
                    raise InvalidInput("the file is larger than the limit", field="file")
                digest.update(chunk)
                copy.write(chunk)
        if not n_bytes:
            raise InvalidInput("the file is empty", field="file")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path, digest.hexdigest(), n_bytes
