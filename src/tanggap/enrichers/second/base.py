"""The contract of a second reader: one text in, what stands of its answer out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel

from tanggap.core.rubric.second_reading import SecondReading
from tanggap.core.text.document import Document


@dataclass(frozen=True, slots=True)
class Told:
    """What came of asking.

    Attributes
    ----------
    reading
        None when nothing usable came: the machine's own rules stand alone, as they do without a second reader.
    model
        The model as it names itself; empty when it was not asked.
    n_tokens
        As the other side counts them, over all requests; 0 when it does not say.
    """

    reading: SecondReading | None
    model: str = ""
    n_tokens: int = 0


class SecondReader(Protocol):
    """Reads the rubric a second time. What it says stands beside the judgement of the house, never in its place."""

    kind: str
    label: str
    version: str
    Config: type[BaseModel]

    def may_read(self, document: Document) -> bool:
        """Whether the text may be shown to this reader at all."""
        ...

    def read(self, config: Any, document: Document, *, permit: Callable[[], bool]) -> Told:
        """Ask about one text; `permit` is asked before each request, and its no ends the asking.

        Raises
        ------
        TemporaryFailure
            If it may work later.
        PermanentFailure
            If somebody has to change something first: an address, a key, the name of the model.
        """
        ...
