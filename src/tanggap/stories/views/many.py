"""Sorting many stories at once, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access
from tanggap.core.errors import WrongState
from tanggap.stories import actions
from tanggap.stories.actions import SORT_STORIES
from tanggap.stories.forms import RemarkForm
from tanggap.stories.models import Story, StoryChange
from tanggap.stories.views.deeds import who_was_quicker
from tanggap.ui.notices import notify, warn

_MAX_AT_ONCE = 100
# What is asked on a page of its own.
LEADS_ON = {"issue": "issue_open", "add": "issue_choose"}


def _reason(request: SignedInRequest) -> str:
    form = RemarkForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""


@require_POST
@access(SORT_STORIES)
def sort_many(request: SignedInRequest) -> HttpResponse:
    """Watch, dismiss or merge all stories that are ticked in the list."""
    ids = [int(value) for value in request.POST.getlist("story") if value.isdigit()]
    stories = list(Story.objects.visible_to(request.user).filter(pk__in=ids[:_MAX_AT_ONCE]).order_by("pk"))
    deed, reason = request.POST.get("deed", ""), _reason(request)
    if not stories or (deed == "merge" and len(stories) == 1):
        warn(request, _("Tick some stories first."))
    elif deed in LEADS_ON:
        chosen = urlencode([("story", story.pk) for story in stories])
        return redirect(f"{reverse(LEADS_ON[deed])}?{chosen}")
    elif deed == "dismiss" and not reason:
        warn(request, _("Say why before you dismiss stories."))
    else:
        _say_how_many(request, *_sorted(request, deed, stories, reason))
    return redirect(f"{reverse('story_list')}?{request.GET.urlencode()}")


def _sorted(
    request: SignedInRequest, deed: str, stories: Sequence[Story], reason: str
) -> tuple[list[StoryChange], list[Story]]:
    """Do it to each: the changes, and the stories to which it could not be done."""
    changes, left = [], []
    for story in stories[1:] if deed == "merge" else stories:
        try:
            changes.append(_sort(request, deed, story, stories[0], reason))
        except WrongState:
            left.append(story)
    return changes, left


def _sort(request: SignedInRequest, deed: str, story: Story, eldest: Story, reason: str) -> StoryChange:
    seen = request.POST.get(f"seen-{story.pk}")
    if deed == "merge":
        return actions.merge_stories(actor=request.user, one=eldest, other=story, reason=reason)
    if deed == "dismiss":
        return actions.dismiss_story(actor=request.user, story=story, reason=reason, seen=seen)
    return actions.watch_story(actor=request.user, story=story, seen=seen)


def _say_how_many(request: SignedInRequest, changes: Sequence[StoryChange], left: Sequence[Story]) -> None:
    words = ngettext("%(n)d story sorted.", "%(n)d stories sorted.", len(changes)) % {"n": len(changes)}
    if changes:
        ids = "-".join(str(change.pk) for change in changes)
        query = request.GET.urlencode()
        notify(request, words, undo=f"{reverse('story_undo_many')}?changes={ids}&{query}")
    if len(left) == 1:
        warn(request, who_was_quicker(left[0]))
    elif left:
        warn(request, _("Some stayed as they are: they belong to an issue, or somebody was quicker."))


@require_POST
@access(SORT_STORIES)
def undo_many(request: SignedInRequest) -> HttpResponse:
    """Take back what one press did to many stories, the last first."""
    query = request.GET.copy()
    ids = [int(value) for value in "".join(query.pop("changes", [])).split("-") if value.isdigit()]
    visible = Story.objects.visible_to(request.user)
    changes = StoryChange.objects.filter(story__in=visible, pk__in=ids[:_MAX_AT_ONCE]).order_by("-pk")
    n_undone = 0
    for change in changes:
        try:
            actions.undo_change(actor=request.user, change=change)
        except WrongState:
            warn(request, _("This cannot be taken back any more: something later builds on it."))
        else:
            n_undone += 1
    if n_undone:
        notify(request, ngettext("%(n)d story put back.", "%(n)d stories put back.", n_undone) % {"n": n_undone})
    return redirect(f"{reverse('story_list')}?{query.urlencode()}")
