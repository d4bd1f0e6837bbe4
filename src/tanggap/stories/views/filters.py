"""A person's own saved filters."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.accounts.access import Rule, SignedInRequest, access
from tanggap.stories import actions
from tanggap.stories.forms import NameForm, StoryFilterForm
from tanggap.stories.models import SavedFilter
from tanggap.ui.notices import attempt, notify, warn


@require_POST
@access(Rule.SIGNED_IN)
def save(request: SignedInRequest) -> HttpResponse:
    """Keep what is chosen under a name; the filters stand in the address."""
    form, query = NameForm(request.POST), _chosen(request.GET)
    if not form.is_valid() or not query:
        warn(request, _("Choose some filters and give them a name; then they can be saved."))
    else:
        saved = actions.save_filter(actor=request.user, name=form.cleaned_data["name"], query=query)
        undo = reverse("story_filter_remove", args=[saved.pk])
        notify(request, _("Saved as “%(name)s”. Only you see it.") % {"name": saved.name}, undo=undo)
    return redirect(f"{reverse('story_list')}?{query}")


def _chosen(asked: QueryDict) -> str:
    """The filters alone, without page and whatever else stands in the address."""
    kept = asked.copy()
    for name in list(kept):
        if name not in StoryFilterForm.base_fields or not kept[name]:
            del kept[name]
    return kept.urlencode()[:500]


@require_POST
@access(Rule.SIGNED_IN)
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter, pk=pk, user=request.user)
    attempt(
        request,
        lambda: actions.remove_filter(actor=request.user, saved=saved),
        said=_("The filter “%(name)s” is gone.") % {"name": saved.name},
        refused=_("The filter was taken away already."),
        undo=reverse("story_filter_restore", args=[saved.pk]),
    )
    return redirect("story_list")


@require_POST
@access(Rule.SIGNED_IN)
def restore(request: SignedInRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(SavedFilter, pk=pk, user=request.user)
    attempt(
        request,
        lambda: actions.restore_filter(actor=request.user, saved=saved),
        said=_("The filter is back."),
        refused=_("The filter cannot be put back: it is there, or its name was given anew."),
    )
    return redirect(f"{reverse('story_list')}?{saved.query}")
