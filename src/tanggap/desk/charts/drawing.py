"""From figures to pictures: which shape each chart has, and its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tanggap.core.geo.reading import Area, Polygon
from tanggap.core.geo.shaping import extent, label_point
from tanggap.desk.charts.figures import TONES, Counted, Scope
from tanggap.desk.charts.tiles import tile_of
from tanggap.desk.charts.wording import NOTES, TITLES, stance_words
from tanggap.reference.models import BoundarySet
from tanggap.ui.drawings import tone_words, whole
from tanggap.ui.pictures.keeping import Format, Picture
from tanggap.ui.pictures.tokens import NARROW, WIDTH

_TONE_MARKS = {"negative": "▼", "neutral": "●", "positive": "▲"}
Drawn = tuple[str, dict[str, Any]]


def attention_chart(counted: Counted) -> Drawn:
    values = [{"day": day.isoformat(), "row": name, "n": n} for day, name, n in counted.rows]
    return "by_day", {"values": values, "rows": list(dict.fromkeys(row["row"] for row in values))}


def tone_chart(counted: Counted) -> Drawn:
    words = {tone: f"{_TONE_MARKS[tone]} {word}" for tone, word in tone_words().items()}
    values = [
        {"day": day.isoformat(), "row": words[tone], "n": n}
        for day, *counts in counted.rows
        for tone, n in zip(words, counts, strict=True)
    ]
    return "by_day", {
        "values": values,
        "rows": list(words.values()),
        "tones": {word: tone for tone, word in words.items()},
    }


def towards_chart(counted: Counted) -> Drawn:
    return _stacked(counted, tone_words())


def stance_chart(counted: Counted) -> Drawn:
    return _stacked(counted, dict(zip(TONES, stance_words(), strict=True)))


def _stacked(counted: Counted, said: dict[str, str]) -> Drawn:
    words = {tone: f"{_TONE_MARKS[tone]} {word}" for tone, word in said.items()}
    values = [
        {"name": name, "row": word, "n": n, "order": place}
        for name, *counts in counted.rows
        for place, (word, n) in enumerate(zip(words.values(), counts, strict=True))
    ]
    return "stacked", {"values": values, "tones": {word: tone for tone, word in words.items()}}


def bars_chart(counted: Counted) -> Drawn:
    return "bars", {"values": [{"name": name, "n": n} for name, n, *_rest in counted.rows]}


def map_chart(counted: Counted) -> Drawn:
    """The office's own boundaries where it has brought some, else one tile for each place."""
    boundaries = BoundarySet.objects.current().first()
    drawn = [row for row in counted.rows if boundaries and row[0] in boundaries.region_codes]
    return area_map(drawn, boundaries.areas) if boundaries and drawn else tile_map(counted)


def area_map(rows: list[tuple[Any, ...]], areas: list[dict[str, Any]]) -> Drawn:
    shapes: dict[str, list[Polygon]] = defaultdict(list)
    for area in areas:
        shapes[area["region"]] += area["polygons"]
    features, values = [], []
    for code, name, n in rows:
        geometry = {"type": "MultiPolygon", "coordinates": shapes[code]}
        features.append({"type": "Feature", "geometry": geometry, "properties": {"n": n}})
        longitude, latitude = label_point(shapes[code])
        values.append({"lon": longitude, "lat": latitude, "name": short_name(name), "n": n})
    west, south, east, north = extent([Area({}, shapes[code]) for code, _name, _n in rows])
    top = max(n for *_rest, n in rows)
    proportion = (north - south) / max(east - west, 1e-6)
    return "areas", {"features": features, "values": values, "top": top, "proportion": proportion}


def tile_map(counted: Counted) -> Drawn:
    codes = [code for code, _name, _n in counted.rows]
    values = []
    for code, name, n in counted.rows:
        column, row = tile_of(code, codes)
        values.append({"x": column, "y": row, "name": short_name(name), "n": n})
    return "tiles", {"values": values, "top": max((n for *_rest, n in counted.rows), default=0)}


def short_name(name: str) -> str:
    return name.replace("Kabupaten ", "").replace("Kota ", "").replace("Hulu Sungai", "HS")


DRAWINGS: dict[str, Callable[[Counted], Drawn]] = {
    "perhatian": attention_chart,
    "sentimen": tone_chart,
    "nada": towards_chart,
    "emosi": bars_chart,
    "sikap": stance_chart,
    "media": bars_chart,
    "topik": bars_chart,
    "wilayah": map_chart,
}


def picture_for(
    name: str,
    counted: Counted,
    scope: Scope,
    *,
    theme: str,
    form: Format,
    is_taken: bool,
    is_narrow: bool,
    sources: tuple[int, int],
) -> Picture:
    """The order for one chart; one that is taken along says what it shows, of when, and on what it rests."""
    shape, data = DRAWINGS[name](counted)
    data["width"] = NARROW if is_narrow else WIDTH
    heading = (str(TITLES[name]), *_foot(name, counted, scope, sources)) if is_taken else ()
    return Picture(shape, data, theme, form, heading)


def _foot(name: str, counted: Counted, scope: Scope, sources: tuple[int, int]) -> list[str]:
    parts = [
        _("%(begin)s to %(end)s")
        % {"begin": date_format(scope.first_day, "j M Y"), "end": date_format(scope.last_day, "j M Y")},
        *(str(scope.chosen[part]) for part in ("unit",) if part in scope.chosen),
        *scope.region_names(),
    ]
    return [
        " · ".join(parts),
        _("n = %(n)s mentions, from %(outlets)s outlets and %(platforms)s platforms")
        % {"n": whole(counted.n), "outlets": whole(sources[0]), "platforms": whole(sources[1])},
        *([str(NOTES[name])] if name in NOTES else []),
    ]
