"""What leaves the house, to whom, by which channel, and how far it got."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit, User
from tanggap.core.registry import choices

IN_APP = "app"


def channel_choices() -> list[tuple[str, Any]]:
    return [(IN_APP, _("In Tanggap")), *choices("tanggap.channels")]


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Refused")
    GAVE_UP = "gave_up", _("Given up")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: User) -> Self:
        """The log of the units in which this person administers."""
        from tanggap.outbox.apps import READ_LOG

        return self.filter(unit_id__in=user.unit_ids_as(READ_LOG.roles))

    def notices_of(self, user: User) -> Self:
        """What was delivered to this person inside the app."""
        return self.filter(channel=IN_APP, person=user)

    def due(self, now: datetime) -> Self:
        return self.filter(state=DeliveryState.WAITING, next_try_at__lte=now).order_by("next_try_at", "pk")


class Delivery(models.Model):
    """One message to one recipient by one channel. `key` names what it is about: the same is queued once.

    While a worker sends, `next_try_at` lies `LEASE` ahead: if the worker dies, the delivery is tried again then,
    with the same `message_id`.
    """

    key = models.CharField(max_length=120)
    channel = models.CharField(_("channel"), max_length=20, choices=channel_choices)
    recipient = models.CharField(_("recipient"), max_length=254)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    # `{"digest", "name", "media_type"}` of each file in the store; see `files.py`.
    attachments: models.JSONField[list[dict[str, str]]] = models.JSONField(default=list, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    n_attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["key", "channel", "recipient"], name="delivery_once")]
        indexes = [
            models.Index(fields=["next_try_at"], name="delivery_due", condition=Q(state="waiting")),
            models.Index(fields=["person", "-id"], name="delivery_notices", condition=Q(channel="app")),
        ]

    def __str__(self) -> str:
        return f"{self.key} to {self.recipient} by {self.channel}"

    @property
    def is_stuck(self) -> bool:
        """Whether only a person can set it going again."""
        return self.state in (DeliveryState.FAILED, DeliveryState.GAVE_UP)
