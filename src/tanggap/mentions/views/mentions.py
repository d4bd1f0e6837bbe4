"""The list of mentions, one mention, what nobody watches, and correcting a judgement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access, may
from tanggap.accounts.models import Unit
from tanggap.accounts.roles import READING, WORKING, Permission
from tanggap.core.errors import NotAllowed, WrongState
from tanggap.mentions import actions, second_reading
from tanggap.mentions.forms import CorrectionForm
from tanggap.mentions.highlighting import KINDS, marks_of, pieces
from tanggap.mentions.models import Mention, MentionQuerySet, SaidTone, SourceKind, Step, UnwatchedCount, Watch
from tanggap.mentions.rating.blindness import evidence_for, hiding
from tanggap.mentions.rating.lines import lines_of
from tanggap.mentions.rating.reading import machine_agreement
from tanggap.mentions.store import later_wordings
from tanggap.mentions.tones.lines import lines_of as tones_of
from tanggap.mentions.wording import overruled, said_by_people
from tanggap.reference.models import Region, Topic
from tanggap.sources.health import SENTENCES
from tanggap.ui.notices import notify, warn

READ_MENTIONS = Permission("mentions.read_mentions", READING)
# Whether the way to a new issue is offered; the action that opens it asks by itself.
OPENING = Permission("mentions.lead_to_issue", WORKING)
PERIODS = (1, 7, 30, 365)
_PER_PAGE = 50


@access(READ_MENTIONS)
def mention_list(request: SignedInRequest) -> HttpResponseBase:
    chosen = {name: request.GET.get(name, "") for name in ("q", "kind", "days", "watch")}
    watches = Watch.objects.visible_to(request.user)
    mentions = _chosen(Mention.objects.visible_to(request.user).kept(), chosen, watches)
    mentions = mentions.select_related("outlet", "assessment", "unit").prefetch_related("corrections").defer("search")
    page = Paginator(mentions, _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "chosen": chosen,
        "kinds": SourceKind.choices,
        "periods": PERIODS,
        "watches": watches,
    }
    return render(request, "mentions/mention_list.html", context)


def _chosen(mentions: MentionQuerySet, chosen: dict[str, str], watches: QuerySet[Watch]) -> MentionQuerySet:
    if chosen["q"]:
        mentions = mentions.speaking_of(chosen["q"])
    if chosen["kind"] in SourceKind.values:
        mentions = mentions.filter(source_kind=chosen["kind"])
    if chosen["days"].isdecimal() and int(chosen["days"]) in PERIODS:
        mentions = mentions.filter(published_at__gte=timezone.now() - timedelta(days=int(chosen["days"])))
    if chosen["watch"].isdecimal():
        found = watches.filter(pk=int(chosen["watch"]))
        mentions = mentions.filter(watch_hits__watch__in=found).distinct() if found else mentions.none()
    return mentions


@access(READ_MENTIONS)
def mention(request: SignedInRequest, pk: int) -> HttpResponseBase:
    visible = Mention.objects.visible_to(request.user).select_related("outlet", "assessment", "unit")
    found = get_object_or_404(visible.prefetch_related("corrections__by"), pk=pk)
    return render(request, "mentions/mention.html", _context(request, found))


def _context(request: SignedInRequest, found: Mention, form: CorrectionForm | None = None) -> dict[str, Any]:
    judged = found.judged
    watches = Watch.objects.visible_to(request.user).values("pk")
    hits = list(found.watch_hits.filter(watch__in=watches).select_related("watch__unit"))
    evidence = evidence_for(request.user, found) if judged else {}
    marks = marks_of(found, hits, evidence)
    membership = getattr(found, "membership", None)
    measured, hidden = machine_agreement(), hiding(request.user, found)
    return {
        "mention": found,
        "title_pieces": pieces(found.title, "title", marks),
        "text_pieces": pieces(found.text, "text", marks),
        "marked_kinds": [(kind, label) for kind, label in KINDS.items() if any(mark.kind == kind for mark in marks)],
        "hits": hits,
        "n_other_hits": found.watch_hits.exclude(watch__in=watches).count(),
        "judged": judged,
        "rubric": lines_of(found, found.assessment.rubric, evidence, measured) if judged and not hidden else (),
        "hiding": hidden,
        "measured": measured,
        "said": said_by_people(found.corrections.all()),
        "overruled": overruled(judged) if judged else [],
        "topics": Topic.objects.filter(pk__in=judged.topics) if judged else (),
        "regions": Region.objects.filter(pk__in=judged.region_codes) if judged else (),
        "quotations": found.quotations.all(),
        "tones": tones_of(found),
        "tone_choices": SaidTone.choices,
        "tone_units": Unit.objects.filter(is_active=True).values_list("code", "name"),
        "ways": found.came_by.select_related("source", "batch").order_by("seen_at"),
        "wordings": later_wordings(found) if found.edited_at else (),
        "page_failure": _page_failure(found),
        "membership": membership,
        "copies": Mention.objects.visible_to(request.user).filter(membership__copy_of=found).select_related("outlet"),
        "form": form or (CorrectionForm(judged=judged) if judged else None),
        "is_reading": found.next_step == Step.FULL_TEXT,
        "attachments": found.attachments.all(),
        "llm": None if hidden else second_reading.shown(found),
        "may_ask_llm": may(request.user, actions.ASK_LLM),
        "may_open": may(request.user, OPENING),
        "may_correct": may(request.user, actions.CORRECT_ASSESSMENT, found.unit_id),
    }


def _page_failure(found: Mention) -> str:
    return str(SENTENCES.get(found.full_text_failure, SENTENCES["full_text"])[0])


@access(READ_MENTIONS)
def mention_reading(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Whether the linked page is still being read, for the page that stays open."""
    found = get_object_or_404(Mention.objects.visible_to(request.user).defer("search", "text"), pk=pk)
    is_reading = found.next_step == Step.FULL_TEXT
    context = {"mention": found, "is_reading": is_reading, "was_reading": not is_reading}
    context["page_failure"] = _page_failure(found)
    return render(request, "mentions/parts/reading.html", context)


