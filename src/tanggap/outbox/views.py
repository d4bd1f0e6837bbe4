"""One's own notices, and the log of what left the house."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tanggap.accounts.access import Rule, SignedInRequest, access
from tanggap.core.errors import WrongState
from tanggap.outbox import actions
from tanggap.outbox.apps import READ_LOG, RETRY
from tanggap.outbox.models import Delivery, DeliveryState
from tanggap.outbox.ways import has_mail
from tanggap.ui.notices import notify, warn

PAGE = 50


@access(Rule.SIGNED_IN)
@require_safe
def notice_list(request: SignedInRequest) -> HttpResponseBase:
    notices = Delivery.objects.notices_of(request.user)
    page = Paginator(notices, PAGE).get_page(request.GET.get("page"))
    n_unread = notices.filter(read_at=None).count()
    return render(request, "outbox/notices.html", {"page": page, "n_unread": n_unread})


@require_POST
@access(Rule.SIGNED_IN)
def notices_read(request: SignedInRequest) -> HttpResponseBase:
    typed = request.POST.get("up_to", "")
    actions.read_notices(actor=request.user, up_to=int(typed) if typed.isdecimal() else 0, now=timezone.now())
    return redirect("notice_list")


@access(READ_LOG)
@require_safe
def delivery_list(request: SignedInRequest) -> HttpResponseBase:
    seen = Delivery.objects.visible_to(request.user).exclude(channel="app").select_related("unit")
    state = request.GET.get("state", "")
    deliveries = seen.filter(state=state) if state in DeliveryState.values else seen
    page = Paginator(deliveries, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "states": DeliveryState.choices, "state": state, "has_mail": has_mail()}
    return render(request, "outbox/deliveries.html", context)


@require_POST
@access(RETRY)
def delivery_retry(request: SignedInRequest, /, delivery_id: int) -> HttpResponseBase:
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user), pk=delivery_id)
    try:
        actions.retry_delivery(actor=request.user, delivery=delivery, now=timezone.now())
    except WrongState:
        warn(request, _("It is under way or has arrived already."))
    else:
        notify(request, _("It will be sent again within a minute."))
    return redirect("delivery_list")
