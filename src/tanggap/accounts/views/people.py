"""People of a unit: list, invite, roles, switch off and on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tanggap.accounts import actions
from tanggap.accounts.access import SignedInRequest, access
from tanggap.accounts.forms import InviteForm, RolesForm
from tanggap.accounts.links import hand_over_link, note_handed_over
from tanggap.accounts.models import Membership, Unit, User
from tanggap.accounts.roles import Permission, Role
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.ui.notices import notify, warn

PAGE_SIZE = 50
_TAKEN = {
    "username": gettext_lazy("This user name is taken."),
    "email": gettext_lazy("This mail address belongs to somebody else."),
}


def units_of(user: User, permission: Permission) -> QuerySet[Unit]:
    """The units in which this person may do this; all of them for a platform administrator."""
    units = Unit.objects.active()
    return units if user.is_platform_admin else units.filter(pk__in=user.unit_ids_as(permission.roles))


def people_of(user: User) -> QuerySet[User]:
    """Whom this person may look up: whoever holds a role in their units."""
    if user.is_platform_admin:
        return User.objects.all()
    held = Membership.objects.filter(unit_id__in=user.unit_ids_as(actions.READ_PEOPLE.roles))
    return User.objects.filter(pk__in=held.values("user_id"))


@access(actions.READ_PEOPLE)
def person_list(request: SignedInRequest) -> HttpResponseBase:
    people = people_of(request.user).prefetch_related("memberships__unit").order_by("full_name", "username")
    words = request.GET.get("q", "").strip()
    unit_id = request.GET.get("unit", "")
    if words:
        people = people.filter(Q(full_name__icontains=words) | Q(username__icontains=words))
    if unit_id.isdigit():
        people = people.filter(memberships__unit_id=int(unit_id)).distinct()
    page = Paginator(people, PAGE_SIZE).get_page(request.GET.get("page"))
    units = units_of(request.user, actions.READ_PEOPLE)
    return render(
        request, "accounts/person_list.html", {"page": page, "units": units, "words": words, "unit_id": unit_id}
    )


@access(actions.INVITE_PERSON)
def person_invite(request: SignedInRequest) -> HttpResponseBase:
    units = units_of(request.user, actions.INVITE_PERSON)
    initial = {"unit": request.GET.get("unit")}
    form = InviteForm(request.POST or None, actor=request.user, units=units, initial=initial)
    if form.is_valid():
        try:
            person = actions.invite_person(actor=request.user, **form.cleaned_data)
        except InvalidInput as error:
            form.add_error(error.field or None, _TAKEN.get(error.field, _("This cannot be used.")))
        else:
            return _hand_over_link(request, person)
    return render(request, "accounts/person_invite.html", {"form": form})


def _hand_over_link(request: SignedInRequest, person: User) -> HttpResponseBase:
    """Mail the link where that can be done, else show it this once."""
    link = hand_over_link(actor=request.user, person=person)
    if not link:
        messages.success(request, _("A link to choose a password was sent to %(address)s.") % {"address": person.email})
        return redirect("person", person_id=person.pk)
    note_handed_over(actor=request.user, person=person)
    return render(request, "accounts/person_link.html", {"person": person, "link": link})


@access(actions.READ_PEOPLE)
def person(request: SignedInRequest, /, person_id: int) -> HttpResponseBase:
    shown = get_object_or_404(people_of(request.user), pk=person_id)
    return render(request, "accounts/person.html", _person_context(request, shown))


def _person_context(request: SignedInRequest, shown: User, form: RolesForm | None = None) -> dict[str, Any]:
    held: dict[int, list[str]] = {}
    for row in shown.memberships.filter(unit__in=units_of(request.user, actions.READ_PEOPLE)):
        held.setdefault(row.unit_id, []).append(row.role)
    units = units_of(request.user, actions.SET_ROLES)
    asked = request.GET.get("unit", "")
    if asked.isdigit():
        held.setdefault(int(asked), [])
    forms = []
    for unit in units.filter(pk__in=held):
        initial = {"unit": unit, "seen": ",".join(sorted(held[unit.pk])), "roles": held[unit.pk]}
        forms.append((unit, RolesForm(actor=request.user, units=units, initial=initial, prefix=None)))
    changes = AuditEntry.objects.about("user", shown.pk).filter(verb=actions.SET_ROLES.verb, unit_id__in=held)
    return {
        "person": shown,
        "forms": forms,
        "held": [(unit, [Role(role).label for role in held[unit.pk]]) for unit in Unit.objects.filter(pk__in=held)],
        "other_units": units.exclude(pk__in=held),
        "last_change": changes.last(),
        "can_switch": _can_switch(request.user, shown),
    }


def _can_switch(actor: User, shown: User) -> bool:
    from tanggap.core.errors import NotAllowed

    try:
        actions.require_over(actor, actions.SWITCH_PERSON, shown)
    except NotAllowed:
        return False
    return actor.pk != shown.pk


@require_POST
@access(actions.SET_ROLES)
def person_roles(request: SignedInRequest, /, person_id: int) -> HttpResponseBase:
    shown = get_object_or_404(people_of(request.user), pk=person_id)
    units = units_of(request.user, actions.SET_ROLES)
    form = RolesForm(request.POST, actor=request.user, units=units)
    if not form.is_valid():
        raise InvalidInput("roles or unit not understood", field="roles")
    unit = form.cleaned_data["unit"]
    roles = form.cleaned_data["roles"]
    try:
        entry = actions.set_roles(actor=request.user, person=shown, unit=unit, roles=roles, seen=form.seen_roles)
    except WrongState:
        warn(request, _("Nothing was changed: somebody was quicker, or the unit would lose its last administrator."))
        return redirect("person", person_id=shown.pk)
    if entry:
        notify(request, _("The roles were changed."), undo=reverse("roles_undo", kwargs={"entry_id": entry.pk}))
    return redirect("person", person_id=shown.pk)


@require_POST
@access(actions.SET_ROLES)
def roles_undo(request: SignedInRequest, /, entry_id: int) -> HttpResponseBase:
    entry = get_object_or_404(AuditEntry, pk=entry_id, verb=actions.SET_ROLES.verb)
    shown = get_object_or_404(people_of(request.user), pk=entry.object_id)
    actions.undo_set_roles(actor=request.user, entry=entry)
    messages.success(request, _("The roles are as they were."))
    return redirect("person", person_id=shown.pk)


@require_POST
@access(actions.SWITCH_PERSON)
def person_deactivate(request: SignedInRequest, /, person_id: int) -> HttpResponseBase:
    shown = get_object_or_404(people_of(request.user), pk=person_id)
    if shown == request.user:
        raise WrongState("nobody switches himself off")
    actions.deactivate_person(actor=request.user, person=shown)
    undo = reverse("person_reactivate", kwargs={"person_id": shown.pk})
    notify(request, _("%(name)s can no longer sign in.") % {"name": shown}, undo=undo)
    return redirect("person", person_id=shown.pk)


@require_POST
@access(actions.SWITCH_PERSON)
def person_reactivate(request: SignedInRequest, /, person_id: int) -> HttpResponseBase:
    shown = get_object_or_404(people_of(request.user), pk=person_id)
    actions.reactivate_person(actor=request.user, person=shown)
    messages.success(request, _("%(name)s can sign in again.") % {"name": shown})
    return redirect("person", person_id=shown.pk)


@require_POST
@access(actions.ISSUE_LINK)
def person_link(request: SignedInRequest, /, person_id: int) -> HttpResponseBase:
    shown = get_object_or_404(people_of(request.user), pk=person_id)
    return _hand_over_link(request, shown)
