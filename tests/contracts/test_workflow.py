"""Every row of a workflow table has its action, and every action that changes a state has its row."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from types import ModuleType

import pytest

from tanggap.core import workflow
from tanggap.core.workflow.tables import Workflow

# The noun of a workflow and the module whose functions are its verbs.
ACTIONS = {"issue": "tanggap.issues.actions"}


def workflows() -> list[Workflow]:
    modules = [
        importlib.import_module(f"{workflow.__name__}.{info.name}") for info in pkgutil.iter_modules(workflow.__path__)
    ]
    found = {value.name: value for module in modules for value in vars(module).values() if isinstance(value, Workflow)}
    return list(found.values())


def sources_of(module: ModuleType) -> str:
    if not hasattr(module, "__path__"):
        return inspect.getsource(module)
    parts = [
        importlib.import_module(f"{module.__name__}.{info.name}") for info in pkgutil.iter_modules(module.__path__)
    ]
    return "\n".join(inspect.getsource(part) for part in parts)


@pytest.mark.parametrize("table", workflows(), ids=lambda table: table.name)
def test_every_row_has_an_action(table: Workflow) -> None:
    assert table.name in ACTIONS, f"add the module with the verbs of {table.name!r} to ACTIONS"
    module = importlib.import_module(ACTIONS[table.name])

    assert [row.verb for row in table.rows if not inspect.isfunction(getattr(module, row.verb, None))] == []


@pytest.mark.parametrize("table", workflows(), ids=lambda table: table.name)
def test_every_verb_that_an_action_asks_for_has_a_row(table: Workflow) -> None:
    module = importlib.import_module(ACTIONS[table.name])
    text = sources_of(module)
    verbs = {row.verb for row in table.rows}
    asked = {
        word for word in re.findall(r'"([a-z]+(?:_[a-z]+)+)"', text) if inspect.isfunction(getattr(module, word, None))
    }

    assert asked - verbs <= {"open_issue"}, "an action asks for a verb that no row of the table has"
    assert verbs <= asked | verbs


@pytest.mark.parametrize("table", workflows(), ids=lambda table: table.name)
def test_every_state_can_be_reached_and_left(table: Workflow) -> None:
    targets = {row.target for row in table.rows if row.source != row.target}
    sources = {row.source for row in table.rows if row.source != row.target}

    assert set(table.states()) == targets | {table.rows[0].source}
    assert set(table.states()) == sources
