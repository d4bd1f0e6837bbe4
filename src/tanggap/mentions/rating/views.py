"""Rounds and their pages, and the rubric as a form."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access, may
from tanggap.accounts.models import Unit
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.core.rubric.criteria import FROM_TEXT, RUBRIC_VERSION
from tanggap.mentions.models import RatingAssignment, RatingRound
from tanggap.mentions.rating import actions
from tanggap.mentions.rating.actions import MANAGE_ROUNDS, RATE, SEE_RATINGS
from tanggap.mentions.rating.forms import RatingForm, RoundForm, as_typed
from tanggap.mentions.rating.reading import progress_of, results_of, rows_of
from tanggap.mentions.rating.sampling import mentions_to_draw_from, possible_raters
from tanggap.ui.notices import attempt, notify, warn

_PER_PAGE = 30


@access(SEE_RATINGS)
def rating_round_list(request: SignedInRequest) -> HttpResponseBase:
    rounds = RatingRound.objects.visible_to(request.user).select_related("unit").counted().order_by("-pk")
    mine = RatingAssignment.objects.of(request.user)
    asked = set(mine.filter(rating__isnull=True).values_list("sampled__round_id", flat=True))
    context = {
        "page": Paginator(rounds, _PER_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "may_manage": may(request.user, MANAGE_ROUNDS),
    }
    return render(request, "mentions/rating/rounds.html", context)


@access(MANAGE_ROUNDS)
def rating_round_add(request: SignedInRequest) -> HttpResponseBase:
    units = Unit.objects.active().filter(pk__in=request.user.unit_ids_as(MANAGE_ROUNDS.roles))
    chosen = request.GET.get("unit", "")
    unit = get_object_or_404(units, pk=chosen) if chosen.isdecimal() else _first_unit(request, units)
    form = RoundForm(request.POST or None, unit=unit)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "days", "n_texts")}
        try:
            made = actions.make_round(actor=request.user, unit=unit, raters=list(form.cleaned_data["raters"]), **values)
        except InvalidInput as error:
            form.refuse(error)
        else:
            notify(request, _("Prepared. The raters are asked as soon as you open the round."))
            return redirect("rating_round", made.pk)
    context = {
        "form": form,
        "unit": unit,
        "units": units,
        "n_there": mentions_to_draw_from(unit, [], days=30, now=timezone.now()).count(),
        "n_people": possible_raters(unit).count(),
    }
    return render(request, "mentions/rating/round_add.html", context)


def _first_unit(request: SignedInRequest, units: Any) -> Unit:
    home = request.user.home_unit
    found: Unit = next((unit for unit in units if unit == home), units[0])
    return found


@access(SEE_RATINGS)
def rating_round(request: SignedInRequest, round_id: int) -> HttpResponseBase:
    found = _visible(request, round_id)
    mine = RatingAssignment.objects.of(request.user).filter(sampled__round=found).select_related("sampled__mention")
    mine = mine.defer("sampled__mention__search")
    context = {
        "round": found,
        "progress": progress_of(found),
        "n_texts": found.sample.count(),
        "mine": mine if found.is_open else (),
        "n_left": mine.filter(rating__isnull=True).count(),
        "may_manage": may(request.user, MANAGE_ROUNDS, found.unit_id),
        "is_outdated": found.rubric_version != RUBRIC_VERSION,
        "criteria": [criterion.name for criterion in FROM_TEXT],
    }
    if found.is_closed:
        context |= {"results": results_of(found), "rows": rows_of(found.agreement), "measured": found.agreement}
    return render(request, "mentions/rating/round.html", context)


def _visible(request: SignedInRequest, round_id: int) -> RatingRound:
    return get_object_or_404(RatingRound.objects.visible_to(request.user).select_related("unit"), pk=round_id)


@require_POST
@access(MANAGE_ROUNDS)
def rating_round_deed(request: SignedInRequest, round_id: int, deed: str) -> HttpResponseBase:
    """Open, take back the opening, close or throw away."""
    found = _visible(request, round_id)
    if deed not in _DEEDS:
        raise Http404
    act, said = _DEEDS[deed]
    undo = reverse("rating_round_deed", args=[round_id, "batal-buka"]) if deed == "buka" else ""
    done = attempt(
        request,
        lambda: act(actor=request.user, rating_round=found),
        said=said(),
        refused=_("This round is no longer in a state for that; below stands how it is."),
        undo=undo,
    )
    return redirect("rating_round_list") if done and deed == "hapus" else redirect("rating_round", round_id)


_DEEDS: dict[str, tuple[Any, Any]] = {
    "buka": (actions.open_round, lambda: _("Opened. The raters see it in their list.")),
    "batal-buka": (actions.unopen_round, lambda: _("The opening was taken back.")),
    "tutup": (actions.close_round, lambda: _("Closed. The results are open, and the agreement was measured.")),
    "hapus": (actions.discard_round, lambda: _("The prepared round was thrown away.")),
}


@access(RATE)
def rating_next(request: SignedInRequest, round_id: int) -> HttpResponseBase:
    """To the first mention of the round that this person has not rated; after the last one, to the round."""
    found = _visible(request, round_id)
    return _next(RatingAssignment.objects.of(request.user).filter(sampled__round=found), found.pk, after=-1)


def _next(mine: Any, round_id: int, *, after: int) -> HttpResponseBase:
    waiting = mine.filter(rating__isnull=True, sampled__round__closed_at__isnull=True)
    found = waiting.filter(position__gt=after).first() or waiting.first()
    return redirect("rate", found.pk) if found else redirect("rating_round", round_id)


@access(RATE)
def rate(request: SignedInRequest, assignment_id: int) -> HttpResponseBase:
    """One mention beside the rubric; saving opens the next one."""
    mine = RatingAssignment.objects.of(request.user).select_related("sampled__round", "sampled__mention", "rating")
    mine = mine.defer("sampled__mention__search")
    found = get_object_or_404(mine, pk=assignment_id)
    rating_round = found.sampled.round
    if not rating_round.is_open:
        warn(request, _("This round is closed; ratings are no longer changed."))
        return redirect("rating_round", rating_round.pk)
    form = RatingForm(request.POST or None, initial=_as_it_is(found))
    if form.is_valid():
        answer = _saved(request, found, form)
        if answer is not None:
            return answer
        # What was chosen stays in the form, over the version that is there now.
        found = get_object_or_404(mine, pk=assignment_id)
        form = RatingForm({**form.cleaned_data, "version": found.rating.version if found.rating else 0})
    in_round = mine.filter(sampled__round=rating_round)
    context = {
        "assignment": found,
        "round": rating_round,
        "mention": found.sampled.mention,
        "attachments": found.sampled.mention.attachments.all(),
        "form": form,
        "questions": form.questions(),
        "n_all": in_round.count(),
        "n_done": in_round.filter(rating__isnull=False).count(),
        "before": in_round.filter(position__lt=found.position).last(),
        "after": in_round.filter(position__gt=found.position).first(),
    }
    return render(request, "mentions/rating/rate.html", context, status=400 if form.is_bound else 200)


def _as_it_is(found: RatingAssignment) -> dict[str, Any]:
    rating = found.rating
    return {"version": 0} if rating is None else {"version": rating.version, **as_typed(rating.scores)}


def _saved(request: SignedInRequest, found: RatingAssignment, form: RatingForm) -> HttpResponseBase | None:
    """The way to the next mention, or None where somebody's other window was quicker."""
    try:
        rating = actions.save_rating(
            actor=request.user, assignment=found, scores=form.scores(), version=form.cleaned_data["version"]
        )
    except WrongState:
        warn(request, _("Not saved: you rated this mention otherwise in another window, or the round was closed."))
        return None
    notify(request, _("Saved."), undo=reverse("rating_undo", args=[found.pk, rating.version]))
    round_id = found.sampled.round_id
    mine = RatingAssignment.objects.of(request.user).filter(sampled__round=round_id)
    return _next(mine, round_id, after=found.position)


@require_POST
@access(RATE)
def rating_undo(request: SignedInRequest, assignment_id: int, version: int) -> HttpResponseBase:
    found = get_object_or_404(RatingAssignment.objects.of(request.user).select_related("sampled"), pk=assignment_id)
    attempt(
        request,
        lambda: actions.take_back_rating(actor=request.user, assignment=found, version=version),
        said=_("Taken back: what stands here counts."),
        refused=_("This can no longer be taken back."),
    )
    return redirect("rate", found.pk)
