"""What an office looks things up in: regions, topics and their words, officials, programmes, routes, days off."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit, User


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


N = TypeVar("N", bound="PublicName")


class PublicNameQuerySet(models.QuerySet[N]):
    def holding_on(self, day: date) -> Self:
        """Those whose period holds this day; an open end has not come yet, an open beginning lies far back."""
        begun = Q(starts_on=None) | Q(starts_on__lte=day)
        return self.filter(begun, Q(ends_on=None) | Q(ends_on__gte=day))

    def overlapping(self, starts_on: date | None, ends_on: date | None) -> Self:
        """Those whose period shares a day with this one."""
        found = self
        if ends_on is not None:
            found = found.filter(Q(starts_on=None) | Q(starts_on__lte=ends_on))
        if starts_on is not None:
            found = found.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
        return found


class PublicName(models.Model):
    """A name that is public because of an office, for as long as it holds; the last day belongs to the period."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=150)
    aliases: models.JSONField[list[str]] = models.JSONField(_("also written as"), default=list, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="%(class)s_ends_after_it_begins",
            )
        ]

    def holds_on(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and not self.has_ended_by(day)

    def has_ended_by(self, day: date) -> bool:
        return self.ends_on is not None and self.ends_on < day


class Official(PublicName):
    """Who holds a public post in a unit, and from when to when. Nobody else's name stands here."""

    post = models.CharField(_("post"), max_length=120)

    objects = PublicNameQuerySet["Official"].as_manager()

    class Meta(PublicName.Meta):
        verbose_name = _("official")
        ordering = ["unit__path", "post", "-starts_on", "name"]
        constraints = [
            *PublicName.Meta.constraints,
            models.UniqueConstraint(
                fields=["unit", "post", "name", "starts_on"], nulls_distinct=False, name="official_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.name}"


class Programme(PublicName):
    """A programme of a unit under the names by which people know it."""

    objects = PublicNameQuerySet["Programme"].as_manager()

    class Meta(PublicName.Meta):
        verbose_name = _("programme")
        ordering = ["unit__path", "name", "-starts_on"]
        constraints = [
            *PublicName.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "name", "starts_on"], nulls_distinct=False, name="programme_once"),
        ]

    def __str__(self) -> str:
        return self.name


class BoundaryState(models.TextChoices):
    DRAFT = "draft", _("being looked at")
    CURRENT = "current", _("in use")
    FORMER = "former", _("taken out")


class BoundarySetQuerySet(models.QuerySet["BoundarySet"]):
    def current(self) -> Self:
        return self.filter(state=BoundaryState.CURRENT)


class BoundarySet(models.Model):
    """The boundaries that an office has brought, made small for a picture; one set at most is in use."""

    name = models.CharField(_("file"), max_length=200)
    state = models.CharField(max_length=10, choices=BoundaryState, default=BoundaryState.DRAFT)
    # [{"label", "region" (a code, or empty: not drawn), "polygons": [[[[lon, lat], …] a ring, …] a polygon, …]}]
    areas: models.JSONField[list[dict[str, Any]]] = models.JSONField(default=list)
    region_codes = ArrayField(models.CharField(max_length=13), default=list, blank=True)
    n_points = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(db_default=Now())

    objects = BoundarySetQuerySet.as_manager()

    class Meta:
        verbose_name = _("boundaries")
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=Q(state="current"), name="boundaries_in_use_once")
        ]

    def __str__(self) -> str:
        return self.name
