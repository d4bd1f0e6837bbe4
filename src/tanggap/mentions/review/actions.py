"""Taking a mention for review, answering, passing it by, and taking the answer back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from tanggap.accounts.access import require
from tanggap.accounts.models import User
from tanggap.audit.trail import record
from tanggap.core.errors import NotAllowed, WrongState
from tanggap.mentions.actions import CORRECT_ASSESSMENT, correct_assessment, undo_correction
from tanggap.mentions.models import CORRECTABLE, Correction, Judged, Review, ReviewSkip
from tanggap.mentions.review.offering import choose, lock_plan

# As long as somebody may look at one text, or be called away, before it is offered to another.
HELD_FOR = timedelta(minutes=15)


def take_review(*, actor: User) -> Review | None:
    """Give the person one mention to look at, that nobody else gets meanwhile; None when there is none.

    Who works here may; announces nothing. Asked again before the answer, it is the same one. It ends by itself.
    """
    require(actor, CORRECT_ASSESSMENT)
    with transaction.atomic():
        plan, now = lock_plan(), timezone.now()
        known = Review.objects.visible_to(actor)
        review = known.held_by(actor, now).first() or known.left_for(actor, now).first() or choose(plan, now)
        if review is not None:
            _hold(review, actor)
    return review


def answer_review(*, actor: User, review: Review, seen: str, said: dict[str, Any]) -> Review:
    """Store a person's judgement of a mention: `said` holds what differs from what the page showed, by name.

    The sentiment becomes a word that counts even where the person agrees; the other judgements do where they differ.
    Who holds it may; announces ``mentions.correct_assessment`` for each word. `undo_review` undoes.

    Raises
    ------
    WrongState
        If it was answered, somebody else holds it, or the judgement is not the one that the page showed (`seen`).
    """
    require(actor, CORRECT_ASSESSMENT)
    with transaction.atomic():
        locked = _held(actor, review)
        judged = locked.mention.judged
        if judged is None or judged.digest != seen:
            raise WrongState(f"mention {locked.mention_id} was judged anew")
        whole = {name: said.get(name, getattr(judged, name)) for name in CORRECTABLE}
        words = {name: value for name, value in whole.items() if name == "sentiment" or name in said}
        locked.correction_ids = [
            correct_assessment(actor=actor, mention=locked.mention, name=name, value=value).pk
            for name, value in words.items()
        ]
        _keep(locked, actor, judged, whole)
        data = {"said": whole, "machine": judged.machine, "is_random": locked.is_random}
        record("mentions.answer_review", actor=actor, kind="mention", key=locked.mention_id, data=data)
    return locked


def _keep(review: Review, actor: User, judged: Judged, whole: dict[str, Any]) -> None:
    review.machine, review.said = judged.machine, whole
    review.versions = review.mention.assessment.versions
    review.answered_by, review.answered_at = actor, timezone.now()
    review.holder = review.held_until = None
    review.save()


def skip_review(*, actor: User, review: Review) -> None:
    """Pass a mention by: others are offered it. Who holds it may; announces nothing. `undo_review` undoes."""
    require(actor, CORRECT_ASSESSMENT)
    with transaction.atomic():
        locked = _held(actor, review)
        ReviewSkip.objects.get_or_create(review=locked, by=actor)
        Review.objects.filter(pk=locked.pk).update(holder=None, held_until=None)
        record("mentions.skip_review", actor=actor, kind="mention", key=locked.mention_id)


def undo_review(*, actor: User, review: Review) -> Review:
    """Take one's answer back, or one's passing by, and look at the mention again.

    Whoever said it may; announces ``mentions.undo_correction`` for each word. Undone by answering again.

    Raises
    ------
    WrongState
        If there is nothing of this person to take back, or somebody else looks at it by now.
    """
    require(actor, CORRECT_ASSESSMENT)
    with transaction.atomic():
        lock_plan()
        locked = _locked(actor, review)
        if locked.answered_by_id == actor.pk:
            _take_back(locked, actor)
        elif not _take_back_skip(locked, actor):
            raise WrongState(f"review {locked.pk} holds nothing of user {actor.pk}")
        Review.objects.filter(answered_by=None, holder=actor).update(holder=None, held_until=None)
        locked.refresh_from_db()
        _hold(locked, actor)
        record("mentions.undo_review", actor=actor, kind="mention", key=locked.mention_id)
    return locked


def _take_back(review: Review, actor: User) -> None:
    there = set(Correction.objects.filter(pk__in=review.correction_ids).values_list("pk", flat=True))
    for pk in sorted(there):
        undo_correction(actor=actor, mention=review.mention, correction_id=pk)


def _take_back_skip(review: Review, actor: User) -> bool:
    is_held = review.held_until is not None and review.held_until > timezone.now()
    if is_held or review.answered_by_id is not None:
        return False
    return bool(ReviewSkip.objects.filter(review=review, by=actor).delete()[0])


def _hold(review: Review, actor: User) -> None:
    review.hold(actor, timezone.now() + HELD_FOR)
    review.save(update_fields=["holder", "held_until"])


def _locked(actor: User, review: Review) -> Review:
    found = Review.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=review.pk).first()
    if found is None:
        raise NotAllowed(f"review {review.pk} is not for user {actor.pk}")
    return found


def _held(actor: User, review: Review) -> Review:
    """The row, locked, if it waits for this person's answer: a lease that ran out holds while nobody else came."""
    found = _locked(actor, review)
    if found.answered_by_id is not None or found.holder_id != actor.pk:
        raise WrongState(f"review {found.pk} does not wait for user {actor.pk}")
    return found
