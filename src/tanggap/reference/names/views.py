"""Pages of officials and programmes: one set of pages, told which register it shows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tanggap.accounts.access import Rule, SignedInRequest, access
from tanggap.accounts.models import Unit
from tanggap.accounts.views.people import units_of
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput
from tanggap.reference.names import actions
from tanggap.reference.names.forms import NameForm, NamesListForm
from tanggap.reference.names.kinds import register_of
from tanggap.reference.names.lists import NamesLoaded, example, load_names, reason_of
from tanggap.ui.notices import notify, warn
from tanggap.ui.tables import as_csv

PAGE_SIZE = 50


def _page(request: SignedInRequest, kind: str, template: str, **context: Any) -> HttpResponseBase:
    has_post = "post" in register_of(kind).columns
    shown = {"kind": kind, "has_post": has_post, "list_url": reverse(f"{kind}_list"), **context}
    return render(request, f"reference/{template}.html", shown)


def _done(request: SignedInRequest, kind: str, said: str, entry: AuditEntry) -> HttpResponseBase:
    notify(request, said, undo=reverse("name_undo", kwargs={"entry_id": entry.pk}))
    return redirect(f"{kind}_list")


@access(Rule.SIGNED_IN)
@require_safe
def name_list(request: SignedInRequest, /, kind: str) -> HttpResponseBase:
    """Who holds which post, or which programmes run; those that ended are shown on demand."""
    today = timezone.localdate()
    rows = register_of(kind).rows().select_related("unit")
    words, unit_id = request.GET.get("q", "").strip(), request.GET.get("unit", "")
    is_past = request.GET.get("past") == "1"
    if not is_past:
        rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    if words:
        # Aliases are a list; as text it is searched like the rest.
        rows = rows.filter(Q(name__icontains=words) | Q(aliases__icontains=words) | Q(unit__name__icontains=words))
    if unit_id.isdecimal() and len(unit_id) < 10:
        rows = rows.filter(unit_id=int(unit_id))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    editable = set(units_of(request.user, actions.EDIT_NAMES).values_list("pk", flat=True))
    units = Unit.objects.filter(pk__in=register_of(kind).rows().values("unit_id"))
    context = {
        "page": page, "today": today, "words": words, "unit_id": unit_id, "is_past": is_past, "units": units,
        "editable": editable, "may_edit": bool(editable), "is_filtered": bool(words or unit_id or is_past),
    }  # fmt: skip
    return _page(request, kind, "name_list", **context)


@access(actions.EDIT_NAMES)
def name_add(request: SignedInRequest, /, kind: str) -> HttpResponseBase:
    units = units_of(request.user, actions.EDIT_NAMES)
    initial = {"unit": request.user.home_unit}
    form = NameForm(request.POST or None, register=register_of(kind), units=units, is_new=True, initial=initial)
    if form.is_valid():
        unit = form.cleaned_data.pop("unit")
        try:
            entry = actions.add_name(actor=request.user, kind=kind, unit=unit, values=form.cleaned_data)
        except InvalidInput as error:
            _refuse(form, error)
        else:
            return _done(request, kind, _("%(name)s was added.") % {"name": form.cleaned_data["name"]}, entry)
    return _page(request, kind, "name_edit", form=form)


def _refuse(form: NameForm, error: InvalidInput) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(reason_of(error)))


@access(actions.EDIT_NAMES)
def name_edit(request: SignedInRequest, /, kind: str, name_id: int) -> HttpResponseBase:
    register, units = register_of(kind), units_of(request.user, actions.EDIT_NAMES)
    row = get_object_or_404(register.rows().select_related("unit"), pk=name_id, unit__in=units)
    initial = {**register.values_of(row), "seen_version": row.version}
    form = NameForm(request.POST or None, register=register, units=units, is_new=False, initial=initial)
    if form.is_valid():
        values, version = form.cleaned_data, form.cleaned_data.pop("seen_version") or 0
        try:
            entry = actions.change_name(actor=request.user, kind=kind, row=row, version=version, values=values)
        except InvalidInput as error:
            _refuse(form, error)
        else:
            return _done(request, kind, _("%(name)s was saved.") % {"name": values["name"]}, entry)
    return _page(request, kind, "name_edit", form=form, row=row)


@require_POST
@access(actions.EDIT_NAMES)
def name_end(request: SignedInRequest, /, kind: str, name_id: int) -> HttpResponseBase:
    units = units_of(request.user, actions.EDIT_NAMES)
    row = get_object_or_404(register_of(kind).rows(), pk=name_id, unit__in=units)
    entry = actions.end_name(actor=request.user, kind=kind, row=row, on=timezone.localdate())
    return _done(request, kind, _("%(name)s ends today.") % {"name": row.name}, entry)


@require_POST
@access(actions.EDIT_NAMES)
def name_remove(request: SignedInRequest, /, kind: str, name_id: int) -> HttpResponseBase:
    units = units_of(request.user, actions.EDIT_NAMES)
    row = get_object_or_404(register_of(kind).rows(), pk=name_id, unit__in=units)
    entry = actions.remove_name(actor=request.user, kind=kind, row=row)
    return _done(request, kind, _("%(name)s was taken out.") % {"name": row.name}, entry)


@require_POST
@access(actions.EDIT_NAMES)
def name_undo(request: SignedInRequest, /, entry_id: int) -> HttpResponseBase:
    entry = get_object_or_404(AuditEntry.objects.with_payload(), pk=entry_id, verb__in=actions.VERBS)
    actions.undo_name(actor=request.user, entry=entry)
    messages.success(request, _("The register is as it was."))
    return redirect(f"{entry.object_kind}_list")


@access(actions.EDIT_NAMES)
def name_import(request: SignedInRequest, /, kind: str) -> HttpResponseBase:
    """Enter a list; rows that cannot be used come back with their reasons, to be mended in place."""
    form = NamesListForm(request.POST or None, request.FILES or None)
    loaded: NamesLoaded | None = None
    if form.is_valid():
        try:
            loaded = load_names(form.cleaned_data["rows"], kind=kind, actor=request.user)
        except InvalidInput as error:
            form.add_error(None, _told(error))
        else:
            _say(request, loaded)
            if not loaded.bad:
                return redirect(f"{kind}_list")
            form = NamesListForm(initial={"rows": loaded.bad_rows_as_csv()})
    return _page(request, kind, "name_import", form=form, loaded=loaded, columns=", ".join(example(kind)[0]))


def _told(error: InvalidInput) -> str:
    if error.field == "header":
        return _("Nothing was loaded. The first row does not name all the columns.")
    return _("Nothing was loaded. This is no CSV, or it has more than 5,000 rows.")


def _say(request: SignedInRequest, loaded: NamesLoaded) -> None:
    said = _("%(new)s new, %(changed)s changed, %(same)s as they were.") % {
        "new": loaded.n_new, "changed": loaded.n_changed, "same": loaded.n_unchanged,
    }  # fmt: skip
    if loaded.entry is not None:
        notify(request, said, undo=reverse("name_undo", kwargs={"entry_id": loaded.entry.pk}))
    else:
        warn(request, said)


@access(Rule.SIGNED_IN)
@require_safe
def name_example(request: SignedInRequest, /, kind: str) -> HttpResponseBase:
    """A list as it is wanted, to be filled in."""
    answer = HttpResponse(as_csv(*example(kind)), content_type="text/csv; charset=utf-8")
    file = _("officials.csv") if kind == "official" else _("programmes.csv")
    answer["Content-Disposition"] = f'attachment; filename="{file}"'
    return answer
