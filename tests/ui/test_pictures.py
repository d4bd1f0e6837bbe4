"""Pictures: drawn once by a process of their own, kept as long as there is room."""

from __future__ import annotations

import io
import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from tanggap.core.errors import TemporaryFailure
from tanggap.ui.pictures import keeping, painter
from tanggap.ui.pictures.keeping import Picture, picture_of
from tanggap.ui.pictures.shapes import SHAPES, spec_of
from tanggap.ui.pictures.tokens import NARROW, THEMES

RING = [[114.0, -3.0], [115.0, -3.0], [115.0, -2.0], [114.0, -2.0], [114.0, -3.0]]
SQUARE = {"type": "Polygon", "coordinates": [RING]}
DATA: dict[str, dict[str, Any]] = {
    "by_day": {"values": [{"day": "2026-03-04", "row": "Berita", "n": 3}], "rows": ["Berita"]},
    "bars": {"values": [{"name": "Kabar Banua", "n": 12345}]},
    "stacked": {
        "values": [{"name": "Dinas Kominfo", "row": f"▼ {word}", "n": 3, "order": 0} for word in ("negatif", "netral")],
        "tones": {"▼ negatif": "negative", "▼ netral": "neutral"},
    },
    "beside": {
        "values": [{"name": "Negatif", "row": row, "share": 0.4} for row in ("kini", "sebelumnya", "pelatihan")],
        "rows": ["kini", "sebelumnya", "pelatihan"],
    },
    "rates": {"values": [{"name": "2 Mar", "share": 0.2, "low": 0.1, "high": 0.4}]},
    "tiles": {"values": [{"x": 0, "y": 0, "name": "Banjar", "n": 3}], "top": 3},
    "areas": {
        "features": [
            {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": SQUARE}, "properties": {"n": 3}}
        ],
        "values": [{"lon": 114.5, "lat": -2.5, "name": "Banjar", "n": 3}],
        "top": 3,
        "proportion": 0.8,
    },
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.HOME = tmp_path
    monkeypatch.setattr(keeping, "PATIENCE_S", 120)  # the machine may be busy
    return tmp_path


def bars(n: int = 1, form: keeping.Format = "svg") -> Picture:
    return Picture("bars", {"values": [{"name": "Kabar Banua", "n": n}]}, "light", form)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_drawn_in_every_theme(shape: str, theme: str, tmp_path: Path):
    order = {"shape": shape, "data": DATA[shape], "theme": theme, "form": "svg", "heading": ["Judul", "n = 3"]}

    drawn = painter.picture({**order, "figures": keeping._figure_marks()}).decode()

    assert drawn.startswith("<svg")
    assert "Judul" in drawn


@pytest.mark.parametrize("shape", SHAPES)
def test_on_a_phone_every_shape_fits_the_screen(shape: str) -> None:
    order = {"shape": shape, "data": {**DATA[shape], "width": NARROW}, "theme": "light", "form": "svg", "heading": []}

    drawn = painter.picture({**order, "figures": keeping._figure_marks()}).decode()

    assert float(drawn.partition('width="')[2].partition('"')[0]) <= 350


def test_figures_are_written_as_the_language_of_the_screen_writes_them():
    assert "12.345" in picture_of(bars(12345)).decode()


def test_a_chart_looks_the_same_but_for_its_theme():
    light, dark = (spec_of("bars", DATA["bars"], theme) for theme in THEMES)

    assert light["config"]["axis"]["labelColor"] != dark["config"]["axis"]["labelColor"]
    assert light["layer"][0]["encoding"] == dark["layer"][0]["encoding"]


def test_many_who_ask_at_once_have_it_drawn_once(monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []
    ask = keeping._Desk._ask
    monkeypatch.setattr(keeping._Desk, "_ask", lambda self, line: asked.append(line) or ask(self, line))

    with ThreadPoolExecutor(keeping.MAX_WAITING) as pool:
        drawn = list(pool.map(lambda _n: picture_of(bars()), range(keeping.MAX_WAITING)))

    assert len(set(drawn)) == 1
    assert len(asked) == 1


def test_only_some_wait_so_that_pages_are_still_served(monkeypatch: pytest.MonkeyPatch):
    may_draw = threading.Event()

    def slowly(self: object, line: str) -> str:
        may_draw.wait(30)
        painter.draw_once(json.loads(line))
        return "done\n"

    monkeypatch.setattr(keeping._Desk, "_ask", slowly)
    monkeypatch.setattr(keeping, "MAX_WAITING", 1)
    desk = keeping._Desk()
    monkeypatch.setattr(keeping, "_desk", desk)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(picture_of, bars())
        while not desk._n_waiting:
            pass
        with pytest.raises(TemporaryFailure):
            picture_of(bars())
        may_draw.set()

        assert first.result(30) == picture_of(bars())


def test_who_has_waited_long_enough_comes_back_and_finds_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keeping, "PATIENCE_S", 0)
    with pytest.raises(TemporaryFailure):
        picture_of(bars(77))
    monkeypatch.setattr(keeping, "PATIENCE_S", 60)

    assert picture_of(bars(77)).startswith(b"<svg")


def test_a_drawing_process_that_has_ended_is_begun_anew():
    picture_of(bars(1))
    process = keeping._desk._process
    assert process is not None
    process.kill()
    process.wait()

    assert picture_of(bars(2)).startswith(b"<svg")


def test_a_drawing_process_that_dies_over_an_order_gets_one_more_chance(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keeping, "_PROGRAM", ["false"])
    keeping._desk.stop()

    with pytest.raises(TemporaryFailure):
        picture_of(bars(3))


def test_what_cannot_be_drawn_is_a_failure_and_the_next_picture_is_drawn():
    with pytest.raises(TemporaryFailure):
        picture_of(Picture("bars", {}, "light", "svg"))

    assert picture_of(bars(form="png")).startswith(b"\x89PNG")


def test_the_drawing_process_ends_when_nobody_wants_anything():
    orders, other_end = os.pipe()
    with os.fdopen(orders) as reading, os.fdopen(other_end, "w"):
        painter.main(reading, io.StringIO(), idle_s=0)


def test_it_ends_when_whoever_asked_is_gone():
    orders, other_end = os.pipe()
    os.close(other_end)
    with os.fdopen(orders) as reading:
        painter.main(reading, io.StringIO(), idle_s=60)


def test_orders_are_answered_one_by_one_and_a_bad_one_does_no_harm(tmp_path: Path):
    order = {"shape": "bars", "data": DATA["bars"], "theme": "light", "form": "svg", "heading": [], "figures": {}}
    order["figures"] = keeping._figure_marks()
    (tmp_path / "there.svg").write_bytes(b"there already")
    lines = ["no order", json.dumps({**order, "path": str(tmp_path / "there.svg")})]
    orders, other_end = os.pipe()
    answers = io.StringIO()

    for line in lines:
        os.write(other_end, f"{line}\n".encode())
        # One line at a time, as the web process sends them.
        if line == lines[-1]:
            os.close(other_end)
            with os.fdopen(orders) as reading:
                painter.main(reading, answers, idle_s=60)

    assert answers.getvalue().split() == ["failed", "done"]
    assert (tmp_path / "there.svg").read_bytes() == b"there already"


def test_what_was_asked_for_last_is_kept(monkeypatch: pytest.MonkeyPatch):
    first, second = bars(1), bars(2)
    size = len(picture_of(first))
    picture_of(second)
    os.utime(second.path, (1, 1))
    monkeypatch.setattr(keeping, "MAX_BYTES", int(size * 2.5))

    picture_of(bars(3))

    assert (first.path.exists(), second.path.exists()) == (True, False)


def test_other_definitions_are_other_pictures(monkeypatch: pytest.MonkeyPatch):
    before = bars().path
    monkeypatch.setattr(keeping, "_definitions", lambda: "other")

    assert bars().path != before
