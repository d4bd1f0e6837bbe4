"""What every page's layout needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from tanggap.ui.menu import MenuItem, offered


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu as the page draws it."""

    item: MenuItem
    url: str
    is_current: bool


def layout(request: HttpRequest) -> dict[str, Any]:
    """The menu for this person, and the marks of a demo installation."""
    return {"menu": entries(request), "is_demo": settings.IS_DEMO, "languages": settings.LANGUAGES}


def entries(request: HttpRequest) -> list[Entry]:
    """What this person may open, in order; the entry whose address is the longest start of ours is current."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    allowed = [item for item in offered() if _is_for(item, user)]
    urls = [reverse(item.url_name) for item in allowed]
    starts = [url for url in urls if request.path == url or (url != "/" and request.path.startswith(url))]
    current = max(starts, key=len, default="")
    return [Entry(item, url, url == current) for item, url in zip(allowed, urls, strict=True)]


def _is_for(item: MenuItem, user: Any) -> bool:
    """Roles are compared where they lie: this package knows nothing of the package that holds them."""
    return item.permission is None or bool(item.permission.roles & user.roles)
