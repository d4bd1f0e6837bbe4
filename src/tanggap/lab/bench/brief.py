"""Laporan pagi of a full day: gathered, kept, and drawn as page text, messenger text, PDF and DOCX.

The office has 5,000 mentions over 30 days, a third of them in the last 24 hours: a day as full as they come.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tanggap.accounts.models import Unit, UnitKind, User
from tanggap.desk.brief.actions import make_brief
from tanggap.desk.brief.models import Brief
from tanggap.desk.brief.rendering import render, report_of
from tanggap.lab.bench import Figure
from tanggap.lab.bench._office import write_month

NEEDS_DATABASE = True
_N_MENTIONS = 5_000
_N_TODAY = 1_700
_N_RUNS = 5
T = TypeVar("T")


def run() -> Figure:
    """Measure; takes about a minute. The database must be empty and ours."""
    unit, _made = Unit.objects.get_or_create(
        code="bench", defaults={"name": "Pemerintah Provinsi Contoh", "kind": UnitKind.PROVINCE}
    )
    person = User.objects.create_user(username="bench")
    write_month(unit, person, n_mentions=_N_MENTIONS, n_stories=700, n_issues=40, n_today=_N_TODAY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    runs = [_one_run(unit) for _ in range(_N_RUNS)]
    totals = [sum(spans.values()) for spans in runs]
    with CaptureQueriesContext(connection) as queries:
        _made_now(unit, "day")
    return Figure(
        "brief",
        round(statistics.median(totals), 2),
        "s",
        {
            "n_mentions": _N_MENTIONS,
            "n_in_the_last_24_hours": _N_TODAY,
            "n_runs": _N_RUNS,
            "first_run_s": round(totals[0], 2),
            "median_s_by_part": {part: round(statistics.median(spans[part] for spans in runs), 3) for part in runs[0]},
            "n_queries": len(queries),
            "week_s": round(_timed(lambda: render(_made_now(unit, "week"), "pdf", "id"))[1], 2),
            "month_s": round(_timed(lambda: render(_made_now(unit, "month"), "pdf", "id"))[1], 2),
        },
    )


def _made_now(unit: Unit, period: str) -> Brief:
    return make_brief(actor=None, unit=unit, period=period, now=timezone.now())


def _one_run(unit: Unit) -> dict[str, float]:
    spans: dict[str, float] = {}
    brief, spans["gather"] = _timed(lambda: _made_now(unit, "day"))
    spans["page"] = _timed(lambda: report_of(brief, "id"))[1]
    for form in ("text", "pdf", "docx"):
        spans[form] = _timed(lambda form=form: render(brief, form, "id"))[1]  # type: ignore[misc]
    return spans


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began
