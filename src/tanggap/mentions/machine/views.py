"""The page of the enrichers, and their switches."""

from __future__ import annotations

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access, may
from tanggap.core.registry import plugins
from tanggap.mentions.machine.actions import SWITCH_ENRICHER, switch_enricher
from tanggap.mentions.machine.cards import card, card_names
from tanggap.mentions.models import switched_off
from tanggap.mentions.review.accuracy import ENRICHERS, FEWEST, accuracies
from tanggap.mentions.views.mentions import READ_MENTIONS
from tanggap.ui.notices import attempt


@access(READ_MENTIONS)
def enricher_list(request: SignedInRequest) -> HttpResponseBase:
    context = {
        "enrichers": plugins("tanggap.enrichers").values(),
        "off": switched_off(),
        "cards": card_names(),
        "may_switch": may(request.user, SWITCH_ENRICHER),
    }
    return render(request, "mentions/enrichers.html", context)


@access(READ_MENTIONS)
def model_card(request: SignedInRequest, name: str) -> HttpResponseBase:
    if name not in card_names():
        raise Http404
    context = {
        "card": card(name),
        "accuracies": [row for row in accuracies() if ENRICHERS[row.name] == name],
        "fewest": FEWEST,
    }
    return render(request, "mentions/model_card.html", context)


@require_POST
@access(SWITCH_ENRICHER)
def enricher_switch(request: SignedInRequest, kind: str, way: str) -> HttpResponseBase:
    if kind not in plugins("tanggap.enrichers") or way not in ("hidup", "mati"):
        raise Http404
    is_on = way == "hidup"
    attempt(
        request,
        lambda: switch_enricher(actor=request.user, kind=kind, is_on=is_on),
        said=_("It judges again; what is there is judged in the background.") if is_on else _("It judges no more."),
        refused=_("Somebody switched it already."),
        undo=reverse("enricher_switch", args=[kind, "mati" if is_on else "hidup"]),
    )
    return redirect("enricher_list")
