"""Having a mention read by a language model."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access
from tanggap.core.errors import WrongState
from tanggap.mentions import actions
from tanggap.mentions.models import Mention
from tanggap.ui.notices import notify, warn


@require_POST
@access(actions.ASK_LLM)
def mention_ask_llm(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Mention.objects.visible_to(request.user), pk=pk)
    try:
        actions.ask_llm(actor=request.user, mention=found)
        notify(request, _("The language model reads it within minutes. This cannot be undone."))
    except WrongState:
        warn(request, _("The language model does not read this mention, or was asked already."))
    return redirect("mention", pk=pk)
