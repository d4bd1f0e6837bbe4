"""What is done to an issue from its pages."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access
from tanggap.core.errors import InvalidInput, WrongState
from tanggap.issues import actions
from tanggap.issues.actions import CONTRIBUTE
from tanggap.issues.deeds import DEEDS, form_for
from tanggap.issues.models import Issue, IssueNote
from tanggap.issues.views.workspace import issue_page, visible_issue
from tanggap.mentions.models import Mention
from tanggap.stories.models import Story
from tanggap.ui.notices import notify, warn


@require_POST
@access(CONTRIBUTE)
def issue_do(request: SignedInRequest, number: str, slug: str) -> HttpResponse:
    """Do one deed of the table; when it cannot be done, the page comes back with what was typed."""
    if slug not in DEEDS:
        raise Http404
    issue = visible_issue(request, number)
    form = form_for(slug, issue, request.POST)
    if not form.is_valid():
        return issue_page(request, issue, bound={slug: form}, status=400)
    try:
        done = DEEDS[slug].act(actor=request.user, issue=issue, **form.cleaned_data)
    except WrongState:
        return _come_back(request, number, slug)
    except InvalidInput:
        form.add_error(None, _("This cannot be used here. Choose something else."))
        return issue_page(request, issue, bound={slug: form}, status=400)
    undo = reverse("issue_take_back", args=[number, done.version]) if DEEDS[slug].can_be_taken_back else ""
    notify(request, DEEDS[slug].done, undo=undo)
    return (
        redirect("issue", number)
        if Issue.objects.visible_to(request.user).filter(number=number).exists()
        else redirect("issue_list")
    )


def _come_back(request: SignedInRequest, number: str, slug: str) -> HttpResponse:
    """Somebody was quicker: show how it stands now, with what this person typed still in the form."""
    fresh = visible_issue(request, number)
    typed = request.POST.copy()
    typed["version"] = str(fresh.version)
    return issue_page(request, fresh, bound={slug: form_for(slug, fresh, typed)}, is_conflict=True, status=409)


@require_POST
@access(CONTRIBUTE)
def issue_take_back(request: SignedInRequest, number: str, version: int) -> HttpResponse:
    """Take back the triage or the start of work that led to this version."""
    issue = visible_issue(request, number)
    try:
        actions.take_back(actor=request.user, issue=issue, version=version)
    except WrongState:
        warn(request, _("This cannot be taken back any more: something later builds on it."))
    else:
        notify(request, _("Taken back. The issue stands as before, with its deadlines; it can be done again."))
    return redirect("issue", number)


@require_POST
@access(CONTRIBUTE)
def issue_take_out(request: SignedInRequest, number: str) -> HttpResponse:
    """Take a story, or a mention that was put in by hand, out of the issue."""
    issue = visible_issue(request, number)
    story_id, mention_id = request.POST.get("story", ""), request.POST.get("mention", "")
    try:
        if story_id.isdigit():
            story = get_object_or_404(Story.objects.visible_to(request.user), pk=int(story_id))
            actions.remove_story(actor=request.user, issue=issue, story=story)
        elif mention_id.isdigit():
            mention = get_object_or_404(Mention.objects.visible_to(request.user), pk=int(mention_id))
            actions.remove_mention(actor=request.user, issue=issue, mention=mention)
    except WrongState:
        warn(request, _("It is not in this issue any more, or the issue was closed meanwhile."))
    else:
        notify(request, _("Taken out. Its text stays kept as evidence, and it can be added again."))
    return redirect("issue_mentions", number)


@require_POST
@access(CONTRIBUTE)
def issue_note_withdraw(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    issue = visible_issue(request, number)
    note = get_object_or_404(IssueNote, issue=issue, pk=pk)
    try:
        actions.withdraw_note(actor=request.user, note=note)
    except WrongState:
        warn(request, _("The note was withdrawn already."))
    else:
        notify(request, _("The note is withdrawn. The history keeps that it was there."))
    return redirect("issue", number)
