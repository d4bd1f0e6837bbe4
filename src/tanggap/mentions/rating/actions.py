"""What people do in a rating round: prepare, open, rate, take back, close."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence

from django.db import connection, transaction
from django.utils import timezone

from tanggap.accounts.access import require
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import READING, WORKING, Permission, Role
from tanggap.audit.trail import record
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.core.rubric.criteria import FROM_TEXT, RUBRIC_VERSION, STEPS
from tanggap.mentions.models import Rating, RatingAssignment, RatingRound, SampledMention
from tanggap.mentions.rating.figures import measure
from tanggap.mentions.rating.sampling import draw, mentions_to_draw_from, orders, possible_raters

MANAGE_ROUNDS = Permission(
    "mentions.manage_rounds", frozenset({Role.DUTY_OFFICER, Role.UNIT_ADMIN, Role.PLATFORM_ADMIN})
)
RATE = Permission("mentions.rate", WORKING)
SEE_RATINGS = Permission("mentions.see_ratings", READING)
MIN_TEXTS, MAX_TEXTS = 10, 200
MIN_RATERS = 2
_ROUNDS_LOCK = 7303
Scores = Mapping[str, int | None]


def make_round(
    *, actor: User, unit: Unit, name: str, days: int, n_texts: int, raters: Sequence[User], seed: int | None = None
) -> RatingRound:
    """Prepare a round: draw the sample and ask the raters. Duty officers and administrators of the unit may.

    Announces nothing. Undone by `discard_round`.

    Raises
    ------
    InvalidInput
        If the name is taken, a number is out of range, a rater does not work there, or there are too few mentions;
        `field` says which.
    """
    require(actor, MANAGE_ROUNDS, unit)
    people = {rater.pk: rater for rater in raters}
    if len(people) < MIN_RATERS or possible_raters(unit).filter(pk__in=people).count() < len(people):
        raise InvalidInput("at least two raters, all of this unit", field="raters")
    if not MIN_TEXTS <= n_texts <= MAX_TEXTS:
        raise InvalidInput("number of mentions out of range", field="n_texts")
    seed = secrets.randbelow(2**31) if seed is None else seed
    with transaction.atomic():
        _take_turns()
        if RatingRound.objects.filter(unit=unit, name=name).exists():
            raise InvalidInput("this unit has a round of that name", field="name")
        found = mentions_to_draw_from(unit, people.values(), days=days, now=timezone.now())
        ids = list(found.values_list("pk", flat=True))
        if len(ids) < n_texts:
            raise InvalidInput(f"only {len(ids)} mentions are there", field="n_texts")
        made = RatingRound.objects.create(unit=unit, name=name, rubric_version=RUBRIC_VERSION, days=days, seed=seed)
        _assign(made, draw(ids, n_texts, seed=seed), list(people.values()))
        data: dict[str, object] = {"n_texts": n_texts, "raters": sorted(people), "seed": seed, "days": days}
        _tell("mentions.make_round", actor, made, data)
    return made


def _assign(made: RatingRound, ids: Sequence[int], raters: Sequence[User]) -> None:
    sample = SampledMention.objects.bulk_create(SampledMention(round=made, mention_id=pk) for pk in ids)
    RatingAssignment.objects.bulk_create(
        RatingAssignment(sampled=sample[place], rater=rater, position=position)
        for rater, order in zip(raters, orders(len(ids), len(raters), seed=made.seed), strict=True)
        for position, place in enumerate(order)
    )


def discard_round(*, actor: User, rating_round: RatingRound) -> None:
    """Throw a prepared round away before anybody was asked. Who prepares rounds may. Cannot be undone.
    Announces nothing.
    """
    require(actor, MANAGE_ROUNDS, rating_round.unit_id)
    with transaction.atomic():
        locked = _locked(rating_round.pk)
        if not locked.is_prepared:
            raise WrongState(f"round {locked.pk} is not being prepared")
        _tell("mentions.discard_round", actor, locked)
        locked.delete()


def open_round(*, actor: User, rating_round: RatingRound) -> RatingRound:
    """Let the raters begin. Who prepares rounds may. Announces nothing; `unopen_round` undoes."""

    def change(locked: RatingRound) -> None:
        if not locked.is_prepared:
            raise WrongState(f"round {locked.pk} was opened already")
        locked.opened_at = timezone.now()

    return _move(actor, rating_round, "mentions.open_round", change)


def unopen_round(*, actor: User, rating_round: RatingRound) -> RatingRound:
    """Take the opening back as long as nobody has rated. Who prepares rounds may. Undone by opening it again.
    Announces nothing.
    """

    def change(locked: RatingRound) -> None:
        if not locked.is_open or Rating.objects.filter(assignment__sampled__round=locked).exists():
            raise WrongState(f"round {locked.pk} goes on")
        locked.opened_at = None

    return _move(actor, rating_round, "mentions.unopen_round", change)


def close_round(*, actor: User, rating_round: RatingRound) -> RatingRound:
    """End a round: note what the machine says of the sample, open the results and measure the agreement.

    Who prepares rounds may. Announces nothing. Cannot be undone: who has seen the results is
    blind no more.
    """

    def change(locked: RatingRound) -> None:
        if not locked.is_open:
            raise WrongState(f"round {locked.pk} is not open")
        locked.closed_at = timezone.now()
        _note_machine(locked)

    with transaction.atomic():
        # Two rounds that close at once are measured one after the other, or the later one would miss the earlier.
        _take_turns()
        locked = _move(actor, rating_round, "mentions.close_round", change)
        version = locked.rubric_version
        closed = RatingRound.objects.closed().filter(rubric_version=version)
        measure(closed.filter(pk=locked.pk), version=version, of=locked)
        measure(closed.filter(unit_id=locked.unit_id), version=version, of=locked.unit)
        measure(closed, version=version, of=None)
    return locked


def _note_machine(locked: RatingRound) -> None:
    """Keep the machine's scores beside the sample: a later model judges the same mentions anew."""
    if locked.rubric_version != RUBRIC_VERSION:
        return
    sample = list(locked.sample.filter(mention__assessment__isnull=False).select_related("mention__assessment"))
    for sampled in sample:
        assessment = sampled.mention.assessment
        sampled.machine = {code: found["score"] for code, found in assessment.rubric.items()}
        sampled.machine_version = assessment.versions.get("rubric", "")
    SampledMention.objects.bulk_update(sample, ["machine", "machine_version"])


