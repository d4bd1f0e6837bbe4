"""Rows that belong to a unit: private to it, shared with named units, or shared with the network."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit, User

M = TypeVar("M", bound=models.Model, covariant=True)


class Visibility(models.TextChoices):
    PRIVATE = "private", _("This unit only")
    SHARED = "shared", _("Named units")
    NETWORK = "network", _("The whole network")


class AnyOf(models.Func):
    """Whether a column holds one of these ids, as one parameter however many they are.

    ``__in`` gives a parameter for each, and a statement of hundreds of parameters is taken apart anew each time.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()

    def __init__(self, column: str, ids: Iterable[int]) -> None:
        array = ArrayField(models.BigIntegerField())
        super().__init__(models.F(column), models.Value(sorted(ids), output_field=array))


class OwnedQuerySet(models.QuerySet[M]):
    def visible_to(self, user: User) -> Self:
        """What this person may see; nothing for somebody who holds no role."""
        units = user.covered_unit_ids
        if not units:
            return self.none()
        mine = Q(AnyOf("unit_id", units))
        shared = Q(AnyOf("shared_with", units), visibility=Visibility.SHARED)
        network = Q(visibility=Visibility.NETWORK)
        return self.filter(mine | network | Q(pk__in=self.model._default_manager.filter(shared).values("pk")))

    def of_unit(self, unit: Unit) -> Self:
        return self.filter(unit=unit)


class Owned(models.Model):
    """Base of every row that belongs to a unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    visibility = models.CharField(_("visibility"), max_length=10, choices=Visibility, default=Visibility.PRIVATE)
    shared_with = models.ManyToManyField(Unit, related_name="+", blank=True, verbose_name=_("shared with"))

    class Meta:
        abstract = True
