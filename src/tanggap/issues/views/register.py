"""Lists of issues: the register, and what waits for one person."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from tanggap.accounts.access import Rule, SignedInRequest, access, may
from tanggap.issues.actions import OPEN_ISSUE
from tanggap.issues.forms import IssueFilterForm
from tanggap.issues.models import Issue
from tanggap.issues.reading import found_by, urgent_first

_PER_PAGE = 25


@access(Rule.SIGNED_IN)
def issue_list(request: SignedInRequest) -> HttpResponse:
    form = IssueFilterForm(request.GET)
    chosen, now = form.chosen(), timezone.now()
    page = Paginator(found_by(chosen, user=request.user, now=now), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "chosen": chosen,
        "page": page,
        "now": now,
        "may_open": may(request.user, OPEN_ISSUE),
    }
    return render(request, "issues/list.html", context)


@access(Rule.SIGNED_IN)
def my_work(request: SignedInRequest) -> HttpResponse:
    """What waits for this person: assigned to them, or to their units and to nobody yet; late first."""
    mine = urgent_first(Issue.objects.work_of(request.user))
    page = Paginator(mine, _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "issues/my_work.html", {"page": page, "now": timezone.now()})
