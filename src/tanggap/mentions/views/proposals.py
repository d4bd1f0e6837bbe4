"""Watches that the house proposes to a unit: looked at, ticked, adopted."""

from __future__ import annotations

from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tanggap.accounts.access import SignedInRequest, access
from tanggap.accounts.models import Unit, User
from tanggap.mentions import actions
from tanggap.mentions.proposing import Proposed, count_met, proposals_for
from tanggap.ui.notices import notify, warn

EVERY = "semua"


def _units_of(user: User) -> QuerySet[Unit]:
    return Unit.objects.active().filter(pk__in=user.unit_ids_as(actions.MANAGE_WATCHES.roles))


def _programmes(request: SignedInRequest) -> list[str]:
    given = request.POST if request.method == "POST" else request.GET
    lines = (" ".join(line.split()) for line in given.get("programmes", "").replace("\0", "").splitlines())
    return [line[:120] for line in lines if line][:50]


def _proposed(request: SignedInRequest, units: QuerySet[Unit]) -> tuple[str, list[Proposed]]:
    """The unit chosen (its number, or every one), and the proposals for it."""
    given = request.POST if request.method == "POST" else request.GET
    home = request.user.home_unit
    chosen = given.get("unit") or str(home.pk if home else "")
    if chosen != EVERY:
        units = units.filter(pk=int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0)
    programmes = {unit.code: _programmes(request) for unit in units} if chosen != EVERY else {}
    return chosen, proposals_for(units, programmes=programmes)


@access(actions.MANAGE_WATCHES)
def watch_proposals(request: SignedInRequest) -> HttpResponseBase:
    units = _units_of(request.user)
    chosen, proposed = _proposed(request, units)
    if request.method == "POST":
        return _adopt(request, proposed)
    n_looked_at = count_met(proposed, user=request.user, now=timezone.now())
    groups = [(unit, list(rows)) for unit, rows in groupby(proposed, key=lambda one: one.unit)]
    context = {
        "units": units, "chosen": chosen, "every": EVERY, "groups": groups, "n_looked_at": n_looked_at,
        "programmes": "\n".join(_programmes(request)), "n_open": sum(not one.is_known for one in proposed),
    }  # fmt: skip
    return render(request, "mentions/watch_proposals.html", context)


def _adopt(request: SignedInRequest, proposed: list[Proposed]) -> HttpResponseBase:
    ticked = set(request.POST.getlist("watch"))
    wanted = [(one.unit, one.values()) for one in proposed if one.token in ticked]
    made = actions.adopt_watches(actor=request.user, wanted=wanted)
    if not made:
        warn(request, _("Nothing new was ticked."))
        return redirect("watch_proposals")
    said = ngettext("%(n)d watch was adopted.", "%(n)d watches were adopted.", len(made)) % {"n": len(made)}
    notify(request, said + " " + _("The last seven days are being looked through."))
    return redirect("watch_list")
