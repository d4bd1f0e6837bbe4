"""The look of the house in pictures: colours, letters, sizes. Everything that is drawn takes them from here."""

from __future__ import annotations

from typing import Any

THEMES = ("light", "dark")
FONT = "DejaVu Sans, Arial, sans-serif"
# Of a picture at a desk and on a phone.
WIDTH = 640
NARROW = 315
# Rust, grey and blue as elsewhere in the house; the words stand beside them.
TONES = {
    "light": {"negative": "#b4470f", "neutral": "#5a6270", "positive": "#0f6cb6"},
    "dark": {"negative": "#f0935c", "neutral": "#98a2b0", "positive": "#6bb5f2"},
}
INK = {"light": "#1c2430", "dark": "#e6eaf0"}
LINE = {"light": "#dfe3e8", "dark": "#2d3643"}
GROUND = {"light": "#ffffff", "dark": "#182433"}
BAR = {"light": "#0b5fa5", "dark": "#5aa9ea"}
RAMP = {"light": ["#e3ecf5", "#0b4f8a"], "dark": ["#223247", "#8cc4f5"]}
# Letters over the far half of the ramp.
INK_ON_RAMP = {"light": "#ffffff", "dark": "#0b1a29"}


def look(theme: str) -> dict[str, Any]:
    """The configuration of every chart: on no ground of its own, without a legend that only colour explains."""
    ink, line = INK[theme], LINE[theme]
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            "labelColor": ink, "titleColor": ink, "gridColor": line, "domainColor": line, "tickColor": line,
            "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
        },
        "header": {"labelColor": ink, "labelFontSize": 12, "labelFontWeight": "bold", "title": None},
        "text": {"color": ink, "fontSize": 12},
        "title": {"color": ink, "subtitleColor": ink, "anchor": "start", "fontSize": 15, "subtitleFontSize": 12},
        "legend": {"disable": True},
    }  # fmt: skip
