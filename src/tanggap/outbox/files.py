"""The files that deliveries carry: each content once, under its digest, in the attachments folder."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from pathlib import Path

from django.conf import settings

from tanggap.channels.base import Attachment


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "outbox"


def keep(file: Attachment) -> dict[str, str]:
    """Store a file; what is returned goes into `Delivery.attachments`."""
    digest = hashlib.sha256(file.content).hexdigest()
    path = folder() / digest
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(file.content)
        # Nobody ever reads half a file.
        draft.replace(path)
    return {"digest": digest, "name": file.name, "media_type": file.media_type}


def fetch(reference: dict[str, str]) -> Attachment:
    """The file that `keep` stored.

    Raises
    ------
    FileNotFoundError
        If it was swept out or not restored.
    """
    content = (folder() / reference["digest"]).read_bytes()
    return Attachment(reference["name"], reference["media_type"], content)


def sweep(kept: Collection[str], *, before: float) -> int:
    """Delete files older than `before` (seconds since the epoch) that no delivery in `kept` needs; how many."""
    old = [path for path in folder().glob("*") if path.name not in kept and path.stat().st_mtime < before]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
