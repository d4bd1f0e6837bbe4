"""What the pages of ratings show: progress in counts, results of closed rounds, measured agreement in rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from tanggap.accounts.models import User
from tanggap.core.measure.agreement import Agreement
from tanggap.core.rubric.criteria import FROM_TEXT, RUBRIC_VERSION
from tanggap.mentions.models import MeasuredAgreement, Mention, RatingAssignment, RatingRound
from tanggap.mentions.rating.figures import KINDS, MACHINE, PEOPLE, kept
from tanggap.mentions.rating.lines import language


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of how many one person has rated."""

    person: User
    n_done: int
    n_all: int


def progress_of(rating_round: RatingRound) -> list[Progress]:
    """Counts alone, in the order of names: while a round is open nothing else of it is told."""
    asked = RatingAssignment.objects.filter(sampled__round=rating_round)
    rows = asked.order_by().values("rater").annotate(n_done=Count("rating"), n_all=Count("pk"))
    people = User.objects.in_bulk([row["rater"] for row in rows])
    found = [Progress(people[row["rater"]], row["n_done"], row["n_all"]) for row in rows]
    return sorted(found, key=lambda each: str(each.person))


@dataclass(frozen=True, slots=True)
class ResultLine:
    """What people, lowest first, and the machine said on one criterion of one mention; None is "cannot say"."""

    criterion: str
    steps: list[int | None]
    machine: int | None

    @property
    def spread(self) -> int:
        """How many steps the highest and the lowest of all are apart."""
        said = [step for step in [*self.steps, self.machine] if step is not None]
        return max(said) - min(said) if said else 0


@dataclass(frozen=True, slots=True)
class Result:
    """One mention of a closed round; `widest` is the line on which they differ most."""

    mention: Mention
    lines: list[ResultLine]

    @property
    def widest(self) -> ResultLine:
        return max(self.lines, key=lambda line: line.spread)


def _lowest_first(step: int | None) -> int:
    """Those who cannot say come last. In this order nobody can be followed from line to line."""
    return 99 if step is None else step


def results_of(rating_round: RatingRound) -> list[Result]:
    """A closed round's mentions, first those on which people and machine differ most; nobody is named."""
    sample = (
        rating_round.sample.select_related("mention").defer("mention__search").prefetch_related("assignments__rating")
    )
    found = []
    for sampled in sample:
        given = [each.rating.scores for each in sampled.assignments.all() if each.rating is not None]
        lines = [
            ResultLine(
                each.name.in_language(language()),
                sorted((scores.get(each.code) for scores in given), key=_lowest_first),
                sampled.machine.get(each.code),
            )
            for each in FROM_TEXT
        ]
        found.append(Result(sampled.mention, lines))
    return sorted(found, key=lambda result: (-result.widest.spread, result.mention.pk))


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One criterion: how far people agree with each other, and each with the machine."""

    code: str
    name: str
    people: Agreement
    machine: Agreement


def rows_of(measured: MeasuredAgreement) -> list[FigureRow]:
    return [
        FigureRow(each.code, each.name.in_language(language()), *(kept(measured, each.code, kind) for kind in KINDS))
        for each in FROM_TEXT
    ]


@dataclass(frozen=True, slots=True)
class Course:
    """One criterion over the closed rounds, oldest first."""

    name: str
    points: list[tuple[MeasuredAgreement, FigureRow]]


def courses_of(measured: Sequence[MeasuredAgreement]) -> list[Course]:
    tables = [(row, rows_of(row)) for row in measured]
    return [
        Course(each.name.in_language(language()), [(row, table[place]) for row, table in tables])
        for place, each in enumerate(FROM_TEXT)
    ]


def machine_agreement() -> MeasuredAgreement | None:
    """What the whole installation has measured of the rubric as it stands; None before the first closed round."""
    return MeasuredAgreement.objects.filter(round=None, unit=None, rubric_version=RUBRIC_VERSION).first()


HEAD = (
    "scope", "unit", "round", "closed_on", "rubric_version", "criterion", "between", "alpha", "low_95", "high_95",
    "n_texts", "n_scores", "n_raters", "status", "data",
)  # fmt: skip
_BETWEEN = {PEOPLE: "person-person", MACHINE: "person-machine"}


def csv_rows(measured: Iterable[MeasuredAgreement], *, data: str) -> Iterator[Sequence[object]]:
    """Each figure as a row; where there is none, `status` says why and the figures stay empty."""
    for row in measured:
        for each in FROM_TEXT:
            for kind in KINDS:
                figure = kept(row, each.code, kind)
                numbers = [_rounded(value) for value in (figure.alpha, figure.low, figure.high)]
                counts = (figure.n_texts, figure.n_given, row.n_raters)
                yield (
                    *_of(row),
                    row.rubric_version,
                    each.code,
                    _BETWEEN[kind],
                    *numbers,
                    *counts,
                    _status(figure),
                    data,
                )


def _of(row: MeasuredAgreement) -> tuple[Any, ...]:
    if row.round is not None and row.round.closed_at is not None:
        return ("round", str(row.round.unit), row.round.name, row.round.closed_at.date().isoformat())
    return ("unit", str(row.unit), "", "") if row.unit is not None else ("installation", "", "", "")


def _rounded(value: float | None) -> object:
    return "" if value is None else round(value, 3)


def _status(figure: Agreement) -> str:
    if figure.lack is not None:
        return {"few": "too few texts", "alike": "too little variation"}[figure.lack]
    return "reliable" if figure.is_reliable else "not reliable"
