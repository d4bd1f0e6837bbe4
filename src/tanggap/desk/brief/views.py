"""Reports: the list, one report in every form, sending it, and how a unit wants its own."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tanggap.accounts.access import Rule, SignedInRequest, access, may
from tanggap.accounts.models import Unit, UnitQuerySet
from tanggap.core.errors import WrongState
from tanggap.desk.brief import actions
from tanggap.desk.brief.forms import MailForm, MakeForm, PlanForm
from tanggap.desk.brief.messenger import text_of
from tanggap.desk.brief.models import Brief, Period
from tanggap.desk.brief.rendering import MEDIA_TYPES, path_of, report_of
from tanggap.desk.brief.rendering import render as rendered
from tanggap.desk.permissions import MAIL_BRIEF, MAKE_BRIEF, PLAN_BRIEF, READ_BRIEF
from tanggap.outbox.ways import has_mail
from tanggap.ui.notices import notify, warn

PAGE = 30


def _units(request: SignedInRequest) -> UnitQuerySet:
    """The units whose reports this person may read."""
    return Unit.objects.active().filter(pk__in=request.user.unit_ids_as(READ_BRIEF.roles))


def _chosen_unit(request: SignedInRequest) -> Unit | None:
    """The unit of the address, else the person's own, else the first one they may read."""
    units = _units(request)
    asked = request.GET.get("unit", "")
    home = request.user.home_unit
    chosen = units.filter(pk=asked).first() if asked.isdecimal() else None
    return chosen or (units.filter(pk=home.pk).first() if home else None) or units.first()


def _language() -> str:
    return get_language() or "id"


@access(Rule.SIGNED_IN)
@require_safe
def brief(request: SignedInRequest) -> HttpResponseBase:
    """The one button: today's report when it is there, else the page on which it is made."""
    unit = _chosen_unit(request)
    newest = Brief.objects.visible_to(request.user).newest(unit, Period.DAY) if unit else None
    if newest and newest.on == timezone.localdate():
        return redirect("desk:brief_page", brief_id=newest.pk)
    return redirect("desk:brief_list")


@access(Rule.SIGNED_IN)
@require_safe
def brief_list(request: SignedInRequest) -> HttpResponseBase:
    unit = _chosen_unit(request)
    briefs = Brief.objects.visible_to(request.user).filter(unit=unit).select_related("made_by").defer("data")
    page = Paginator(briefs, PAGE).get_page(request.GET.get("page"))
    context = {
        "unit": unit,
        "units": _units(request),
        "page": page,
        "periods": Period.choices,
        "may_make": unit is not None and may(request.user, MAKE_BRIEF, unit),
        "may_plan": unit is not None and may(request.user, PLAN_BRIEF, unit),
        "schedules": actions.plan_of(unit).schedules.filter(is_on=True).order_by("next_at") if unit else [],
    }
    return render(request, "desk/brief/list.html", context)


@require_POST
@access(MAKE_BRIEF)
def brief_make(request: SignedInRequest) -> HttpResponseBase:
    form = MakeForm(request.POST, units=_units(request))
    if not form.is_valid():
        warn(request, _("Please choose a unit and a period."))
        return redirect("desk:brief_list")
    made = actions.make_brief(
        actor=request.user, unit=form.cleaned_data["unit"], period=form.cleaned_data["period"], now=timezone.now()
    )
    notify(request, _("The report is ready. It stays as it is; you can make another one at any time."))
    return redirect("desk:brief_page", brief_id=made.pk)


def _brief(request: SignedInRequest, brief_id: int) -> Brief:
    return get_object_or_404(Brief.objects.visible_to(request.user).select_related("unit", "made_by"), pk=brief_id)


@access(Rule.SIGNED_IN)
@require_safe
def brief_page(request: SignedInRequest, /, brief_id: int) -> HttpResponseBase:
    shown = _brief(request, brief_id)
    report = report_of(shown, _language())
    context = {
        "brief": shown,
        "report": report,
        "message": text_of(report, path=path_of(shown)),
        "may_mail": may(request.user, MAIL_BRIEF, shown.unit),
    }
    return render(request, "desk/brief/brief.html", context)


@access(Rule.SIGNED_IN)
@require_safe
def brief_file(request: SignedInRequest, /, brief_id: int, form: str) -> HttpResponseBase:
    shown = _brief(request, brief_id)
    if form not in MEDIA_TYPES:
        return redirect("desk:brief_page", brief_id=shown.pk)
    file = rendered(shown, form, _language())
    answer = HttpResponse(file.content, content_type=file.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@access(MAIL_BRIEF)
def brief_mail(request: SignedInRequest, /, brief_id: int) -> HttpResponseBase:
    shown = _brief(request, brief_id)
    form = MailForm(request.POST if request.method == "POST" else None, unit=shown.unit)
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            n = actions.mail_brief(
                actor=request.user, brief=shown, people=chosen["people"], addresses=chosen["addresses"],
                now=timezone.now(),
            )  # fmt: skip
        except WrongState:
            warn(request, _("No mail server is set. Whoever runs the installation can change that."))
        else:
            said = ngettext("%(n)s mail is on its way.", "%(n)s mails are on their way.", n) % {"n": n}
            notify(request, said if n else _("Everybody you chose has this report already."))
        return redirect("desk:brief_page", brief_id=shown.pk)
    return render(request, "desk/brief/mail_form.html", {"form": form, "brief": shown, "has_mail": has_mail()})


@access(PLAN_BRIEF)
def brief_plan(request: SignedInRequest, /, unit_id: int) -> HttpResponseBase:
    units = Unit.objects.active().filter(pk__in=request.user.unit_ids_as(PLAN_BRIEF.roles))
    unit = get_object_or_404(units, pk=unit_id)
    plan = actions.plan_of(unit)
    form = PlanForm(request.POST or None, request.FILES or None, plan=plan)
    if form.is_valid():
        actions.set_plan(
            actor=request.user, unit=unit, values=form.values(), people=form.cleaned_data["people"],
            version=form.cleaned_data["seen_version"], now=timezone.now(),
        )  # fmt: skip
        notify(request, _("Saved. The next report is made as you said."))
        return redirect("desk:brief_plan", unit_id=unit.pk)
    return render(request, "desk/brief/plan.html", {"form": form, "unit": unit, "plan": plan, "has_mail": has_mail()})
