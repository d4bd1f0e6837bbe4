"""How far people agree with each other and with the machine, over the ratings of closed rounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from tanggap.accounts.models import Unit
from tanggap.core.measure.agreement import Agreement, Lack, TextGiven, agreement
from tanggap.core.rubric.criteria import FROM_TEXT
from tanggap.mentions.models import MeasuredAgreement, RatingAssignment, RatingRound

PEOPLE, MACHINE = "people", "machine"
KINDS = (PEOPLE, MACHINE)
_SEED = 11
# Of a mention in a sample: the steps that people gave, and the machine's, by criterion.
Rated = tuple[list[dict[str, int | None]], dict[str, int]]


@dataclass(slots=True)
class Given:
    """All ratings of some rounds, by mention and, within it, by sample; and how many people gave them."""

    by_mention: dict[int, dict[int, Rated]] = field(default_factory=dict)
    raters: set[int] = field(default_factory=set)


def given_in(rounds: QuerySet[RatingRound]) -> Given:
    found = Given()
    rows = RatingAssignment.objects.filter(sampled__round__in=rounds.values("pk"), rating__isnull=False)
    names = ("sampled__mention_id", "sampled_id", "rater_id", "rating__scores", "sampled__machine")
    for mention_id, sampled_id, rater_id, scores, machine in rows.order_by("pk").values_list(*names):
        people, _machine = found.by_mention.setdefault(mention_id, {}).setdefault(sampled_id, ([], machine))
        people.append(scores)
        found.raters.add(rater_id)
    return found


def texts_of(given: Given, criterion: str, kind: str) -> list[TextGiven]:
    """What of each mention is compared: all people's steps together, or each person's step with the machine's."""
    return [
        [things for rated in of_mention.values() for things in _things(rated, criterion, kind)]
        for of_mention in given.by_mention.values()
    ]


def _things(rated: Rated, criterion: str, kind: str) -> Iterable[list[int]]:
    people, machine = rated
    steps = [step for scores in people if (step := scores.get(criterion)) is not None]
    if kind == PEOPLE:
        return [steps]
    return [[step, machine[criterion]] for step in steps] if criterion in machine else []


def figures_of(given: Given) -> dict[str, Any]:
    """By criterion and kind the measured agreement as a mapping, as `MeasuredAgreement` keeps it."""
    return {
        each.code: {kind: asdict(agreement(texts_of(given, each.code, kind), seed=_SEED)) for kind in KINDS}
        for each in FROM_TEXT
    }


def measure(rounds: QuerySet[RatingRound], *, version: str, of: RatingRound | Unit | None) -> MeasuredAgreement:
    """Measure anew over these closed rounds and keep it as the agreement of a round, a unit, or of all."""
    given = given_in(rounds)
    values = {
        "figures": figures_of(given),
        "n_rounds": rounds.count(),
        "n_texts": len(given.by_mention),
        "n_raters": len(given.raters),
        "measured_at": timezone.now(),
    }
    found, _made = MeasuredAgreement.objects.update_or_create(
        round=of if isinstance(of, RatingRound) else None,
        unit=of if isinstance(of, Unit) else None,
        rubric_version=version,
        defaults=values,
    )
    return found


def kept(measured: MeasuredAgreement, criterion: str, kind: str) -> Agreement:
    """One figure as it was kept; a criterion that was not rated then has none."""
    row = measured.figures.get(criterion, {}).get(kind)
    if row is None:
        return Agreement(0, 0, lack=Lack.FEW)
    return Agreement(**{**row, "lack": Lack(row["lack"]) if row["lack"] else None})
