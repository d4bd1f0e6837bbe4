"""Reads the files of wordings, and fills in what a matter's facts are."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).with_name("data")
# Each fact in its wordings.
Facts = tuple[tuple[str, ...], ...]


class _LeavingOpen(dict[str, str]):
    """What is not known yet (the day on which it is told, the desk's town) stays open."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


@cache
def read_data(name: str) -> dict[str, Any]:
    """One of the files of wordings."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


def fill(template: str, values: Mapping[str, str]) -> str:
    """Fill in what is known.

    >>> fill("{n} rumah, kata {name}, {day}", {"n": "3", "name": "Imah"})
    '3 rumah, kata Imah, {day}'
    """
    return template.format_map(_LeavingOpen(values))


def sentence(template: str, values: Mapping[str, str]) -> str:
    """Fill in what is known, the first letter large.

    >>> sentence("{office} meminta maaf.", {"office": "dinas itu"})
    'Dinas itu meminta maaf.'
    """
    text = fill(template, values)
    return text[:1].upper() + text[1:]


def filled(templates: Iterable[str], values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(fill(template, values) for template in templates)


def filled_facts(facts: Iterable[Iterable[str]], values: Mapping[str, str]) -> Facts:
    return tuple(filled(wordings, values) for wordings in facts)
