"""Writing the trail: `record` one deed, `announce` it to whatever follows from it."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any, Protocol

from tanggap.audit.models import AuditEntry, AuditPayload
from tanggap.jobs.queue import defer


class Actor(Protocol):
    """A person as the trail needs one; the machine is None."""

    pk: Any

    def get_username(self) -> str: ...


def payload_digest(salt: bytes, data: dict[str, Any]) -> str:
    """SHA-256 over the salt and the canonical JSON of `data`, in hexadecimal."""
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(salt + canonical.encode()).hexdigest()


def record(
    verb: str,
    *,
    actor: Actor | None,
    kind: str,
    key: object,
    unit_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write one entry in the running transaction. `actor` None means the machine."""
    data = json.loads(json.dumps(data or {}, default=str))
    salt = secrets.token_bytes(16)
    entry = AuditEntry.objects.create(
        actor_id=actor.pk if actor else None,
        actor_name=actor.get_username() if actor else "",
        verb=verb,
        object_kind=kind,
        object_id=str(key),
        unit_id=unit_id,
        digest=payload_digest(salt, data),
    )
    AuditPayload.objects.create(entry=entry, salt=salt, data=data)
    return entry


def announce(entry: AuditEntry) -> None:
    """Let whatever follows from this entry happen: defers ``pipeline.react`` in the same transaction."""
    defer("pipeline.react", verb=entry.verb, object_kind=entry.object_kind, object_id=entry.object_id)
