"""The page of the review queue: one mention at a time, one key for right, one for wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tanggap.accounts.access import SignedInRequest, access, may
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.mentions.actions import CORRECT_ASSESSMENT
from tanggap.mentions.forms import CorrectionForm
from tanggap.mentions.highlighting import KINDS, marks_of, pieces
from tanggap.mentions.models import Mention, Review, Sentiment, Watch
from tanggap.mentions.rating.blindness import evidence_for
from tanggap.mentions.review import actions
from tanggap.mentions.review.accuracy import FEWEST, accuracies
from tanggap.mentions.views.mentions import READ_MENTIONS
from tanggap.mentions.wording import value_words
from tanggap.reference.models import Region, Topic
from tanggap.ui.notices import notify, warn

SENTIMENT_KEYS = ("1", "2", "3")


@access(READ_MENTIONS)
@require_safe
def review_queue(request: SignedInRequest) -> HttpResponseBase:
    return render(request, "mentions/review.html", _context(request))


def _context(request: SignedInRequest, form: CorrectionForm | None = None) -> dict[str, Any]:
    now = timezone.now()
    may_review = may(request.user, CORRECT_ASSESSMENT)
    held = Review.objects.visible_to(request.user).held_by(request.user, now) if may_review else Review.objects.none()
    review = held.select_related("mention__outlet", "mention__assessment").first()
    return {
        "may_review": may_review,
        "review": review,
        "accuracies": accuracies(),
        "fewest": FEWEST,
        **_progress(request, now),
        **(_shown(request, review.mention, form) if review else {}),
    }


def _progress(request: SignedInRequest, now: datetime) -> dict[str, int]:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = list(Review.objects.answered().filter(answered_at__gte=midnight).values_list("answered_by", flat=True))
    return {"n_mine": today.count(request.user.pk), "n_all": len(today)}


def _shown(request: SignedInRequest, mention: Mention, form: CorrectionForm | None) -> dict[str, Any]:
    judged = mention.judged
    hits = list(mention.watch_hits.filter(watch__in=Watch.objects.visible_to(request.user).values("pk")))
    marks = marks_of(mention, hits, evidence_for(request.user, mention))
    return {
        "mention": mention,
        "title_pieces": pieces(mention.title, "title", marks),
        "text_pieces": pieces(mention.text, "text", marks),
        "marked_kinds": [(kind, label) for kind, label in KINDS.items() if any(mark.kind == kind for mark in marks)],
        "judged": judged,
        "topics": Topic.objects.filter(pk__in=judged.topics) if judged else (),
        "regions": Region.objects.filter(pk__in=judged.region_codes) if judged else (),
        "form": form or (CorrectionForm(judged=judged) if judged else None),
        "choices": [(key, *choice) for key, choice in zip(SENTIMENT_KEYS, Sentiment.choices, strict=True)],
    }


@require_POST
@access(CORRECT_ASSESSMENT)
def review_take(request: SignedInRequest) -> HttpResponseBase:
    if actions.take_review(actor=request.user) is None:
        notify(request, _("Nothing is left to review. Come back when there are new mentions."))
    return redirect("review_queue")


@require_POST
@access(CORRECT_ASSESSMENT)
def review_answer(request: SignedInRequest, review_id: int) -> HttpResponseBase:
    review = _found(request, review_id)
    said = _said(request, review)
    if said is None:
        return render(request, "mentions/review.html", _context(request, _form(request, review)))
    try:
        answered = actions.answer_review(
            actor=request.user, review=review, seen=request.POST.get("seen", ""), said=said
        )
        _tell(request, answered)
    except WrongState:
        _explain(request, review)
    except InvalidInput:
        warn(request, _("This value cannot be stored; choose another one."))
    return review_take(request)


def _found(request: SignedInRequest, review_id: int) -> Review:
    visible = Review.objects.visible_to(request.user).select_related("mention__assessment")
    return get_object_or_404(visible, pk=review_id)


def _form(request: SignedInRequest, review: Review) -> CorrectionForm | None:
    judged = review.mention.judged
    return CorrectionForm(request.POST, judged=judged) if judged else None


def _said(request: SignedInRequest, review: Review) -> dict[str, Any] | None:
    """What the person says otherwise; None where the whole form was sent and cannot be used."""
    if "whole" not in request.POST:
        return {"sentiment": request.POST["sentiment"]} if "sentiment" in request.POST else {}
    form = _form(request, review)
    return form.differing() if form is not None and form.is_valid() else None


def _tell(request: SignedInRequest, review: Review) -> None:
    words = _("Counted: %(value)s.") % {"value": value_words("sentiment", review.said["sentiment"])}
    if review.is_random:
        words += " " + _("It was drawn by chance and counts for the accuracy.")
    notify(request, words, undo=reverse("review_undo", args=[review.pk]))


def _explain(request: SignedInRequest, review: Review) -> None:
    """Why an answer was not taken. Pressed twice, it has counted, and there is nothing to say."""
    review.refresh_from_db()
    if review.answered_by_id == request.user.pk:
        return
    if review.answered_by_id is not None or review.holder_id != request.user.pk:
        warn(request, _("Your time with this mention was over, and a colleague looks at it. Here is the next one."))
    else:
        warn(request, _("The judgement changed while you were reading. Please look again."))


@require_POST
@access(CORRECT_ASSESSMENT)
def review_skip(request: SignedInRequest, review_id: int) -> HttpResponseBase:
    try:
        actions.skip_review(actor=request.user, review=_found(request, review_id))
        notify(request, _("Passed by; colleagues are offered it."), undo=reverse("review_undo", args=[review_id]))
    except WrongState:
        warn(request, _("This mention was not waiting for you any more."))
    return review_take(request)


@require_POST
@access(CORRECT_ASSESSMENT)
def review_undo(request: SignedInRequest, review_id: int) -> HttpResponseBase:
    try:
        actions.undo_review(actor=request.user, review=_found(request, review_id))
        notify(request, _("Taken back; look at it again."))
    except (WrongState, NotAllowed):
        warn(request, _("There is nothing of yours to take back, or a colleague looks at it by now."))
    return redirect("review_queue")
