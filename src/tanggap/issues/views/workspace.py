"""The pages of one issue: its summary with what can be done, its mentions, its history."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.access import Rule, SignedInRequest, access, may
from tanggap.core.errors import WrongState
from tanggap.issues import actions
from tanggap.issues.actions import CONTRIBUTE, EDIT_ISSUE
from tanggap.issues.deeds import offered
from tanggap.issues.forms import EditForm
from tanggap.issues.history import events_of
from tanggap.issues.models import Issue, IssueState
from tanggap.issues.reading import chain_of, clocks_of, mentions_of, names_of, stories_of
from tanggap.mentions.models import EvidenceCopy
from tanggap.reference.models import Region, Topic
from tanggap.stories.listing import rows_of
from tanggap.ui.notices import notify

_PER_PAGE = 50


def visible_issue(request: SignedInRequest, number: str) -> Issue:
    """The issue, if this person may see it; 404 otherwise."""
    issues = Issue.objects.visible_to(request.user).select_related("unit", "level", "assignee", "opened_by")
    return get_object_or_404(issues, number=number)


def _frame(request: SignedInRequest, issue: Issue, tab: str) -> dict[str, Any]:
    """What stands above every tab."""
    supporting = [row.unit for row in issue.supporting.select_related("unit")]
    n_mentions = mentions_of(issue, user=request.user).count()
    n_stories = stories_of(issue, user=request.user).count()
    takes_part = any(may(request.user, CONTRIBUTE, unit) for unit in [issue.unit, *supporting])
    return {
        "issue": issue,
        "tab": tab,
        "supporting": supporting,
        "clocks": clocks_of(issue, timezone.now()),
        "chain": chain_of(issue, n_mentions=n_mentions, n_stories=n_stories, tab=tab),
        "n_mentions": n_mentions,
        "leads": may(request.user, EDIT_ISSUE, issue.unit_id),
        "takes_part": takes_part,
        "is_closed": issue.state == IssueState.CLOSED,
    }


@access(Rule.SIGNED_IN)
def issue(request: SignedInRequest, number: str) -> HttpResponse:
    return issue_page(request, visible_issue(request, number))


def issue_page(
    request: SignedInRequest,
    found: Issue,
    *,
    bound: dict[str, forms.Form] | None = None,
    is_conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The summary; also shown again, with what was typed, when a deed could not be done."""
    context = _frame(request, found, "summary")
    deeds = offered(found, leads=context["leads"], takes_part=context["takes_part"], bound=bound or {})
    context |= {
        "deeds": deeds,
        "is_conflict": is_conflict,
        "topics": names_of(found.topics, Topic),
        "regions": names_of(found.region_codes, Region),
        "notes": found.notes.filter(withdrawn_at=None).select_related("by"),
        "events": events_of(found)[:5],
    }
    return render(request, "issues/issue.html", context, status=status)


@access(Rule.SIGNED_IN)
def issue_mentions(request: SignedInRequest, number: str) -> HttpResponse:
    found = visible_issue(request, number)
    mentions = mentions_of(found, user=request.user).select_related("outlet", "assessment", "unit").defer("search")
    mentions = mentions.prefetch_related("corrections")
    page = Paginator(mentions, _PER_PAGE).get_page(request.GET.get("page"))
    on_page = [mention.pk for mention in page]
    context = _frame(request, found, "mentions") | {
        "page": page,
        "stories": rows_of(list(stories_of(found, user=request.user)), user=request.user, now=timezone.now()),
        "by_hand": set(found.issue_mentions.values_list("mention_id", flat=True)),
        "kept": set(EvidenceCopy.objects.filter(mention_id__in=on_page).values_list("mention_id", flat=True)),
    }
    return render(request, "issues/mentions.html", context)


@access(Rule.SIGNED_IN)
def issue_history(request: SignedInRequest, number: str) -> HttpResponse:
    found = visible_issue(request, number)
    context = _frame(request, found, "history")
    page = Paginator(events_of(found), _PER_PAGE).get_page(request.GET.get("page"))
    planned_anew = found.clocks.exclude(cancelled_at=None).order_by("cancelled_at")
    return render(request, "issues/history.html", context | {"page": page, "planned_anew": planned_anew})


@access(EDIT_ISSUE)
def issue_edit(request: SignedInRequest, number: str) -> HttpResponse:
    found = visible_issue(request, number)
    names = ("title", "summary", "topics", "region_codes", "visibility", "version")
    form = EditForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    status = 200
    if request.method == "POST":
        status = _save_words(request, found, form)
        if status == 302:
            return redirect("issue", number)
    return render(request, "issues/edit.html", {"issue": found, "form": form}, status=status)


def _save_words(request: SignedInRequest, found: Issue, form: EditForm) -> int:
    """The status of the answer: 302 when it was saved."""
    if not form.is_valid():
        return 400
    try:
        actions.edit_issue(actor=request.user, issue=found, **form.cleaned_data)
    except WrongState:
        typed = request.POST.copy()
        typed["version"] = str(found.version)
        form.data = typed
        form.add_error(None, _("Somebody changed the issue meanwhile. Your words are still here: save again."))
        return 409
    notify(request, _("Saved. The history keeps what stood before."))
    return 302
