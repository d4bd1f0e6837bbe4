"""Who may do what with an issue, what every deed checks first, and what it writes last."""

from __future__ import annotations

from typing import Any

from tanggap.accounts.access import require
from tanggap.accounts.models import User
from tanggap.accounts.roles import WORKING, Permission
from tanggap.audit.models import AuditEntry
from tanggap.audit.trail import announce, record
from tanggap.core.errors import NotAllowed, WrongState
from tanggap.core.workflow.issue import ISSUE
from tanggap.issues.models import Issue, IssueUnit
from tanggap.stories.models import Story

OPEN_ISSUE = Permission("issues.open_issue", WORKING)
EDIT_ISSUE = Permission("issues.edit_issue", WORKING)
CONTRIBUTE = Permission("issues.contribute", WORKING)


class StoryAlreadyInIssue(WrongState):
    """The story hangs on an open issue already: `issue`."""

    def __init__(self, story: Story, issue: Issue) -> None:
        super().__init__(f"story {story.pk} is in issue {issue.number}")
        self.story = story
        self.issue = issue


class StaleIssue(WrongState):
    """Somebody changed the issue after this person had looked at it."""


def locked(issue: Issue, verb: str, *, version: int | None = None) -> Issue:
    """The issue's row as it is now, locked, if `verb` can be done in its state.

    `version` is the one this person looked at; None where it does not matter what somebody else did meanwhile.
    """
    fresh = Issue.objects.select_for_update(of=("self",)).select_related("unit", "level").get(pk=issue.pk)
    if version is not None and version != fresh.version:
        raise StaleIssue(f"issue {fresh.number} is at version {fresh.version}, not {version}")
    ISSUE.after(fresh.state, verb)
    return fresh


def require_lead(actor: User, issue: Issue) -> None:
    """Only who works in the lead unit decides."""
    require(actor, EDIT_ISSUE, issue.unit_id)


def require_part(actor: User, issue: Issue) -> None:
    """Who works in the lead unit or in a supporting one takes part."""
    units = {issue.unit_id, *IssueUnit.objects.filter(issue=issue).values_list("unit_id", flat=True)}
    if not units & actor.unit_ids_as(CONTRIBUTE.roles):
        raise NotAllowed(f"user {actor.pk} takes no part in issue {issue.number}")


def finish(issue: Issue, verb: str, *, actor: User | None, **data: Any) -> AuditEntry:
    """Move the issue on by the table, save it, and write and announce the deed."""
    issue.state = ISSUE.after(issue.state, verb)
    issue.version += 1
    issue.save()
    return note(issue, verb, actor=actor, version=issue.version, **data)


def note(issue: Issue, verb: str, *, actor: User | None, **data: Any) -> AuditEntry:
    """Write a deed into the trail and announce it as `issues.<verb>`."""
    entry = record(f"issues.{verb}", actor=actor, kind="issue", key=issue.number, unit_id=issue.unit_id, data=data)
    announce(entry)
    return entry
