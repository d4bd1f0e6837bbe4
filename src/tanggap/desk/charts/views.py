"""The page of the charts, and each chart as a picture or as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tanggap.accounts.access import SignedInRequest, access
from tanggap.desk.charts import figures
from tanggap.desk.charts.drawing import DRAWINGS, heads
from tanggap.desk.charts.figures import Counted, Scope
from tanggap.desk.charts.forms import ChartForm
from tanggap.mentions.views.mentions import READ_MENTIONS
from tanggap.ui.charts import draw
from tanggap.ui.drawings import whole
from tanggap.ui.tables import as_csv

COUNTS: dict[str, Callable[[Scope], Counted]] = {
    "perhatian": figures.attention,
    "sentimen": figures.tone,
    "media": figures.outlets,
    "topik": figures.topics,
    "wilayah": figures.places,
}
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@access(READ_MENTIONS)
@require_safe
def charts(request: SignedInRequest) -> HttpResponse:
    form = ChartForm(request.GET if "days" in request.GET or "region" in request.GET else None)
    scope = Scope(request.user, form.chosen() if form.is_bound else {}, timezone.now())
    shown = [_shown(name, count(scope)) for name, count in COUNTS.items()]
    n_outlets, n_platforms = figures.sources(scope)
    context = {
        "form": form,
        "scope": scope,
        "charts": shown,
        "n_outlets": n_outlets,
        "n_platforms": n_platforms,
        "is_empty": not any(chart["n"] for chart in shown),
    }
    return render(request, "desk/charts/charts.html", context)


@access(READ_MENTIONS)
@require_safe
def chart_file(request: SignedInRequest, name: str, form: str) -> HttpResponseBase:
    """One chart as SVG, PNG or CSV."""
    if name not in COUNTS or form not in (*TYPES, "csv"):
        raise Http404
    scope = Scope(request.user, ChartForm(request.GET).chosen(), timezone.now())
    counted = COUNTS[name](scope)
    file_name = f"{name}-{scope.first_day}-{scope.last_day}.{form}"
    if form == "csv":
        answer: HttpResponseBase = HttpResponse(as_csv(heads()[name], counted.rows), content_type="text/csv")
        answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    else:
        theme = "dark" if request.GET.get("theme") == "dark" else "light"
        path = draw(DRAWINGS[name](counted, theme), "svg" if form == "svg" else "png")
        is_taken = "download" in request.GET
        answer = FileResponse(path.open("rb"), content_type=TYPES[form], as_attachment=is_taken, filename=file_name)
    answer["Cache-Control"] = "private, max-age=60"
    return answer


def _shown(name: str, counted: Counted) -> dict[str, Any]:
    titles = {
        "perhatian": _("Attention by day and platform"),
        "sentimen": _("Sentiment by day"),
        "media": _("Outlets that carried most"),
        "topik": _("Topics"),
        "wilayah": _("Regencies and cities, as a schematic map"),
    }
    return {
        "name": name,
        "title": titles[name],
        "n": counted.n,
        "head": heads()[name],
        "rows": counted.rows,
        "said": _said(name, counted),
    }


def _said(name: str, counted: Counted) -> str:
    """What the picture shows, for whoever does not see it."""
    if not counted.rows or not counted.n:
        return _("no figures yet")
    if name == "sentimen":
        sums = [sum(row[place] for row in counted.rows) for place in (1, 2, 3)]
        figures = dict(zip(("negative", "neutral", "positive"), map(whole, sums), strict=True))
        return _("%(negative)s negative, %(neutral)s neutral, %(positive)s positive.") % figures
    top = max(counted.rows, key=lambda row: row[-1])
    label = top[1] if name == "wilayah" else top[0]
    if name == "perhatian":
        label = f"{top[1]}, {date_format(top[0], 'j M')}"
    return _("Highest: %(name)s with %(n)s mentions.") % {"name": label, "n": whole(top[-1])}
