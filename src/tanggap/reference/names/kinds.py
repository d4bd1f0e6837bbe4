"""The two registers of names, and what each row of them says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tanggap.accounts.models import Unit
from tanggap.core.errors import InvalidInput
from tanggap.reference.models import Official, Programme, PublicName, PublicNameQuerySet

Names = PublicNameQuerySet[Any]
OFFICIAL, PROGRAMME = "official", "programme"
_SHORTEST = 3
_LONGEST = {"post": 120, "name": 150}
_MOST_ALIASES = 20


@dataclass(frozen=True, slots=True)
class Register:
    """One register: its model, its columns, and those of them that say who or what is meant."""

    kind: str
    model: type[Official] | type[Programme]
    named_by: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.named_by, "aliases", "starts_on", "ends_on")

    def rows(self) -> Names:
        return self.model.objects.all()

    def of(self, unit: Unit, values: dict[str, Any]) -> Names:
        """The rows of a unit that speak of the same person in the same post, or of the same programme."""
        same = {f"{column}__iexact": values[column] for column in self.named_by}
        return self.rows().filter(unit=unit, **same)

    def values_of(self, row: PublicName) -> dict[str, Any]:
        return {column: getattr(row, column) for column in self.columns}


REGISTERS = {
    OFFICIAL: Register(OFFICIAL, Official, ("post", "name")),
    PROGRAMME: Register(PROGRAMME, Programme, ("name",)),
}


def checked(register: Register, values: dict[str, Any]) -> dict[str, Any]:
    """The values as they are stored: one space between words, every alias once.

    Raises
    ------
    InvalidInput
        With the column, when one is missing, too long or too short, or the period ends before it begins.
    """
    kept = {column: values.get(column) for column in register.columns}
    for column in register.named_by:
        words = kept[column] = " ".join(str(kept[column] or "").split())
        if not _SHORTEST <= len(words) <= _LONGEST[column]:
            raise InvalidInput(f"{column} needs {_SHORTEST} to {_LONGEST[column]} letters", field=column)
    spaced = (" ".join(str(alias).split()) for alias in kept["aliases"] or ())
    aliases = list(dict.fromkeys(alias for alias in spaced if alias and alias != kept["name"]))
    if len(aliases) > _MOST_ALIASES or any(not _SHORTEST <= len(alias) <= _LONGEST["name"] for alias in aliases):
        raise InvalidInput("too many aliases, or one is too short or too long", field="aliases")
    kept["aliases"] = aliases
    if kept["starts_on"] and kept["ends_on"] and kept["ends_on"] < kept["starts_on"]:
        raise InvalidInput("the period ends before it begins", field="ends_on")
    return kept


def register_of(kind: str) -> Register:
    """The register of a kind.

    Raises
    ------
    InvalidInput
        When there is none.
    """
    if kind not in REGISTERS:
        raise InvalidInput(f"there is no register {kind!r}", field="kind")
    return REGISTERS[kind]
