"""Plug-ins are found by being there; a family that is not in order says so."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tanggap.core.errors import InvalidInput
from tanggap.core.registry import choices, plugin, plugins

PLUGIN = """
class Plugin:
    kind = {kind!r}
    label = {label!r}


plugin = Plugin()
"""


@pytest.fixture
def family(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "plugin_family"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "_helper.py").write_text("raise AssertionError('helpers are not plug-ins')")
    (folder / "base.py").write_text("raise AssertionError('the contract is not a plug-in')")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    plugins.cache_clear()
    for name in [name for name in sys.modules if name.startswith("plugin_family")]:
        del sys.modules[name]


def add(family: Path, module: str, kind: str, label: str = "") -> None:
    (family / f"{module}.py").write_text(PLUGIN.format(kind=kind, label=label or kind.title()))


def test_every_module_of_a_family_is_found_by_its_kind(family: Path) -> None:
    add(family, "zebra", "zebra")
    add(family, "ant", "ant", "An ant")
    assert list(plugins("plugin_family")) == ["ant", "zebra"]
    assert plugin("plugin_family", "ant").label == "An ant"
    assert choices("plugin_family") == [("ant", "An ant"), ("zebra", "Zebra")]


def test_an_unknown_kind_is_refused(family: Path) -> None:
    add(family, "ant", "ant")
    with pytest.raises(InvalidInput, match="has no plug-in 'bee'"):
        plugin("plugin_family", "bee")


def test_a_module_without_a_plugin_is_a_mistake(family: Path) -> None:
    (family / "empty.py").write_text("")
    with pytest.raises(TypeError, match="ends without"):
        plugins("plugin_family")


def test_two_plugins_of_one_kind_are_a_mistake(family: Path) -> None:
    add(family, "one", "ant")
    add(family, "two", "ant")
    with pytest.raises(TypeError, match="two plug-ins"):
        plugins("plugin_family")
