"""The pages of the audit trail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tanggap.accounts import actions
from tanggap.accounts.access import SignedInRequest, access
from tanggap.accounts.forms import RedactForm, TrailForm
from tanggap.accounts.models import Unit, User
from tanggap.accounts.views.people import units_of
from tanggap.audit.actions import redact_payload
from tanggap.audit.models import AuditEntry, AuditEntryQuerySet, AuditSeal
from tanggap.audit.sealing import verify_chain

PAGE_SIZE = 50


def entries_of(user: User) -> AuditEntryQuerySet:
    """What this person may read: everything for a platform administrator, else what belongs to their units."""
    if user.is_platform_admin:
        return AuditEntry.objects.all()
    return AuditEntry.objects.of_units(list(user.unit_ids_as(actions.READ_TRAIL.roles)))


def _filtered(entries: AuditEntryQuerySet, asked: dict[str, Any]) -> AuditEntryQuerySet:
    names = {"verb": "verb__istartswith", "person": "actor_name__iexact", "kind": "object_kind", "key": "object_id"}
    wanted = {lookup: asked[name] for name, lookup in names.items() if asked.get(name)}
    if asked.get("unit"):
        wanted["unit_id"] = asked["unit"].pk
    return entries.filter(**wanted)


@access(actions.READ_TRAIL)
def audit_trail(request: SignedInRequest) -> HttpResponseBase:
    units = units_of(request.user, actions.READ_TRAIL)
    form = TrailForm(request.GET, units=units)
    entries = entries_of(request.user)
    if form.is_valid():
        entries = _filtered(entries, form.cleaned_data)
    # By the last number seen and not by pages: the trail is long and grows at the top.
    before = request.GET.get("before", "")
    if before.isdigit():
        entries = entries.filter(pk__lt=int(before))
    shown = list(entries.with_payload().order_by("-pk")[: PAGE_SIZE + 1])
    names = dict(Unit.objects.filter(pk__in={entry.unit_id for entry in shown}).values_list("pk", "name"))
    for entry in shown:
        entry.unit_name = names.get(entry.unit_id or 0, "")  # type: ignore[attr-defined]
    context = {
        "form": form,
        "entries": shown[:PAGE_SIZE],
        "older": shown[PAGE_SIZE - 1].pk if len(shown) > PAGE_SIZE else None,
        "head": AuditSeal.objects.order_by("-position").first(),
        "report": verify_chain() if request.GET.get("check") else None,
        "may_redact": request.user.is_platform_admin,
    }
    return render(request, "accounts/audit_trail.html", context)


@access(actions.READ_TRAIL)
def audit_redact(request: SignedInRequest, /, entry_id: int) -> HttpResponseBase:
    entry = get_object_or_404(entries_of(request.user).with_payload(), pk=entry_id)
    form = RedactForm(request.POST or None)
    if form.is_valid():
        redact_payload(actor=request.user, entry=entry, reason=form.cleaned_data["reason"])
        messages.success(request, _("The details of this entry were blacked out."))
        return redirect("audit_trail")
    return render(request, "accounts/audit_redact.html", {"form": form, "entry": entry})
