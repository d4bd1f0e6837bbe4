"""Rounds to rate in, for the tests: watched mentions with the machine's scores, rounds, ratings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from cast import make_mention
from tanggap.accounts.models import Unit, User
from tanggap.core.rubric.criteria import FROM_TEXT
from tanggap.mentions.models import Assessment, Mention, RatingAssignment, RatingRound, Watch, WatchHit
from tanggap.mentions.rating import actions

CODES = [criterion.code for criterion in FROM_TEXT]
# The words that the machine scored by; a rater must not see them marked.
EVIDENCE = "demo besar"


def watched(unit: Unit, n: int, **fields: object) -> list[Mention]:
    """Mentions that a watch of the unit keeps, each scored by the machine: the n-th has step n modulo 5."""
    watch, _made = Watch.objects.get_or_create(unit=unit, name="Jalan", defaults={"any_of": ["jalan"]})
    found = []
    for number in range(n):
        text = f"{EVIDENCE} warga karena jalan rusak nomor {number}"
        mention = make_mention(text=text, published_at=timezone.now() - timedelta(hours=1 + number), **fields)
        WatchHit.objects.create(watch=watch, mention=mention, words=["jalan"], spans=[])
        score(mention, number % 5)
        found.append(mention)
    return found


def score(mention: Mention, step: int) -> Assessment:
    """The machine gives every criterion this step."""
    found, _made = Assessment.objects.update_or_create(
        mention=mention,
        defaults={
            "language": "ind",
            "sentiment": "negative",
            "context_digest": "x",
            "rubric": {code: {"score": step, "confidence": 0.5} for code in CODES},
            "evidence": {"rubric": [["text", 0, len(EVIDENCE), "disorder"]]},
            "versions": {"rubric": "7"},
        },
    )
    return found


def every(step: int | None, **other: int | None) -> dict[str, int | None]:
    """The same step for every criterion but those named."""
    return dict.fromkeys(CODES, step) | other


def make_round(
    actor: User, unit: Unit, raters: Sequence[User], *, n_texts: int = 10, name: str = "Ronde Maret"
) -> RatingRound:
    return actions.make_round(
        actor=actor, unit=unit, name=name, days=30, n_texts=n_texts, raters=raters, seed=len(name)
    )


def open_round(actor: User, unit: Unit, raters: Sequence[User], **options: object) -> RatingRound:
    made = make_round(actor, unit, raters, **options)  # type: ignore[arg-type]
    return actions.open_round(actor=actor, rating_round=made)


def assignments(rating_round: RatingRound, rater: User) -> list[RatingAssignment]:
    """What this person has to rate, in the order in which it comes to them."""
    rows = RatingAssignment.objects.filter(sampled__round=rating_round, rater=rater)
    return list(rows.select_related("sampled__mention", "sampled__round"))


def rate_all(rating_round: RatingRound, rater: User, *, off_by: int = 0) -> None:
    """This person says what the machine said, `off_by` steps higher where there is room."""
    for each in assignments(rating_round, rater):
        step = each.sampled.mention.assessment.rubric["disorder"]["score"]
        actions.save_rating(actor=rater, assignment=each, scores=every(min(step + off_by, 4)))
