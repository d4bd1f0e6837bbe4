"""The page that a working day starts with."""

from __future__ import annotations

import hashlib

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from tanggap.accounts.access import Rule, SignedInRequest, access
from tanggap.desk.progress import collecting_progress
from tanggap.desk.today import today
from tanggap.desk.visits import note_visit, seen_since


@access(Rule.SIGNED_IN)
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """The whole page; a look at it counts as a visit."""
    now = timezone.now()
    since = note_visit(request.user, now)
    context = {"today": today(request.user, since=since, now=now), "since": since, "now": now}
    cards = render_to_string("desk/home.html#cards", context, request)
    return render(
        request, "desk/home.html", {**context, "cards": cards, "etag": _etag(cards), "progress": collecting_progress()}
    )


@access(Rule.SIGNED_IN)
@require_safe
def home_cards(request: SignedInRequest) -> HttpResponse:
    """The cards alone, for the page that stays open; it asks again and again, mostly for nothing new."""
    now = timezone.now()
    since = seen_since(request.user, now)
    context = {"today": today(request.user, since=since, now=now), "since": since, "now": now}
    cards = render_to_string("desk/home.html#cards", context, request)
    etag = _etag(cards)
    response = render(request, "desk/home.html#live", {"cards": cards, "etag": etag})
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, etag=etag, response=response) or response


@access(Rule.SIGNED_IN)
@require_safe
def home_progress(request: SignedInRequest) -> HttpResponse:
    """How far the demo is with collecting; each look lets the cards be looked at too."""
    progress = collecting_progress()
    response = render(request, "desk/parts/progress.html", {"progress": progress})
    response["HX-Trigger"] = "collected"
    return response


def _etag(text: str) -> str:
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
