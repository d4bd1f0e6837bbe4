"""What every page's layout needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tanggap.ui.menu import offered


def layout(request: HttpRequest) -> dict[str, Any]:
    """The menu and the marks of a demo installation."""
    return {"menu": offered(), "is_demo": settings.IS_DEMO}
