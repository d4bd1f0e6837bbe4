"""An issue ends, and comes back when the matter does."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tanggap.accounts.models import User
from tanggap.core.errors import InvalidInput
from tanggap.guidance.models import ClockKind
from tanggap.issues.actions.clocks import start_clocks, stop_clocks
from tanggap.issues.actions.guards import finish, locked, require_lead
from tanggap.issues.actions.stories import follow_stories, hang
from tanggap.issues.models import Issue, IssueStory
from tanggap.stories.actions import lock_stories, set_issue_number
from tanggap.stories.models import Story


@transaction.atomic
def close_issue(
    *, actor: User, issue: Issue, reason: str, version: int | None = None, at: datetime | None = None
) -> Issue:
    """Close the issue, with the reason; its stories are free for another. The lead unit's people may.

    Announces `issues.close_issue`; undone by `reopen_issue`.
    """
    at = at or timezone.now()
    if not reason.strip():
        raise InvalidInput("closing needs a reason", field="reason")
    stories = lock_stories(list(Story.objects.filter(issue_number=issue.number).values_list("pk", flat=True)))
    follow_stories([story.pk for story in stories])
    issue = locked(issue, "close_issue", version=version)
    require_lead(actor, issue)
    for story in stories:
        set_issue_number(story=story, number="")
    IssueStory.objects.filter(issue=issue, is_current=True).update(is_current=False, removed_at=at)
    stop_clocks(issue, at=at)
    issue.closed_at, issue.close_reason = at, reason.strip()[:300]
    finish(issue, "close_issue", actor=actor, reason=issue.close_reason)
    return issue


@transaction.atomic
def reopen_issue(
    *, actor: User, issue: Issue, reason: str = "", version: int | None = None, at: datetime | None = None
) -> Issue:
    """Take the issue up again with the stories it had when it was closed. The lead unit's people may.

    Stories that hang on another open issue by now stay there. The clocks of the level run anew, without the
    triage. Announces `issues.reopen_issue`; undone by `close_issue`.
    """
    at = at or timezone.now()
    # Those that were in it to the end, not those that had left before.
    last = IssueStory.objects.filter(issue=issue, is_current=False, removed_at=F("issue__closed_at"))
    stories = lock_stories(list(last.values_list("story_id", flat=True)))
    issue = locked(issue, "reopen_issue", version=version)
    require_lead(actor, issue)
    free = [story for story in stories if not story.issue_number]
    taken = [story.pk for story in stories if story.issue_number]
    issue.closed_at, issue.close_reason, issue.answered_at = None, "", None
    hang(issue, free, actor=actor)
    start_clocks(issue, at=at, without=[ClockKind.TRIAGE])
    finish(issue, "reopen_issue", actor=actor, reason=reason, left_out=taken)
    return issue
