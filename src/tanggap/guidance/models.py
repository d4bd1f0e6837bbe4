"""What is agreed beforehand: the levels of an issue and how fast each asks to be answered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.Model):
    """How serious an issue is, from 0 (routine) to 3 (crisis)."""

    number = models.PositiveSmallIntegerField(_("level"), primary_key=True)
    name = models.CharField(_("name"), max_length=40)
    description = models.CharField(_("when it applies"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("issue level")
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class ClockKind(models.TextChoices):
    TRIAGE = "triage", _("Triage")
    ASSESS = "assess", _("Assess")
    HOLDING = "holding", _("Holding statement")
    ANSWER = "answer", _("Answer")
    NEXT_UPDATE = "next_update", _("Next update")


class TimeKind(models.TextChoices):
    CALENDAR = "calendar", _("Clock time")
    WORKING = "working", _("Working time")


class LevelClock(models.Model):
    """One deadline of one level, in the kind of time that is stated."""

    level = models.ForeignKey(Level, models.CASCADE, related_name="clocks")
    kind = models.CharField(_("deadline for"), max_length=12, choices=ClockKind)
    minutes = models.PositiveIntegerField(_("minutes"))
    time_kind = models.CharField(_("counted in"), max_length=8, choices=TimeKind, default=TimeKind.WORKING)

    class Meta:
        verbose_name = _("clock of a level")
        ordering = ["level", "minutes"]
        constraints = [models.UniqueConstraint(fields=["level", "kind"], name="level_clock_once")]

    def __str__(self) -> str:
        return f"{self.level_id} {self.kind}"


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class OfficeHours(models.Model):
    """From when to when the office works on one day of the week; no row means not at all."""

    weekday = models.PositiveSmallIntegerField(_("day"), primary_key=True, choices=Weekday)
    opens_at = models.TimeField(_("from"))
    closes_at = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("office hours")
        verbose_name_plural = _("office hours")
        ordering = ["weekday"]
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="office_hours_forward")
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens_at:%H:%M}–{self.closes_at:%H:%M}"
