"""Pages of the province's boundaries: bring a file, say which area is which, take it out again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput
from tanggap.core.geo.reading import BadBoundaries
from tanggap.reference.boundaries import actions
from tanggap.reference.boundaries.forms import REASONS, BoundariesForm, PlacesForm
from tanggap.reference.boundaries.outlines import outlines
from tanggap.reference.models import BoundarySet, BoundaryState, Region
from tanggap.ui.notices import notify


@access(actions.EDIT_BOUNDARIES)
def boundaries(request: SignedInRequest) -> HttpResponseBase:
    """What the map is drawn with, and a place to bring other boundaries."""
    form = BoundariesForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = actions.upload_boundaries(actor=request.user, name=file.name, content=file.read())
            return redirect("boundaries_places", made.pk)
        except BadBoundaries as error:
            form.add_error("file", REASONS[error.reason])
    sets = BoundarySet.objects.select_related("uploaded_by").defer("areas")
    current, draft = (sets.filter(state=state).first() for state in (BoundaryState.CURRENT, BoundaryState.DRAFT))
    missing = Region.objects.regencies().exclude(pk__in=current.region_codes) if current else None
    context = {"form": form, "current": current, "draft": draft, "missing": missing}
    return render(request, "reference/boundaries.html", context)


@access(actions.EDIT_BOUNDARIES)
def boundaries_places(request: SignedInRequest, /, boundaries_id: int) -> HttpResponseBase:
    """Look at the areas and say which regency or city each is."""
    waiting = get_object_or_404(BoundarySet, pk=boundaries_id, state=BoundaryState.DRAFT)
    form = PlacesForm(request.POST or None, boundaries=waiting)
    if form.is_valid():
        try:
            entry = actions.use_boundaries(actor=request.user, boundaries=waiting, regions=form.regions)
        except InvalidInput:
            form.add_error(None, _("Say of at least one area which regency or city it is."))
        else:
            undo = reverse("boundaries_undo", kwargs={"entry_id": entry.pk})
            notify(request, _("The map is drawn with these boundaries from now on."), undo=undo)
            return redirect("boundaries")
    matched = {area["region"] for area in waiting.areas}
    context = {
        "form": form,
        "boundaries": waiting,
        "outline": outlines(waiting.areas),
        "n_unmatched": sum(not area["region"] for area in waiting.areas),
        "missing": Region.objects.regencies().exclude(pk__in=matched),
    }
    return render(request, "reference/boundaries_places.html", context)


@require_POST
@access(actions.EDIT_BOUNDARIES)
def boundaries_remove(request: SignedInRequest) -> HttpResponseBase:
    entry = actions.remove_boundaries(actor=request.user)
    undo = reverse("boundaries_undo", kwargs={"entry_id": entry.pk})
    notify(request, _("The map is the schematic one again."), undo=undo)
    return redirect("boundaries")


@require_POST
@access(actions.EDIT_BOUNDARIES)
def boundaries_undo(request: SignedInRequest, /, entry_id: int) -> HttpResponseBase:
    entry = get_object_or_404(AuditEntry.objects.with_payload(), pk=entry_id, verb__in=actions.VERBS)
    actions.undo_boundaries(actor=request.user, entry=entry)
    messages.success(request, _("The map is as it was."))
    return redirect("boundaries")
