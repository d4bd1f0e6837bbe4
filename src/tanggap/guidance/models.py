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
