"""Boundaries as offices have them: whatever a program wrote, it is read or refused with a reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tanggap.core.geo import reading
from tanggap.core.geo.reading import BadBoundaries, read_areas

RING = [[114.0, -3.0], [115.0, -3.0], [115.0, -2.0], [114.0, -2.0], [114.0, -3.0]]


def feature(*rings: Any, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    given = list(rings) or [RING]
    coordinates = given if kind == "Polygon" else [given]
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def reason_of(content: bytes) -> str:
    with pytest.raises(BadBoundaries) as refused:
        read_areas(content)
    return refused.value.reason


@pytest.mark.parametrize("kind", ["Polygon", "MultiPolygon"])
def test_areas_come_with_what_they_say_of_themselves(kind: str):
    area, other = read_areas(collection(feature(kind=kind, nama="Banjar"), feature()))

    assert (area.properties, area.n_points) == ({"nama": "Banjar"}, 5)
    assert area.polygons == [[[(114.0, -3.0), (115.0, -3.0), (115.0, -2.0), (114.0, -2.0), (114.0, -3.0)]]]
    assert other.properties == {}


def test_a_single_feature_is_a_collection_of_one():
    assert len(read_areas(json.dumps(feature()).encode())) == 1


def test_points_lines_and_whatever_has_no_shape_are_passed_over():
    point = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [114, -3]}, "properties": None}
    bare = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [RING]}, "properties": None}
    empty = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": []}}

    found = read_areas(collection(point, {"type": "Feature", "geometry": None}, "no feature", bare, empty))

    assert [area.properties for area in found] == [{}]


def test_an_open_ring_is_closed_and_heights_and_repeated_corners_go():
    ring = [[114, -3, 25], [115, -3, 25], [115, -3, 25], [115, -2, 25]]

    (area,) = read_areas(collection(feature(ring)))

    assert area.polygons == [[[(114.0, -3.0), (115.0, -3.0), (115.0, -2.0), (114.0, -3.0)]]]


def test_rings_without_a_surface_go_and_with_the_outer_one_its_polygon():
    line = [[114, -3], [115, -3], [114, -3]]

    (area,) = read_areas(collection(feature(RING, line), feature(line)))

    assert len(area.polygons[0]) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_it_is_read_in_whatever_encoding_it_was_saved(encoding: str):
    text = json.dumps({"type": "FeatureCollection", "features": [feature(nama="Bañjar")]}, ensure_ascii=False)

    assert read_areas(text.encode(encoding))[0].properties == {"nama": "Bañjar"}


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", ""])
def test_degrees_under_any_of_their_names_are_welcome(name: str):
    assert read_areas(collection(feature(), crs={"type": "name", "properties": {"name": name}}))


@pytest.mark.parametrize("crs", ["WGS84", {"properties": None}])
def test_a_crs_that_says_nothing_does_no_harm(crs: Any):
    assert read_areas(collection(feature(), crs=crs))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04shapefile", "archive"),
        (b"<kml></kml>", "not_json"),
        (b"", "not_json"),
        (b"\x00\x01\x02", "not_json"),
        (collection(feature())[:-3], "not_json"),
        (b"[" * 200_000, "too_deep"),
        (b"[1, 2]", "no_collection"),
        (b'{"type": "Polygon", "coordinates": []}', "no_collection"),
        (b'{"type": "FeatureCollection", "features": {}}', "no_collection"),
        (b'{"type": "Topology"}', "topojson"),
        (collection(), "no_areas"),
        (collection(feature(), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::32750"}}), "wrong_crs"),
        (collection(feature([[250000, 9600000], [260000, 9600000], [260000, 9700000]])), "wrong_crs"),
        (collection(feature([[-3, 114], [-3, 115], [-2, 115]])), "swapped"),
        (collection(feature([[2, 48], [3, 48], [3, 49]])), "elsewhere"),
        (collection(feature(7)), "bad_shape"),
        (collection(feature([[114], [115], [116]])), "bad_shape"),
        (collection(feature([["114", "-3"]])), "not_numbers"),
        (collection(feature([[True, -3]])), "not_numbers"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "not_numbers"),
        (collection({"geometry": {"type": "Polygon", "coordinates": [[[1e999, 2]]]}}), "not_numbers"),
        (collection({"geometry": {"type": "MultiPolygon", "coordinates": "none"}}), "bad_shape"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_reason(content: bytes, reason: str):
    assert reason_of(content) == reason


def test_a_number_beyond_all_numbers_is_none():
    text = json.dumps({"type": "FeatureCollection", "features": [feature([[1.5, -3]])]}).replace("1.5", "1e999")

    assert reason_of(text.encode()) == "not_numbers"


@pytest.mark.parametrize(
    ("name", "reason"), [("MAX_BYTES", "too_large"), ("MAX_AREAS", "too_many_areas"), ("MAX_POINTS", "too_many_points")]
)
def test_there_is_a_bound_to_everything(monkeypatch: pytest.MonkeyPatch, name: str, reason: str):
    monkeypatch.setattr(reading, name, 1)

    assert reason_of(collection(feature(), feature())) == reason
