"""A workflow is a table: from a state, by a verb, to a state. Buttons, checks and the diagram come from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tanggap.core.errors import WrongState


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. `source` and `target` may be equal when a verb leaves the state as it is."""

    source: str
    verb: str
    target: str


@dataclass(frozen=True, slots=True)
class Workflow:
    """All rows of one workflow.

    Examples
    --------
    >>> door = Workflow("door", (Transition("shut", "open_door", "ajar"),))
    >>> door.after("shut", "open_door")
    'ajar'
    >>> door.verbs("ajar")
    ()
    """

    name: str
    rows: tuple[Transition, ...]

    def after(self, state: str, verb: str) -> str:
        """Tell the state that follows.

        Raises
        ------
        WrongState
            If the verb cannot be done in this state.
        """
        for row in self.rows:
            if row.source == state and row.verb == verb:
                return row.target
        raise WrongState(f"{self.name}: {verb} cannot be done in state {state}")

    def allows(self, state: str, verb: str) -> bool:
        """Whether the verb can be done in this state."""
        return any(row.source == state and row.verb == verb for row in self.rows)

    def verbs(self, state: str) -> tuple[str, ...]:
        """List the verbs that can be done in this state, in the order of the table."""
        return tuple(row.verb for row in self.rows if row.source == state)

    def states(self) -> tuple[str, ...]:
        """Every state that a row names, in order of first appearance."""
        return tuple(dict.fromkeys(self._named_states()))

    def diagram(self) -> str:
        """Draw the table as a Mermaid state diagram, for the docs."""
        lines = ["stateDiagram-v2"]
        lines += [f"    {row.source} --> {row.target}: {row.verb}" for row in self.rows]
        return "\n".join(lines)

    def _named_states(self) -> Iterator[str]:
        for row in self.rows:
            yield row.source
            yield row.target
