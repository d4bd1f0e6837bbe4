"""What people do with issues. The lead unit's people decide; supporting units add mentions and notes."""

from tanggap.issues.actions.clocks import clock_state
from tanggap.issues.actions.closing import close_issue, reopen_issue
from tanggap.issues.actions.guards import CONTRIBUTE, EDIT_ISSUE, OPEN_ISSUE, StaleIssue, StoryAlreadyInIssue
from tanggap.issues.actions.leaving import give_back_work, release_work
from tanggap.issues.actions.notes import add_note, withdraw_note
from tanggap.issues.actions.opening import open_issue
from tanggap.issues.actions.people import add_supporting_unit, assign_issue, change_lead, remove_supporting_unit
from tanggap.issues.actions.stories import (
    add_mention,
    add_story,
    follow_stories,
    keep_evidence,
    remove_mention,
    remove_story,
)
from tanggap.issues.actions.work import (
    change_level,
    edit_issue,
    mark_answered,
    mark_holding,
    mark_updated,
    start_work,
    take_back,
    triage_issue,
)

__all__ = [
    "CONTRIBUTE",
    "EDIT_ISSUE",
    "OPEN_ISSUE",
    "StaleIssue",
    "StoryAlreadyInIssue",
    "add_mention",
    "add_note",
    "add_story",
    "add_supporting_unit",
    "assign_issue",
    "change_lead",
    "change_level",
    "clock_state",
    "close_issue",
    "edit_issue",
    "follow_stories",
    "give_back_work",
    "keep_evidence",
    "mark_answered",
    "mark_holding",
    "mark_updated",
    "open_issue",
    "release_work",
    "remove_mention",
    "remove_story",
    "remove_supporting_unit",
    "reopen_issue",
    "start_work",
    "take_back",
    "triage_issue",
    "withdraw_note",
]
