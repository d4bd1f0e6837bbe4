"""How often a source may be visited, and the words for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

INTERVALS: list[tuple[int, str | _StrPromise]] = [
    (5, _("5 minutes")),
    (15, _("15 minutes")),
    (30, _("30 minutes")),
    (60, _("1 hour")),
    (180, _("3 hours")),
    (720, _("12 hours")),
    (1440, _("1 day")),
]


def in_words(span: timedelta) -> str:
    """The interval as the form offers it; one that it does not offer as hours and minutes."""
    return str(dict(INTERVALS).get(int(span.total_seconds() // 60), span))
