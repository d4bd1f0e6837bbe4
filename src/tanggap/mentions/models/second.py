"""What a language model said of a mention, and what asking it has cost. It stands beside the assessment."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tanggap.mentions.models.mention import Mention


class LlmState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    READ = "read", _("Read")
    UNUSABLE = "unusable", _("No usable answer")
    WITHHELD = "withheld", _("Not shown to the model")


class LlmReadingQuerySet(models.QuerySet["LlmReading"]):
    def due(self, now: datetime) -> Self:
        """What waits and may be asked about now: what a person asked for first, then the oldest."""
        waiting = self.filter(state=LlmState.WAITING, due_at__lte=now)
        return waiting.order_by(models.F("asked_by").asc(nulls_last=True), "due_at", "pk")


class LlmReading(models.Model):
    """One mention as a language model read it. Only public mentions have one.

    `scores`: by criterion `score` and `places` ([field, start, end] each); `refused`: by criterion why. A text
    that was read before (`text_digest`, by the same `version`) is not asked about again.
    """

    mention = models.OneToOneField(Mention, models.CASCADE, related_name="llm_reading")
    state = models.CharField(max_length=10, choices=LlmState, default=LlmState.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    # Moved on before asking, so that two workers do not ask at once and a killed one is followed by another.
    due_at = models.DateTimeField()
    n_failures = models.PositiveSmallIntegerField(default=0)
    text_digest = models.CharField(max_length=64, blank=True)
    version = models.CharField(max_length=160, blank=True)
    model = models.CharField(max_length=100, blank=True)
    scores: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    sentiment = models.CharField(max_length=10, blank=True)
    sentiment_places: models.JSONField[list[Any]] = models.JSONField(default=list)
    reason = models.CharField(max_length=240, blank=True)
    refused: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    n_tokens = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True)

    objects = LlmReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading by a language model")
        indexes = [
            models.Index(fields=["due_at"], name="llm_due", condition=Q(state="waiting")),
            models.Index(fields=["text_digest"], name="llm_text", condition=~Q(text_digest="")),
        ]

    def __str__(self) -> str:
        return f"{self.mention_id} {self.state}"


class LlmDay(models.Model):
    """What was asked on one day, counted before asking, and until when the other side wants its peace."""

    on = models.DateField(primary_key=True)
    n_requests = models.PositiveIntegerField(default=0)
    n_tokens = models.PositiveBigIntegerField(default=0)
    minute_at = models.DateTimeField(null=True)
    n_in_minute = models.PositiveIntegerField(default=0)
    held_until = models.DateTimeField(null=True)
    held_because = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("day of a language model")

    def __str__(self) -> str:
        return str(self.on)
