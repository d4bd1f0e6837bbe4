"""The list of watches, and one watch with its preview."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tanggap.accounts.access import SignedInRequest, access, may
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.mentions import actions
from tanggap.mentions.forms import WatchForm
from tanggap.mentions.highlighting import Mark, pieces
from tanggap.mentions.matching import Sample, preview
from tanggap.mentions.models import Watch
from tanggap.mentions.views.mentions import READ_MENTIONS
from tanggap.ui.notices import notify

_AROUND = 120


@access(READ_MENTIONS)
def watch_list(request: SignedInRequest) -> HttpResponseBase:
    week = timezone.now() - timedelta(days=7)
    recent = Count("hits", filter=Q(hits__at__gte=week))
    watches = Watch.objects.visible_to(request.user).select_related("unit").annotate(n_recent=recent)
    context = {"watches": watches.order_by("unit__path", "name"), "may_add": may(request.user, actions.MANAGE_WATCHES)}
    return render(request, "mentions/watch_list.html", context)


@access(actions.MANAGE_WATCHES)
def watch_add(request: SignedInRequest) -> HttpResponseBase:
    form = WatchForm(request.POST or None, user=request.user)
    if form.is_valid() and "save" in request.POST:
        try:
            actions.add_watch(actor=request.user, unit=form.cleaned_data["unit"], values=form.values())
        except InvalidInput:
            form.add_error("name", _("This unit has a watch of that name already."))
        else:
            notify(request, _("Saved. The last seven days are being looked through."))
            return redirect("watch_list")
    return render(request, "mentions/watch_edit.html", _context(request, form))


@access(READ_MENTIONS)
def watch_edit(request: SignedInRequest, pk: int) -> HttpResponseBase:
    watch = get_object_or_404(Watch.objects.visible_to(request.user).select_related("unit"), pk=pk)
    if not may(request.user, actions.MANAGE_WATCHES, watch.unit_id):
        return render(request, "mentions/watch.html", {"watch": watch})
    form = WatchForm(request.POST or None, user=request.user, watch=watch)
    if form.is_valid() and "save" in request.POST:
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_watch(actor=request.user, watch=watch, version=version, values=form.values())
        except InvalidInput:
            form.add_error("name", _("This unit has a watch of that name already."))
        except WrongState:
            # What was typed stays in the form, over the version that is there now.
            data = request.POST.copy()
            data["version"] = str(watch.version)
            form = WatchForm(data, user=request.user, watch=watch)
            form.add_error(None, _("Somebody else changed this watch meanwhile. Look at it and save again."))
        else:
            notify(request, _("Saved. The last seven days are being looked through."))
            return redirect("watch_list")
    return render(request, "mentions/watch_edit.html", _context(request, form, watch))


def _context(request: SignedInRequest, form: WatchForm, watch: Watch | None = None) -> dict[str, Any]:
    """The form, and what it would find when it can be tried."""
    context: dict[str, Any] = {"form": form, "watch": watch}
    if form.is_bound and form.is_valid():
        tried = Watch(unit=form.cleaned_data["unit"], **form.values())
        found = preview(tried, user=request.user, now=timezone.now())
        context["preview"] = found
        context["samples"] = [(sample.mention, _shown(sample)) for sample in found.samples]
    return context


def _shown(sample: Sample) -> list[Any]:
    """The words in their surroundings: of the text the part about the first hit."""
    in_text = [span for span in sample.match.spans if span[0] == "text"]
    field, spans = ("text", in_text) if in_text else ("title", list(sample.match.spans))
    whole = sample.mention.text if field == "text" else sample.mention.title
    first = max(0, spans[0][1] - _AROUND)
    part = whole[first : spans[0][2] + _AROUND]
    marks = [Mark("watch", field, start - first, end - first) for _field, start, end in spans]
    return pieces(part, field, marks)
