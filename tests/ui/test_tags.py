from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from cast import NOW
from tanggap.ui import drawings, times


@pytest.fixture(autouse=True)
def _in_english() -> object:
    with translation.override("en"):
        yield


def rendered(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(seconds=30), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=3, minutes=59), "3 hours ago"),
        (timedelta(days=2), "2 days ago"),
        (timedelta(hours=-2), "in 2 hours"),
        (timedelta(days=40), "23 Jan 2026"),
    ],
)
def test_a_moment_is_told_in_its_largest_whole_unit(away: timedelta, words: str) -> None:
    assert times.relative(NOW - away, NOW) == words


def test_a_moment_is_told_in_indonesian() -> None:
    with translation.override("id"):
        assert times.relative(NOW - timedelta(hours=3), NOW) == "3 jam lalu"
        assert times.relative(NOW + timedelta(days=2), NOW) == "dalam 2 hari"


def test_the_exact_time_is_local_and_names_its_zone() -> None:
    with translation.override("id"):
        assert times.exact(NOW) == "Rabu, 4 Maret 2026 09.00 WITA"


def test_a_time_element_carries_the_instant_and_the_exact_time() -> None:
    html = rendered("{% ago moment %}", moment=NOW)
    assert 'datetime="2026-03-04T01:00:00+00:00"' in html
    assert "09.00 WITA" in html


@pytest.mark.parametrize("tag", ["ago", "exactly"])
def test_no_moment_is_a_dash(tag: str) -> None:
    assert rendered("{% " + tag + " moment %}", moment=None) == "–"


def test_a_tone_bar_says_its_figures_in_words_and_shapes() -> None:
    html = drawings.tone_bar(3, 0, 1)
    assert 'aria-label="3 negative, 0 neutral, 1 positive"' in html
    assert "▼ 3" in html
    assert "▲ 1" in html
    assert "●" not in html


def test_the_parts_of_a_tone_bar_fill_its_width_and_differ_in_height() -> None:
    html = drawings.tone_bar(1, 1, 2)
    parts = re.findall(r'x="([\d.]+)" y="(\d)" width="([\d.]+)" height="(\d)"', html)
    last = parts[-1]
    assert float(last[0]) + float(last[2]) == pytest.approx(100, abs=0.2)
    assert len({(y, height) for _x, y, _width, height in parts}) == 3


def test_an_unjudged_story_has_no_bar() -> None:
    assert "<svg" not in drawings.tone_bar(0, 0, 0)


def test_a_sparkline_stays_inside_its_frame_and_says_its_figures() -> None:
    html = drawings.sparkline([0, 4, 1000], "Texts a day")
    points = re.search(r'points="([^"]+)"', html)
    assert points
    for point in points[1].split():
        x, y = map(float, point.split(","))
        assert 0 <= x <= 96
        assert 0 <= y <= 24
    assert "Texts a day: highest 1,000, last 1,000" in html


def test_a_sparkline_of_one_value_and_of_none_is_drawn_without_failing() -> None:
    assert "polyline" in drawings.sparkline([5], "x")
    assert "no figures yet" in drawings.sparkline([], "x")


def test_figures_get_the_thousands_mark_of_the_language() -> None:
    with translation.override("id"):
        assert rendered("{% number 1234567 %} {{ 1234|number }}") == "1.234.567 1.234"
    assert rendered("{% number none %}", none=None) == "–"


def test_a_level_is_never_shown_without_the_word_level() -> None:
    assert "Issue level 2 · alert" in rendered("{% level_badge 2 %}")
    assert rendered("{% level_badge none %}", none=None) == "–"


def test_no_drawing_carries_a_style_attribute() -> None:
    html = rendered("{% tone_bar 1 2 3 %}{% sparkline values %}{% level_badge 1 %}{% icon 'rss' %}", values=[1, 2])
    assert "style=" not in html


def test_an_icon_with_an_odd_name_draws_nothing() -> None:
    assert "<path" not in rendered("{% icon '../secret' %}")
    assert "<path" not in rendered("{% icon 'no-such-icon' %}")


def test_a_changed_query_keeps_the_other_parameters() -> None:
    request = RequestFactory().get("/", {"page": "2", "q": "banjir"})
    assert rendered("{% query_with page=3 %}", request=request) == "?page=3&amp;q=banjir"
    assert rendered("{% query_with page='' q='' %}", request=request) == "?"


def test_an_interval_is_drawn_within_its_scale() -> None:
    html = drawings.interval_bar(-0.2, 0.5, 1.3, 0.667)

    assert 'd="M0.0 7H100.0"' in html and 'cx="50.0"' in html and 'd="M66.7 1V13"' in html
