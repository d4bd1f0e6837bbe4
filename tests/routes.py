"""Every address of the house, found by walking the URL resolver."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Route:
    """One address: its name, its pattern as text, the view, and the names of its parameters."""

    name: str
    pattern: str
    view: Callable[..., Any]
    parameters: tuple[str, ...]

    def keys(self) -> dict[str, str]:
        """For each parameter the words of the address before it and its own name: ``kelompok/perubahan/pk``."""
        keys = {}
        for found in _PARAMETER.finditer(self.pattern):
            before = [part for part in self.pattern[: found.start()].split("/") if part and "<" not in part]
            keys[found[1]] = "/".join([*before, found[1]])
        return keys

    def address(self, values: Mapping[str, object]) -> str:
        """The address with every parameter filled in; `values` are keyed as `keys` does, or by the bare name."""
        filled = {}
        for parameter, key in self.keys().items():
            assert key in values or parameter in values, (
                f"The view {self.name!r} has the parameter {parameter!r} that no test knows: add {key!r} to `things`"
                " in tests/private_things.py, with the key of a private row that a stranger must not see."
            )
            filled[parameter] = values.get(key, values.get(parameter))
        return reverse(self.name, kwargs=filled)


def routes() -> list[Route]:
    return list(_walk(get_resolver().url_patterns, ""))


def own_routes() -> list[Route]:
    """The addresses whose views we wrote ourselves."""
    return [route for route in routes() if route.view.__module__.startswith("tanggap.")]


def _walk(patterns: Any, before: str, namespace: str = "") -> Iterator[Route]:
    for entry in patterns:
        text = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inside = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, text, inside)
        elif isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name}" if entry.name else ""
            yield Route(name, text, entry.callback, tuple(entry.pattern.converters))
