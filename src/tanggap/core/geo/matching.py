"""Which region of the register an area is, by a code or a name among its properties."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_CODE_KEYS = re.compile(r"ko?d|code|kemend|id", re.IGNORECASE)
_NAME_KEYS = re.compile(r"wadm|nam|kab|kota|label|title", re.IGNORECASE)
_KIND = re.compile(r"^(kabupaten|kab\b\.?|kota|regency of|city of)\s+|\s+(regency|city)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """A region of the register and how else it is written."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


def match(properties: Mapping[str, Any], places: Iterable[Place]) -> str:
    """Find the place that the properties name, by its code; empty when none, or when it might be two.

    A code goes before a name; a name with its kind ("Kota Banjarbaru") before the bare one.

    >>> match({"WADMKK": "BANJAR"}, [Place("63.03", "Kabupaten Banjar"), Place("63.72", "Kota Banjarbaru")])
    '63.03'
    """
    known = list(places)
    codes = {_digits(place.code): place.code for place in known}
    for key, value in properties.items():
        if _CODE_KEYS.search(key) and _digits(value) in codes:
            return codes[_digits(value)]
    said = [str(value) for value in properties.values() if isinstance(value, str) and value.strip()]
    for spelling in (_letters, _bare):
        names = Counter((spelling(name), place.code) for place in known for name in (place.name, *place.aliases))
        found = {code for name, code in names if name and name in {spelling(word) for word in said}}
        if len(found) == 1:
            return found.pop()
    return ""


def label(properties: Mapping[str, Any]) -> str:
    """Say what to call an area on screen: its most name-like property; empty when it has none."""
    words = {key: value.strip() for key, value in properties.items() if isinstance(value, str) and value.strip()}
    named = [value for key, value in words.items() if _NAME_KEYS.search(key)]
    return (named or list(words.values()) or [""])[0][:120]


def _digits(value: Any) -> str:
    """Read the digits of a code, however it is written: 63.03, "6303", 6303.0."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text.replace(".", "") if re.fullmatch(r"\d{2}(\.?\d{2})?", text) else ""


def _letters(name: str) -> str:
    full = re.sub(r"^kab\b\.?", "kabupaten", name.strip(), flags=re.IGNORECASE)
    return "".join(filter(str.isalnum, full)).casefold()


def _bare(name: str) -> str:
    return _letters(_KIND.sub("", name.strip()))
