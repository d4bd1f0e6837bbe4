"""What the machine read and said, counted by day."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class JudgedDay(models.Model):
    """The public mentions that were published on one local day and kept, as the machine judged them.

    `counts`: by name (platform, language, length, unknown, sentiment, kind, topics) the number by label. Unknown
    words are looked for in some texts of the day only.
    """

    day = models.DateField(primary_key=True)
    n_mentions = models.PositiveIntegerField(default=0)
    counts: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("judgements of a day")

    def __str__(self) -> str:
        return str(self.day)
