"""Whose report it is, of which time, and what counts for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from tanggap.accounts.models import Unit, User
from tanggap.desk.brief.spans import Span
from tanggap.issues.models import Issue, IssueQuerySet
from tanggap.mentions.models import AuthorKind, Mention, MentionQuerySet, SourceKind, Watch, WatchHit
from tanggap.stories.models import Story, StoryMembership, StoryQuerySet


@dataclass(frozen=True, slots=True)
class Scope:
    """Everything is read with the eyes of the unit (`reader`)."""

    unit: Unit
    reader: User
    span: Span
    period: str
    is_watched_only: bool

    def mentions(self) -> MentionQuerySet:
        """What the unit sees and somebody keeps; only what its own watches met when it wants so."""
        found = Mention.objects.visible_to(self.reader).kept().filter(published_at__lte=self.span.until)
        if not self.is_watched_only:
            return found
        watches = Watch.objects.active().filter(unit_id__in=self.reader.covered_unit_ids)
        return found.filter(Exists(WatchHit.objects.filter(watch__in=watches, mention=OuterRef("pk"))))

    def told(self) -> MentionQuerySet:
        """The mentions of the span itself."""
        return self.mentions().filter(published_at__gt=self.span.since)

    def quotable(self) -> MentionQuerySet:
        """What a report may quote: what media, institutions and public figures published, never a private person."""
        published = self.mentions().exclude(author_kind=AuthorKind.CITIZEN)
        return published.exclude(source_kind__in=(SourceKind.COMPLAINT, SourceKind.FIELD_REPORT))

    def stories(self) -> StoryQuerySet:
        found = Story.objects.visible_to(self.reader).inbox()
        if not self.is_watched_only:
            return found
        return found.filter(Exists(StoryMembership.objects.filter(story=OuterRef("pk"), mention__in=self.mentions())))

    def issues(self) -> IssueQuerySet:
        return Issue.objects.visible_to(self.reader)

    def memberships(self, mentions: MentionQuerySet) -> QuerySet[StoryMembership]:
        """The places of these mentions in stories that the unit sees."""
        return StoryMembership.objects.filter(mention__in=mentions, story__in=self.stories())
