"""The backlog: how much is open, how old it is, who has it in work, and what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from tanggap.accounts.models import Unit, User
from tanggap.guidance.models import ClockKind
from tanggap.issues.forms import AGE_WORDS
from tanggap.issues.models import AGES, Issue, IssueClock, IssueQuerySet, IssueState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Figure:
    """A count with its name and the address of the rows that it counts."""

    label: str | _StrPromise
    n: int
    url: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What one unit leads."""

    unit: Unit
    open: Figure
    in_work: Figure
    free: Figure
    late: Figure


@dataclass(frozen=True, slots=True)
class Backlog:
    """All figures of the page, counted at `at`."""

    at: datetime
    n_open: int
    ages: list[Figure]
    free: Figure
    late: Figure
    clocks: list[Figure]
    units: list[UnitLine]


def backlog_of(user: User, *, lead: Unit | None, now: datetime) -> Backlog:
    """The open issues that this person may see, of one lead unit or of all."""
    issues = Issue.objects.visible_to(user).open()
    issues = issues.filter(unit=lead) if lead else issues
    given = {"lead": lead.pk} if lead else {}
    ages = issues.aggregate(**{f"age_{key}": Count("pk", filter=_opened(key, now)) for key in AGES})
    n_free = issues.filter(assignee=None).count()
    return Backlog(
        at=now,
        n_open=issues.count(),
        ages=[Figure(AGE_WORDS[key], ages[f"age_{key}"], _rows(age=key, **given)) for key in AGES],
        free=Figure("", n_free, _rows(free="on", **given)),
        late=Figure("", issues.late(now).count(), _rows(late="on", **given)),
        clocks=_late_clocks(issues, now, given),
        units=_units(issues, now),
    )


def _opened(age: str, now: datetime) -> Q:
    youngest, oldest = AGES[age]
    return Q(opened_at__lte=now - youngest) & (Q(opened_at__gt=now - oldest) if oldest else Q())


def _rows(**chosen: object) -> str:
    return f"{reverse('issue_list')}?{urlencode(chosen)}"


def _late_clocks(issues: IssueQuerySet, now: datetime, given: dict[str, int]) -> list[Figure]:
    late = IssueClock.objects.running().filter(issue__in=issues.values("pk"), due_at__lt=now)
    counts = dict(late.order_by().values_list("kind").annotate(n=Count("issue", distinct=True)))
    return [
        Figure(kind.label, counts[kind.value], _rows(clock=kind.value, **given))
        for kind in ClockKind
        if kind.value in counts
    ]


def _units(issues: IssueQuerySet, now: datetime) -> list[UnitLine]:
    """A line for each lead unit, the most late first."""
    late = Exists(IssueClock.objects.running().filter(issue=OuterRef("pk"), due_at__lt=now))
    counts = {
        row["unit"]: row
        for row in issues.annotate(is_late=late)
        .order_by()
        .values("unit")
        .annotate(
            n_open=Count("pk"),
            n_in_work=Count("pk", filter=Q(state=IssueState.IN_WORK)),
            n_free=Count("pk", filter=Q(assignee=None)),
            n_late=Count("pk", filter=Q(is_late=True)),
        )
    }
    units = Unit.objects.in_bulk(list(counts))
    lines = [
        UnitLine(
            units[pk],
            Figure("", row["n_open"], _rows(lead=pk)),
            Figure("", row["n_in_work"], _rows(lead=pk, state=IssueState.IN_WORK.value)),
            Figure("", row["n_free"], _rows(lead=pk, free="on")),
            Figure("", row["n_late"], _rows(lead=pk, late="on")),
        )
        for pk, row in counts.items()
    ]
    return sorted(lines, key=lambda line: (-line.late.n, -line.open.n, str(line.unit)))
