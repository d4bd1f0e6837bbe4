"""The unit tree, the people and their roles."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.roles import Role


class UnitKind(models.TextChoices):
    PROVINCE = "province", _("Province")
    REGENCY = "regency", _("Regency")
    CITY = "city", _("City")
    OFFICE = "office", _("Office")


class UnitQuerySet(models.QuerySet["Unit"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def within(self, unit: Unit) -> Self:
        """`unit` and the offices below it, without the regencies and cities, which govern themselves."""
        return self.filter(Q(path=unit.path) | Q(path__startswith=f"{unit.path}/"), government_id=unit.government_id)

    def covered_by(self, user: User) -> Self:
        """Every unit in which this person holds a role, directly or from above."""
        return self.filter(pk__in=user.covered_unit_ids)


class Unit(models.Model):
    """A government or an office of it. `path` spells the way from the root by codes, for reading subtrees."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    government = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    path = models.CharField(max_length=500, unique=True, editable=False)
    region_code = models.CharField(_("Kemendagri code"), max_length=13, blank=True)
    aliases: models.JSONField[list[str]] = models.JSONField(_("also written as"), default=list, blank=True)
    is_verified = models.BooleanField(_("checked by the office"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=0)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.short_name or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.path = f"{self.parent.path}/{self.code}" if self.parent else self.code
        super().save(*args, **kwargs)
        # A government is its own; an office belongs to the government above it.
        government = self if self.kind != UnitKind.OFFICE or not self.parent else self.parent.government
        if government and self.government_id != government.pk:
            self.government = government
            type(self).objects.filter(pk=self.pk).update(government=government)

    @property
    def is_government(self) -> bool:
        return self.kind != UnitKind.OFFICE


class User(AbstractUser):
    """A person of the office. What they may do stands in their memberships, nowhere else."""

    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="id")
    last_visit_at = models.DateTimeField(null=True, blank=True)
    # What came after this is new to them on the visit that goes on.
    new_since_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def held(self) -> list[tuple[Unit, Role]]:
        """Units and roles held directly; read once for each object of this class."""
        cached: list[tuple[Unit, Role]] | None = self.__dict__.get("_held")
        if cached is None:
            rows = self.memberships.select_related("unit").filter(unit__is_active=True)
            cached = [(row.unit, Role(row.role)) for row in rows] if self.is_active else []
            self.__dict__["_held"] = cached
        return cached

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(role for _unit, role in self.held)

    @property
    def covered_unit_ids(self) -> frozenset[int]:
        """Ids of every unit in which this person holds any role, directly or from above."""
        return self.unit_ids_as(frozenset(Role))

    def unit_ids_as(self, roles: frozenset[Role]) -> frozenset[int]:
        """Ids of the units in which this person holds one of `roles`, directly or from above."""
        cache: dict[frozenset[Role], frozenset[int]] = self.__dict__.setdefault("_covered", {})
        if roles not in cache:
            ids: set[int] = set()
            for unit in {unit for unit, role in self.held if role in roles}:
                ids.update(Unit.objects.within(unit).values_list("pk", flat=True))
            cache[roles] = frozenset(ids)
        return cache[roles]

    @property
    def home_unit(self) -> Unit | None:
        """The unit whose work this person sees first."""
        return self.held[0][0] if self.held else None

    @property
    def is_platform_admin(self) -> bool:
        return Role.PLATFORM_ADMIN in self.roles


class Membership(models.Model):
    """One role of one person in one unit."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("role in a unit")
        verbose_name_plural = _("roles in units")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "unit", "role"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.unit_id}"
