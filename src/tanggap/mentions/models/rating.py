"""Ratings by people on the rubric, the blind rounds in which they are given, and how far they agree."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import READING
from tanggap.accounts.visibility import AnyOf
from tanggap.mentions.models.mention import Mention


class Rating(models.Model):
    """What one person says of one mention, by one version of the rubric.

    `scores`: by criterion a step from 0 to 4, or None where the person cannot say; `previous` is what `scores` was
    before its last change, None before the first one.
    """

    mention = models.ForeignKey(Mention, models.CASCADE, related_name="ratings")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rubric_version = models.CharField(max_length=20)
    scores: models.JSONField[dict[str, int | None]] = models.JSONField()
    previous: models.JSONField[dict[str, int | None] | None] = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("rating")
        constraints = [models.UniqueConstraint(fields=["mention", "rater", "rubric_version"], name="rated_once")]

    def __str__(self) -> str:
        return f"{self.mention_id} by {self.rater_id}"


class RatingRoundQuerySet(models.QuerySet["RatingRound"]):
    def visible_to(self, user: User) -> Self:
        """The rounds of the units in which this person may read."""
        return self.filter(AnyOf("unit_id", user.unit_ids_as(READING)))

    def closed(self) -> Self:
        return self.filter(closed_at__isnull=False)

    def counted(self) -> Self:
        """With `n_asked` and `n_done`: counts alone, so that an open round stays blind."""
        asked = Count("sample__assignments")
        return self.annotate(n_asked=asked, n_done=Count("sample__assignments__rating"))


class RatingRound(models.Model):
    """A sample of a unit's mentions that several people rate without seeing each other or the machine.

    Prepared, then open, then closed: the moments say which. The sample was drawn by `seed` from the mentions of
    `days` days.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=120)
    rubric_version = models.CharField(max_length=20)
    days = models.PositiveSmallIntegerField()
    seed = models.PositiveBigIntegerField()
    made_at = models.DateTimeField(db_default=Now())
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = RatingRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating round")
        verbose_name_plural = _("rating rounds")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="rating_round_name"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False), name="rating_round_opens_first"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None and self.closed_at is None

    @property
    def is_prepared(self) -> bool:
        return self.opened_at is None

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None


class SampledMention(models.Model):
    """A mention of a round's sample. `machine` is what the machine scored of it by the time the round closed."""

    round = models.ForeignKey(RatingRound, models.CASCADE, related_name="sample")
    mention = models.ForeignKey(Mention, models.CASCADE, related_name="sampled")
    machine: models.JSONField[dict[str, int]] = models.JSONField(default=dict, blank=True)
    machine_version = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("mention of a sample")
        constraints = [models.UniqueConstraint(fields=["round", "mention"], name="sampled_once")]

    def __str__(self) -> str:
        return f"{self.mention_id} in {self.round_id}"


class RatingAssignmentQuerySet(models.QuerySet["RatingAssignment"]):
    def of(self, user: User) -> Self:
        """What this person has to rate in rounds that were opened, where they may still read."""
        rounds = RatingRound.objects.visible_to(user).filter(opened_at__isnull=False)
        return self.filter(rater=user, sampled__round__in=rounds.values("pk"))

    def hidden_from(self, user: User) -> Self:
        """Of which mentions the machine's scores are kept from this person: those of rounds not closed yet."""
        return self.filter(rater=user, sampled__round__closed_at__isnull=True)

    def hiding(self, user: User, mention: Mention) -> Self:
        """Why the machine's scores of a mention are kept from this person."""
        return self.hidden_from(user).filter(sampled__mention=mention)


class RatingAssignment(models.Model):
    """That one person is asked to rate one mention of a sample; done as soon as there is a rating."""

    sampled = models.ForeignKey(SampledMention, models.CASCADE, related_name="assignments")
    rater = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Everybody has an order of their own, so that nobody's tiredness falls on the same texts.
    position = models.PositiveSmallIntegerField()
    rating = models.OneToOneField(Rating, models.SET_NULL, null=True, related_name="assignment")

    objects = RatingAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention to rate")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["sampled", "rater"], name="assigned_once")]

    def __str__(self) -> str:
        return f"{self.sampled_id} to {self.rater_id}"


class MeasuredAgreement(models.Model):
    """How far people agreed with each other and with the machine, as measured when a round was closed.

    Of one round, of one unit over all its closed rounds, or, without either, of the whole installation. `figures`:
    by criterion `people` and `machine`, each as `core.measure.agreement.Agreement` in a mapping. No figure of a
    single person is ever kept.
    """

    round = models.OneToOneField(RatingRound, models.CASCADE, null=True, related_name="agreement")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    rubric_version = models.CharField(max_length=20)
    figures: models.JSONField[dict[str, Any]] = models.JSONField()
    n_rounds = models.PositiveIntegerField()
    n_texts = models.PositiveIntegerField()
    n_raters = models.PositiveIntegerField()
    measured_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("measured agreement")
        ordering = [F("measured_at").desc(), "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit", "rubric_version"], nulls_distinct=False, name="agreement_once"
            )
        ]

    def __str__(self) -> str:
        return f"agreement of {self.round_id or self.unit_id or 'all'}"
