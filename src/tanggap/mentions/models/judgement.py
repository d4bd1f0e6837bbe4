"""What the machine judges inside one mention: the tone towards each target, and who said what."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tanggap.mentions.models.kinds import SaidTone, Sentiment, Stance, TargetKind
from tanggap.mentions.models.mention import Mention


class TargetJudgement(models.Model):
    """Tone, and for a programme stance, of one mention towards one target. Charts of a unit count these rows.

    `target` is the code of a unit, else the key of an official or a programme; `unit_code` is the unit it
    counts for. `tone` is in [-1, 1], `tone_class` what it is called, `salience` (how much of the text is about it) in
    [0, 1]. A person's `TargetCorrection` wins over it.
    """

    mention = models.ForeignKey(Mention, models.CASCADE, related_name="target_judgements")
    target_kind = models.CharField(max_length=10, choices=TargetKind)
    target = models.CharField(max_length=80)
    unit_code = models.CharField(max_length=80, blank=True)
    tone = models.FloatField(_("tone"))
    tone_class = models.CharField(max_length=8, choices=Sentiment, db_default="")
    stance = models.CharField(_("stance"), max_length=8, choices=Stance, blank=True)
    salience = models.FloatField(_("salience"))
    confidence = models.FloatField(_("confidence"))
    evidence: models.JSONField[list[Any]] = models.JSONField(default=list)
    enricher = models.CharField(max_length=40, default="tone")
    version = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("judgement of a target")
        constraints = [
            models.UniqueConstraint(fields=["mention", "target_kind", "target", "enricher"], name="target_judged_once"),
            models.CheckConstraint(condition=Q(tone__gte=-1, tone__lte=1), name="target_tone_range"),
        ]
        indexes = [models.Index(fields=["unit_code", "mention"], name="target_of_unit")]

    def __str__(self) -> str:
        return f"{self.target} in {self.mention_id}"


class TargetCorrection(models.Model):
    """A person's word on the tone of one mention towards one target, found by the machine or not; the newest counts.

    ``absent`` says that the mention does not speak of it at all.
    """

    mention = models.ForeignKey(Mention, models.CASCADE, related_name="target_corrections")
    target_kind = models.CharField(max_length=10, choices=TargetKind)
    target = models.CharField(max_length=80)
    unit_code = models.CharField(max_length=80, blank=True)
    tone_class = models.CharField(max_length=8, choices=SaidTone)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("correction of a tone")
        ordering = ["-id"]
        indexes = [models.Index(fields=["unit_code", "mention"], name="said_of_unit")]

    def __str__(self) -> str:
        return f"{self.target} in {self.mention_id}: {self.tone_class}"


class Quotation(models.Model):
    """What a public speaker said in a mention, with the place of the words in its text."""

    mention = models.ForeignKey(Mention, models.CASCADE, related_name="quotations")
    position = models.PositiveSmallIntegerField()
    speaker = models.CharField(_("speaker"), max_length=200)
    role = models.CharField(_("role"), max_length=200, blank=True)
    unit_code = models.CharField(max_length=80, blank=True)
    verb = models.CharField(max_length=40)
    words = models.TextField(_("words"))
    field = models.CharField(max_length=5)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    is_direct = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("quotation")
        ordering = ["mention_id", "position"]
        constraints = [models.UniqueConstraint(fields=["mention", "position"], name="quotation_once")]
        indexes = [models.Index(fields=["speaker"], name="quotation_speaker")]

    def __str__(self) -> str:
        return f"{self.speaker} in {self.mention_id}"
