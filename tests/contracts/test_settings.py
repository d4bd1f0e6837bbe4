"""Every setting from the environment is described, and nothing is described that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import tanggap

PACKAGE = Path(tanggap.__file__).parent
PAGE = PACKAGE.parents[1] / "docs" / "reference" / "settings.md"
_NAME = re.compile(r"\b(TANGGAP_[A-Z_]+|DATABASE_URL)\b")


def read_from_environment() -> set[str]:
    names: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        names |= set(_NAME.findall(file.read_text(encoding="utf-8")))
    return names


def described() -> set[str]:
    # A setting is described where it stands first in a row of a table; secrets have a second name with _FILE.
    rows = re.findall(r"^\| `([A-Z_]+)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return set(rows)


def test_every_setting_is_described() -> None:
    assert read_from_environment() - described() == set()


def test_nothing_is_described_that_is_not_there() -> None:
    assert described() - read_from_environment() == set()
