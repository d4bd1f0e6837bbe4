"""The page of the charts, and each chart as a picture or as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tanggap.accounts.access import SignedInRequest, access, may
from tanggap.core.errors import TemporaryFailure
from tanggap.desk.charts import figures
from tanggap.desk.charts.drawing import picture_for
from tanggap.desk.charts.figures import Counted, Scope
from tanggap.desk.charts.forms import ChartForm
from tanggap.desk.charts.shocks import shocks_in
from tanggap.desk.charts.wording import NOTES, TITLES, WHY_EMPTY, heads, said_of
from tanggap.mentions.views.mentions import READ_MENTIONS
from tanggap.reference.boundaries.actions import EDIT_BOUNDARIES
from tanggap.reference.models import BoundarySet, Region
from tanggap.ui.pictures.keeping import Format, picture_of
from tanggap.ui.tables import as_csv

COUNTS: dict[str, Callable[[Scope], Counted]] = {
    "perhatian": figures.attention,
    "sentimen": figures.tone,
    "nada": figures.towards,
    "emosi": figures.emotions,
    "sikap": figures.stances,
    "media": figures.outlets,
    "topik": figures.topics,
    "wilayah": figures.places,
}
TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv"}
# When a page's picture that is not ready is worth asking for again.
_AGAIN_IN_S = 2


@access(READ_MENTIONS)
@require_safe
def charts(request: SignedInRequest) -> HttpResponse:
    form = ChartForm(request.GET if {"days", "region", "unit"} & set(request.GET) else None)
    scope = Scope(request.user, form.chosen() if form.is_bound else {}, timezone.now())
    shown = [_shown(name, count(scope)) for name, count in COUNTS.items()]
    n_outlets, n_platforms = figures.sources(scope)
    context = {
        "form": form,
        "scope": scope,
        "charts": shown,
        "n_outlets": n_outlets,
        "n_platforms": n_platforms,
        "n_behind": scope.n_behind,
        "shocks": shocks_in(scope),
        "off_map": _off_map(),
        "may_bring_boundaries": may(request.user, EDIT_BOUNDARIES),
        "is_empty": not any(chart["n"] for chart in shown),
    }
    return render(request, "desk/charts/charts.html", context)


@access(READ_MENTIONS)
@require_safe
def chart_file(request: SignedInRequest, name: str, form: str) -> HttpResponse:
    """One chart as SVG, PNG or CSV."""
    if name not in COUNTS or form not in TYPES:
        raise Http404
    scope = Scope(request.user, ChartForm(request.GET).chosen(), timezone.now())
    counted = COUNTS[name](scope)
    is_taken = form == "csv" or "download" in request.GET
    try:
        content = _content(request, name, form, counted, scope, is_taken=is_taken)
    except TemporaryFailure:
        if is_taken:
            raise
        # Nothing went wrong: the order is taken. Without a picture the browser shows the words in its place.
        return HttpResponse(status=202, headers={"Retry-After": str(_AGAIN_IN_S), "Cache-Control": "no-store"})
    answer = HttpResponse(content, content_type=TYPES[form])
    if is_taken:
        answer["Content-Disposition"] = f'attachment; filename="{name}-{scope.first_day}-{scope.last_day}.{form}"'
    answer["Cache-Control"] = "private, max-age=60"
    return answer


def _content(
    request: SignedInRequest, name: str, form: str, counted: Counted, scope: Scope, *, is_taken: bool
) -> bytes:
    if form == "csv":
        return as_csv(heads()[name], counted.rows)
    if not counted.n:
        raise Http404
    theme = "dark" if request.GET.get("theme") == "dark" and not is_taken else "light"
    picture = picture_for(
        name, counted, scope,
        theme=theme, form=cast(Format, form), is_taken=is_taken, is_narrow="narrow" in request.GET,
        sources=figures.sources(scope),
    )  # fmt: skip
    return picture_of(picture)


def _off_map() -> list[str]:
    """The regencies and cities that the office's own boundaries have no shape of."""
    codes = BoundarySet.objects.current().values_list("region_codes", flat=True).first()
    return (
        [] if codes is None else list(Region.objects.regencies().exclude(pk__in=codes).values_list("name", flat=True))
    )


def _shown(name: str, counted: Counted) -> dict[str, Any]:
    return {
        "name": name,
        "title": TITLES[name],
        "n": counted.n,
        "stamp": counted.stamp,
        "head": heads()[name],
        "rows": counted.rows,
        "said": said_of(name, counted),
        "note": NOTES.get(name, ""),
        "why_empty": WHY_EMPTY.get(name, ""),
    }
