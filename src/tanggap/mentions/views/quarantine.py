"""Bad rows of a file: their reason, correcting and trying again, throwing away."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access, may
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.mentions import actions
from tanggap.sources.actions import IMPORT_FILE, discard_rows
from tanggap.sources.models import ImportBatch, QuarantinedRow
from tanggap.sources.views.imports import READ_IMPORTS
from tanggap.ui.notices import notify, warn


@access(READ_IMPORTS)
def quarantine(request: SignedInRequest, pk: int) -> HttpResponseBase:
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), pk=pk)
    return render(request, "mentions/quarantine.html", _context(request, batch))


def _context(request: SignedInRequest, batch: ImportBatch) -> dict[str, object]:
    page = Paginator(batch.quarantined.order_by("row_number"), 25).get_page(request.GET.get("page"))
    return {"batch": batch, "page": page, "may_import": may(request.user, IMPORT_FILE, batch.unit_id)}


@require_POST
@access(IMPORT_FILE)
def row_retry(request: SignedInRequest, pk: int, row_id: int) -> HttpResponseBase:
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), pk=pk)
    row = QuarantinedRow.objects.filter(batch=batch, pk=row_id).first()
    if row is None:
        warn(request, _("Somebody has seen to this row already."))
        return redirect("quarantine", pk=pk)
    raw = request.POST.get("raw", "").replace("\0", "")
    try:
        actions.retry_row(actor=request.user, row=row, raw=raw)
    except InvalidInput as error:
        # These sentences are the reader's own words for people, in the catalogue like every other one.
        context = _context(request, batch)
        context |= {"tried_id": row_id, "tried_raw": raw, "tried_reason": str(error)}
        return render(request, "mentions/quarantine.html", context, status=422)
    except WrongState:
        warn(request, _("Somebody has seen to this row already."))
    else:
        notify(request, _("The row was read and stored."))
    return redirect("quarantine", pk=pk)


@require_POST
@access(IMPORT_FILE)
def rows_discard(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Those ticked, or all."""
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), pk=pk)
    chosen = [int(text) for text in request.POST.getlist("row") if text.isdecimal()]
    n_rows = discard_rows(actor=request.user, batch=batch, row_ids=None if "all" in request.POST else chosen)
    notify(request, ngettext("%(n)d row was thrown away.", "%(n)d rows were thrown away.", n_rows) % {"n": n_rows})
    return redirect("quarantine", pk=pk)
