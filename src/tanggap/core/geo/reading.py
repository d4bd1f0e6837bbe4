"""GeoJSON as offices have it: areas with their properties, in degrees, within Indonesia."""

from __future__ import annotations

import codecs
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from tanggap.core.errors import InvalidInput

MAX_BYTES = 20 * 1024 * 1024
MAX_AREAS = 2000
MAX_POINTS = 500_000
# Longitude and latitude between which Indonesia lies, with its waters.
WEST, SOUTH, EAST, NORTH = 94.0, -12.0, 142.0, 7.0

Point = tuple[float, float]
Ring = list[Point]
Polygon = list[Ring]


class BadBoundaries(InvalidInput):
    """A file that cannot be used; `reason` is one of a fixed set of words, for which the page has a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"boundaries: {reason}", field="file")
        self.reason = reason


@dataclass(slots=True)
class Area:
    """One feature: what it says of itself, and its polygons (outer ring first, each ring closed)."""

    properties: dict[str, Any]
    polygons: list[Polygon]

    @property
    def n_points(self) -> int:
        """How many corners all its rings have together."""
        return sum(len(ring) for polygon in self.polygons for ring in polygon)


def read_areas(content: bytes) -> list[Area]:
    """Every feature that has a surface.

    Points and lines are passed over, and so is the third figure of a point. A feature without properties still counts.

    Raises
    ------
    BadBoundaries
        When nothing can be drawn from it, with the reason.

    Source: RFC 7946 (GeoJSON), and the `crs` member of its 2008 forerunner.
    """
    found = _parsed(content)
    if found.get("type") == "Feature":
        found = {**found, "type": "FeatureCollection", "features": [found]}
    if found.get("type") != "FeatureCollection" or not isinstance(found.get("features"), list):
        _refuse("topojson" if found.get("type") == "Topology" else "no_collection")
    _check_crs(found.get("crs"))
    if len(found["features"]) > MAX_AREAS:
        _refuse("too_many_areas")
    areas = [area for feature in found["features"] for area in _area(feature)]
    if not areas:
        _refuse("no_areas")
    if sum(area.n_points for area in areas) > MAX_POINTS:
        _refuse("too_many_points")
    _check_place(areas)
    return areas


def _refuse(reason: str) -> NoReturn:
    raise BadBoundaries(reason)


def _parsed(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_BYTES:
        _refuse("too_large")
    if content.startswith((b"PK\x03\x04", b"\x00\x00\x27\x0a")):
        _refuse("archive")
    try:
        found = json.loads(_text(content), parse_constant=lambda _word: _refuse("not_numbers"))
    except RecursionError:
        _refuse("too_deep")
    except ValueError:
        _refuse("not_json")
    if not isinstance(found, dict):
        _refuse("no_collection")
    return found


def _text(content: bytes) -> str:
    """Decode whatever a program of an office saved; letters of the west are the last guess."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _check_crs(crs: Any) -> None:
    """Only degrees of the globe can be laid over each other."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if name and not name.upper().endswith(("CRS84", "EPSG:4326", "EPSG::4326", "WGS84", "WGS 84")):
        _refuse("wrong_crs")


def _area(feature: Any) -> Iterator[Area]:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict):
        return
    given = geometry.get("coordinates")
    shapes = {"Polygon": [given], "MultiPolygon": given}.get(str(geometry.get("type")))
    if shapes is None:
        return
    polygons = [polygon for shape in _list(shapes) if (polygon := _polygon(shape))]
    if polygons:
        properties = feature.get("properties")
        yield Area(properties if isinstance(properties, dict) else {}, polygons)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        _refuse("bad_shape")
    return value


def _polygon(shape: Any) -> Polygon:
    """Its rings of three corners at least; nothing when the outer one is none."""
    rings = [_ring(given) for given in _list(shape)]
    return [ring for ring in rings if len(ring) > 3] if rings and len(rings[0]) > 3 else []


def _ring(given: Any) -> Ring:
    ring: Ring = []
    for point in _list(given):
        if not isinstance(point, list) or len(point) < 2:
            _refuse("bad_shape")
        x, y = point[0], point[1]
        if not (_is_number(x) and _is_number(y)):
            _refuse("not_numbers")
        if not ring or ring[-1] != (x, y):
            ring.append((float(x), float(y)))
    if ring and ring[0] != ring[-1]:
        ring.append(ring[0])
    return ring


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_place(areas: list[Area]) -> None:
    points = [point for area in areas for polygon in area.polygons for ring in polygon for point in ring]
    if all(WEST <= x <= EAST and SOUTH <= y <= NORTH for x, y in points):
        return
    if any(abs(x) > 180 or abs(y) > 180 for x, y in points):
        _refuse("wrong_crs")
    if all(WEST <= y <= EAST and SOUTH <= x <= NORTH for x, y in points):
        _refuse("swapped")
    _refuse("elsewhere")
