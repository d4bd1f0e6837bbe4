"""The page of agreement, and the same figures as a table to take along."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from tanggap.accounts.access import SignedInRequest, access
from tanggap.accounts.models import Unit
from tanggap.accounts.roles import READING
from tanggap.core.measure.agreement import MIN_TEXTS
from tanggap.core.rubric.criteria import RUBRIC_VERSION
from tanggap.mentions.models import MeasuredAgreement, RatingRound
from tanggap.mentions.rating.actions import SEE_RATINGS
from tanggap.mentions.rating.reading import HEAD, courses_of, csv_rows, rows_of
from tanggap.ui.tables import as_csv

MARK = "DATA SIMULASI"


@access(SEE_RATINGS)
def agreement(request: SignedInRequest) -> HttpResponseBase:
    """The figures of the whole installation, or of one unit of this person, with their course over closed rounds."""
    shown = _shown(request)
    versions = list(shown.order_by("-rubric_version").values_list("rubric_version", flat=True).distinct())
    version = request.GET.get("versi", "")
    version = version if version in versions else next(iter(versions), RUBRIC_VERSION)
    of_version = shown.filter(rubric_version=version)
    units = Unit.objects.filter(pk__in=of_version.exclude(unit=None).values("unit"))
    unit = units.filter(pk=chosen).first() if (chosen := request.GET.get("unit", "")).isdecimal() else None
    measured = of_version.filter(round=None, unit=unit).first()
    rounds = of_version.filter(round__isnull=False).order_by("round__closed_at")
    rounds = rounds.filter(round__unit=unit) if unit else rounds
    context = {
        "measured": measured,
        "rows": rows_of(measured) if measured else (),
        "courses": courses_of(list(rounds)),
        "units": units,
        "unit": unit,
        "versions": versions,
        "version": version,
        "min_texts": MIN_TEXTS,
    }
    return render(request, "mentions/rating/agreement.html", context)


@access(SEE_RATINGS)
def agreement_csv(request: SignedInRequest) -> HttpResponseBase:
    table = as_csv(HEAD, csv_rows(_shown(request), data=MARK if settings.IS_DEMO else ""))
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    name = _("agreement") + (f"-{MARK.replace(' ', '-')}" if settings.IS_DEMO else "")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _shown(request: SignedInRequest) -> QuerySet[MeasuredAgreement]:
    """The whole installation's figures, and those of the units and rounds that this person may read."""
    rounds = RatingRound.objects.visible_to(request.user).values("pk")
    everybody = MeasuredAgreement.objects.filter(round=None, unit=None)
    units = MeasuredAgreement.objects.filter(unit__in=request.user.unit_ids_as(READING))
    found = everybody | units | MeasuredAgreement.objects.filter(round__in=rounds)
    return found.select_related("round__unit", "unit")
