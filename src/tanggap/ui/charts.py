"""Charts as pictures: drawn once for the same figures, kept in a folder, served from there.

What draws them takes 70 MB and half a second to load, so it is loaded by whoever draws first.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

Format = Literal["svg", "png"]
MAX_KEPT = 600
_lock = threading.Lock()

# Rust, grey and blue as elsewhere in the house; the words stand beside them.
TONES = {
    "light": {"negative": "#b4470f", "neutral": "#5a6270", "positive": "#0f6cb6"},
    "dark": {"negative": "#f0935c", "neutral": "#98a2b0", "positive": "#6bb5f2"},
}
_INK = {"light": "#1c2430", "dark": "#e6eaf0"}
_LINE = {"light": "#dfe3e8", "dark": "#2d3643"}
_BAR = {"light": "#0b5fa5", "dark": "#5aa9ea"}
RAMP = {"light": ["#e3ecf5", "#0b4f8a"], "dark": ["#223247", "#8cc4f5"]}


def bar_colour(theme: str) -> str:
    return _BAR[theme]


def ink(theme: str) -> str:
    return _INK[theme]


def themed(spec: Mapping[str, Any], theme: str) -> dict[str, Any]:
    """The chart in the look of the house, on no ground of its own."""
    config = {
        "background": None,
        "font": "DejaVu Sans, Arial, sans-serif",
        "view": {"stroke": None},
        "axis": {
            **dict.fromkeys(("labelColor", "titleColor"), _INK[theme]),
            **dict.fromkeys(("gridColor", "domainColor", "tickColor"), _LINE[theme]),
            **dict.fromkeys(("labelFontSize", "titleFontSize"), 12),
            "titleFontWeight": "normal",
        },
        "header": {"labelColor": _INK[theme], "labelFontSize": 12, "labelFontWeight": "bold", "title": None},
        "text": {"color": _INK[theme], "fontSize": 12},
        "legend": {"disable": True},
    }  # fmt: skip
    return {"$schema": "https://vega.github.io/schema/vega-lite/v5.json", "config": config, **spec}


def draw(spec: Mapping[str, Any], form: Format) -> Path:
    """The file with the picture of this chart; the same figures are drawn once."""
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()[:32]
    path = Path(settings.HOME) / "charts" / f"{digest}.{form}"
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        draft.write_bytes(_picture(dict(spec), form))
        draft.replace(path)
        _forget_old(path.parent)
    return path


def _picture(spec: dict[str, Any], form: Format) -> bytes:
    import vl_convert

    with _lock:
        if form == "svg":
            return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]).encode()
        return bytes(vl_convert.vegalite_to_png({**spec, "background": "white"}, scale=2, allowed_base_urls=[]))


def _forget_old(folder: Path) -> None:
    files = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)
    for path in files[: max(0, len(files) - MAX_KEPT)]:
        path.unlink(missing_ok=True)
