"""What a person does to stories. Each deed says what it did and how to take it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
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
from tanggap.ui.notices import attempt, notify, warn
from tanggap.ui.times import relative

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


def _seen(request: SignedInRequest) -> str | None:
    """How the story stood on the page that the person looked at."""
    return request.POST.get("seen")


def back(request: SignedInRequest, pk: int) -> HttpResponse:
    """To the list, as it was filtered, when the deed was done beside it; else to the story."""
    if "list" in request.POST:
        return redirect(f"{reverse('story_list')}?{request.POST['list'][:500]}")
    return redirect("story", pk)


def who_was_quicker(story: Story | None) -> str:
    """Nothing was overwritten; who did what to the story meanwhile."""
    last = StoryChange.objects.filter(story=story, undone_at=None).select_related("by").first() if story else None
    if last is None:
        return _("Nothing was changed: somebody was quicker. This is how it stands now.")
    who = _("the machine") if last.is_machine else str(last.by)
    words = {"who": who, "what": last.get_kind_display(), "when": relative(last.at, timezone.now())}
    return _("Nothing was changed: %(who)s was quicker (%(what)s, %(when)s). This is how it stands now.") % words


def _carry_out(request: SignedInRequest, words: str, deed: Deed, **given: Any) -> StoryChange | None:
    """Do it and say so with the way back, or say why it could not be done."""
    try:
        change = deed(actor=request.user, **given)
    except StoriesInDifferentIssues:
        warn(request, _("Each of the two stories belongs to an issue of its own. Close one of the issues first."))
    except InvalidInput:
        warn(request, _("Nothing was changed: choose some mentions, but not all of them."))
    except WrongState:
        warn(request, who_was_quicker(given.get("story")))
    else:
        notify(request, words, undo=reverse("story_undo", args=[change.pk]))
        return change
    return None


@require_POST
@access(SORT_STORIES)
def watch(request: SignedInRequest, pk: int) -> HttpResponse:
    _carry_out(request, _("The story is watched."), actions.watch_story, story=_story(request, pk), seen=_seen(request))
    return back(request, pk)


@require_POST
@access(SORT_STORIES)
def restore(request: SignedInRequest, pk: int) -> HttpResponse:
    given = {"story": _story(request, pk), "seen": _seen(request)}
    _carry_out(request, _("The story is back in the inbox."), actions.restore_story, **given)
    return back(request, pk)


@require_POST
@access(SORT_STORIES)
def dismiss(request: SignedInRequest, pk: int) -> HttpResponse:
    story = _story(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return story_page(request, story, dismissal=form, status=400)
    reason = form.cleaned_data["reason"]
    given = {"story": story, "reason": reason, "seen": _seen(request)}
    change = _carry_out(request, _("The story is dismissed."), actions.dismiss_story, **given)
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
    attempt(
        request,
        lambda: actions.undo_change(actor=request.user, change=change),
        said=_("Taken back."),
        refused=_("This cannot be taken back any more: something later builds on it."),
    )
    return redirect("story", change.story_id)