def save_rating(*, actor: User, assignment: RatingAssignment, scores: Scores, version: int = 0) -> Rating:
    """Rate one mention of an open round, or rate it otherwise; `version` is that of the rating the person saw.

    Only whom it was assigned to, and only while the round is open. The trail holds that it was done, not the steps:
    whoever reads the trail stays blind. The same steps sent twice are one rating. Announces nothing;
    `take_back_rating` undoes.

    Raises
    ------
    InvalidInput
        If a criterion has neither a step nor "cannot say".
    WrongState
        If the round is not open, or the mention was rated otherwise in another window meanwhile.
    """
    with transaction.atomic():
        mine = _open_assignment(actor, assignment)
        _check(scores)
        rating = mine.rating
        if rating is not None and rating.scores == scores:
            return rating
        if (rating.version if rating else 0) != version:
            raise WrongState(f"assignment {mine.pk} was rated in another window")
        rating = _rated(mine, scores)
        data = {"mention": rating.mention_id, "version": rating.version}
        _tell("mentions.rate", actor, mine.sampled.round, data)
    return rating


def _rated(mine: RatingAssignment, scores: Scores) -> Rating:
    rating = mine.rating
    if rating is None:
        mine.rating = Rating.objects.create(
            mention_id=mine.sampled.mention_id,
            rater_id=mine.rater_id,
            rubric_version=mine.sampled.round.rubric_version,
            scores=dict(scores),
        )
        mine.save(update_fields=["rating"])
        return mine.rating
    rating.previous, rating.scores = rating.scores, dict(scores)
    rating.version, rating.at = rating.version + 1, timezone.now()
    rating.save()
    return rating


def take_back_rating(*, actor: User, assignment: RatingAssignment, version: int) -> None:
    """Take back one's last word on a mention: what was there before counts again, or it waits to be rated.

    Only whom it was assigned to, while the round is open. Announces nothing. Undone by rating.
    """
    with transaction.atomic():
        mine = _open_assignment(actor, assignment)
        rating = mine.rating
        if rating is None or rating.version != version or (rating.version > 1 and rating.previous is None):
            raise WrongState(f"assignment {mine.pk} has nothing to take back")
        if rating.previous is None:
            rating.delete()
        else:
            rating.scores, rating.previous = rating.previous, None
            rating.version, rating.at = rating.version + 1, timezone.now()
            rating.save()
        _tell("mentions.take_back_rating", actor, mine.sampled.round, {"mention": mine.sampled.mention_id})


def _open_assignment(actor: User, assignment: RatingAssignment) -> RatingAssignment:
    """The assignment under the lock of its round, so that closing and rating take turns."""
    if assignment.rater_id != actor.pk:
        raise NotAllowed(f"assignment {assignment.pk} is not for user {actor.pk}")
    locked = _locked(assignment.sampled.round_id)
    require(actor, RATE, locked.unit_id)
    if not locked.is_open or locked.rubric_version != RUBRIC_VERSION:
        raise WrongState(f"round {locked.pk} is not open")
    return RatingAssignment.objects.select_related("rating", "sampled__round").get(pk=assignment.pk)


def _check(scores: Scores) -> None:
    for criterion in FROM_TEXT:
        if criterion.code not in scores or not (scores[criterion.code] is None or scores[criterion.code] in STEPS):
            raise InvalidInput("neither a step nor 'cannot say'", field=criterion.code)
    if len(scores) > len(FROM_TEXT):
        raise InvalidInput("more than the rubric asks", field="scores")


def _move(actor: User, rating_round: RatingRound, verb: str, change: Callable[[RatingRound], None]) -> RatingRound:
    require(actor, MANAGE_ROUNDS, rating_round.unit_id)
    with transaction.atomic():
        locked = _locked(rating_round.pk)
        change(locked)
        locked.save(update_fields=["opened_at", "closed_at"])
        _tell(verb, actor, locked)
    return locked


def _tell(verb: str, actor: User, of: RatingRound, data: Mapping[str, object] | None = None) -> None:
    what = {"name": of.name, **(data or {})}
    record(verb, actor=actor, kind="rating_round", key=of.pk, unit_id=of.unit_id, data=what)


def _locked(pk: int) -> RatingRound:
    found = RatingRound.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if found is None:
        raise WrongState(f"round {pk} is gone")
    return found


def _take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ROUNDS_LOCK])
