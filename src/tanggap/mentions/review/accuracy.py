"""How often the machine was right, by the mentions that were drawn by chance and by those alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tanggap.core.measure.proportion import Proportion, proportion
from tanggap.mentions.models import CORRECTABLE, Review
from tanggap.mentions.wording import NAMES

# Below that an interval is so wide that a figure would say more than is known.
FEWEST = 30
_NEWEST = 5_000
# Which enricher makes each judgement; what another version of it was right about does not count for this one.
ENRICHERS = {name: {"region_codes": "places"}.get(name, name) for name in CORRECTABLE}
ORDER = ("sentiment", *(name for name in CORRECTABLE if name != "sentiment"))


@dataclass(frozen=True, slots=True)
class Accuracy:
    """One judgement: how many answers there are of its present version, and the share that was right.

    `right` is None below `FEWEST` answers; `n_earlier` answers belong to other versions.
    """

    name: str
    label: str
    n: int
    n_earlier: int
    right: Proportion | None


def accuracies() -> list[Accuracy]:
    """One row for each judgement that people correct, the sentiment first."""
    drawn = Review.objects.answered().filter(is_random=True).order_by("-answered_at", "-pk")
    rows = list(drawn.values_list("machine", "said", "versions")[:_NEWEST])
    return [_of(name, rows) for name in ORDER]


def _of(name: str, rows: list[tuple[dict[str, Any], dict[str, Any], dict[str, str]]]) -> Accuracy:
    # What an answer did not ask for it says nothing of.
    rows = [row for row in rows if name in row[0]]
    versions = [_version(name, made_by) for _machine, _said, made_by in rows]
    present = [row for row, version in zip(rows, versions, strict=True) if version == versions[0]]
    n_right = sum(is_right(name, machine, said) for machine, said, _versions in present)
    right = proportion(n_right, len(present)) if len(present) >= FEWEST else None
    return Accuracy(name, str(NAMES[name]), len(present), len(rows) - len(present), right)


def _version(name: str, made_by: dict[str, str]) -> str:
    """The version of the enricher, without the digest of the registers: they change with every word added."""
    return made_by.get(ENRICHERS[name], "").partition("+")[0]


def is_right(name: str, machine: dict[str, Any], said: dict[str, Any]) -> bool:
    """Whether the person shared the machine's answer; of several values all must be the same."""
    return bool(_plain(machine.get(name)) == _plain(said.get(name)))


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value
