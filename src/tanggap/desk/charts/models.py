"""Counts of each day, and which hours they no longer fit."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit


class DailyCount(models.Model):
    """What was kept of one local day, counted after people's corrections.

    There is a row for whatever a page may narrow to: all of the day (`watcher` and `region` empty), what a unit
    watches, what touches a region, and both. What a unit brought privately is counted apart, under its `owner`.
    """

    day = models.DateField()
    owner = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    watcher = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    region = models.CharField(max_length=13, blank=True)
    # {"platform" | "tone" | "outlet" | "topic" | "place" | "towards" | "emotion" | "stance": {label: n},
    # "once": {"topic" | "place" | "towards" | "stance": n mentions}}; towards a unit and stance towards a programme by
    # its code, a space and what is said; "authors": {"emotion" | programme: [who spoke, hashed, twenty at most]}
    counts: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("count of a day")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "owner", "watcher", "region"], nulls_distinct=False, name="daily_count_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.owner_id or '*'} {self.watcher_id or '*'} {self.region or '*'}"


class ChangedHour(models.Model):
    """An hour of publication in which a mention came, went or was judged otherwise since its day was counted.

    Written by triggers on the tables of the mentions, so that no way of changing a row goes past it, and without a
    unique key, so that writers never wait for each other.
    """

    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("changed hour")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H}"
