"""Files that people bring: handing in, watching the progress, stopping and going on."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access, may
from tanggap.accounts.roles import READING, Permission
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.sources import actions
from tanggap.sources.forms import UploadForm
from tanggap.sources.models import ImportBatch
from tanggap.ui.notices import notify, warn

READ_IMPORTS = Permission("sources.read_imports", READING)


@access(READ_IMPORTS)
def import_list(request: SignedInRequest) -> HttpResponseBase:
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            batch = actions.start_import(
                actor=request.user, file=data["file"], file_name=data["file"].name, unit=data["unit"],
                is_public=not data["is_private"],
            )  # fmt: skip
        except InvalidInput:
            form.add_error("file", _("The file is empty or larger than this installation takes."))
        else:
            return redirect("import", pk=batch.pk)
    batches = ImportBatch.objects.visible_to(request.user).select_related("unit", "requested_by")
    page = Paginator(batches, 25).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "may_import": may(request.user, actions.IMPORT_FILE)}
    return render(request, "sources/import_list.html", context)


@access(READ_IMPORTS)
def import_detail(request: SignedInRequest, pk: int) -> HttpResponseBase:
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user).select_related("unit"), pk=pk)
    context = {
        "batch": batch,
        "earlier": actions.earlier_import(batch),
        "may_import": may(request.user, actions.IMPORT_FILE, batch.unit_id),
    }
    page = "sources/import.html#progress" if request.headers.get("HX-Request") else "sources/import.html"
    return render(request, page, context)


@require_POST
@access(actions.IMPORT_FILE)
def import_stop(request: SignedInRequest, pk: int) -> HttpResponseBase:
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), pk=pk)
    try:
        actions.stop_import(actor=request.user, batch=batch)
    except WrongState:
        warn(request, _("The import is in another state by now."))
    else:
        undo = reverse("import_resume", args=[pk])
        notify(request, _("It stops after the rows that are being stored."), undo=undo)
    return redirect("import", pk=pk)


@require_POST
@access(actions.IMPORT_FILE)
def import_resume(request: SignedInRequest, pk: int) -> HttpResponseBase:
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), pk=pk)
    try:
        actions.resume_import(actor=request.user, batch=batch)
    except WrongState:
        warn(request, _("The import is in another state by now."))
    else:
        notify(request, _("It goes on where it stopped."))
    return redirect("import", pk=pk)
