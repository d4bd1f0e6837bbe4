"""The inbox of stories, one story, and the search for another one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from tanggap.accounts.access import Rule, SignedInRequest, access, may
from tanggap.stories.actions import SORT_STORIES
from tanggap.stories.forecasts import forecasts_of
from tanggap.stories.forms import ReasonForm, StoryFilterForm
from tanggap.stories.listing import (
    carriers_of,
    found_by,
    leads_of,
    rows_of,
    voices_of,
    with_copies,
)
from tanggap.stories.models import SavedFilter, Story

_PER_PAGE = 25
_MENTIONS_PER_PAGE = 50
_MAX_CHANGES = 30
_MAX_TARGETS = 20
_MAX_NEW = 100
_MAX_DIGITS = 18


@access(Rule.SIGNED_IN)
def story_list(request: SignedInRequest) -> HttpResponse:
    form = StoryFilterForm(request.GET)
    chosen, now = form.chosen(), timezone.now()
    stories = found_by(chosen, user=request.user, now=now).select_related("unit")
    page = Paginator(stories, _PER_PAGE).get_page(request.GET.get("page"))
    newest = Story.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    context = {
        "form": form,
        "chosen": chosen,
        "page": page,
        "rows": rows_of(list(page), user=request.user, now=now),
        "may_sort": may(request.user, SORT_STORIES),
        "saved": SavedFilter.objects.of(request.user),
        "newest": newest,
        "poll": _poll_query(request, newest),
    }
    return render(request, "stories/list.html", context)


def _poll_query(request: SignedInRequest, newest: int) -> str:
    query = request.GET.copy()
    query["newest"] = str(newest)
    return str(query.urlencode())


@access(Rule.SIGNED_IN)
@require_safe
def story_poll(request: SignedInRequest) -> HttpResponse:
    """How many stories came since the list was drawn. Rows never move under the reader's hands: a line tells."""
    asked = request.GET.get("newest", "")
    newest = int(asked) if asked.isdigit() and len(asked) < _MAX_DIGITS else 0
    chosen = StoryFilterForm(request.GET).chosen()
    found = found_by(chosen, user=request.user, now=timezone.now()).filter(pk__gt=newest)
    n_new = len(found.order_by("pk").values_list("pk", flat=True)[:_MAX_NEW])
    etag = f'"{newest}-{n_new}"'
    query = request.GET.copy()
    query.pop("newest", None)
    context = {"n_new": n_new, "poll": _poll_query(request, newest), "etag": etag, "query": query.urlencode()}
    response = render(request, "stories/parts/new_bar.html", context)
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, etag=etag, response=response) or response


@access(Rule.SIGNED_IN)
def story(request: SignedInRequest, pk: int) -> HttpResponse:
    stories = Story.objects.visible_to(request.user).select_related("unit", "first_mention__outlet")
    found = get_object_or_404(stories.defer("first_mention__search", "first_mention__text"), pk=pk)
    if found.merged_into_id is not None:
        return redirect("story", found.merged_into_id)
    return story_page(request, found)


def story_page(
    request: SignedInRequest, found: Story, *, dismissal: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of one story; also shown again, with what was typed, when a deed could not be done."""
    page = Paginator(leads_of(found, user=request.user), _MENTIONS_PER_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    row = rows_of([found], user=request.user, now=now)[0]
    context: dict[str, Any] = {
        "story": found,
        "row": row,
        "forecasts": forecasts_of(found, row.course, now),
        "page": page,
        "leads": with_copies(list(page), user=request.user),
        "changes": found.changes.select_related("by", "other")[:_MAX_CHANGES],
        "dismissal": dismissal or ReasonForm(),
        "may_sort": may(request.user, SORT_STORIES, found.unit_id),
        "carriers": carriers_of(found, user=request.user),
        "voices": voices_of(found, user=request.user),
    }
    is_beside = request.headers.get("HX-Target") == "pane"
    return render(request, "stories/pane.html" if is_beside else "stories/story.html", context, status=status)


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
        "rows": rows_of(list(others[:_MAX_TARGETS]), user=request.user, now=timezone.now()),
    }
    return render(request, "stories/target.html", context)
