"""Stories and mentions enter and leave an issue; the text of each is kept as evidence."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from tanggap.accounts.models import User
from tanggap.core.errors import NotAllowed, WrongState
from tanggap.issues.actions.guards import StoryAlreadyInIssue, finish, locked, note, require_lead, require_part
from tanggap.issues.models import Issue, IssueMention, IssueStory
from tanggap.mentions.models import EvidenceCopy, Mention
from tanggap.stories.actions import lock_stories, set_issue_number
from tanggap.stories.models import Story, StoryMembership

_BATCH = 500


@transaction.atomic
def add_story(*, actor: User, issue: Issue, story: Story) -> Issue:
    """Put a story into the issue. The lead's and the supporting units' people may; undone by `remove_story`.

    Announces `issues.add_story`. Raises `StoryAlreadyInIssue` when it hangs on another open issue.
    """
    stories = lock_stories([story.pk])
    issue = locked(issue, "add_story")
    require_part(actor, issue)
    if stories[0].issue_number == issue.number:
        raise WrongState(f"story {stories[0].pk} is in issue {issue.number} already")
    hang(issue, stories, actor=actor)
    finish(issue, "add_story", actor=actor, story=stories[0].pk, title=stories[0].title)
    return issue


@transaction.atomic
def remove_story(*, actor: User, issue: Issue, story: Story) -> Issue:
    """Take a story out of the issue; its evidence stays. The lead unit's people may; undone by `add_story`.

    Announces `issues.remove_story`.
    """
    stories = lock_stories([story.pk])
    issue = locked(issue, "remove_story")
    require_lead(actor, issue)
    if stories[0].issue_number != issue.number:
        raise WrongState(f"story {stories[0].pk} is not in issue {issue.number}")
    set_issue_number(story=stories[0], number="")
    follow_stories([stories[0].pk])
    finish(issue, "remove_story", actor=actor, story=stories[0].pk, title=stories[0].title)
    return issue


@transaction.atomic
def add_mention(*, actor: User, issue: Issue, mention: Mention) -> Issue:
    """Put one mention into the issue without its story. The lead's and the supporting units' people may.

    Announces `issues.add_mention`; undone by `remove_mention`.
    """
    issue = locked(issue, "add_mention")
    require_part(actor, issue)
    if IssueMention.objects.filter(issue=issue, mention=mention).exists():
        raise WrongState(f"mention {mention.pk} is in issue {issue.number} already")
    put_mention(issue, mention, actor=actor)
    finish(issue, "add_mention", actor=actor, mention=mention.pk)
    return issue


@transaction.atomic
def remove_mention(*, actor: User, issue: Issue, mention: Mention) -> Issue:
    """Take out a mention that was put in by hand; its evidence stays. The lead unit's people may.

    Announces `issues.remove_mention`; undone by `add_mention`.
    """
    issue = locked(issue, "remove_mention")
    require_lead(actor, issue)
    n_removed, _by_model = IssueMention.objects.filter(issue=issue, mention=mention).delete()
    if not n_removed:
        raise WrongState(f"mention {mention.pk} is not in issue {issue.number}")
    finish(issue, "remove_mention", actor=actor, mention=mention.pk)
    return issue


def hang(issue: Issue, stories: Sequence[Story], *, actor: User) -> None:
    """Hang locked stories on the issue, if none hangs on another and this person sees them all."""
    for story in stories:
        if story.unit_id is not None and story.unit_id not in actor.covered_unit_ids:
            raise NotAllowed(f"story {story.pk} is private to another unit")
        if story.issue_number and story.issue_number != issue.number:
            first = Issue.objects.select_related("unit").get(number=story.issue_number)
            raise StoryAlreadyInIssue(story, first)
        set_issue_number(story=story, number=issue.number)
    follow_stories([story.pk for story in stories], actor=actor)


def put_mention(issue: Issue, mention: Mention, *, actor: User) -> None:
    """Put a mention in and keep its text, if this person sees it."""
    if mention.unit_id is not None and mention.unit_id not in actor.covered_unit_ids:
        raise NotAllowed(f"mention {mention.pk} is private to another unit")
    IssueMention.objects.create(issue=issue, mention=mention, added_by=actor)
    keep_evidence([mention.pk])


@transaction.atomic
def follow_stories(story_ids: Collection[int], *, actor: User | None = None) -> None:
    """Bring issues in line with what became of these stories: merged, split, undone, grown. May run twice.

    The grouping step calls it for what it touched, a reaction for what people did to stories. What newly came
    to an issue is kept as evidence, and said in its history when the machine brought it.
    """
    stories = Story.objects.filter(pk__in=story_ids)
    left = IssueStory.objects.filter(story__in=stories, is_current=True).exclude(issue__number=F("story__issue_number"))
    left.update(is_current=False, removed_at=timezone.now())
    current = IssueStory.objects.filter(story=OuterRef("pk"), is_current=True)
    missing = stories.exclude(issue_number="").exclude(Exists(current))
    issues = {issue.number: issue for issue in Issue.objects.filter(number__in=missing.values("issue_number"))}
    IssueStory.objects.bulk_create(
        IssueStory(issue=issues[story.issue_number], story=story, added_by=actor) for story in missing
    )
    _keep_evidence_of(stories.exclude(issue_number=""), is_by_machine=actor is None)


def _keep_evidence_of(stories: Iterable[Story], *, is_by_machine: bool) -> None:
    numbers = {story.pk: story.issue_number for story in stories}
    unkept = StoryMembership.objects.filter(story_id__in=numbers, mention__evidence_copies=None)
    arrived: dict[str, list[int]] = {}
    for story_id, mention_id in unkept.values_list("story_id", "mention_id"):
        arrived.setdefault(numbers[story_id], []).append(mention_id)
    for number, mention_ids in sorted(arrived.items()):
        keep_evidence(mention_ids)
        if is_by_machine:
            issue = Issue.objects.get(number=number)
            public = Mention.objects.filter(pk__in=mention_ids, unit=None).count()
            if public:
                note(issue, "mentions_arrived", actor=None, n_mentions=public)


def keep_evidence(mention_ids: Sequence[int]) -> int:
    """Keep text and hash of mentions as they stand now; what is kept already stays. How many were written."""
    n_before = EvidenceCopy.objects.filter(mention_id__in=mention_ids).count()
    for start in range(0, len(mention_ids), _BATCH):
        batch = mention_ids[start : start + _BATCH]
        rows = Mention.objects.filter(pk__in=batch).values_list("pk", "title", "text", "url")
        EvidenceCopy.objects.bulk_create(
            [
                EvidenceCopy(mention_id=pk, title=title, text=text, url=url, sha256=_digest(title, text))
                for pk, title, text, url in rows
            ],
            ignore_conflicts=True,
        )
    return EvidenceCopy.objects.filter(mention_id__in=mention_ids).count() - n_before


def _digest(title: str, text: str) -> str:
    return hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()
