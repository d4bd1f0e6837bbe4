"""What an office decided about its machine: which enrichers are off, which models judge, and judging again."""

from __future__ import annotations

from django.conf import settings
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


class ModelChoice(models.Model):
    """Which version of a model judges: empty for the shipped one. Without a row the shipped one does.

    The one before is kept for rolling back; everything further back stands in the trail.
    """

    name = models.CharField(max_length=40, primary_key=True)
    version = models.CharField(_("version"), max_length=12, blank=True)
    previous = models.CharField(max_length=12, blank=True)
    changed_at = models.DateTimeField(db_default=Now())
    # Nobody: by the command, at the machine itself.
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("model in use")

    def __str__(self) -> str:
        return f"{self.name} {self.version or 'shipped'}"


class Rejudging(models.Model):
    """One time of judging again what other registers or models judged: how many, how many are done."""

    digest = models.CharField(max_length=12)
    n_total = models.PositiveIntegerField()
    n_done = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("judging again")
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], condition=models.Q(finished_at=None), name="rejudging_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.n_done} of {self.n_total}"

    @property
    def percent(self) -> int:
        return min(100, self.n_done * 100 // max(1, self.n_total))
