"""The table of sources, one source, and adding one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access, may
from tanggap.accounts.roles import READING, Permission
from tanggap.connectors.base import FetchResult
from tanggap.core.errors import InvalidInput, TanggapError, WrongState
from tanggap.sources import actions
from tanggap.sources.forms import LookForm, SourceForm
from tanggap.sources.health import SENTENCES, verdict_of_failure
from tanggap.sources.listing import TROUBLED, lines_of, trouble_first
from tanggap.sources.models import Source, SourceGroup
from tanggap.sources.visiting import try_out
from tanggap.ui.notices import notify, warn

READ_SOURCES = Permission("sources.read_sources", READING)
_PER_PAGE = 50


@access(READ_SOURCES)
def source_list(request: SignedInRequest) -> HttpResponseBase:
    chosen = {name: request.GET.get(name, "").replace("\0", "") for name in ("q", "group", "health")}
    sources = Source.objects.all()
    if chosen["q"]:
        sources = sources.filter(name__icontains=chosen["q"]) | sources.filter(url__icontains=chosen["q"])
    if chosen["group"].isdecimal():
        sources = sources.filter(group_id=int(chosen["group"]))
    if chosen["health"] == "trouble":
        sources = sources.enabled().filter(health__in=TROUBLED)
    elif chosen["health"] in ("on", "off"):
        sources = sources.filter(is_enabled=chosen["health"] == "on")
    page = Paginator(trouble_first(sources), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines_of(list(page.object_list), now=timezone.now()),
        "chosen": chosen,
        "groups": SourceGroup.objects.all(),
        "n_enabled": Source.objects.enabled().count(),
        "n_troubled": Source.objects.enabled().filter(health__in=TROUBLED).count(),
        "may_manage": may(request.user, actions.MANAGE_SOURCES),
    }
    return render(request, "sources/source_list.html", context)


@access(READ_SOURCES)
def source(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Source.objects.select_related("group", "added_by_unit"), pk=pk)
    visits = list(found.fetches.order_by("-at")[:20])
    context = {
        "source": found,
        "line": lines_of([found], now=timezone.now())[0],
        "visits": [(visit, SENTENCES.get(visit.detail, ("", ""))[0]) for visit in visits],
        "bad_rows": found.quarantined.all()[:20],
        "may_manage": may(request.user, actions.MANAGE_SOURCES),
    }
    return render(request, "sources/source.html", context)


@access(actions.MANAGE_SOURCES)
def source_add(request: SignedInRequest) -> HttpResponseBase:
    """First the address is tried out, then what was found is saved."""
    step = request.POST.get("step")
    if step == "save":
        return _save_new(request)
    look = LookForm(request.POST if step == "look" else None)
    context: dict[str, Any] = {"look": look}
    if step == "look" and look.is_valid():
        url = look.cleaned_data["url"]
        known = Source.objects.filter(url=url).first() or Source.objects.filter(feed_url=url).first()
        context |= {"known": known} if known else _found(url)
    return render(request, "sources/source_add.html", context)


def _found(url: str) -> dict[str, Any]:
    try:
        result: FetchResult | None = try_out(url)
        code = ""
    except TanggapError as error:
        result, code = None, verdict_of_failure(error).detail
    matter, advice = SENTENCES.get(code, ("", ""))
    form = SourceForm(initial={"url": url, "name": (result.title if result else "") or url})
    return {"result": result, "matter": matter, "advice": advice, "form": form, "url": url}


def _save_new(request: SignedInRequest) -> HttpResponseBase:
    form = SourceForm(request.POST)
    if not form.is_valid():
        return render(request, "sources/source_add.html", {"look": LookForm(), "form": form})
    values = form.values()
    config = values.pop("config")
    made = actions.add_source(actor=request.user, unit=request.user.home_unit, is_enabled=True, config=config, **values)
    notify(request, _("The source was added; its first visit is under way."))
    return redirect("source", pk=made.pk)


@access(actions.MANAGE_SOURCES)
def source_edit(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Source.objects.select_related("group"), pk=pk)
    form = SourceForm(request.POST or None, source=found)
    if form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_source(actor=request.user, source=found, version=version, values=form.values())
        except WrongState:
            # What was typed stays in the form, over the version that is there now.
            form = SourceForm({**request.POST.dict(), "version": str(found.version)}, source=found)
            form.add_error(None, _("Somebody else changed this source meanwhile. Look at it and save again."))
        else:
            notify(request, _("Saved."))
            return redirect("source", pk=pk)
    return render(request, "sources/source_edit.html", {"source": found, "form": form})


@require_POST
@access(actions.MANAGE_SOURCES)
def source_do(request: SignedInRequest, pk: int, verb: str) -> HttpResponseBase:
    """Switch on or off, visit now, delete."""
    found = get_object_or_404(Source, pk=pk)
    back = redirect("source", pk=pk)
    try:
        if verb == "nyala":
            actions.switch_on(actor=request.user, source=found)
            notify(
                request, _("Switched on; the first visit is under way."), undo=reverse("source_do", args=[pk, "mati"])
            )
        elif verb == "mati":
            actions.switch_off(actor=request.user, source=found)
            notify(request, _("Switched off. What it brought stays."), undo=reverse("source_do", args=[pk, "nyala"]))
        elif verb == "kunjungi":
            actions.fetch_now(actor=request.user, source=found)
            notify(request, _("The visit is under way; look again in a moment."))
        elif verb == "hapus":
            actions.delete_source(actor=request.user, source=found)
            notify(request, _("The source was deleted."))
            back = redirect("source_list")
        else:
            return HttpResponse(status=404)
    except WrongState:
        warn(
            request,
            _("This cannot be done now. Somebody may have been quicker; a source with mentions is only switched off."),
        )
    except InvalidInput:
        warn(request, _("This cannot be done with this source."))
    return back
