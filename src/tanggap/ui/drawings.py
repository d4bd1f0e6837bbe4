"""Small drawings as inline SVG: no style attributes, readable without colour, with their figures in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_BAR_WIDTH = 100.0
_GAP = 1.0
_BAR_STEP, _BARS_HEIGHT, _BARS_TOP = 60, 96, 18
_SPARK_WIDTH = 96.0
_SPARK_HEIGHT = 24.0
# The shape tells the tone without its colour: negative hangs, neutral lies in the middle, positive stands.
_SHAPES = {"negative": (5, 7, "▼"), "neutral": (4, 4, "●"), "positive": (0, 7, "▲")}


def tone_words() -> dict[str, str]:
    return {"negative": _("negative"), "neutral": _("neutral"), "positive": _("positive")}


def whole(value: float) -> str:
    """A figure with the thousands marks of the language: 12.345 in Indonesian."""
    return str(number_format(value, decimal_pos=None, use_l10n=True, force_grouping=True))


def tone_bar(negative: int, neutral: int, positive: int) -> SafeString:
    """How a group of texts sounds: one bar of three shapes and the three figures."""
    counts = {"negative": negative, "neutral": neutral, "positive": positive}
    total = sum(counts.values())
    if not total:
        return format_html('<span class="tone-none text-secondary">{}</span>', _("not judged yet"))
    words = tone_words()
    spoken = ", ".join(f"{whole(n)} {words[tone]}" for tone, n in counts.items())
    present = [(tone, n) for tone, n in counts.items() if n]
    room = _BAR_WIDTH - _GAP * (len(present) - 1)
    parts: list[tuple[str, str, int, str, int]] = []
    x = 0.0
    for tone, n in present:
        y, height, _mark = _SHAPES[tone]
        width = room * n / total
        parts.append((tone, f"{x:.1f}", y, f"{width:.1f}", height))
        x += width + _GAP
    bar = format_html_join("", '<rect class="tone-{}" x="{}" y="{}" width="{}" height="{}"/>', parts)
    figures = format_html_join(
        " ",
        '<span class="tone-figure tone-text-{}">{} {}</span>',
        ((tone, _SHAPES[tone][2], whole(n)) for tone, n in present),
    )
    return format_html(
        '<span class="tone" role="img" aria-label="{0}" title="{0}"><svg class="tone-bar" viewBox="0 0 100 12"'
        ' preserveAspectRatio="none" aria-hidden="true">{1}</svg>'
        '<span class="tone-figures" aria-hidden="true">{2}</span></span>',
        spoken,
        bar,
        figures,
    )


def bars(figures: Sequence[tuple[str, int]], label: str) -> SafeString:
    """Counts as standing bars with their figure above; the table with the same figures stands beside it."""
    top = max((n for _name, n in figures), default=0) or 1
    spoken = ", ".join(f"{name}: {whole(n)}" for name, n in figures)
    parts = []
    for index, (_name, n) in enumerate(figures):
        height = _BARS_HEIGHT * n / top
        x, y = index * _BAR_STEP, _BARS_TOP + _BARS_HEIGHT - height
        parts.append(
            (x, f"{y:.1f}", _BAR_STEP - 8, f"{height:.1f}", x + (_BAR_STEP - 8) // 2, f"{y - 4:.1f}", whole(n))
        )
    drawn = format_html_join(
        "",
        '<rect class="bar" x="{}" y="{}" width="{}" height="{}"/><text class="bar-figure" x="{}" y="{}">{}</text>',
        parts,
    )
    box = f"0 0 {max(len(figures), 1) * _BAR_STEP} {_BARS_TOP + _BARS_HEIGHT}"
    return format_html(
        '<svg class="bars" viewBox="{}" role="img" aria-label="{}: {}">{}</svg>', box, label, spoken, drawn
    )


def sparkline(values: Sequence[float], label: str) -> SafeString:
    """A line of equal steps in time; its highest and last values are said in words."""
    if not values:
        return format_html('<span class="text-secondary">{}</span>', _("no figures yet"))
    top = max(*values, 1) if len(values) > 1 else max(values[0], 1)
    step = _SPARK_WIDTH / max(len(values) - 1, 1)
    heights = [_SPARK_HEIGHT - 2 - (_SPARK_HEIGHT - 4) * value / top for value in values]
    line = " ".join(f"{index * step:.1f},{y:.1f}" for index, y in enumerate(heights))
    spoken = _("%(label)s: highest %(top)s, last %(last)s") % {
        "label": label,
        "top": whole(max(values)),
        "last": whole(values[-1]),
    }
    return format_html(
        '<svg class="sparkline" width="96" height="24" viewBox="0 0 96 24" role="img" aria-label="{0}">'
        '<title>{0}</title><polyline class="sparkline-line" points="{1}"/>'
        '<circle class="sparkline-last" cx="{2}" cy="{3}" r="2"/></svg>',
        spoken,
        line,
        f"{min((len(values) - 1) * step, _SPARK_WIDTH - 2):.1f}",
        f"{heights[-1]:.1f}",
    )


def interval_bar(low: float, value: float, high: float, mark: float) -> SafeString:
    """A figure from 0 to 1 with its interval, and the line that it should reach; the words stand beside it."""
    x_low, x, x_high, x_mark = (f"{_BAR_WIDTH * min(max(each, 0.0), 1.0):.1f}" for each in (low, value, high, mark))
    return format_html(
        '<svg class="interval" width="100" height="14" viewBox="-4 0 108 14" aria-hidden="true">'
        '<path class="interval-ground" d="M0 7H100"/><path class="interval-mark" d="M{3} 1V13"/>'
        '<path class="interval-line" d="M{0} 7H{2}"/><circle class="interval-value" cx="{1}" cy="7" r="3.5"/></svg>',
        x_low,
        x,
        x_high,
        x_mark,
    )
