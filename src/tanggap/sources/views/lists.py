"""Groups, lists of feeds in OPML, and the list to start from."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tanggap.accounts.access import SignedInRequest, access
from tanggap.core.errors import InvalidInput
from tanggap.sources import actions
from tanggap.sources.forms import GroupForm, OpmlForm
from tanggap.sources.models import Source, SourceGroup
from tanggap.sources.opml import MAX_OPML_BYTES, FeedLine, read_opml, write_opml
from tanggap.sources.rhythm import in_words
from tanggap.sources.starter import STARTERS
from tanggap.sources.views.sources import READ_SOURCES
from tanggap.ui.notices import notify


@access(actions.MANAGE_SOURCES)
def group_list(request: SignedInRequest) -> HttpResponseBase:
    groups = SourceGroup.objects.annotate(n_sources=Count("sources")).order_by("name")
    rows = [(group, in_words(group.fetch_every)) for group in groups]
    return render(request, "sources/group_list.html", {"groups": rows})


@access(actions.MANAGE_SOURCES)
def group_edit(request: SignedInRequest, pk: int | None = None) -> HttpResponseBase:
    group = get_object_or_404(SourceGroup, pk=pk) if pk else None
    form = GroupForm(request.POST or None, group=group)
    if form.is_valid():
        actions.save_group(actor=request.user, group=form.filled())
        notify(request, _("Saved. Its sources inherit this from their next visit on."))
        return redirect("group_list")
    return render(request, "sources/group_edit.html", {"form": form, "group": group})


@access(READ_SOURCES)
def opml_export(request: SignedInRequest) -> HttpResponseBase:
    sources = Source.objects.select_related("group").order_by("group__name", "name")
    answer = HttpResponse(write_opml(sources, title="Tanggap"), content_type="text/x-opml; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="sumber.opml"'
    return answer


@access(actions.MANAGE_SOURCES)
def opml_import(request: SignedInRequest) -> HttpResponseBase:
    form = OpmlForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            lines = read_opml(form.cleaned_data["file"].read(MAX_OPML_BYTES + 1))
        except InvalidInput:
            form.add_error("file", _("This file is no list of feeds (OPML), or it is too large."))
        else:
            return _add_lines(request, lines, is_enabled=form.cleaned_data["is_enabled"])
    return render(request, "sources/opml_import.html", {"form": form})


@access(actions.MANAGE_SOURCES)
def starter(request: SignedInRequest) -> HttpResponseBase:
    """Outlets to start from; those chosen are added, switched on only if asked."""
    if request.method == "POST":
        chosen = set(request.POST.getlist("url"))
        lines = [
            FeedLine(outlet.name, outlet.url, region_code=outlet.region_code)
            for outlet in STARTERS
            if outlet.url in chosen
        ]
        return _add_lines(request, lines, is_enabled="is_enabled" in request.POST)
    known = set(Source.objects.values_list("url", flat=True))
    outlets = [(outlet, outlet.url in known) for outlet in STARTERS]
    return render(request, "sources/starter.html", {"outlets": outlets})


def _add_lines(request: SignedInRequest, lines: list[FeedLine], *, is_enabled: bool) -> HttpResponseBase:
    unit = request.user.home_unit
    n_new, n_known = actions.add_listed(actor=request.user, lines=lines, unit=unit, is_enabled=is_enabled)
    said = ngettext("%(n)d source was added.", "%(n)d sources were added.", n_new) % {"n": n_new}
    if n_known:
        said += " " + ngettext("%(n)d was there already.", "%(n)d were there already.", n_known) % {"n": n_known}
    notify(request, said)
    return redirect("source_list")
