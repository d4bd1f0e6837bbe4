"""The page on which an administrator agrees on levels, deadlines and working hours."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.access import SignedInRequest, access
from tanggap.guidance.apps import EDIT_LEVELS
from tanggap.guidance.forms import HoursForm, LevelForm
from tanggap.guidance.models import Level
from tanggap.ui.notices import notify


@access(EDIT_LEVELS)
def level_settings(request: SignedInRequest) -> HttpResponse:
    """All levels on one page; each part is saved by itself (`part` is a level's number or "hours")."""
    part = request.POST.get("part", "")
    levels = Level.objects.prefetch_related("clocks")
    level_forms = [LevelForm(request.POST if part == str(level.pk) else None, level=level) for level in levels]
    hours = HoursForm(request.POST if part == "hours" else None)
    every: list[LevelForm | HoursForm] = [*level_forms, hours]
    sent = next((form for form in every if form.is_bound), None)
    if sent is not None and sent.is_valid():
        with transaction.atomic():
            sent.save(actor=request.user)
        notify(request, _("Saved. Deadlines that run already stay as they were agreed."))
        return redirect("level_settings")
    context = {"level_forms": level_forms, "hours": hours}
    return render(request, "guidance/levels.html", context, status=400 if sent else 200)
