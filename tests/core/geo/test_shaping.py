"""Boundaries made small: what cannot be seen goes, what can be seen stays."""

from __future__ import annotations

import math

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tanggap.core.geo.reading import Area, Ring
from tanggap.core.geo.shaping import FINENESS, extent, label_point, simplified

SQUARE: Ring = [(114.0, -3.0), (115.0, -3.0), (115.0, -2.0), (114.0, -2.0), (114.0, -3.0)]


def circle(n: int, *, radius: float = 0.5, x: float = 114.5, y: float = -2.5) -> Ring:
    turns = [2 * math.pi * place / n for place in range(n)]
    ring = [(x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns]
    return [*ring, ring[0]]


def test_a_fine_line_becomes_coarse_and_stays_where_it_was():
    (area,) = simplified([Area({}, [[circle(20_000)]])])

    assert 20 < area.n_points < 200
    for point, other in zip(extent([area]), (114.0, -3.0, 115.0, -2.0), strict=True):
        assert abs(point - other) < 2 * FINENESS


def test_corners_stay_and_points_on_a_straight_line_go():
    between: Ring = [*SQUARE[:1], (114.2, -3.0), (114.9, -3.0), *SQUARE[1:]]

    assert simplified([Area({}, [[between]])])[0].polygons == [[SQUARE]]


def test_islets_and_ponds_that_cannot_be_seen_go_but_the_smallest_city_stays():
    pond, islet = circle(20, radius=1e-4), circle(20, radius=1e-4, x=114.0)
    city = [[circle(20, radius=1e-4, x=114.9)]]

    large, small = simplified([Area({}, [[SQUARE, pond], [islet]]), Area({}, city)])

    assert large.polygons == [[SQUARE]]
    assert small.n_points >= 4


def test_a_lake_that_can_be_seen_stays():
    (area,) = simplified([Area({}, [[SQUARE, circle(50, radius=0.2)]])])

    assert len(area.polygons[0]) == 2


def test_with_too_many_points_it_becomes_coarser_until_they_fit():
    areas = [Area({}, [[circle(500, x=114 + n, y=-3)]]) for n in range(20)]

    assert sum(area.n_points for area in simplified(areas, max_points=120)) <= 120


def test_fewer_than_triangles_are_never_asked_for():
    assert simplified([Area({}, [[SQUARE]])], max_points=1)[0].n_points >= 4


def test_the_name_stands_inside_even_of_a_horseshoe():
    horseshoe: Ring = [(0, 0), (6, 0), (6, 4), (5, 4), (5, 1), (1, 1), (1, 4), (0, 4), (0, 0)]

    assert label_point([[horseshoe]]) in ((0.5, 2.0), (5.5, 2.0))


def test_the_name_stands_beside_a_lake_and_not_in_it():
    lake: Ring = [(1, 1), (5, 1), (5, 3), (1, 3), (1, 1)]

    x, _y = label_point([[[(0, 0), (9, 0), (9, 4), (0, 4), (0, 0)], lake]])

    assert 5 < x < 9


def test_a_sliver_without_height_has_a_name_too():
    assert label_point([[[(0.0, 1.0), (4.0, 1.0), (2.0, 1.0), (0.0, 1.0)]]]) == (0.0, 1.0)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
@given(st.lists(st.tuples(st.floats(95, 141), st.floats(-11, 6)), min_size=3, max_size=40))
def test_any_ring_can_be_made_small_and_named(points: list[tuple[float, float]]):
    ring = [*points, points[0]]

    (area,) = simplified([Area({}, [[ring]])])

    assert 3 <= area.n_points <= len(ring)
    label_point(area.polygons)
