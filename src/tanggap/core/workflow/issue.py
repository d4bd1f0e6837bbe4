"""The workflow of an issue: opened, triaged, worked on, answered, closed; and reopened when it comes back."""

from __future__ import annotations

from tanggap.core.workflow.tables import Transition, Workflow

_ALIVE = ("open", "triaged", "in_work", "answered")


def _everywhere(verb: str) -> tuple[Transition, ...]:
    return tuple(Transition(state, verb, state) for state in _ALIVE)


ISSUE = Workflow(
    "issue",
    (
        Transition("open", "triage_issue", "triaged"),
        Transition("open", "start_work", "in_work"),
        Transition("triaged", "start_work", "in_work"),
        Transition("triaged", "mark_answered", "answered"),
        Transition("in_work", "mark_answered", "answered"),
        Transition("answered", "start_work", "in_work"),
        # Back to where the last deed began; the action knows which of these it is.
        Transition("triaged", "take_back", "open"),
        Transition("in_work", "take_back", "open"),
        Transition("in_work", "take_back", "triaged"),
        Transition("in_work", "take_back", "answered"),
        *_everywhere("mark_holding"),
        *_everywhere("mark_updated"),
        *_everywhere("assign_issue"),
        *_everywhere("change_level"),
        *_everywhere("change_lead"),
        *_everywhere("add_supporting_unit"),
        *_everywhere("remove_supporting_unit"),
        *_everywhere("add_story"),
        *_everywhere("remove_story"),
        *_everywhere("add_mention"),
        *_everywhere("remove_mention"),
        *_everywhere("edit_issue"),
        *_everywhere("add_note"),
        *_everywhere("withdraw_note"),
        *(Transition(state, "close_issue", "closed") for state in _ALIVE),
        Transition("closed", "reopen_issue", "triaged"),
        Transition("closed", "add_note", "closed"),
        Transition("closed", "withdraw_note", "closed"),
    ),
)
