"""Simulated ratings for the demo: one closed round and an open one. DATA SIMULASI: no person gave any of them."""

from __future__ import annotations

import random
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from tanggap.accounts.models import Unit, User
from tanggap.core.rubric.criteria import FROM_TEXT, STEPS
from tanggap.mentions.models import Mention, RatingAssignment, RatingRound
from tanggap.mentions.rating import actions
from tanggap.mentions.rating.sampling import mentions_to_draw_from

UNIT = "prov-diskominfo"
KEEPER = "piket"
RATERS = ("sari", "piket", "ratna")
CLOSED, OPEN = "Ronde latihan (DATA SIMULASI)", "Ronde bulan ini (DATA SIMULASI)"
N_CLOSED, N_OPEN = 40, 15
# How many mentions of the open round the other two have rated; sari's wait for whoever tries the demo.
BEGUN = {"piket": 9, "ratna": 4}
SEED = 5
# How often a simulated person sees a text one step off, and how often nothing in it tells.
_OFF_BY_ONE, _CANNOT_SAY = 0.25, 0.03


def rate_demo() -> list[str]:
    """Make what is missing of the two rounds once enough mentions are judged; the names of those made now."""
    unit = Unit.objects.filter(code=UNIT).first()
    people = {person.username: person for person in User.objects.filter(username__in=RATERS)}
    if unit is None or len(people) < len(RATERS):
        return []
    made = []
    for name, n_texts in ((CLOSED, N_CLOSED), (OPEN, N_OPEN)):
        if not RatingRound.objects.filter(unit=unit, name=name).exists() and _are_enough(unit, people, n_texts):
            _make(unit, people, name, n_texts)
            made.append(name)
    return made


def _are_enough(unit: Unit, people: Mapping[str, User], n_texts: int) -> bool:
    """Whether there is a choice to draw from: four times what is wanted, all of it judged."""
    found = mentions_to_draw_from(unit, people.values(), days=30, now=timezone.now())
    return found.filter(assessment__isnull=False).count() >= 4 * n_texts


@transaction.atomic
def _make(unit: Unit, people: Mapping[str, User], name: str, n_texts: int) -> None:
    """A round with its ratings, whole or not at all: a killed worker leaves nothing half done."""
    keeper = people[KEEPER]
    raters = [people[username] for username in RATERS]
    made = actions.make_round(actor=keeper, unit=unit, name=name, days=30, n_texts=n_texts, raters=raters, seed=SEED)
    actions.open_round(actor=keeper, rating_round=made)
    for rater in raters:
        limit = n_texts if name == CLOSED else BEGUN.get(rater.username, 0)
        asked = RatingAssignment.objects.filter(sampled__round=made, rater=rater)
        for assignment in asked.select_related("sampled__round", "sampled__mention__assessment")[:limit]:
            scores = simulated(assignment.sampled.mention, rater.username)
            actions.save_rating(actor=rater, assignment=assignment, scores=scores)
    if name == CLOSED:
        actions.close_round(actor=keeper, rating_round=made)


def simulated(mention: Mention, username: str) -> dict[str, int | None]:
    """What a simulated person says: near to a reading that all of them share, which is near to the machine's."""
    shared, own = random.Random(f"{SEED} {mention.platform_id}"), random.Random(f"{username} {mention.platform_id}")  # noqa: S311
    scores: dict[str, int | None] = {}
    for criterion in FROM_TEXT:
        found = mention.assessment.rubric.get(criterion.code, {"score": 0})["score"]
        seen = _near(_near(found, shared), own)
        scores[criterion.code] = None if own.random() < _CANNOT_SAY else seen
    return scores


def _near(step: int, dice: random.Random) -> int:
    moved = step + dice.choice((-1, 1)) if dice.random() < _OFF_BY_ONE else step
    return min(max(moved, STEPS.start), STEPS.stop - 1)
