"""Paste a link, a forwarded message or a screenshot; look at the attachment."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tanggap.accounts.access import SignedInRequest, access
from tanggap.core.errors import InvalidInput
from tanggap.mentions import actions
from tanggap.mentions.attachments import path_of
from tanggap.mentions.forms import PasteForm
from tanggap.mentions.models import Attachment, Mention
from tanggap.mentions.views.mentions import READ_MENTIONS
from tanggap.ui.notices import notify

_CACHE = "private, max-age=3600"


@access(actions.PASTE)
def paste(request: SignedInRequest) -> HttpResponseBase:
    form = PasteForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            pasted = actions.paste(actor=request.user, **form.cleaned_data)
        except InvalidInput as error:
            form.refuse(error)
        else:
            notify(request, _said(pasted, request))
            return redirect("mention", pk=pasted.mention.pk)
    return render(request, "mentions/paste.html", {"form": form}, status=422 if form.errors else 200)


def _said(pasted: actions.Pasted, request: SignedInRequest) -> str:
    if pasted.is_new:
        return _("Taken in. What it says is being read and judged; you may go on working.")
    copies = Mention.objects.visible_to(request.user).filter(membership__copy_of=pasted.mention)
    outlets = {pasted.mention.outlet_id, *copies.values_list("outlet_id", flat=True)} - {None}
    n = max(len(outlets), 1)
    return ngettext(
        "It is here already, read from %(n)d outlet.", "It is here already, read from %(n)d outlets.", n
    ) % {"n": n}


@require_safe
@access(READ_MENTIONS)
def attachment(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """The picture itself, for whoever may see its mention."""
    visible = Mention.objects.visible_to(request.user)
    found = get_object_or_404(Attachment.objects.filter(mention__in=visible), pk=pk)
    try:
        file = path_of(found.sha256).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(file, content_type=found.media_type, filename=f"lampiran-{found.pk}.{found.extension}")
    answer["Cache-Control"] = _CACHE
    return answer
