"""Pages of the registers: topics and their words, regions, days off."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.accounts.access import Rule, SignedInRequest, access, may
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput
from tanggap.core.text.document import TopicRule
from tanggap.reference import actions
from tanggap.reference.calendar import days_off
from tanggap.reference.forms import DayOffForm, RouteForm, TopicForm
from tanggap.reference.models import Region, RegionLevel, Route, Topic
from tanggap.reference.topic_rules import topic_rules
from tanggap.reference.tryout import try_rule
from tanggap.ui.notices import notify


@access(Rule.SIGNED_IN)
def topic_list(request: SignedInRequest) -> HttpResponseBase:
    topics = Topic.objects.select_related("rule")
    return render(
        request, "reference/topic_list.html", {"topics": topics, "may_edit": may(request.user, actions.EDIT_TOPIC)}
    )


@access(actions.EDIT_TOPIC)
def topic_edit(request: SignedInRequest, /, topic_code: str) -> HttpResponseBase:
    topic = get_object_or_404(Topic.objects.select_related("rule"), pk=topic_code)
    rule = topic.rule
    initial = {"name": topic.name, "any_of": rule.any_of, "none_of": rule.none_of, "min_hits": rule.min_hits}
    form = TopicForm(request.POST or None, initial={**initial, "seen_version": rule.version})
    tryout = None
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("any_of", "none_of", "min_hits")}
        if "try" not in request.POST:
            return _save_topic(request, topic, form, words)
        others = [other for other in topic_rules() if other.code != topic.code]
        asked = TopicRule(topic.code, topic.name, words["any_of"], words["none_of"], words["min_hits"])
        tryout = try_rule(asked, others=others, sample=form.cleaned_data["sample"])
    return render(request, "reference/topic_edit.html", {"form": form, "topic": topic, "tryout": tryout})


def _save_topic(request: SignedInRequest, topic: Topic, form: TopicForm, words: dict[str, object]) -> HttpResponseBase:
    version, name = form.cleaned_data["seen_version"], form.cleaned_data["name"]
    entry = actions.edit_topic(actor=request.user, topic=topic, version=version, name=name, values=words)
    notify(
        request, _("%(topic)s was saved.") % {"topic": name}, undo=reverse("topic_undo", kwargs={"entry_id": entry.pk})
    )
    return redirect("topic_list")


@require_POST
@access(actions.EDIT_TOPIC)
def topic_undo(request: SignedInRequest, /, entry_id: int) -> HttpResponseBase:
    entry = get_object_or_404(AuditEntry.objects.with_payload(), pk=entry_id, verb=actions.EDIT_TOPIC.verb)
    actions.undo_edit_topic(actor=request.user, entry=entry)
    messages.success(request, _("The topic is as it was."))
    return redirect("topic_list")


@access(Rule.SIGNED_IN)
def region_list(request: SignedInRequest) -> HttpResponseBase:
    words = request.GET.get("q", "").strip()
    regions = Region.objects.home()
    if words:
        regions = regions.filter(Q(name__icontains=words) | Q(code__startswith=words))
    else:
        regions = regions.exclude(level=RegionLevel.DISTRICT)
    return render(request, "reference/region_list.html", {"regions": regions, "words": words})


@access(Rule.SIGNED_IN)
def day_off_list(request: SignedInRequest) -> HttpResponseBase:
    may_edit = may(request.user, actions.EDIT_DAYS_OFF)
    form = DayOffForm(request.POST or None)
    if form.is_valid():
        actions.put_day_off(actor=request.user, **form.cleaned_data)
        messages.success(request, _("The day was saved."))
        return redirect("day_off_list")
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdigit() and 2000 <= int(asked) <= 2100 else timezone.localdate().year
    context = {"days": days_off(year), "year": year, "previous": year - 1, "next": year + 1}
    return render(request, "reference/day_off_list.html", {**context, "form": form, "may_edit": may_edit})


@require_POST
@access(actions.EDIT_DAYS_OFF)
def day_off_remove(request: SignedInRequest) -> HttpResponseBase:
    try:
        on = date.fromisoformat(request.POST.get("on", ""))
    except ValueError as error:
        raise InvalidInput("no such day", field="on") from error
    entry = actions.remove_day_off(actor=request.user, on=on)
    notify(request, _("The day was taken out."), undo=reverse("day_off_undo", kwargs={"entry_id": entry.pk}))
    return redirect("day_off_list")


@require_POST
@access(actions.EDIT_DAYS_OFF)
def day_off_undo(request: SignedInRequest, /, entry_id: int) -> HttpResponseBase:
    entry = get_object_or_404(AuditEntry.objects.with_payload(), pk=entry_id, verb="reference.remove_day_off")
    actions.undo_remove_day_off(actor=request.user, entry=entry)
    messages.success(request, _("The day is back."))
    return redirect("day_off_list")


@access(Rule.SIGNED_IN)
def route_list(request: SignedInRequest) -> HttpResponseBase:
    """Which unit leads what; administrators add and change."""
    may_edit = may(request.user, actions.EDIT_ROUTES)
    form = RouteForm(request.POST or None)
    if form.is_valid():
        entry = actions.set_route(actor=request.user, **form.cleaned_data)
        notify(request, _("The route was saved."), undo=reverse("route_undo", kwargs={"entry_id": entry.pk}))
        return redirect("route_list")
    routes = Route.objects.select_related("topic", "region", "unit")
    return render(request, "reference/route_list.html", {"routes": routes, "form": form, "may_edit": may_edit})


@require_POST
@access(actions.EDIT_ROUTES)
def route_remove(request: SignedInRequest, /, route_id: int) -> HttpResponseBase:
    route = get_object_or_404(Route.objects.select_related("topic", "region"), pk=route_id)
    entry = actions.set_route(actor=request.user, topic=route.topic, region=route.region, unit=None)
    notify(request, _("The route was taken out."), undo=reverse("route_undo", kwargs={"entry_id": entry.pk}))
    return redirect("route_list")


@require_POST
@access(actions.EDIT_ROUTES)
def route_undo(request: SignedInRequest, /, entry_id: int) -> HttpResponseBase:
    entry = get_object_or_404(AuditEntry.objects.with_payload(), pk=entry_id, verb="reference.set_route")
    actions.undo_set_route(actor=request.user, entry=entry)
    messages.success(request, _("The route is as it was."))
    return redirect("route_list")
