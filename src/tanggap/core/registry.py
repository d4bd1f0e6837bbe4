"""Finds the plug-ins of a family: every module of a package that ends with ``plugin = …``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Protocol, cast

from tanggap.core.errors import InvalidInput


class Plugin(Protocol):
    """What every plug-in of every family carries."""

    kind: str
    label: str


def _modules(package_name: str) -> Iterator[str]:
    package = importlib.import_module(package_name)
    for info in pkgutil.iter_modules(package.__path__):
        if not info.name.startswith("_") and info.name not in ("base", "defaults", "models", "second"):
            yield f"{package_name}.{info.name}"


@cache
def plugins(package_name: str) -> Mapping[str, Plugin]:
    """All plug-ins of a family by kind, in alphabetical order of their kind.

    Raises
    ------
    TypeError
        If a module of the family has no `plugin`, or two modules claim one kind.
    """
    found: dict[str, Plugin] = {}
    for name in _modules(package_name):
        module = importlib.import_module(name)
        if not hasattr(module, "plugin"):
            raise TypeError(f"{name} ends without `plugin = …`")
        plugin = cast(Plugin, module.plugin)
        if plugin.kind in found:
            raise TypeError(f"two plug-ins of {package_name} are called {plugin.kind!r}")
        found[plugin.kind] = plugin
    return dict(sorted(found.items()))


def plugin(package_name: str, kind: str) -> Plugin:
    """Return the plug-in of a family with this kind.

    Raises
    ------
    InvalidInput
        If the family has no such kind.
    """
    try:
        return plugins(package_name)[kind]
    except KeyError:
        raise InvalidInput(f"{package_name} has no plug-in {kind!r}", field="kind") from None


def choices(package_name: str) -> list[tuple[str, str]]:
    """`(kind, label)` pairs, in the shape that a model field's `choices` wants."""
    return [(found.kind, found.label) for found in plugins(package_name).values()]
