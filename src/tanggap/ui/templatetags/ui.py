"""Tags of the house: icons, times, figures, small drawings, form fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tanggap.ui import drawings, notices, times
from tanggap.ui.selects import quick_select

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
@cache
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


@register.simple_tag
def ago(moment: datetime | None) -> SafeString | str:
    """ "3 jam lalu", with the exact local time on hover; a dash when there is no moment."""
    if moment is None:
        return "–"
    return _time(moment, times.relative(moment, timezone.now()))


@register.simple_tag
def exactly(moment: datetime | None) -> SafeString | str:
    """The exact local time in full words; a dash when there is no moment."""
    return "–" if moment is None else _time(moment, times.exact(moment))


def _time(moment: datetime, words: str) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', moment.isoformat(timespec="seconds"), times.exact(moment), words
    )


@register.simple_tag(name="number")
def number_tag(value: float | None) -> str:
    """A figure with thousands marks; a dash when there is none."""
    return "–" if value is None else drawings.whole(value)


@register.filter(name="number")
def number_filter(value: float | None) -> str:
    return number_tag(value)


@register.filter
def percent(share: float | None) -> str:
    """A share in [0, 1] as whole percent; a dash when there is none."""
    return "–" if share is None else f"{drawings.whole(round(share * 100))} %"


@register.simple_tag
def tone_bar(negative: int, neutral: int, positive: int) -> SafeString:
    return drawings.tone_bar(negative or 0, neutral or 0, positive or 0)


@register.simple_tag
def sparkline(values: Sequence[float], label: str = "") -> SafeString:
    return drawings.sparkline(list(values or ()), label or _("course"))


@register.simple_tag
def interval_bar(low: float, value: float, high: float, mark: float) -> SafeString:
    return drawings.interval_bar(low, value, high, mark)


@register.simple_tag
def bars(figures: Sequence[Any], label: str) -> SafeString:
    """Standing bars of whatever has a `label` and a count `n`."""
    return drawings.bars([(str(figure.label), figure.n) for figure in figures], label)


@register.simple_tag
def level_badge(level: Any) -> SafeString | str:
    """The level of an issue, always with the word: *waspada* and *siaga* are disaster states too."""
    if level is None:
        return "–"
    number = int(getattr(level, "number", level))
    names = {0: _("routine"), 1: _("attentive"), 2: _("alert"), 3: _("crisis")}
    return format_html(
        '<span class="badge level level-{}">{} {} · {}</span>',
        min(max(number, 0), 3),
        _("Issue level"),
        number,
        getattr(level, "name", "") or names.get(number, ""),
    )


@register.filter
def undo_address(message: Message) -> str:
    return notices.undo_address(message)


@register.filter
def widget_kind(field: BoundField) -> str:
    """How a field is laid out: "check", "choices" or "line"."""
    widget = field.field.widget
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return "choices"
    return "check" if isinstance(widget, CheckboxInput) else "line"


@register.simple_tag
def widget(field: BoundField) -> SafeString:
    """The control of a field in the look of the house."""
    base = field.field.widget
    if isinstance(base, CheckboxInput):
        look = "form-check-input"
    elif isinstance(base, Select) and not isinstance(base, RadioSelect | CheckboxSelectMultiple):
        look = "form-select"
    elif isinstance(base, RadioSelect | CheckboxSelectMultiple):
        look = "choices"
    else:
        look = "form-control"
    classes = [base.attrs.get("class", ""), look, "is-invalid" if field.errors else ""]
    attrs: dict[str, str | bool] = {"class": " ".join(part for part in classes if part)}
    return quick_select(field, attrs) if type(base) is Select else field.as_widget(attrs=attrs)
