"""Units and people from a file."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tanggap.accounts import actions
from tanggap.accounts.access import SignedInRequest, access
from tanggap.accounts.forms import CsvForm
from tanggap.accounts.links import hand_over_link, note_handed_over
from tanggap.accounts.models import User
from tanggap.accounts.roles import Permission, Role
from tanggap.accounts.seeding import load_people, load_units, read_units
from tanggap.core.errors import InvalidInput, NotAllowed
from tanggap.ui.notices import notify

LOAD_UNITS = Permission("accounts.load_units", frozenset({Role.PLATFORM_ADMIN}))


@access(LOAD_UNITS)
def unit_import(request: SignedInRequest) -> HttpResponseBase:
    """Make or update units by a list, parents before children."""
    form = CsvForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            rows = read_units(form.text())
            loaded = load_units(rows, actor=request.user, is_overwriting=True)
        except InvalidInput as error:
            form.refuse(error)
        else:
            said = _("%(new)s units are new, %(changed)s were changed, %(same)s are as they were.")
            counts = {"new": loaded.n_new, "changed": loaded.n_changed, "same": loaded.n_unchanged}
            notify(request, said % counts)
            return redirect("unit_list")
    return render(request, "accounts/unit_import.html", {"form": form})


@access(actions.INVITE_PERSON)
def person_import(request: SignedInRequest) -> HttpResponseBase:
    """Invite everybody of a list; links go out by mail, or are shown this once."""
    form = CsvForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            invited = load_people(form.text(), actor=request.user)
        except (InvalidInput, NotAllowed) as error:
            form.refuse(error)
        else:
            return _hand_over(request, invited)
    return render(request, "accounts/person_import.html", {"form": form})


def _hand_over(request: SignedInRequest, invited: list[User]) -> HttpResponseBase:
    shown = []
    for person in invited:
        link = hand_over_link(actor=request.user, person=person)
        if link:
            shown.append((person, link))
            note_handed_over(actor=request.user, person=person)
    n = len(invited)
    said = ngettext("%(n)d person was invited.", "%(n)d people were invited.", n) % {"n": n}
    if n > len(shown):
        said += " " + _("%(n)d got the link by mail.") % {"n": n - len(shown)}
    notify(request, said)
    if not shown:
        return redirect("person_list")
    return render(request, "accounts/person_import.html", {"shown": shown})
