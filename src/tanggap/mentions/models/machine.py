"""Which enrichers an office has switched off."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class EnricherSwitch(models.Model):
    """Whether an enricher judges. Without a row it does."""

    kind = models.CharField(max_length=40, primary_key=True)
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("switch of an enricher")

    def __str__(self) -> str:
        return f"{self.kind} {'on' if self.is_on else 'off'}"


def switched_off() -> tuple[str, ...]:
    """The kinds that are off, in order."""
    return tuple(EnricherSwitch.objects.filter(is_on=False).order_by("kind").values_list("kind", flat=True))
