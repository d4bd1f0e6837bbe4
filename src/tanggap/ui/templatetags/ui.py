"""Tags of the house: icons, times, numbers."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_SAFE_NAME = re.compile(r"^[a-z0-9-]+$")


@cache
def _paths(name: str) -> str:
    """The drawing inside an installed icon file; nothing when the icon is not installed."""
    if not _SAFE_NAME.match(name):
        return ""
    file = settings.NODE_MODULES / "@tabler" / "icons" / "icons" / "outline" / f"{name}.svg"
    if not file.exists():
        return ""
    found = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(encoding="utf-8"), re.DOTALL)
    return found.group(1).strip() if found else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon that screen readers pass over; the words stand beside it."""
    return format_html(
        '<svg class="icon" width="20" height="20" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>',
        mark_safe(_paths(name)),  # noqa: S308 the drawing comes from an installed package, not from people
    )


@register.simple_tag(takes_context=True)
def query_with(context: dict[str, Any], **changes: Any) -> str:
    """The address's query with some parameters changed; an empty value takes a parameter out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"
