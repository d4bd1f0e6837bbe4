"""The unit tree."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.accounts import actions
from tanggap.accounts.access import Rule, SignedInRequest, access
from tanggap.accounts.forms import UnitForm
from tanggap.accounts.models import Unit
from tanggap.accounts.views.people import units_of
from tanggap.audit.models import AuditEntry
from tanggap.ui.notices import notify


@access(Rule.SIGNED_IN)
def unit_list(request: SignedInRequest) -> HttpResponseBase:
    """The tree is no secret of one unit: everybody who works here sees who is responsible for what."""
    if not request.user.roles:
        return render(request, "accounts/unit_list.html", {"units": []})
    editable = set(units_of(request.user, actions.EDIT_UNIT).values_list("pk", flat=True))
    words, is_open = request.GET.get("q", "").replace("\0", "").strip(), request.GET.get("open") == "1"
    found = Unit.objects.active()
    if words:
        found = found.filter(Q(name__icontains=words) | Q(short_name__icontains=words) | Q(code__icontains=words))
    units = list(found.filter(is_verified=False) if is_open else found)
    for unit in units:
        unit.depth = unit.path.count("/")  # type: ignore[attr-defined]
        unit.may_be_edited = unit.pk in editable  # type: ignore[attr-defined]
    context = {
        "units": units, "n_unverified": sum(not unit.is_verified for unit in units), "words": words,
        "is_open": is_open, "may_load": request.user.is_platform_admin,
    }  # fmt: skip
    return render(request, "accounts/unit_list.html", context)


@access(actions.EDIT_UNIT)
def unit_edit(request: SignedInRequest, /, unit_id: int) -> HttpResponseBase:
    unit = get_object_or_404(units_of(request.user, actions.EDIT_UNIT), pk=unit_id)
    initial = {name: getattr(unit, name) for name in ("name", "short_name", "aliases", "is_verified")}
    form = UnitForm(request.POST or None, initial={**initial, "seen_version": unit.version})
    if form.is_valid():
        version = form.cleaned_data["seen_version"]
        entry = actions.edit_unit(actor=request.user, unit=unit, version=version, values=form.cleaned_data)
        undo = reverse("unit_undo", kwargs={"entry_id": entry.pk})
        notify(request, _("%(unit)s was saved.") % {"unit": form.cleaned_data["name"]}, undo=undo)
        return redirect("unit_list")
    return render(request, "accounts/unit_edit.html", {"form": form, "unit": unit})


@require_POST
@access(actions.EDIT_UNIT)
def unit_undo(request: SignedInRequest, /, entry_id: int) -> HttpResponseBase:
    entry = get_object_or_404(AuditEntry, pk=entry_id, verb=actions.EDIT_UNIT.verb)
    actions.undo_edit_unit(actor=request.user, entry=entry)
    messages.success(request, _("The unit is as it was."))
    return redirect("unit_list")
