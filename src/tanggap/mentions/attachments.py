"""The files of attachments: each content once, under its hash."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from django.conf import settings

from tanggap.mentions.models import Attachment

MAX_PICTURE = 10 * 1024 * 1024


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "mentions"


def path_of(sha256: str) -> Path:
    return folder() / sha256


def keep(content: bytes) -> str:
    """Store a content; its hash."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_bytes(content)
    draft.chmod(0o600)
    # Nobody ever reads half a file; written anew, so that a sweep leaves it alone.
    draft.replace(path)
    return digest


def sweep(*, before: datetime) -> int:
    """Delete files older than `before` to which no mention holds any more; how many."""
    old = [path for path in folder().glob("*") if path.stat().st_mtime < before.timestamp()]
    held = set(Attachment.objects.filter(sha256__in=[path.name for path in old]).values_list("sha256", flat=True))
    left = [path for path in old if path.name not in held]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
