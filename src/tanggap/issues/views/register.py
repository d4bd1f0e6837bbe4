"""Lists of issues: the register, and what waits for one person."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from tanggap.accounts.access import Rule, SignedInRequest, access, may
from tanggap.issues.actions import OPEN_ISSUE
from tanggap.issues.backlog import backlog_of
from tanggap.issues.forms import BacklogForm, IssueFilterForm
from tanggap.issues.models import Issue
from tanggap.issues.reading import found_by, urgent_first
from tanggap.stories.models import Story

_PER_PAGE = 25
_MAX_SIMILAR = 5


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


@access(Rule.SIGNED_IN)
def backlog(request: SignedInRequest) -> HttpResponse:
    """How much is open, how old, without an owner, in work and late; every figure leads to its rows."""
    form = BacklogForm(request.GET)
    context = {"form": form, "backlog": backlog_of(request.user, lead=form.chosen(), now=timezone.now())}
    return render(request, "issues/backlog.html", context)


@access(Rule.SIGNED_IN)
def story_similar(request: SignedInRequest, pk: int) -> HttpResponse:
    """Issues of now and before that are like a story; as a part of its page, or as a page of its own."""
    story = get_object_or_404(Story.objects.visible_to(request.user), pk=pk)
    issues = Issue.objects.visible_to(request.user).like(
        story.title, topics=story.topics, region_codes=story.region_codes
    )
    rows = issues.exclude(number=story.issue_number).select_related("level", "unit")[:_MAX_SIMILAR]
    page = "issues/parts/similar.html" if request.headers.get("HX-Request") else "issues/similar.html"
    return render(request, page, {"story": story, "similar": rows})
