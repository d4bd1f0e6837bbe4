"""Saying how a mention speaks of a target, and taking it back."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.mentions.actions import CORRECT_ASSESSMENT
from tanggap.mentions.models import Mention
from tanggap.mentions.tones import actions
from tanggap.ui.notices import notify, warn


@require_POST
@access(CORRECT_ASSESSMENT)
def tone_correct(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Mention.objects.visible_to(request.user), pk=pk)
    kind, _colon, target = request.POST.get("target", "").partition(" ")
    try:
        said = actions.correct_tone(
            actor=request.user, mention=found, target_kind=kind, target=target, tone=request.POST.get("tone", "")
        )
        notify(request, _("Your judgement counts from now on."), undo=reverse("tone_undo", args=[pk, said.pk]))
    except InvalidInput:
        warn(request, _("Choose a unit and a tone."))
    return redirect(f"{reverse('mention', args=[pk])}#nada")


@require_POST
@access(CORRECT_ASSESSMENT)
def tone_undo(request: SignedInRequest, pk: int, correction_id: int) -> HttpResponseBase:
    found = get_object_or_404(Mention.objects.visible_to(request.user), pk=pk)
    try:
        actions.undo_tone(actor=request.user, mention=found, correction_id=correction_id)
        notify(request, _("The correction was taken back."))
    except WrongState:
        warn(request, _("This correction was taken back already."))
    except NotAllowed:
        warn(request, _("Only whoever corrected, or somebody who monitors, can take this back."))
    return redirect(f"{reverse('mention', args=[pk])}#nada")
