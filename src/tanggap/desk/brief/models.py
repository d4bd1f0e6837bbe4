"""Reports as they were told, and how each unit wants its own."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import READING


class Period(models.TextChoices):
    DAY = "day", _("Daily report")
    WEEK = "week", _("Weekly report")
    MONTH = "month", _("Monthly report")


class BriefLogo(models.Model):
    """A picture for letterheads; never changed, so that old reports keep theirs."""

    digest = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(max_length=20)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("logo")

    def __str__(self) -> str:
        return self.digest[:12]

    @property
    def file_name(self) -> str:
        return "logo.png" if self.media_type == "image/png" else "logo.jpg"


class BriefPlan(models.Model):
    """How a unit wants its reports."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="+")
    is_watched_only = models.BooleanField(_("count only what our own watches keep"), default=False)
    address = models.TextField(_("address lines of the letterhead"), blank=True)
    logo = models.ForeignKey(BriefLogo, models.PROTECT, null=True, blank=True, related_name="+")
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    addresses: models.JSONField[list[str]] = models.JSONField(default=list, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="id")
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("report plan")

    def __str__(self) -> str:
        return f"plan of {self.unit_id}"


class BriefScheduleQuerySet(models.QuerySet["BriefSchedule"]):
    def due(self, now: datetime) -> Self:
        return self.filter(is_on=True, next_at__lte=now, plan__unit__is_active=True).order_by("next_at")


class BriefSchedule(models.Model):
    """When a unit's report of one length is made by itself. `next_at` is when the next one is due.

    `day` counts from Monday (1) in a week and from the first in a month; a daily report comes on every working day.
    """

    plan = models.ForeignKey(BriefPlan, models.CASCADE, related_name="schedules")
    period = models.CharField(max_length=5, choices=Period)
    is_on = models.BooleanField(default=False)
    day = models.PositiveSmallIntegerField(default=1)
    at = models.TimeField(default=time(7, 0))
    next_at = models.DateTimeField(null=True, blank=True)

    objects = BriefScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("report schedule")
        constraints = [models.UniqueConstraint(fields=["plan", "period"], name="brief_schedule_once")]
        indexes = [models.Index(fields=["next_at"], name="brief_schedule_due", condition=Q(is_on=True))]

    def __str__(self) -> str:
        return f"{self.period} of {self.plan_id}"


class BriefQuerySet(models.QuerySet["Brief"]):
    def visible_to(self, user: User) -> Self:
        """A report holds what its unit alone may see: it is for those who read in that unit or above it."""
        return self.filter(unit_id__in=user.unit_ids_as(READING))

    def newest(self, unit: Unit, period: str) -> Brief | None:
        return self.filter(unit=unit, period=period).order_by("-until", "-pk").first()


class Brief(models.Model):
    """One report with everything it says. It is written once and never changed.

    `on` is the local day it was made for. `data` is described in ``gathering.py``.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    period = models.CharField(_("period"), max_length=5, choices=Period)
    on = models.DateField(_("day"))
    since = models.DateTimeField()
    until = models.DateTimeField()
    is_scheduled = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    data: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)

    objects = BriefQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        ordering = ["-until", "-id"]
        constraints = [
            # A planned report is made once, however often its job runs.
            models.UniqueConstraint(
                fields=["unit", "period", "on"], condition=Q(is_scheduled=True), name="brief_planned_once"
            )
        ]
        indexes = [models.Index(fields=["unit", "period", "-until"], name="brief_latest")]

    def __str__(self) -> str:
        return f"{self.period} {self.on} of {self.unit_id}"
