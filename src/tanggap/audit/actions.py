"""The one verb of the trail itself: redaction. Everything else is written by `audit.trail.record`."""

from __future__ import annotations

from typing import Protocol

from django.db import transaction
from django.utils import timezone

from tanggap.audit.models import AuditEntry, AuditPayload
from tanggap.audit.trail import Actor, record
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState


class Administrator(Actor, Protocol):
    """A person of whom the trail asks one thing more: whether they run the installation."""

    @property
    def is_platform_admin(self) -> bool: ...


def redact_payload(*, actor: Administrator, entry: AuditEntry, reason: str) -> AuditPayload:
    """Empty what an entry says in detail; the entry, its digest and the chain stay as they are.

    By a platform administrator, with a reason. Cannot be undone. Announces nothing.
    """
    with transaction.atomic():
        if not actor.is_platform_admin:
            raise NotAllowed(f"audit.redact_payload is not allowed to user {actor.pk}")
        reason = reason.strip()
        if not reason:
            raise InvalidInput("a redaction needs a reason", field="reason")
        payload = AuditPayload.objects.select_for_update().get(entry=entry)
        if payload.redacted_at is not None:
            raise WrongState(f"payload of entry {entry.pk} is redacted already")
        payload.data, payload.salt = {}, b""
        payload.redacted_at, payload.redaction_reason = timezone.now(), reason[:200]
        payload.save(update_fields=["data", "salt", "redacted_at", "redaction_reason"])
        record(
            "audit.redact_payload",
            actor=actor,
            kind="audit_entry",
            key=entry.pk,
            unit_id=entry.unit_id,
            data={"reason": reason[:200]},
        )
        return payload