@require_POST
@access(actions.CORRECT_ASSESSMENT)
def mention_correct(request: SignedInRequest, pk: int) -> HttpResponseBase:
    visible = Mention.objects.visible_to(request.user).select_related("outlet", "assessment", "unit")
    found = get_object_or_404(visible, pk=pk, assessment__isnull=False)
    judged = found.judged
    form = CorrectionForm(request.POST, judged=judged) if judged else None
    if form is None or not form.is_valid():
        return render(request, "mentions/mention.html", _context(request, found, form))
    said = form.differing()
    made = [
        actions.correct_assessment(actor=request.user, mention=found, name=name, value=value)
        for name, value in said.items()
    ]
    if made:
        undo = reverse("correction_undo", args=[pk, made[0].pk]) if len(made) == 1 else ""
        notify(request, _("Your judgement counts from now on."), undo=undo)
    else:
        notify(request, _("You agree with the machine; nothing was changed."))
    return redirect("mention", pk=pk)


@require_POST
@access(actions.CORRECT_ASSESSMENT)
def correction_undo(request: SignedInRequest, pk: int, correction_id: int) -> HttpResponseBase:
    found = get_object_or_404(Mention.objects.visible_to(request.user), pk=pk)
    try:
        actions.undo_correction(actor=request.user, mention=found, correction_id=correction_id)
        notify(request, _("The correction was taken back."))
    except WrongState:
        warn(request, _("This correction was taken back already."))
    except NotAllowed:
        warn(request, _("Only whoever corrected, or somebody who monitors, can take this back."))
    return redirect("mention", pk=pk)


@access(READ_MENTIONS)
def unwatched(request: SignedInRequest) -> HttpResponseBase:
    """What nobody watches: counted, kept for some days, recoverable, then dropped."""
    waiting = Mention.objects.visible_to(request.user).unwatched()
    if request.GET.get("q"):
        waiting = waiting.speaking_of(request.GET["q"])
    rows = waiting.select_related("outlet").defer("search", "text").order_by("-collected_at", "-pk")
    week = timezone.localdate() - timedelta(days=30)
    dropped = sum(UnwatchedCount.objects.filter(on__gte=week).values_list("n_mentions", flat=True))
    context = {
        "page": Paginator(rows, _PER_PAGE).get_page(request.GET.get("page")),
        "q": request.GET.get("q", ""),
        "n_dropped": dropped,
        "may_keep": may(request.user, actions.KEEP_MENTION),
    }
    return render(request, "mentions/unwatched.html", context)


@require_POST
@access(actions.KEEP_MENTION)
def mention_keep(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(Mention.objects.visible_to(request.user), pk=pk)
    try:
        actions.keep_mention(actor=request.user, mention=found)
        notify(request, _("Kept; it is being judged and grouped."))
    except WrongState:
        warn(request, _("Somebody kept this already."))
    return redirect("mention", pk=pk)
