"""The mention, the ways on which it came, and what counts as true of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self
from zlib import crc32

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit, User
from tanggap.accounts.visibility import AnyOf
from tanggap.mentions.models.kinds import AuthorKind, Emotion, Language, Sentiment, SourceKind, Step, TextKind
from tanggap.reference.models import Region
from tanggap.sources.models import ImportBatch, Outlet, Source

# What a person may correct of an assessment.
CORRECTABLE = ("language", "sentiment", "kind", "topics", "region_codes")


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement of one mention after corrections; `corrected` names what a person has said.

    `machine` keeps beside it what the machine said of the same, by name.
    """

    language: str
    sentiment: str
    kind: str
    topics: list[str]
    region_codes: list[str]
    units: list[str]
    confidence: float
    is_uncertain: bool
    corrected: frozenset[str]
    machine: dict[str, Any] = field(default_factory=dict)

    @property
    def sentiment_words(self) -> str:
        return str(Sentiment(self.sentiment).label) if self.sentiment else ""

    @property
    def kind_words(self) -> str:
        return str(TextKind(self.kind).label) if self.kind else ""

    @property
    def digest(self) -> str:
        """Changes with what counts: whoever answers says by it what he has seen."""
        told = [_plain(getattr(self, name)) for name in CORRECTABLE]
        return f"{crc32(repr(told).encode()):08x}"

    @property
    def overruled(self) -> dict[str, Any]:
        """The machine's answers that a person does not share."""
        said = {name: getattr(self, name) for name in self.corrected}
        return {name: self.machine[name] for name, value in said.items() if _plain(value) != _plain(self.machine[name])}


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


class MentionQuerySet(models.QuerySet["Mention"]):
    def visible_to(self, user: User) -> Self:
        """Public mentions for everybody who holds a role; private ones for their unit alone."""
        units = user.covered_unit_ids
        if not units:
            return self.none()
        return self.filter(Q(unit__isnull=True) | Q(AnyOf("unit_id", units)))

    def kept(self) -> Self:
        """What somebody watches, or brought in on purpose."""
        return self.filter(is_kept=True)

    def unwatched(self) -> Self:
        """What nobody watches; dropped when `expires_at` has come."""
        return self.filter(is_kept=False, next_step=Step.DONE)

    def speaking_of(self, words: str) -> Self:
        """What holds these words, as somebody types them into a search box."""
        typed = words.replace("\0", "")[:200]
        return self.filter(search=SearchQuery(typed, config="indonesian", search_type="websearch"))

    def judged_as(self, name: str, value: str) -> Self:
        """What counts as having this sentiment, topic or region: a person's newest word, else the machine's."""
        if name == "sentiment":
            by_machine, by_person = Q(assessment__sentiment=value), Q(value=value)
        else:
            codes = [value]
            if name == "region_codes":
                codes += Region.objects.filter(code__startswith=f"{value}.").values_list("code", flat=True)
            by_machine = Q(**{f"assessment__{name}__overlap": codes})
            by_person = Q(value__contains=[value])
        said = Correction.objects.filter(name=name)
        newest = said.order_by("mention_id", "-id").distinct("mention_id").values("pk")
        agreed = said.filter(by_person, pk__in=newest).values("mention_id")
        return self.filter((by_machine & ~Q(pk__in=said.values("mention_id"))) | Q(pk__in=agreed))

    def expired(self, now: datetime) -> Self:
        return self.filter(is_kept=False, expires_at__lte=now)

    def waiting_for(self, step: Step) -> Self:
        return self.filter(next_step=step).order_by("id")


