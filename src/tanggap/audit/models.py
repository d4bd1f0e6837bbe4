"""The trail: entries that nobody changes, payloads that may be redacted, seals that chain the entries."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class CurrentTransaction(models.Func):
    """The number of the running transaction, by which the sealing job knows what may still be in flight."""

    template = "((pg_current_xact_id()::text)::bigint)"
    output_field = models.BigIntegerField()


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def about(self, kind: str, key: object) -> AuditEntryQuerySet:
        """Everything that happened to one thing, oldest first."""
        return self.filter(object_kind=kind, object_id=str(key)).order_by("id")

    def with_payload(self) -> AuditEntryQuerySet:
        return self.select_related("payload")

    def of_units(self, unit_ids: list[int]) -> AuditEntryQuerySet:
        return self.filter(unit_id__in=unit_ids)


class AuditEntry(models.Model):
    """Who did what to which thing, when. Plain ids only: the trail outlives what it speaks of."""

    at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150, blank=True)
    verb = models.CharField(max_length=80)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=80)
    unit_id = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)
    transaction_id = models.BigIntegerField(db_default=CurrentTransaction())

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        indexes = [
            models.Index(fields=["object_kind", "object_id", "id"], name="audit_entry_object"),
            models.Index(fields=["unit_id", "-id"], name="audit_entry_unit"),
            models.Index(fields=["verb", "-id"], name="audit_entry_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_kind} {self.object_id}"

    @property
    def is_machine(self) -> bool:
        return self.actor_id is None


class AuditPayload(models.Model):
    """What an entry says in detail. Redaction empties it; the entry's digest stays as it is."""

    entry = models.OneToOneField(AuditEntry, models.PROTECT, primary_key=True, related_name="payload")
    salt = models.BinaryField()
    data: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    redacted_at = models.DateTimeField(null=True)
    redaction_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("audit payload")

    def __str__(self) -> str:
        return f"payload of {self.entry_id}"


class AuditSeal(models.Model):
    """One link of the chain: `chain_hash` covers the entry and the link before it."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="seal")
    chain_hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("audit seal")

    def __str__(self) -> str:
        return f"{self.position} {self.chain_hash[:12]}"
