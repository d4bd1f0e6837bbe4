"""What is kept beside a mention: evidence copies and pictures."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tanggap.mentions.models.mention import Mention


class EvidenceCopy(models.Model):
    """The text as it stood when the mention entered an issue, with its hash, because links die."""

    mention = models.ForeignKey(Mention, models.PROTECT, related_name="evidence_copies")
    title = models.TextField(blank=True)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=2000, blank=True)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("evidence copy")
        constraints = [models.UniqueConstraint(fields=["mention", "sha256"], name="evidence_once")]

    def __str__(self) -> str:
        return self.sha256[:12]


class Attachment(models.Model):
    """A picture of a mention; its file lies under its hash, without what was written beside the picture."""

    mention = models.ForeignKey(Mention, models.CASCADE, related_name="attachments")
    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=40)
    n_bytes = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("attachment")
        constraints = [models.UniqueConstraint(fields=["mention", "sha256"], name="attachment_once")]

    def __str__(self) -> str:
        return self.sha256

    @property
    def extension(self) -> str:
        return self.media_type.rpartition("/")[2]
