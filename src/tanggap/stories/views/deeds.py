"""What a person does to stories. Each deed says what it did and how to take it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access
from tanggap.accounts.models import User
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.mentions.models import Mention
from tanggap.stories import actions
from tanggap.stories.actions import SORT_STORIES, StoriesInDifferentIssues
from tanggap.stories.forms import ReasonForm, RemarkForm
from tanggap.stories.models import Story, StoryChange
from tanggap.stories.views.reading import story_page
from tanggap.ui.notices import notify, warn

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_MAX_AT_ONCE = 100
Deed = Callable[..., StoryChange]


def _story(request: SignedInRequest, pk: int | str) -> Story:
    return get_object_or_404(Story.objects.visible_to(request.user), pk=int(pk) if str(pk).isdigit() else 0)


def _mentions(request: SignedInRequest) -> list[Mention]:
    ids = [int(value) for value in request.POST.getlist("mention") if value.isdigit()]
    return list(Mention.objects.visible_to(request.user).filter(pk__in=ids[:_MAX_AT_ONCE]))


def _reason(request: SignedInRequest) -> str:
    form = RemarkForm(request.POST)
    return str(form.cleaned_data["reason"]) if form.is_valid() else ""


def _carry_out(request: SignedInRequest, words: _StrPromise, deed: Deed, **given: Any) -> StoryChange | None:
    """Do it and say so with the way back, or say why it could not be done."""
    try:
        change = deed(actor=request.user, **given)
    except StoriesInDifferentIssues:
        warn(request, _("Each of the two stories belongs to an issue of its own. Close one of the issues first."))
    except InvalidInput:
        warn(request, _("Nothing was changed: choose some mentions, but not all of them."))
    except WrongState:
        warn(request, _("Nothing was changed: somebody was quicker. This is how it stands now."))
    else:
        notify(request, words, undo=reverse("story_undo", args=[change.pk]))
        return change
    return None


@require_POST
@access(SORT_STORIES)
def watch(request: SignedInRequest, pk: int) -> HttpResponse:
    _carry_out(request, _("The story is watched."), actions.watch_story, story=_story(request, pk))
    return redirect("story", pk)


@require_POST
@access(SORT_STORIES)
def restore(request: SignedInRequest, pk: int) -> HttpResponse:
    _carry_out(request, _("The story is back in the inbox."), actions.restore_story, story=_story(request, pk))
    return redirect("story", pk)


@require_POST
@access(SORT_STORIES)
def dismiss(request: SignedInRequest, pk: int) -> HttpResponse:
    story = _story(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return story_page(request, story, dismissal=form, status=400)
    reason = form.cleaned_data["reason"]
    change = _carry_out(request, _("The story is dismissed."), actions.dismiss_story, story=story, reason=reason)
    return redirect("story_list") if change else redirect("story", pk)


@require_POST
@access(SORT_STORIES)
def merge(request: SignedInRequest, pk: int) -> HttpResponse:
    one, other = _story(request, pk), _story(request, request.POST.get("other", ""))
    words = _("The two stories are one now.")
    change = _carry_out(request, words, actions.merge_stories, one=one, other=other, reason=_reason(request))
    return redirect("story", change.story_id if change else pk)


@require_POST
@access(SORT_STORIES)
def split(request: SignedInRequest, pk: int) -> HttpResponse:
    story, mentions = _story(request, pk), _mentions(request)
    words = _("The chosen mentions stand in a story of their own now.")
    given = {"story": story, "mentions": mentions, "reason": _reason(request)}
    change = _carry_out(request, words, actions.split_story, **given)
    return redirect("story", change.other_id if change and change.other_id else pk)


@require_POST
@access(SORT_STORIES)
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move the chosen mentions, each as a change of its own, all or none."""
    story, to = _story(request, pk), _story(request, request.POST.get("other", ""))
    given = {"mentions": _mentions(request), "to": to, "reason": _reason(request)}
    change = _carry_out(request, _("The mentions stand in the other story now."), _move_all, **given)
    return redirect("story", to.pk if change else story.pk)


@transaction.atomic
def _move_all(*, actor: User, mentions: Sequence[Mention], to: Story, reason: str) -> StoryChange:
    changes = [actions.move_mention(actor=actor, mention=mention, to=to, reason=reason) for mention in mentions]
    if not changes:
        raise InvalidInput("no mention was chosen", field="mention")
    return changes[-1]


@require_POST
@access(SORT_STORIES)
def undo(request: SignedInRequest, pk: int) -> HttpResponse:
    visible = Story.objects.visible_to(request.user)
    change = get_object_or_404(StoryChange.objects.filter(story__in=visible), pk=pk)
    try:
        actions.undo_change(actor=request.user, change=change)
    except WrongState:
        warn(request, _("This cannot be taken back any more: something later builds on it."))
    else:
        notify(request, _("Taken back."))
    return redirect("story", change.story_id)


@require_POST
@access(SORT_STORIES)
def sort_many(request: SignedInRequest) -> HttpResponse:
    """Watch, dismiss or merge all stories that are ticked in the list."""
    ids = [int(value) for value in request.POST.getlist("story") if value.isdigit()]
    stories = list(Story.objects.visible_to(request.user).filter(pk__in=ids[:_MAX_AT_ONCE]).order_by("pk"))
    deed, reason = request.POST.get("deed", ""), _reason(request)
    if not stories:
        warn(request, _("Tick some stories first."))
    elif deed == "dismiss" and not reason:
        warn(request, _("Say why before you dismiss stories."))
    else:
        _say_how_many(request, len(_sorted(request.user, deed, stories, reason)), len(stories))
    return redirect(f"{reverse('story_list')}?{request.GET.urlencode()}")


def _sorted(actor: User, deed: str, stories: Sequence[Story], reason: str) -> list[int]:
    """Do it to each; the ids of those to which it could be done."""
    done = [stories[0].pk] if deed == "merge" else []
    for story in stories[len(done) :]:
        try:
            if deed == "merge":
                actions.merge_stories(actor=actor, one=stories[0], other=story, reason=reason)
            elif deed == "dismiss":
                actions.dismiss_story(actor=actor, story=story, reason=reason)
            else:
                actions.watch_story(actor=actor, story=story)
        except WrongState:
            continue
        done.append(story.pk)
    return done


def _say_how_many(request: SignedInRequest, n_done: int, n_asked: int) -> None:
    words = ngettext(
        "%(n)d story sorted. It can be undone on its page.",
        "%(n)d stories sorted. Each can be undone on its page.",
        n_done,
    )
    notify(request, words % {"n": n_done})
    if n_done < n_asked:
        warn(request, _("Some stayed as they are: they belong to an issue, or somebody was quicker."))
