"""The menu, drawn from what each app offers in its ``apps.py``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry. `permission` None means whoever is signed in; else an object that accounts understands."""

    label: str | _StrPromise
    url_name: str
    icon: str
    position: int
    permission: Any = None


def offered() -> list[MenuItem]:
    """What all apps offer, in order of position."""
    items = [item for config in apps.get_app_configs() for item in getattr(config, "menu", ())]
    return sorted(items, key=lambda item: item.position)
