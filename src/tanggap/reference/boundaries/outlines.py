"""Boundaries as paths of a small drawing, with their numbers, for whoever says which is which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tanggap.core.geo.reading import Area, Polygon
from tanggap.core.geo.shaping import extent, label_point

WIDTH = 600


@dataclass(frozen=True, slots=True)
class Outline:
    """One area: its path, its number and where that stands."""

    path: str
    number: int
    x: float
    y: float
    is_matched: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of them in one frame."""

    box: str
    outlines: list[Outline]


def outlines(areas: Sequence[dict[str, Any]]) -> Drawing:
    west, south, east, north = extent([Area({}, area["polygons"]) for area in areas])
    scale = WIDTH / max(east - west, north - south, 1e-6)

    def spot(point: Sequence[float]) -> tuple[float, float]:
        return round((point[0] - west) * scale, 1), round((north - point[1]) * scale, 1)

    def path(polygons: list[Polygon]) -> str:
        rings = [ring for polygon in polygons for ring in polygon]
        return "".join("M" + "L".join(f"{x} {y}" for x, y in map(spot, ring)) + "Z" for ring in rings)

    drawn = [
        Outline(path(area["polygons"]), number, *spot(label_point(area["polygons"])), bool(area["region"]))
        for number, area in enumerate(areas, start=1)
    ]
    return Drawing(f"-4 -4 {(east - west) * scale + 8:.0f} {(north - south) * scale + 8:.0f}", drawn)
