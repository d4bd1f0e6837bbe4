"""The inbox of stories, one story, and the search for another one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from tanggap.accounts.access import Rule, SignedInRequest, access, may
from tanggap.stories.actions import SORT_STORIES
from tanggap.stories.forms import ReasonForm, StoryFilterForm
from tanggap.stories.listing import found_by, leads_of, rows_of, with_copies
from tanggap.stories.models import Story

_PER_PAGE = 25
_MENTIONS_PER_PAGE = 50
_MAX_CHANGES = 30
_MAX_TARGETS = 20


@access(Rule.SIGNED_IN)
def story_list(request: SignedInRequest) -> HttpResponse:
    form = StoryFilterForm(request.GET)
    chosen, now = form.chosen(), timezone.now()
    stories = found_by(chosen, user=request.user, now=now).select_related("unit")
    page = Paginator(stories, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "chosen": chosen,
        "page": page,
        "rows": rows_of(list(page), now=now),
        "may_sort": may(request.user, SORT_STORIES),
    }
    return render(request, "stories/list.html", context)


@access(Rule.SIGNED_IN)
def story(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Story.objects.visible_to(request.user), pk=pk)
    if found.merged_into_id is not None:
        return redirect("story", found.merged_into_id)
    return story_page(request, found)


def story_page(
    request: SignedInRequest, found: Story, *, dismissal: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of one story; also shown again, with what was typed, when a deed could not be done."""
    page = Paginator(leads_of(found, user=request.user), _MENTIONS_PER_PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "story": found,
        "row": rows_of([found], now=timezone.now())[0],
        "page": page,
        "leads": with_copies(list(page), user=request.user),
        "changes": found.changes.select_related("by", "other")[:_MAX_CHANGES],
        "dismissal": dismissal or ReasonForm(),
        "may_sort": may(request.user, SORT_STORIES, found.unit_id),
    }
    return render(request, "stories/story.html", context, status=status)


@access(SORT_STORIES)
def story_target(request: SignedInRequest, pk: int) -> HttpResponse:
    """Look for the story to merge this one with, or to move the chosen mentions into."""
    found = get_object_or_404(Story.objects.visible_to(request.user).standing(), pk=pk)
    mention_ids = [int(value) for value in request.GET.getlist("mention") if value.isdigit()]
    words = request.GET.get("q", "").strip()[:200]
    others = Story.objects.visible_to(request.user).inbox().exclude(pk=pk)
    if words:
        others = others.search(words, user=request.user)
    elif found.region_codes or found.topics:
        others = others.filter(topics__overlap=found.topics) | others.filter(region_codes__overlap=found.region_codes)
    context = {
        "story": found,
        "q": words,
        "mentions": leads_of(found, user=request.user).filter(mention_id__in=mention_ids),
        "rows": rows_of(list(others[:_MAX_TARGETS]), now=timezone.now()),
    }
    return render(request, "stories/target.html", context)
