"""From figures to charts: what each shows is also said by a word, a place or a number, never by colour alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from tanggap.desk.charts.figures import Counted
from tanggap.desk.charts.tiles import tile_of
from tanggap.ui.charts import RAMP, TONES, bar_colour, ink, themed
from tanggap.ui.drawings import tone_words

_WIDTH = 640
_TONE_MARKS = {"negative": "▼", "neutral": "●", "positive": "▲"}
Spec = dict[str, Any]


def attention_chart(counted: Counted, theme: str) -> Spec:
    values = [{"day": day.isoformat(), "row": name, "n": n} for day, name, n in counted.rows]
    return _by_day(values, list(dict.fromkeys(row["row"] for row in values)), {"value": bar_colour(theme)}, theme)


def tone_chart(counted: Counted, theme: str) -> Spec:
    words = {tone: f"{_TONE_MARKS[tone]} {word}" for tone, word in tone_words().items()}
    values = [
        {"day": day.isoformat(), "row": words[tone], "n": n}
        for day, *counts in counted.rows
        for tone, n in zip(words, counts, strict=True)
    ]
    scale = {"domain": list(words.values()), "range": list(TONES[theme].values())}
    return _by_day(values, list(words.values()), {"field": "row", "type": "nominal", "scale": scale}, theme)


def _by_day(values: list[Spec], rows: list[str], colour: Spec, theme: str) -> Spec:
    day = {"field": "day", "type": "temporal", "title": None, "axis": {"format": "%d/%m", "grid": False}}
    row = {"field": "row", "sort": rows, "header": {"labelAngle": 0, "labelAlign": "left", "labelLimit": 140}}
    number = {"field": "n", "type": "quantitative", "title": None, "axis": {"tickCount": 3, "format": "d"}}
    return themed(
        {
            "data": {"values": values},
            "width": _WIDTH - 160,
            "height": 64,
            "mark": {"type": "bar", "width": {"band": 0.8}},
            "encoding": {
                "x": {**day, "timeUnit": "utcyearmonthdate"}, "y": number, "row": row, "color": colour
            },
        },
        theme,
    )  # fmt: skip


def bars_chart(counted: Counted, theme: str) -> Spec:
    values = [{"name": name, "n": n} for name, n in counted.rows]
    name = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 220, "grid": False}}
    number = {"field": "n", "type": "quantitative", "title": None, "axis": {"tickCount": 4, "format": "d"}}
    figure = {"mark": {"type": "text", "align": "left", "dx": 4}, "encoding": {"text": {"field": "n"}}}
    bars = {"mark": {"type": "bar", "color": bar_colour(theme)}}
    layers = {"encoding": {"y": name, "x": number}, "layer": [bars, figure]}
    return themed({"data": {"values": values}, "width": _WIDTH - 240, "height": {"step": 24}, **layers}, theme)


def map_chart(counted: Counted, theme: str) -> Spec:
    codes = [code for code, _name, _n in counted.rows]
    top = max((n for *_rest, n in counted.rows), default=0)
    values = []
    for code, name, n in counted.rows:
        column, row = tile_of(code, codes)
        short = name.replace("Kabupaten ", "").replace("Hulu Sungai", "HS")
        values.append({"x": column, "y": row, "name": short, "n": n, "dark": n > top / 2})
    place = {name: {"field": name, "type": "ordinal", "axis": None, "scale": {"padding": 0.04}} for name in ("x", "y")}
    colour = {"field": "n", "type": "quantitative", "scale": {"domain": [0, max(top, 1)], "range": RAMP[theme]}}
    on_dark = {"light": "#ffffff", "dark": "#0b1a29"}[theme]
    words = {"condition": {"test": "datum.dark", "value": on_dark}, "value": ink(theme)}
    layers = [
        {"mark": {"type": "rect", "cornerRadius": 6}, "encoding": {"color": colour}},
        {"mark": {"type": "text", "dy": -8}, "encoding": {"text": {"field": "name"}, "color": words}},
        {
            "mark": {"type": "text", "dy": 12, "fontSize": 16, "fontWeight": "bold"},
            "encoding": {"text": {"field": "n"}, "color": words},
        },
    ]
    size = {"width": {"step": 118}, "height": {"step": 70}}
    return themed({"data": {"values": values}, **size, "encoding": place, "layer": layers}, theme)


def heads() -> dict[str, list[str]]:
    """The head of the table behind each chart."""
    return {
        "perhatian": [_("Day"), _("Platform"), _("Mentions")],
        "sentimen": [_("Day"), *(word.capitalize() for word in tone_words().values())],
        "media": [_("Outlet"), _("Mentions")],
        "topik": [_("Topic"), _("Mentions")],
        "wilayah": [_("Kemendagri code"), _("Region"), _("Mentions")],
    }


DRAWINGS: dict[str, Callable[[Counted, str], Spec]] = {
    "perhatian": attention_chart,
    "sentimen": tone_chart,
    "media": bars_chart,
    "topik": bars_chart,
    "wilayah": map_chart,
}
