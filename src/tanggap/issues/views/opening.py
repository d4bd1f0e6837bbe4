"""Opening an issue, or choosing an open one for a story."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access
from tanggap.accounts.models import User
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.issues import actions
from tanggap.issues.actions import CONTRIBUTE, OPEN_ISSUE, StoryAlreadyInIssue
from tanggap.issues.forms import OpenForm
from tanggap.issues.models import Issue
from tanggap.issues.reading import urgent_first
from tanggap.mentions.models import Mention
from tanggap.reference.routing import Proposal, propose_unit
from tanggap.stories.listing import rows_of
from tanggap.stories.models import Story
from tanggap.ui.notices import notify, warn

_MAX_CHOICES = 50


def _ids(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdigit()]


@access(OPEN_ISSUE)
def issue_open(request: SignedInRequest) -> HttpResponse:
    """Open an issue from stories (`?story=`), from mentions (`?mention=`) or by hand."""
    asked = request.POST if request.method == "POST" else request.GET
    stories = list(Story.objects.visible_to(request.user).standing().filter(pk__in=_ids(asked.getlist("story"))))
    mentions = list(Mention.objects.visible_to(request.user).filter(pk__in=_ids(asked.getlist("mention"))))
    form = OpenForm(request.POST if request.method == "POST" else None, initial=_initial(request, stories, mentions))
    conflict: StoryAlreadyInIssue | None = None
    if request.method == "POST" and form.is_valid():
        try:
            issue = actions.open_issue(actor=request.user, stories=stories, mentions=mentions, **form.cleaned_data)
        except StoryAlreadyInIssue as already:
            conflict = already
        except InvalidInput:
            form.add_error("assignee", _("This person does not work in the lead unit."))
        else:
            notify(request, _("The issue is open. Its number stays; close it with a reason if it was a mistake."))
            return redirect("issue", issue.number)
    return _open_page(request, form, stories, mentions, conflict or _first_conflict(stories))


def _initial(request: SignedInRequest, stories: list[Story], mentions: list[Mention]) -> dict[str, Any]:
    proposal = _proposal(stories)
    lead = proposal.unit if proposal else request.user.home_unit
    titles = [story.title for story in stories] + [mention.title for mention in mentions]
    return {
        "title": next((title for title in titles if title), "")[:300],
        "unit": lead.pk if lead else None,
        "level": _suggested(stories, request.user),
        "topics": _topics_of(stories),
        "region_codes": _regions_of(stories),
    }


def _topics_of(stories: list[Story]) -> list[str]:
    return list(dict.fromkeys(topic for story in stories for topic in story.topics))


def _regions_of(stories: list[Story]) -> list[str]:
    return sorted({code[:5] for story in stories for code in story.region_codes})


def _proposal(stories: list[Story]) -> Proposal | None:
    """The lead unit that the office's routes propose for these stories."""
    return propose_unit(_topics_of(stories), _regions_of(stories)) if stories else None


def _suggested(stories: list[Story], user: User) -> int | None:
    """The highest level that one of the stories suggests."""
    return max((row.suggestion.level for row in rows_of(stories, user=user, now=timezone.now())), default=None)


def _first_conflict(stories: list[Story]) -> StoryAlreadyInIssue | None:
    """Told before anything is typed: one of the stories is in an open issue already."""
    for story in stories:
        first = Issue.objects.select_related("unit").filter(number=story.issue_number or "-").first()
        if first is not None:
            return StoryAlreadyInIssue(story, first)
    return None


def _open_page(
    request: SignedInRequest,
    form: OpenForm,
    stories: list[Story],
    mentions: list[Mention],
    conflict: StoryAlreadyInIssue | None,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "stories": stories, "mentions": mentions, "conflict": conflict}
    context |= {"proposal": _proposal(stories), "rows": rows_of(stories, user=request.user, now=timezone.now())}
    if conflict is not None:
        # Who may not see the first issue learns which unit to ask, and nothing else.
        context["first"] = Issue.objects.visible_to(request.user).filter(pk=conflict.issue.pk).first()
    status = 409 if conflict and request.method == "POST" else 400 if form.errors else 200
    return render(request, "issues/open.html", context, status=status)


@access(CONTRIBUTE)
def issue_choose(request: SignedInRequest) -> HttpResponse:
    """Choose the open issue that a story or a mention is added to."""
    words = request.GET.get("q", "").strip()[:200]
    issues = urgent_first(Issue.objects.visible_to(request.user).open().for_units(request.user.covered_unit_ids))
    if words:
        issues = issues.search(words)  # type: ignore[attr-defined]
    context = {
        "q": words,
        "stories": Story.objects.visible_to(request.user).filter(pk__in=_ids(request.GET.getlist("story"))),
        "mentions": Mention.objects.visible_to(request.user).filter(pk__in=_ids(request.GET.getlist("mention"))),
        "issues": issues[:_MAX_CHOICES],
    }
    return render(request, "issues/choose.html", context)


@require_POST
@access(CONTRIBUTE)
def issue_add(request: SignedInRequest, number: str) -> HttpResponse:
    """Add stories and mentions to an open issue."""
    issue = get_object_or_404(Issue.objects.visible_to(request.user), number=number)
    stories = Story.objects.visible_to(request.user).filter(pk__in=_ids(request.POST.getlist("story")))
    mentions = Mention.objects.visible_to(request.user).filter(pk__in=_ids(request.POST.getlist("mention")))
    try:
        for story in stories:
            actions.add_story(actor=request.user, issue=issue, story=story)
        for mention in mentions:
            actions.add_mention(actor=request.user, issue=issue, mention=mention)
    except StoryAlreadyInIssue as already:
        warn(request, _("The story already belongs to another issue, led by %(unit)s.") % {"unit": already.issue.unit})
    except WrongState:
        warn(request, _("It is in this issue already, or the issue was closed meanwhile."))
    else:
        notify(request, _("Added to the issue. It can be taken out on the tab Mentions."))
    return redirect("issue_mentions", issue.number)
