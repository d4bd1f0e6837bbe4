"""Issues: matters that people own, with exactly one lead unit and a clock."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db import models
from django.db.models import Case, Count, Exists, F, FloatField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit, User
from tanggap.accounts.visibility import AnyOf, Owned, OwnedQuerySet
from tanggap.guidance.models import ClockKind, Level, TimeKind
from tanggap.mentions.models import Mention
from tanggap.stories.models import Story

# Words of a title that are looked for, and what a common topic or region adds to a rank between 0 and 1.
_MAX_TERMS = 20
_SHARED = 0.1


# How long an issue has been open: from, to; None for no end. A new one may be opened a moment after `now` was read.
AGES: dict[str, tuple[timedelta, timedelta | None]] = {
    "1": (timedelta(days=-1), timedelta(days=1)),
    "3": (timedelta(days=1), timedelta(days=3)),
    "7": (timedelta(days=3), timedelta(days=7)),
    "14": (timedelta(days=7), timedelta(days=14)),
    "30": (timedelta(days=14), timedelta(days=30)),
    "more": (timedelta(days=30), None),
}


class IssueState(models.TextChoices):
    OPEN = "open", _("Open")
    TRIAGED = "triaged", _("Triaged")
    IN_WORK = "in_work", _("In work")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")


class IssueQuerySet(OwnedQuerySet["Issue"]):
    def visible_to(self, user: User) -> Self:
        """As every owned row, and for the supporting units too."""
        units = user.covered_unit_ids
        if not units:
            return self.none()
        supporting = IssueUnit.objects.filter(AnyOf("unit_id", units)).values("issue_id")
        seen = super().visible_to(user).values("pk")
        return self.filter(Q(pk__in=seen) | Q(pk__in=supporting))

    def open(self) -> Self:
        return self.exclude(state=IssueState.CLOSED)

    def for_unit(self, unit: Unit) -> Self:
        """Led or supported by this unit."""
        return self.filter(Q(unit=unit) | Q(pk__in=IssueUnit.objects.filter(unit=unit).values("issue_id")))

    def for_units(self, unit_ids: Collection[int]) -> Self:
        """Led or supported by one of these units."""
        supporting = IssueUnit.objects.filter(AnyOf("unit_id", unit_ids)).values("issue_id")
        return self.filter(Q(AnyOf("unit_id", unit_ids)) | Q(pk__in=supporting))

    def work_of(self, user: User) -> Self:
        """What waits for this person: assigned to them, or to their units and to nobody yet."""
        units = user.covered_unit_ids
        supporting = IssueUnit.objects.filter(AnyOf("unit_id", units)).values("issue_id")
        unassigned = Q(assignee__isnull=True) & (Q(AnyOf("unit_id", units)) | Q(pk__in=supporting))
        return self.open().filter(Q(assignee=user) | unassigned)

    def late(self, now: datetime) -> Self:
        """With a clock that ran out and was not met."""
        return self.filter(Exists(IssueClock.objects.running().filter(issue=OuterRef("pk"), due_at__lt=now)))

    def counted(self, now: datetime) -> tuple[int, int]:
        """How many they are, and how many of them are late."""
        is_late = Exists(IssueClock.objects.running().filter(issue=OuterRef("pk"), due_at__lt=now))
        figures = self.aggregate(n=Count("pk"), n_late=Count("pk", filter=is_late))
        return figures["n"], figures["n_late"]

    def late_by(self, kind: str, now: datetime) -> Self:
        """With a clock of this kind that ran out and was not met."""
        running = IssueClock.objects.running().filter(issue=OuterRef("pk"), kind=kind, due_at__lt=now)
        return self.filter(Exists(running))

    def of_age(self, age: str, now: datetime) -> Self:
        """Opened so long ago: `age` is a key of `AGES`."""
        youngest, oldest = AGES[age]
        found = self.filter(opened_at__lte=now - youngest)
        return found.filter(opened_at__gt=now - oldest) if oldest else found

    def with_next_due(self) -> Self:
        """`next_due_at`: when the first clock that still runs is due."""
        running = IssueClock.objects.running().filter(issue=OuterRef("pk")).order_by("due_at")
        return self.annotate(next_due_at=Subquery(running.values("due_at")[:1]))

    def by_deadline(self) -> list[tuple[int, datetime | None]]:
        """Ids with the first deadline that still runs, the earliest first."""
        running = IssueClock.objects.running().filter(issue=OuterRef("pk")).order_by("due_at")
        rows = self.annotate(next_due_at=Subquery(running.values("due_at")[:1]))
        return list(rows.order_by(F("next_due_at").asc(nulls_last=True), "-opened_at").values_list("pk", "next_due_at"))

    def search(self, words: str) -> Self:
        """By number or by words of title and summary."""
        found = self
        for word in words.split():
            found = found.filter(Q(number__icontains=word) | Q(title__icontains=word) | Q(summary__icontains=word))
        return found

    def like(self, words: str, *, topics: Collection[str], region_codes: Collection[str]) -> Self:
        """Issues that share words of their title or summary with `words`, the likest first.

        The rank of the full-text search counts; a common topic and a common region each add a little to it.
        """
        # Nothing of what a title holds is read as an operator: only its words are left, any of which may hit.
        terms = dict.fromkeys(re.findall(r"[a-z0-9]{4,}", words.lower()))
        if not terms:
            return self.none()
        query = SearchQuery(" | ".join(list(terms)[:_MAX_TERMS]), config="indonesian", search_type="raw")
        vector = SearchVector("title", weight="A", config="indonesian") + SearchVector(
            "summary", weight="B", config="indonesian"
        )
        has = {"topics": topics, "region_codes": [code[:5] for code in region_codes]}
        shared = [
            Case(When(_any_of(name, codes), then=Value(_SHARED)), default=Value(0.0), output_field=FloatField())
            for name, codes in has.items()
        ]
        ranked = self.annotate(words=vector).filter(words=query).annotate(rank=SearchRank(F("words"), query))
        return ranked.annotate(likeness=F("rank") + shared[0] + shared[1]).order_by("-likeness", "-pk")


def _any_of(name: str, codes: Collection[str]) -> Q:
    found = Q(pk__in=[])
    for code in codes:
        found |= Q(**{f"{name}__contains": [code]})
    return found


class Issue(Owned):
    """`unit` is the lead unit. The number is stable; the machine never renumbers or closes."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("what is it about"), blank=True)
    level = models.ForeignKey(Level, models.PROTECT, related_name="issues", verbose_name=_("issue level"))
    state = models.CharField(_("state"), max_length=10, choices=IssueState, default=IssueState.OPEN)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("in charge")
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    triaged_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_valid_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=300, blank=True)
    topics: models.JSONField[list[str]] = models.JSONField(default=list, blank=True)
    region_codes: models.JSONField[list[str]] = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["-opened_at", "-id"]
        indexes = [
            models.Index(fields=["unit", "-opened_at"], name="issue_open_unit", condition=~Q(state="closed")),
            GinIndex(SearchVector("title", "summary", config="indonesian"), name="issue_words"),
        ]

    def __str__(self) -> str:
        return self.number


