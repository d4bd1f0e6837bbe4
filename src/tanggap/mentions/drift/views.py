"""The page of drift, and its charts as pictures."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tanggap.accounts.access import SignedInRequest, access
from tanggap.core.errors import TemporaryFailure
from tanggap.mentions.drift.comparing import NAMES, PERIODS, Feature, features, weeks
from tanggap.mentions.models import JudgedDay
from tanggap.mentions.views.mentions import READ_MENTIONS
from tanggap.ui.pictures.keeping import Picture, picture_of
from tanggap.ui.pictures.tokens import NARROW, WIDTH

RATE = "koreksi"
# When a page's picture that is not ready is worth asking for again.
_AGAIN_IN_S = 2


@access(READ_MENTIONS)
@require_safe
def drift(request: SignedInRequest) -> HttpResponseBase:
    n_days, now = _period(request), timezone.now()
    found = features(n_days, now)
    by_week = weeks(now)
    context = {
        "n_days": n_days,
        "periods": PERIODS,
        "inputs": [feature for feature in found if feature.is_input],
        "outputs": [feature for feature in found if not feature.is_input],
        "weeks": by_week,
        "n_reviews": sum(week.n for week in by_week),
        "is_counted": JudgedDay.objects.exists(),
    }
    return render(request, "mentions/drift.html", context)


def _period(request: SignedInRequest) -> int:
    chosen = request.GET.get("hari", "")
    return int(chosen) if chosen in map(str, PERIODS) else PERIODS[0]


@access(READ_MENTIONS)
@require_safe
def drift_picture(request: SignedInRequest, name: str) -> HttpResponseBase:
    """One chart as SVG."""
    if name != RATE and name not in NAMES:
        raise Http404
    now = timezone.now()
    if name == RATE:
        shape, data = "rates", _rates(now)
    else:
        [feature] = [each for each in features(_period(request), now) if each.name == name]
        shape, data = "beside", _beside(feature)
    data["width"] = NARROW if "narrow" in request.GET else WIDTH
    theme = "dark" if request.GET.get("theme") == "dark" else "light"
    try:
        content = picture_of(Picture(shape, data, theme, "svg"))
    except TemporaryFailure:
        return HttpResponse(status=202, headers={"Retry-After": str(_AGAIN_IN_S), "Cache-Control": "no-store"})
    return HttpResponse(content, content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=60"})


def _beside(feature: Feature) -> dict[str, Any]:
    rows = [(_("now"), "now"), (_("before"), "before"), (_("training"), "trained")]
    values = [
        {"name": line.label, "row": word, "share": share}
        for line in feature.lines
        for word, field in rows
        if (share := getattr(line, field)) is not None
    ]
    return {"values": values, "rows": [word for word, _field in rows]}


def _rates(now: Any) -> dict[str, Any]:
    values = [
        {"name": week.label, "share": week.wrong.share, "low": week.wrong.low, "high": week.wrong.high}
        for week in weeks(now)
        if week.wrong
    ]
    return {"values": values}
