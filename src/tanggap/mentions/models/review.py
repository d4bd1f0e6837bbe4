"""Mentions offered to people for review, one at a time, and what each of them said."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import User
from tanggap.mentions.models.mention import Mention


class ReviewPlan(models.Model):
    """The one row that offers are numbered by; with its seed, each draw can be repeated."""

    seed = models.BigIntegerField()
    n_offers = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("plan of reviews")

    def __str__(self) -> str:
        return f"seed {self.seed}, {self.n_offers} offers"


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(mention__in=Mention.objects.visible_to(user))

    def answered(self) -> Self:
        return self.filter(answered_by__isnull=False)

    def held_by(self, user: User, now: datetime) -> Self:
        """What this person looks at, for as long as nobody else gets it."""
        return self.filter(answered_by=None, holder=user, held_until__gt=now)

    def left_for(self, user: User, now: datetime) -> Self:
        """What was offered and not answered, nobody holds, and this person did not pass by; the oldest first."""
        free = Q(holder=None) | Q(held_until__lte=now)
        return self.filter(free, answered_by=None).exclude(skips__by=user).order_by("pk")


class Review(models.Model):
    """One mention that was offered, once for all people; whoever holds it has it alone until `held_until`.

    `machine` and `said` hold the judgements by name as they stood when it was answered, of the machine and of the
    person; `versions` those of the enrichers. `is_random` marks the share that was drawn by chance: no page tells
    of it before the answer. `correction_ids` are the words that the answer became.
    """

    mention = models.OneToOneField(Mention, models.CASCADE, related_name="review")
    offer = models.PositiveBigIntegerField()
    is_random = models.BooleanField(default=False)
    offered_at = models.DateTimeField(db_default=Now())
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    held_until = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    machine: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    said: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    versions: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    correction_ids = ArrayField(models.BigIntegerField(), default=list)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        indexes = [
            models.Index(fields=["answered_at"], name="review_answered", condition=Q(answered_by__isnull=False)),
            models.Index(fields=["id"], name="review_open", condition=Q(answered_by__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"review of {self.mention_id}"

    def hold(self, user: User, until: datetime) -> None:
        """Give it to one person alone; written by whoever locked the row."""
        self.holder, self.held_until = user, until


class ReviewSkip(models.Model):
    """A person passed a mention by: it is offered to others, not to that person again."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="skips")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("passed by")
        constraints = [models.UniqueConstraint(fields=["review", "by"], name="review_skipped_once")]

    def __str__(self) -> str:
        return f"{self.review_id} by {self.by_id}"
