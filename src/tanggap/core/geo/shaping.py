"""Areas made small enough for a picture, and the point in each where its name can stand."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tanggap.core.geo.reading import Area, Polygon, Ring

# A picture is some six hundred points wide: what is finer than half of one cannot be seen.
FINENESS = 1 / 1200
MAX_KEPT_POINTS = 12_000
_DIGITS = 4
Floats = npt.NDArray[np.float64]


def extent(areas: list[Area]) -> tuple[float, float, float, float]:
    """West, south, east and north of all areas together, in degrees."""
    points = np.array([point for area in areas for polygon in area.polygons for ring in polygon for point in ring])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return float(west), float(south), float(east), float(north)


def simplified(areas: list[Area], *, max_points: int = MAX_KEPT_POINTS) -> list[Area]:
    """Leave only the points that a picture shows; coarser when there would still be too many.

    Rings smaller than what can be seen go, but the largest polygon of an area always stays.
    """
    west, south, east, north = extent(areas)
    tolerance = max(east - west, north - south) * FINENESS
    while True:
        small = [Area(area.properties, _coarser(area.polygons, tolerance)) for area in areas]
        # Fewer than a triangle an area there cannot be.
        if sum(area.n_points for area in small) <= max(max_points, 4 * len(areas)):
            return small
        tolerance *= 1.5


def _coarser(polygons: list[Polygon], tolerance: float) -> list[Polygon]:
    largest = max(polygons, key=lambda polygon: _surface(polygon[0]))
    seen = [polygon for polygon in polygons if polygon is largest or _is_seen(polygon[0], tolerance)]
    return [
        [_thinned(ring, tolerance) for place, ring in enumerate(polygon) if place == 0 or _is_seen(ring, tolerance)]
        for polygon in seen
    ]


def _is_seen(ring: Ring, tolerance: float) -> bool:
    points = np.array(ring)
    return bool(np.ptp(points, axis=0).max() > 2 * tolerance)


def _thinned(ring: Ring, tolerance: float) -> Ring:
    """Take out the points that lie within `tolerance` of the line between those that stay.

    Never fewer than three corners.

    Source: Douglas and Peucker, "Algorithms for the reduction of the number of points required to represent a
    digitized line or its caricature", Cartographica 10(2), 1973.
    """
    points = np.array(ring)
    # A ring has no ends: it is cut at its first point and at the one farthest from it.
    far = int(np.argmax(np.hypot(*(points - points[0]).T)))
    kept = np.zeros(len(points), dtype=bool)
    kept[[0, far, -1]] = True
    spans = [(0, far), (far, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        away = _distances(points[first + 1 : last], points[first], points[last])
        worst = int(np.argmax(away))
        if away[worst] > tolerance or kept.sum() < 4:
            middle = first + 1 + worst
            kept[middle] = True
            spans += [(first, middle), (middle, last)]
    return [(round(float(x), _DIGITS), round(float(y), _DIGITS)) for x, y in points[kept]]


def _distances(points: Floats, start: Floats, end: Floats) -> Floats:
    """How far (n, 2) points lie from the stretch between two."""
    line = end - start
    length = float(line @ line)
    along = np.clip((points - start) @ line / length, 0, 1) if length else np.zeros(len(points))
    away: Floats = np.hypot(*(points - start - along[:, None] * line).T)
    return away


def _surface(ring: Ring) -> float:
    x, y = np.array(ring).T
    return abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1])) / 2


def label_point(polygons: list[Polygon]) -> tuple[float, float]:
    """Find a point inside the largest polygon: the middle of its widest stretch at the height of its middle.

    >>> label_point([[[(0, 0), (4, 0), (4, 2), (0, 2), (0, 0)]]])
    (2.0, 1.0)
    """
    rings = max(polygons, key=lambda polygon: _surface(polygon[0]))
    heights = [y for _x, y in rings[0]]
    middle = (min(heights) + max(heights)) / 2
    # Two corners of one height are met just above it.
    middle += 1e-9 if middle in heights else 0.0
    crossings = sorted(
        x1 + (middle - y1) / (y2 - y1) * (x2 - x1)
        for ring in rings
        for (x1, y1), (x2, y2) in pairwise(ring)
        if (y1 > middle) != (y2 > middle)
    )
    if not crossings:  # a sliver without any height
        return rings[0][0]
    begin, end = max(zip(crossings[::2], crossings[1::2], strict=True), key=lambda stretch: stretch[1] - stretch[0])
    return round((begin + end) / 2, _DIGITS), round(middle, _DIGITS)
