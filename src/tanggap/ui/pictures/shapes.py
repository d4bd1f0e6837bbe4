"""The shapes that charts have, each defined once. Only the process that draws imports this.

A shape takes plain figures and words, already in the reader's language, the width that it may take, and the name of
a theme. What each shows is also said by a word, a place or a number, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt

from tanggap.ui.pictures.tokens import BAR, GROUND, INK, INK_ON_RAMP, NARROW, RAMP, TONES, WIDTH, look

Data = dict[str, Any]


def by_day(data: Data, theme: str) -> Any:
    """One row of standing bars for each name, over the same days: {values: [{day, row, n}], rows, tones?}."""
    tones = data.get("tones")
    colour: Any = alt.value(BAR[theme])
    if tones:
        scale = alt.Scale(domain=list(tones), range=[TONES[theme][tone] for tone in tones.values()])
        colour = alt.Color("row:N", scale=scale)
    # On a phone the name stands over its row instead of beside it.
    place = {"labelOrient": "top", "labelAnchor": "start"} if _is_narrow(data) else {"labelAngle": 0}
    header = alt.Header(labelAlign="left", labelLimit=140, title=None, **place)
    return (
        _chart(data["values"])
        .mark_bar(width=alt.RelativeBandSize(band=0.8))
        .encode(
            x=alt.X("utcyearmonthdate(day):T", title=None, axis=alt.Axis(format="%d/%m", grid=False)),
            y=alt.Y("n:Q", title=None, axis=_counts(3)),
            row=alt.Row("row:N", sort=data["rows"], header=header),
            color=colour,
        )
        .properties(width=data["width"] - (50 if _is_narrow(data) else 160), height=64)
    )


def bars(data: Data, theme: str) -> Any:
    """Lying bars with their figures, in the order given: {values: [{name, n}]}."""
    names = 130 if _is_narrow(data) else 220
    name = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=names, grid=False))
    base = _chart(data["values"]).encode(y=name, x=alt.X("n:Q", title=None, axis=_counts(data["width"] // 160)))
    figures = base.mark_text(align="left", dx=4).encode(text=alt.Text("n:Q", format=",d"))
    return (base.mark_bar(color=BAR[theme]) + figures).properties(width=data["width"] - names - 60, height=alt.Step(24))


def stacked(data: Data, theme: str) -> Any:
    """For each name one lying bar in parts that have a tone: {values: [{name, row, n, order}], tones}."""
    names = 130 if _is_narrow(data) else 220
    scale = alt.Scale(domain=list(data["tones"]), range=[TONES[theme][tone] for tone in data["tones"].values()])
    legend = alt.Legend(title=None, orient="top", columns=1 if _is_narrow(data) else 3)
    return (
        _chart(data["values"])
        .mark_bar()
        .encode(
            y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=names, grid=False)),
            x=alt.X("n:Q", title=None, axis=_counts(data["width"] // 160)),
            color=alt.Color("row:N", scale=scale, legend=legend),
            order=alt.Order("order:Q"),
        )
        .properties(width=data["width"] - names - 60, height=alt.Step(24))
    )


def beside(data: Data, theme: str) -> Any:
    """For each name one lying bar a row, with word and share: {values: [{name, row, share}], rows}."""
    names, words = (110, 90) if _is_narrow(data) else (220, 110)
    values = [{**value, "said": f"{value['row']} {value['share']:.0%}"} for value in data["values"]]
    base = _chart(values).encode(
        y=alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=names, grid=False)),
        yOffset=alt.YOffset("row:N", sort=data["rows"]),
        x=alt.X("share:Q", title=None, axis=alt.Axis(format="%", tickCount=4)),
    )
    strength = alt.Opacity("row:N", scale=alt.Scale(domain=data["rows"], range=[1.0, 0.65, 0.35]), legend=None)
    figures = base.mark_text(align="left", dx=4, fontSize=11).encode(text="said:N")
    drawn = base.mark_bar(color=BAR[theme]).encode(opacity=strength) + figures
    return drawn.properties(width=data["width"] - names - words, height=alt.Step(15, **{"for": "offset"}))


def rates(data: Data, theme: str) -> Any:
    """A share with its interval for each name, in the order given: {values: [{name, share, low, high}]}."""
    base = _chart(data["values"]).encode(x=alt.X("name:N", sort=None, title=None, axis=alt.Axis(grid=False)))
    scale = alt.Scale(domain=[0, 1])
    spread = base.mark_rule(color=BAR[theme], strokeWidth=2).encode(y=alt.Y("low:Q", scale=scale), y2="high:Q")
    axis = alt.Axis(format="%", tickCount=5, title=None)
    points = base.mark_point(color=BAR[theme], filled=True, size=60).encode(y=alt.Y("share:Q", scale=scale, axis=axis))
    return (spread + points).properties(width=data["width"] - 60, height=180)


def tiles(data: Data, theme: str) -> Any:
    """One tile for each place, laid out by column and row: {values: [{x, y, name, n}], top}."""
    place = {
        axis: kind(f"{axis}:O", axis=None, scale=alt.Scale(padding=0.04)) for axis, kind in (("x", alt.X), ("y", alt.Y))
    }
    base = _chart(data["values"]).encode(**place)
    ink = _ink_on_ramp(data["top"], theme)
    n_columns = max((value["x"] for value in data["values"]), default=0) + 1
    width, names = (data["width"] // n_columns, 9) if _is_narrow(data) else (118, 12)
    return (
        base.mark_rect(cornerRadius=6).encode(color=_ramp(data["top"], theme))
        + base.mark_text(dy=-8, fontSize=names).encode(text="name:N", color=ink)
        + base.mark_text(dy=12, fontSize=16, fontWeight="bold").encode(text=alt.Text("n:Q", format=",d"), color=ink)
    ).properties(width=alt.Step(width), height=alt.Step(min(width, 70)))


def areas(data: Data, theme: str) -> Any:
    """The shapes of places, each with its figure.

    {features: [GeoJSON], values: [{lon, lat, name, n}], top, proportion: height by width}.

    The degrees are drawn as they are: close to the equator that is what a map of the country looks like, and the
    direction in which a ring runs does not matter.
    """
    shapes = _chart(data["features"]).mark_geoshape(stroke=GROUND[theme], strokeWidth=1)
    labels = _chart(data["values"]).encode(longitude="lon:Q", latitude="lat:Q")
    halo = {"stroke": GROUND[theme], "strokeWidth": 3, "strokeJoin": "round", "color": GROUND[theme]}
    layers = [shapes.encode(color=_ramp(data["top"], theme, "properties.n"))]
    for look_of in (halo, {"color": INK[theme]}):
        layers.append(labels.mark_text(dy=-7, fontSize=11, **look_of).encode(text="name:N"))
        layers.append(
            labels.mark_text(dy=7, fontSize=13, fontWeight="bold", **look_of).encode(text=alt.Text("n:Q", format=",d"))
        )
    height = min(max(round(data["width"] * data["proportion"]), data["width"] // 3), 900)
    return alt.layer(*layers).project(type="identity", reflectY=True).properties(width=data["width"], height=height)


def _is_narrow(data: Data) -> bool:
    return bool(data["width"] <= NARROW)


def _chart(values: list[Data]) -> Any:
    # The library leaves most of what it makes of a chart without a type.
    return alt.Chart(alt.Data(values=values))  # type: ignore[no-untyped-call]


def _counts(n_ticks: int) -> alt.Axis:
    return alt.Axis(tickCount=n_ticks, format=",d", tickMinStep=1)


def _ramp(top: int, theme: str, field: str = "n") -> alt.Color:
    return alt.Color(f"{field}:Q", scale=alt.Scale(domain=[0, max(top, 1)], range=RAMP[theme]))


def _ink_on_ramp(top: int, theme: str) -> Any:
    return alt.condition(alt.datum.n > top / 2, alt.value(INK_ON_RAMP[theme]), alt.value(INK[theme]))


SHAPES: dict[str, Callable[[Data, str], Any]] = {
    "by_day": by_day, "bars": bars, "stacked": stacked, "beside": beside,
    "rates": rates, "tiles": tiles, "areas": areas,
}  # fmt: skip


def spec_of(shape: str, data: Data, theme: str, heading: tuple[str, ...] = ()) -> dict[str, Any]:
    """The whole chart as Vega-Lite; with a heading when it leaves the page that says what it is."""
    chart: Any = SHAPES[shape]({"width": WIDTH, **data}, theme)
    if heading:
        chart = chart.properties(title=alt.TitleParams(heading[0], subtitle=list(heading[1:])))
    spec: dict[str, Any] = chart.configure(**look(theme)).to_dict()
    return spec
