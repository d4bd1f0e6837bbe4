"""The list of checks, and how they are run: one that breaks is a finding, not the end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

logger = logging.getLogger(__name__)


class Status(StrEnum):
    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Office:
    """What is examined. Without a database (`database_problem` says why), checks that need it are not run."""

    home: Path
    database_problem: str = ""
    is_running: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, and what to do about it (empty when there is nothing to do)."""

    status: Status
    sentence: str
    to_do: str = ""


def ok(sentence: str) -> Finding:
    return Finding(Status.OK, sentence)


def warn(sentence: str, to_do: str) -> Finding:
    return Finding(Status.WARN, sentence, to_do)


def fail(sentence: str, to_do: str) -> Finding:
    return Finding(Status.FAIL, sentence, to_do)


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    needs_database: bool
    examine: Callable[[Office], Finding]


_CHECKS: dict[str, Check] = {}


def check(
    name: str, *, needs_database: bool = False
) -> Callable[[Callable[[Office], Finding]], Callable[[Office], Finding]]:
    """Put a function on the list of checks under this name."""

    def register(function: Callable[[Office], Finding]) -> Callable[[Office], Finding]:
        _CHECKS[name] = Check(name, needs_database, function)
        return function

    return register


def names() -> list[str]:
    return list(_CHECKS)


def examine(office: Office) -> Iterator[tuple[str, Finding]]:
    """Run all checks, in the order in which they are listed."""
    for one in _CHECKS.values():
        yield one.name, _examine(one, office)


def _examine(one: Check, office: Office) -> Finding:
    if one.needs_database and office.database_problem:
        return warn("Not examined, because the database is not there.", "See to the database first.")
    try:
        return one.examine(office)
    except Exception as error:
        logger.exception("doctor.check_failed", extra={"check": one.name})
        return fail(f"The check itself failed ({type(error).__name__}).", "Report this together with the log above.")
