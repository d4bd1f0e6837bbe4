"""Where mentions come from, how each source is doing, and the files that people bring."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit, User
from tanggap.core.registry import choices


def connector_choices() -> list[tuple[str, str]]:
    return choices("tanggap.connectors")


class Health(models.TextChoices):
    """What a source is in, as a person would say it."""

    NEW = "new", _("Not visited yet")
    OK = "ok", _("Fine")
    NOT_MODIFIED = "not_modified", _("Nothing new")
    EMPTY = "empty", _("Valid but empty")
    SILENT = "silent", _("Silent")
    FAILING = "failing", _("Failing")
    BLOCKED = "blocked", _("Blocked by the site")
    OFF = "off", _("Switched off")


class SourceGroup(models.Model):
    """Settings that its sources inherit."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    fetch_every = models.DurationField(_("visit every"), default=timedelta(minutes=15))
    has_full_text = models.BooleanField(_("read the linked pages"), default=True)
    region_code = models.CharField(_("region"), max_length=13, blank=True)

    class Meta:
        verbose_name = _("source group")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SourceQuerySet(models.QuerySet["Source"]):
    def enabled(self) -> Self:
        return self.filter(is_enabled=True)

    def due(self, now: datetime) -> Self:
        return self.enabled().filter(next_fetch_at__lte=now).order_by("next_fetch_at")


class Source(models.Model):
    """One feed or account that is visited. Public mentions are everybody's, so sources are shared by all."""

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=30, choices=connector_choices, default="feed")
    url = models.URLField(_("address"), max_length=2000, help_text=_("The site or its feed; the feed is found."))
    feed_url = models.URLField(max_length=2000, blank=True, editable=False)
    config: models.JSONField[dict[str, Any]] = models.JSONField(default=dict, blank=True)
    group = models.ForeignKey(SourceGroup, models.PROTECT, null=True, blank=True, related_name="sources")
    region_code = models.CharField(_("region"), max_length=13, blank=True)
    fetch_every = models.DurationField(_("visit every"), null=True, blank=True)
    added_by_unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1, editable=False)

    is_enabled = models.BooleanField(_("switched on"), default=False)
    next_fetch_at = models.DateTimeField(null=True, blank=True)
    health = models.CharField(max_length=20, choices=Health, default=Health.NEW)
    health_detail = models.CharField(
        max_length=40, blank=True, help_text="code of the reason; the page has the sentence"
    )
    n_failures = models.PositiveIntegerField(default=0)
    last_fetch_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    last_item_at = models.DateTimeField(null=True, blank=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=200, blank=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["kind", "url"], name="source_address_once")]
        indexes = [
            models.Index(fields=["next_fetch_at"], name="source_due", condition=models.Q(is_enabled=True)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def interval(self) -> timedelta:
        """How often it is visited: its own setting, else its group's, else every quarter of an hour."""
        return self.fetch_every or (self.group.fetch_every if self.group else timedelta(minutes=15))

    @property
    def has_full_text(self) -> bool:
        return bool(self.config.get("full_text", self.group.has_full_text if self.group else True))


class Fetch(models.Model):
    """One visit. Partitioned by month; nothing points here."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="fetches", db_constraint=False)
    at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(max_length=20)
    detail = models.CharField(max_length=40, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    n_items = models.PositiveIntegerField(default=0)
    n_new = models.PositiveIntegerField(default=0)
    n_bad = models.PositiveIntegerField(default=0)
    n_bytes = models.PositiveIntegerField(default=0)
    duration_s = models.FloatField(default=0)

    class Meta:
        verbose_name = _("visit")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.source_id} {self.outcome}"


class Outlet(models.Model):
    """A medium that publishes; several sources may carry it."""

    name = models.CharField(_("name"), max_length=200)
    domain = models.CharField(_("domain"), max_length=255, unique=True)

    class Meta:
        verbose_name = _("outlet")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PublicAccount(models.Model):
    """An account of an institution or a public figure, which may be named. Everybody else is a citizen."""

    platform = models.CharField(_("platform"), max_length=20)
    handle = models.CharField(_("handle"), max_length=100)
    name = models.CharField(_("name"), max_length=200)
    author_kind = models.CharField(max_length=20, default="instansi")
    pseudonym = models.CharField(max_length=64, blank=True, editable=False)
    # Whose official account it is; empty for everybody else's.
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("public account")
        ordering = ["platform", "name"]
        constraints = [models.UniqueConstraint(fields=["platform", "handle"], name="public_account_once")]

    def __str__(self) -> str:
        return f"@{self.handle}"


class BatchState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: User) -> Self:
        """An import belongs to the unit that brought the file."""
        return self.filter(unit_id__in=user.covered_unit_ids)


class ImportBatch(models.Model):
    """One file that a person brought. `n_rows_done` is committed with its rows, so it can go on where it stopped."""

    kind = models.CharField(max_length=30, choices=connector_choices, default="upload")
    file_name = models.CharField(_("file"), max_length=255)
    stored_path = models.CharField(max_length=500, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    n_bytes = models.BigIntegerField(default=0)
    n_bytes_done = models.BigIntegerField(default=0)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    is_public = models.BooleanField(_("public material"), default=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.WAITING)
    is_stop_requested = models.BooleanField(default=False)
    failure = models.CharField(max_length=300, blank=True)
    n_rows_done = models.BigIntegerField(default=0)
    n_stored = models.BigIntegerField(default=0)
    n_updated = models.BigIntegerField(default=0)
    n_unchanged = models.BigIntegerField(default=0)
    n_quarantined = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        ordering = ["-id"]
        indexes = [models.Index(fields=["digest"], name="import_digest")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def file(self) -> Path:
        """Where the file lies; an office that was brought back elsewhere has it below its own attachments."""
        given = Path(self.stored_path)
        return given if given.is_file() else Path(settings.MEDIA_ROOT) / "imports" / given.name

    @property
    def percent_done(self) -> int:
        """By bytes, because the number of rows is known only at the end."""
        if self.state == BatchState.DONE:
            return 100
        return min(99, self.n_bytes_done * 100 // self.n_bytes) if self.n_bytes else 0

    @property
    def is_under_way(self) -> bool:
        return self.state in (BatchState.WAITING, BatchState.RUNNING)


class QuarantinedRowQuerySet(models.QuerySet["QuarantinedRow"]):
    def visible_to(self, user: User) -> Self:
        """Rows of a file are its unit's alone; those of a public source are everybody's who holds a role."""
        units = user.covered_unit_ids
        if not units:
            return self.none()
        return self.filter(models.Q(batch__isnull=True) | models.Q(batch__unit_id__in=units))


class QuarantinedRow(models.Model):
    """A row that could not be read: kept with its reason, deleted within seven days (it may name people)."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, null=True, related_name="quarantined")
    source = models.ForeignKey(Source, models.CASCADE, null=True, related_name="quarantined")
    row_number = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    raw = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    objects = QuarantinedRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("quarantined row")
        ordering = ["row_number"]

    def __str__(self) -> str:
        return f"row {self.row_number}"
