"""What a page says about itself in JSON-LD (schema.org)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import html as lxml_html

MAX_SCRIPT_CHARS = 500_000
MAX_NODES = 2000
ARTICLE_TYPES = frozenset(
    {"newsarticle", "article", "reportagenewsarticle", "blogposting", "reportnewsarticle", "liveblogposting"}
    | {"analysisnewsarticle", "opinionnewsarticle", "advertisercontentarticle", "backgroundnewsarticle"}
)
_WRAPPING = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$|;\s*$")


def find_article(tree: lxml_html.HtmlElement) -> Mapping[str, Any]:
    """Return the first article that a page describes, news before others; empty if it describes none."""
    found = [
        node
        for script in tree.iter("script")
        if "ld+json" in script.get("type", "").lower()
        for node in _nodes(_loaded(script.text or ""))
        if types_of(node) & ARTICLE_TYPES
    ]
    return next((node for node in found if "newsarticle" in types_of(node)), found[0] if found else {})


def types_of(node: Mapping[str, Any]) -> set[str]:
    """Return the types of a node in lower case, without their vocabulary's address."""
    given = node.get("@type")
    names = given if isinstance(given, list) else [given]
    return {name.rpartition("/")[2].lower() for name in names if isinstance(name, str)}


def string(node: Mapping[str, Any], *path: str) -> str:
    """Return the string at the end of `path`; of a list the first part counts, of a thing its name or @id."""
    value: Any = node
    for key in path:
        value = _first(value)
        value = value.get(key) if isinstance(value, dict) else None
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("url") or value.get("@id")
    return value if isinstance(value, str) else ""


def strings(node: Mapping[str, Any], key: str) -> list[str]:
    """Return all strings under a key, whether one or a list."""
    value = node.get(key)
    parts = value if isinstance(value, list) else [value]
    return [part for part in parts if isinstance(part, str)]


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _loaded(text: str) -> Any:
    if len(text) > MAX_SCRIPT_CHARS:
        return None
    try:
        return json.loads(_WRAPPING.sub("", text), strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    waiting = [value]
    for _ in range(MAX_NODES):
        if not waiting:
            return
        part = waiting.pop(0)
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, dict):
            yield part
            waiting.extend(inner for inner in part.values() if isinstance(inner, (dict, list)))
