"""What an office looks things up in: regions, topics and their words, routes, days off."""

from __future__ import annotations

from collections.abc import Collection
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit


class RegionLevel(models.TextChoices):
    PROVINCE = "provinsi", _("Province")
    REGENCY_CITY = "kabupaten_kota", _("Regency or city")
    DISTRICT = "kecamatan", _("District")


class RegionQuerySet(models.QuerySet["Region"]):
    def home(self) -> Self:
        """The regions of the office's own province; the rest is there to tell namesakes apart."""
        return self.filter(is_home=True)

    def regencies(self) -> Self:
        return self.home().filter(level=RegionLevel.REGENCY_CITY)


class Region(models.Model):
    code = models.CharField(_("Kemendagri code"), max_length=13, primary_key=True)
    name = models.CharField(_("name"), max_length=100)
    level = models.CharField(_("level"), max_length=20, choices=RegionLevel)
    aliases: models.JSONField[list[str]] = models.JSONField(_("also written as"), default=list, blank=True)
    is_home = models.BooleanField(default=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """One government affair (urusan) and the words that speak for it; an office may edit both."""

    code = models.SlugField(_("code"), max_length=60, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    iptc_code = models.CharField(_("IPTC media topic"), max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("topic")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class TopicRule(models.Model):
    topic = models.OneToOneField(Topic, models.CASCADE, related_name="rule")
    any_of: models.JSONField[list[str]] = models.JSONField(_("words for it"), default=list)
    none_of: models.JSONField[list[str]] = models.JSONField(_("words against it"), default=list, blank=True)
    min_hits = models.PositiveSmallIntegerField(_("words needed"), default=1)
    is_edited = models.BooleanField(_("changed by the office"), default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("topic rule")

    def __str__(self) -> str:
        return self.topic_id


class RouteQuerySet(models.QuerySet["Route"]):
    def proposing(self, topics: Collection[str], region_codes: Collection[str]) -> Self:
        """The routes that speak of one of these topics or regions, to units that are active."""
        fits = Q(topic_id__in=topics) | Q(topic=None)
        lies = Q(region_id__in=region_codes) | Q(region=None)
        return self.filter(fits & lies, unit__is_active=True).select_related("topic", "region", "unit")


class Route(models.Model):
    """Issues of this topic, in this region, are proposed to this unit. An empty topic or region means any."""

    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("topic"))
    region = models.ForeignKey(
        Region, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("lead unit"))

    objects = RouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("route")
        ordering = ["topic__position", "topic_id", "region_id"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "region"], nulls_distinct=False, name="route_once"),
            models.CheckConstraint(condition=Q(topic__isnull=False) | Q(region__isnull=False), name="route_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.topic_id or '*'} × {self.region_id or '*'} → {self.unit_id}"


class DayOff(models.Model):
    """A day on which the office does not work, or does although the calendar says otherwise."""

    on = models.DateField(_("day"), primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    is_working_day = models.BooleanField(_("a working day all the same"), default=False)

    class Meta:
        verbose_name = _("day off")
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
