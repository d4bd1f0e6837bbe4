"""The table of an issue's life."""

from __future__ import annotations

import pytest

from tanggap.core.errors import WrongState
from tanggap.core.workflow.issue import ISSUE
from tanggap.core.workflow.tables import Transition, Workflow

DOOR = Workflow("door", (Transition("shut", "open_door", "ajar"), Transition("ajar", "shut_door", "shut")))


def test_a_verb_leads_to_the_state_of_its_row() -> None:
    assert DOOR.after("shut", "open_door") == "ajar"


def test_a_verb_without_a_row_is_refused() -> None:
    with pytest.raises(WrongState, match="open_door cannot be done in state ajar"):
        DOOR.after("ajar", "open_door")


def test_it_tells_what_can_be_done() -> None:
    assert DOOR.allows("shut", "open_door")
    assert not DOOR.allows("shut", "shut_door")
    assert DOOR.verbs("ajar") == ("shut_door",)
    assert DOOR.states() == ("shut", "ajar")


def test_the_diagram_has_a_line_for_each_row() -> None:
    assert DOOR.diagram().splitlines() == [
        "stateDiagram-v2",
        "    shut --> ajar: open_door",
        "    ajar --> shut: shut_door",
    ]


def test_an_issue_has_five_states() -> None:
    assert set(ISSUE.states()) == {"open", "triaged", "in_work", "answered", "closed"}


@pytest.mark.parametrize("state", ["open", "triaged", "in_work", "answered"])
def test_a_living_issue_can_be_closed_from_every_state(state: str) -> None:
    assert ISSUE.after(state, "close_issue") == "closed"


def test_a_closed_issue_takes_notes_and_can_be_reopened_and_nothing_else() -> None:
    assert set(ISSUE.verbs("closed")) == {"reopen_issue", "add_note", "withdraw_note"}