class Mention(models.Model):
    """One article, post, comment, clip or complaint. Its text does not change after it has been read."""

    source_kind = models.CharField(_("kind"), max_length=20, choices=SourceKind)
    platform_id = models.CharField(max_length=2000)
    url = models.CharField(_("address"), max_length=2000, blank=True)
    title = models.CharField(_("title"), max_length=1000, blank=True)
    text = models.TextField(_("text"), blank=True)
    summary = models.TextField(blank=True)
    published_at = models.DateTimeField(_("published"))
    has_published_time = models.BooleanField(default=True)
    collected_at = models.DateTimeField(_("collected"), db_default=Now())
    author_kind = models.CharField(max_length=20, choices=AuthorKind, default=AuthorKind.MEDIA)
    author_display = models.CharField(max_length=200, blank=True)
    author_pseudonym = models.CharField(max_length=64, blank=True)
    parent_platform_id = models.CharField(max_length=2000, blank=True)
    outlet = models.ForeignKey(Outlet, models.PROTECT, null=True, blank=True, related_name="mentions")
    metrics: models.JSONField[dict[str, Any]] = models.JSONField(default=dict, blank=True)
    links: models.JSONField[list[str]] = models.JSONField(default=list, blank=True)
    hashtags = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    missing_fields = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_paid_suspected = models.BooleanField(_("looks paid"), default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")

    is_kept = models.BooleanField(default=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    next_step = models.CharField(max_length=10, choices=Step, default=Step.MATCH)
    step_due_at = models.DateTimeField(db_default=Now())
    n_step_failures = models.PositiveSmallIntegerField(default=0)
    # Why the linked page could not be read: a code; the page has the sentence.
    full_text_failure = models.CharField(max_length=40, blank=True)
    # When the source was first seen to have changed its text; ours stays as it was, the new one is in `MentionRaw`.
    edited_at = models.DateTimeField(null=True, blank=True)

    # Written when the last step is done: before, each step's update would enter all words into the index anew.
    search = models.GeneratedField(
        expression=Case(
            When(
                next_step="done",
                then=SearchVector("title", config="indonesian", weight="A")
                + SearchVector("text", config="indonesian", weight="B"),
            )
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        ordering = ["-published_at", "-id"]
        constraints = [
            # A public mention is one row for the installation; a private one is its unit's own.
            models.UniqueConstraint(
                fields=["source_kind", "platform_id"], condition=Q(unit__isnull=True), name="mention_public_once"
            ),
            models.UniqueConstraint(
                fields=["unit", "source_kind", "platform_id"],
                condition=Q(unit__isnull=False),
                name="mention_private_once",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="mention_search"),
            models.Index(fields=["-published_at", "-id"], name="mention_recent", condition=Q(is_kept=True)),
            models.Index(fields=["next_step", "id"], name="mention_due", condition=~Q(next_step="done")),
            models.Index(fields=["expires_at"], name="mention_expiry", condition=Q(is_kept=False)),
            models.Index(fields=["-collected_at"], name="mention_collected"),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:80]

    @property
    def judged(self) -> Judged | None:
        """What counts as true of it: the machine's judgement, and over it the newest word of a person.

        None as long as it has not been judged. Lists prefetch ``assessment`` and ``corrections``.
        """
        try:
            assessment = self.assessment
        except ObjectDoesNotExist:
            return None
        said: dict[str, Any] = {}
        for correction in sorted(self.corrections.all(), key=lambda row: row.pk):
            said[correction.name] = correction.value
        machine = {name: getattr(assessment, name) for name in CORRECTABLE}
        values = {**machine, **said}
        return Judged(
            **values,
            units=assessment.units,
            confidence=assessment.confidence,
            is_uncertain=assessment.is_uncertain and "sentiment" not in said,
            corrected=frozenset(said),
            machine=machine,
        )


class MentionSource(models.Model):
    """One way on which a mention came."""

    mention = models.ForeignKey(Mention, models.CASCADE, related_name="came_by")
    source = models.ForeignKey(Source, models.CASCADE, null=True, related_name="+")
    batch = models.ForeignKey(ImportBatch, models.CASCADE, null=True, related_name="+")
    seen_at = models.DateTimeField(db_default=Now())
    digest = models.CharField(max_length=16, blank=True, help_text="of title and text as this way brought them")

    class Meta:
        verbose_name = _("way of a mention")
        constraints = [
            models.UniqueConstraint(
                fields=["mention", "source", "batch"], nulls_distinct=False, name="mention_source_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.mention_id} by {self.source_id or self.batch_id}"


class MentionRaw(models.Model):
    """The allow-listed original record. Partitioned by month; nothing points here."""

    mention_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())
    data: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("original record")
        indexes = [models.Index(fields=["mention_id"], name="mention_raw_of")]

    def __str__(self) -> str:
        return f"raw of {self.mention_id}"


class Assessment(models.Model):
    """The machine's text-level judgement of one mention. A person's `Correction` wins over it."""

    mention = models.OneToOneField(Mention, models.CASCADE, primary_key=True, related_name="assessment")
    language = models.CharField(max_length=5, choices=Language)
    is_language_uncertain = models.BooleanField(default=False)
    sentiment = models.CharField(max_length=8, choices=Sentiment)
    sentiment_scores: models.JSONField[dict[str, float]] = models.JSONField(default=dict)
    topics = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    region_codes = ArrayField(models.CharField(max_length=13), default=list, blank=True)
    units = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    kind = models.CharField(_("kind of text"), max_length=12, choices=TextKind, blank=True, db_default="")
    # Shown only as shares, from twenty authors up; never beside one text.
    emotion = models.CharField(max_length=8, choices=Emotion, blank=True, db_default="")
    # By criterion: score 0 to 4 and confidence; the words that speak for it stand in `evidence`.
    rubric: models.JSONField[dict[str, Any]] = models.JSONField(
        default=dict, blank=True, db_default=Value({}, models.JSONField())
    )
    confidence = models.FloatField(default=0)
    is_uncertain = models.BooleanField(default=False)
    evidence: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    versions: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    context_digest = models.CharField(max_length=12, db_index=True)
    extra: models.JSONField[dict[str, Any]] = models.JSONField(default=dict, blank=True)
    assessed_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("assessment")
        indexes = [
            GinIndex(fields=["topics"], name="assessment_topics"),
            GinIndex(fields=["region_codes"], name="assessment_regions"),
        ]

    def __str__(self) -> str:
        return f"{self.mention_id} {self.sentiment}"


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def newest(self, name: str) -> Self:
        """The word that counts of each mention on this judgement."""
        return self.filter(name=name).order_by("mention_id", "-pk").distinct("mention_id")


class Correction(models.Model):
    """A person's word on one judgement of one mention; the newest one counts."""

    mention = models.ForeignKey(Mention, models.CASCADE, related_name="corrections")
    name = models.CharField(max_length=40)
    value: models.JSONField[Any] = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} of {self.mention_id}"
