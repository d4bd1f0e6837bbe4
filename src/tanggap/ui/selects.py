"""Drop-down lists without a template for each option: a page with ten of them would spend half its time there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


def quick_select(field: BoundField, attrs: dict[str, Any]) -> SafeString:
    """What `field.as_widget(attrs=attrs)` gives for a plain `Select`, letter for letter but for white space."""
    widget = field.field.widget
    own = field.build_widget_attrs({**widget.attrs, **attrs}, widget)
    if field.auto_id and "id" not in own:
        own["id"] = field.auto_id
    context = widget.get_context(field.html_name, field.value(), own)["widget"]
    groups = format_html_join("", "{}", ((_group(name, options),) for name, options, _ in context["optgroups"]))
    return format_html('<select name="{}"{}>{}</select>', context["name"], flatatt(context["attrs"]), groups)


def _group(name: str | None, options: Iterable[dict[str, Any]]) -> SafeString:
    told = mark_safe(  # noqa: S308 each part is escaped
        "".join(
            f'<option value="{escape(each["value"] or "")}"{flatatt(each["attrs"])}>{escape(each["label"])}</option>'
            for each in options
        )
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, told) if name else told
