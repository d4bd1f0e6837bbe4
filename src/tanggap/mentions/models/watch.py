"""What units look for, and why a mention was kept."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.visibility import Owned, OwnedQuerySet
from tanggap.mentions.models.mention import Mention
from tanggap.sources.models import Source


class WatchQuerySet(OwnedQuerySet["Watch"]):
    def active(self) -> Self:
        return self.filter(is_active=True)


class Watch(Owned):
    """What a unit looks for (kata pantau)."""

    name = models.CharField(_("name"), max_length=120)
    any_of: models.JSONField[list[str]] = models.JSONField(_("words and phrases"), default=list)
    none_of: models.JSONField[list[str]] = models.JSONField(_("not with"), default=list, blank=True)
    region_codes = ArrayField(models.CharField(max_length=13), verbose_name=_("regions"), default=list, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("watch")
        verbose_name_plural = _("watches")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="watch_name_once")]

    def __str__(self) -> str:
        return self.name


class WatchHit(models.Model):
    """Why a mention was kept: the watch, and the words that met it."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="hits")
    mention = models.ForeignKey(Mention, models.CASCADE, related_name="watch_hits")
    words: models.JSONField[list[str]] = models.JSONField(default=list)
    spans: models.JSONField[list[list[Any]]] = models.JSONField(default=list)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("watch hit")
        constraints = [models.UniqueConstraint(fields=["watch", "mention"], name="watch_hit_once")]

    def __str__(self) -> str:
        return f"{self.watch_id} keeps {self.mention_id}"


class UnwatchedCount(models.Model):
    """How many mentions a day nobody watched, by source: what remains after they are dropped."""

    on = models.DateField()
    source = models.ForeignKey(Source, models.CASCADE, null=True, related_name="+")
    n_mentions = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("unwatched mentions")
        constraints = [models.UniqueConstraint(fields=["on", "source"], nulls_distinct=False, name="unwatched_once")]

    def __str__(self) -> str:
        return f"{self.on} {self.n_mentions}"
