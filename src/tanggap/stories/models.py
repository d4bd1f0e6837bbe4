"""Stories: what the machine proposes as one matter, and what people decided about it."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit, User
from tanggap.accounts.visibility import AnyOf
from tanggap.mentions.models import Mention
from tanggap.reference.models import Region


class StoryState(models.TextChoices):
    NEW = "new", _("New")
    WATCHED = "watched", _("Watched")
    DISMISSED = "dismissed", _("Dismissed")


# From which risk on a story is shown as one that may run wild; below it the figure says little.
RISK_SHOWN = 40


class StoryQuerySet(models.QuerySet["Story"]):
    def visible_to(self, user: User) -> Self:
        """Public stories for everybody who holds a role; private ones for their unit alone."""
        units = user.covered_unit_ids
        if not units:
            return self.none()
        return self.filter(Q(unit__isnull=True) | Q(AnyOf("unit_id", units)))

    def standing(self) -> Self:
        """Stories that were not merged into another."""
        return self.filter(merged_into__isnull=True)

    def inbox(self) -> Self:
        return self.standing().exclude(state=StoryState.DISMISSED).filter(n_mentions__gt=0)

    def running_wild(self) -> Self:
        """What may run wild, the riskiest first; not what only pleases: nothing in it harms, and praise prevails."""
        risky = self.inbox().filter(risk__gte=RISK_SHOWN)
        grave = Q(suggested_level__gte=1) | Q(n_negative__gt=F("n_positive"))
        return risky.filter(grave).order_by("-risk", "-id")

    def in_state(self, state: str) -> Self:
        """The inbox, or the part of it (or of what was dismissed) that a person asks for."""
        if state == "dismissed":
            return self.standing().filter(state=StoryState.DISMISSED)
        if state == "watched":
            return self.inbox().filter(state=StoryState.WATCHED)
        if state == "in_issue":
            return self.inbox().exclude(issue_number="")
        return self.inbox().filter(issue_number="") if state == "free" else self.inbox()

    def mostly(self, tone: str) -> Self:
        """Stories in which this sentiment is the commonest."""
        columns = [f"n_{other}" for other in ("negative", "neutral", "positive")]
        mine = f"n_{tone}"
        found = self.filter(**{f"{mine}__gt": 0})
        for column in columns:
            found = found.filter(**{f"{mine}__gte": F(column)})
        return found

    def of_unit(self, unit: Unit) -> Self:
        """Stories with a mention that a watch of this unit kept."""
        hits = StoryMembership.objects.filter(story=OuterRef("pk"), mention__watch_hits__watch__unit=unit)
        return self.filter(Exists(hits))

    def on_platform(self, kind: str) -> Self:
        """Stories with a mention of this kind."""
        return self.filter(Exists(StoryMembership.objects.filter(story=OuterRef("pk"), mention__source_kind=kind)))

    def in_region(self, code: str) -> Self:
        """Stories that play in a region or in a part of it."""
        parts = Region.objects.filter(code__startswith=code).values_list("code", flat=True)
        return self.filter(region_codes__overlap=[code, *parts])

    def search(self, words: str, *, user: User) -> Self:
        """By the title or the words of a mention that this person may see."""
        query = SearchQuery(words, config="indonesian", search_type="websearch")
        hits = StoryMembership.objects.filter(
            Q(mention__unit__isnull=True) | Q(AnyOf("mention__unit_id", user.covered_unit_ids)),
            story=OuterRef("pk"),
            mention__search=query,
        )
        return self.filter(Q(title__icontains=words) | Exists(hits))


class Story(models.Model):
    """Mentions about one matter. Its figures are kept by the action that changes its memberships."""

    title = models.CharField(_("title"), max_length=1000)
    first_mention = models.ForeignKey(Mention, models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    n_mentions = models.PositiveIntegerField(default=0)
    n_copies = models.PositiveIntegerField(default=0)
    n_outlets = models.PositiveIntegerField(default=0)
    n_negative = models.PositiveIntegerField(default=0)
    n_neutral = models.PositiveIntegerField(default=0)
    n_positive = models.PositiveIntegerField(default=0)
    topics = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    region_codes = ArrayField(models.CharField(max_length=13), default=list, blank=True)
    # By criterion the step that the texts reach together; what is counted from the story is not kept.
    rubric: models.JSONField[dict[str, int]] = models.JSONField(
        default=dict, blank=True, db_default=Value({}, models.JSONField())
    )
    # What `core.rubric.level` says of all ten criteria; the schedule follows those that move.
    suggested_level = models.PositiveSmallIntegerField(default=0, db_default=0)
    # The risk of running wild, 0 to 100, by `core.signals.risk`.
    risk = models.PositiveSmallIntegerField(default=0, db_default=0)
    is_level_moving = models.BooleanField(default=True, db_default=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    state = models.CharField(max_length=10, choices=StoryState, default=StoryState.NEW)
    dismissed_reason = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    # Written by `issues` when the story enters or leaves an open issue: the machine never merges across issues.
    issue_number = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-last_at", "-id"]
        indexes = [
            models.Index(fields=["-last_at", "-id"], name="story_recent", condition=Q(merged_into__isnull=True)),
            models.Index(
                fields=["-last_at", "-id"],
                name="story_levelled",
                condition=Q(merged_into__isnull=True, suggested_level__gte=1),
            ),
            models.Index(
                fields=["-risk", "-id"], name="story_risk", condition=Q(merged_into__isnull=True, risk__gte=RISK_SHOWN)
            ),
            models.Index(fields=["id"], name="story_level_moving", condition=Q(is_level_moving=True)),
            GinIndex(fields=["region_codes"], name="story_regions"),
            GinIndex(fields=["topics"], name="story_topics"),
            GinIndex(SearchVector("title", config="indonesian"), name="story_words"),
            models.Index(fields=["issue_number"], name="story_issue", condition=~Q(issue_number="")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def standing_mark(self) -> str:
        """How the story stands, as a page shows it; a deed that carries the mark does not overwrite a later one."""
        return f"{self.state}.{self.issue_number}"


class PlacedBy(models.TextChoices):
    MACHINE = "machine", _("Machine")
    PERSON = "person", _("Person")


class CopyKind(models.TextChoices):
    EXACT = "exact", _("Same text")
    NEAR = "near", _("Nearly the same text")


class StoryMembership(models.Model):
    """One mention in one story, with the reason. Copies stand under the first one that published."""

    story = models.ForeignKey(Story, models.PROTECT, related_name="memberships")
    mention = models.OneToOneField(Mention, models.PROTECT, related_name="membership")
    placed_by = models.CharField(max_length=8, choices=PlacedBy, default=PlacedBy.MACHINE)
    similarity = models.FloatField(null=True)
    reason: models.JSONField[dict[str, Any]] = models.JSONField(default=dict, blank=True)
    copy_of = models.ForeignKey(Mention, models.PROTECT, null=True, blank=True, related_name="copies")
    copy_kind = models.CharField(max_length=5, choices=CopyKind, blank=True)
    placed_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("place in a story")
        indexes = [models.Index(fields=["story", "mention"], name="membership_story")]

    def __str__(self) -> str:
        return f"{self.mention_id} in {self.story_id}"


class ChangeKind(models.TextChoices):
    MERGE = "merge", _("Merged")
    SPLIT = "split", _("Split")
    MOVE = "move", _("Mention moved")
    DETACH = "detach", _("Mention taken out")
    DISMISS = "dismiss", _("Dismissed")
    RESTORE = "restore", _("Put back")
    WATCH = "watch", _("Watched")
    PROPOSE_MERGE = "propose_merge", _("Merge proposed")


class StoryChange(models.Model):
    """A change to the memberships of stories, with all that undoing it needs."""

    kind = models.CharField(max_length=15, choices=ChangeKind)
    story = models.ForeignKey(Story, models.PROTECT, related_name="changes")
    other = models.ForeignKey(Story, models.PROTECT, null=True, related_name="+")
    mention_ids: models.JSONField[list[int]] = models.JSONField(default=list)
    reason: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    before: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("change of a story")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.story_id}"

    @property
    def is_machine(self) -> bool:
        return self.by_id is None


class Separation(models.Model):
    """Two mentions that a person put apart: no machine joins their stories again."""

    first = models.ForeignKey(Mention, models.CASCADE, related_name="+")
    second = models.ForeignKey(Mention, models.CASCADE, related_name="+")
    change = models.ForeignKey(StoryChange, models.CASCADE, related_name="separations")

    class Meta:
        verbose_name = _("separation")
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="separation_once")]

    def __str__(self) -> str:
        return f"{self.first_id} apart from {self.second_id}"


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def of(self, user: User) -> Self:
        """What this person saved and did not take away."""
        return self.filter(user=user, removed_at=None)


class SavedFilter(models.Model):
    """A choice of filters that a person gave a name, for themselves alone. Taken away, it can be put back."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)
    removed_at = models.DateTimeField(null=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"], condition=Q(removed_at=None), name="saved_filter_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class GroupingMark(models.Model):
    """One row that whoever changes memberships locks first: the grouping machine and people take turns.

    `holder` names the one live picture of the stories that agrees with the rows. Whoever makes all pictures
    old takes the name away; a machine that does not find its own name draws its picture anew.
    """

    holder = models.CharField(max_length=32, blank=True)

    class Meta:
        verbose_name = _("grouping mark")

    def __str__(self) -> str:
        return self.holder

    @classmethod
    def locked(cls) -> Self:
        """The row, locked to the end of the running transaction."""
        cls.objects.get_or_create(pk=1)
        return cls.objects.select_for_update().get(pk=1)

    def hand_to(self, holder: str) -> None:
        self.holder = holder
        self.save(update_fields=["holder"])