class IssueCounter(models.Model):
    """The last number given in a year; locked while the next is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("issue counter")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class IssueUnit(models.Model):
    """A unit that supports the lead unit of an issue."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="supporting")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("supporting unit")
        constraints = [models.UniqueConstraint(fields=["issue", "unit"], name="issue_unit_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} supports {self.issue_id}"


class IssueStory(models.Model):
    """A story that belongs to an issue. `is_current` is false once it left or its issue was closed."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="issue_stories")
    story = models.ForeignKey(Story, models.PROTECT, related_name="issue_stories")
    is_current = models.BooleanField(default=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("story of an issue")
        constraints = [
            models.UniqueConstraint(fields=["story"], condition=Q(is_current=True), name="story_in_one_open_issue")
        ]

    def __str__(self) -> str:
        return f"{self.story_id} in {self.issue_id}"


class IssueMention(models.Model):
    """A mention that a person put into an issue by hand, without a story."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="issue_mentions")
    mention = models.ForeignKey(Mention, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("mention of an issue")
        constraints = [models.UniqueConstraint(fields=["issue", "mention"], name="issue_mention_once")]

    def __str__(self) -> str:
        return f"{self.mention_id} in {self.issue_id}"


class ClockState(models.TextChoices):
    RUNNING = "running", _("Running")
    LATE = "late", _("Late")
    MET = "met", _("Done")
    MET_LATE = "met_late", _("Done late")
    CANCELLED = "cancelled", _("Planned anew")


class IssueClockQuerySet(models.QuerySet["IssueClock"]):
    def running(self) -> Self:
        """Neither met nor planned anew."""
        return self.filter(met_at=None, cancelled_at=None)


class IssueClock(models.Model):
    """One running deadline. What it was agreed on is copied in, so that a later rule does not move it."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=12, choices=ClockKind)
    time_kind = models.CharField(max_length=8, choices=TimeKind)
    minutes = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = IssueClockQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock of an issue")
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "kind"], condition=Q(met_at=None, cancelled_at=None), name="issue_clock_running_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], name="issue_clock_due", condition=Q(met_at=None, cancelled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.issue_id}"

    def state_at(self, now: datetime) -> ClockState:
        if self.cancelled_at is not None:
            return ClockState.CANCELLED
        if self.met_at is not None:
            return ClockState.MET if self.met_at <= self.due_at else ClockState.MET_LATE
        return ClockState.LATE if self.due_at < now else ClockState.RUNNING


class IssueNote(models.Model):
    """A remark for colleagues; it can be taken back but stays in the trail."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="notes")
    text = models.TextField(_("note"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("note")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"note on {self.issue_id}"
