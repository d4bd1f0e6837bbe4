"""The pages of the models that judge: which one, what a taught one would change, and choosing another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access, may
from tanggap.audit.models import AuditEntry
from tanggap.core.registry import plugins
from tanggap.enrichers._local import local_names
from tanggap.mentions.machine.actions import USE_MODEL, use_model
from tanggap.mentions.machine.local import SHIPPED, active_version, candidate, candidates, look_at
from tanggap.mentions.machine.progress import last_rejudging
from tanggap.mentions.models import Mention, ModelChoice, Sentiment, TextKind
from tanggap.mentions.views.mentions import READ_MENTIONS
from tanggap.ui.notices import attempt

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_SHIPPED_WORD = "bawaan"
_N_ENTRIES = 20
SETS: dict[str, _StrPromise] = {
    "ours": gettext_lazy("Our labelled set, each text by models that never saw its event"),
    "office": gettext_lazy("This office's corrections, each by a model that never saw its story"),
}
RIVALS: dict[str, _StrPromise] = {
    "shipped": gettext_lazy("the shipped model"),
    "current": gettext_lazy("the model that judged until then"),
}
_WORDS = {"sentiment": dict(Sentiment.choices), "kind": dict(TextKind.choices)}


@access(READ_MENTIONS)
def model_list(request: SignedInRequest) -> HttpResponseBase:
    context = {
        "models": [_model(name) for name in local_names()],
        "rejudging": last_rejudging(),
        "entries": _entries(),
        "may_use": may(request.user, USE_MODEL),
    }
    return render(request, "mentions/models.html", context)


def _model(name: str) -> dict[str, Any]:
    active = active_version(name)
    return {
        "name": name,
        "label": plugins("tanggap.enrichers")[name].label,
        "active": active,
        "choice": ModelChoice.objects.filter(pk=name).select_related("changed_by").first(),
        "is_broken": active != SHIPPED and look_at(name, active).ref is None,
        "candidates": candidates(name),
        "seen": active or _SHIPPED_WORD,
    }


def _entries() -> list[dict[str, Any]]:
    """The choices of before, the newest first."""
    rows = AuditEntry.objects.with_payload().filter(verb="mentions.use_model").order_by("-pk")[:_N_ENTRIES]
    return [
        {"entry": row, "name": row.object_id, **{way: row.payload.data.get(way, "") for way in ("before", "after")}}
        for row in rows
    ]


@access(READ_MENTIONS)
def rejudging_progress(request: SignedInRequest) -> HttpResponseBase:
    """How far judging again is, for the page that stays open."""
    return render(request, "mentions/parts/rejudging.html", {"rejudging": last_rejudging()})


@access(READ_MENTIONS)
def model_report(request: SignedInRequest, name: str, version: str) -> HttpResponseBase:
    found = candidate(name, version) if name in local_names() else None
    if found is None or not found.report:
        raise Http404
    context = {
        "candidate": found,
        "report": found.report,
        "label": plugins("tanggap.enrichers")[name].label,
        "sets": [_set(name, found.report, each) for each in found.report["sets"]],
        "reasons": [{"set": SETS[each["set"]], "than": RIVALS[each["than"]]} for each in found.reasons],
        "examples": _examples(request, name, found.report),
        "ours_examples": [_in_words(name, each) for each in found.report["ours_examples"]],
        "moves": [{**_in_words(name, _move(move)), "n": n} for move, n in found.report["archive"]["moves"].items()],
        "active": active_version(name),
        "may_use": may(request.user, USE_MODEL),
    }
    return render(request, "mentions/model_report.html", context)


def _set(name: str, report: dict[str, Any], compared: dict[str, Any]) -> dict[str, Any]:
    """A comparison with its words; each row of the table as (label, [(before, after)])."""
    words = [_WORDS[name].get(label, label) for label in report["labels"]]
    pairs = zip(words, compared["table_before"], compared["table_after"], strict=True)
    rows = [(label, list(zip(before, after, strict=True))) for label, before, after in pairs]
    return {
        **compared,
        "set": SETS[compared["name"]],
        "than_words": RIVALS[compared["than"]],
        "heads": words,
        "rows": rows,
    }


def _move(move: str) -> dict[str, str]:
    before, _space, after = move.partition(" ")
    return {"before": before, "after": after}


def _in_words(name: str, each: dict[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {
        way: _WORDS[name].get(each[way], each[way]) for way in ("before", "after", "truth") if way in each
    }
    return {**each, **said}


def _examples(request: SignedInRequest, name: str, report: dict[str, Any]) -> list[dict[str, Any]]:
    """The mentions whose answer would change: those that this person may see."""
    found = {int(each["id"]): _in_words(name, each) for each in report["archive"]["examples"]}
    seen = Mention.objects.visible_to(request.user).filter(pk__in=found).defer("search").in_bulk()
    return [{**each, "mention": seen[pk]} for pk, each in found.items() if pk in seen]


@require_POST
@access(USE_MODEL)
def model_use(request: SignedInRequest, name: str, version: str, seen: str) -> HttpResponseBase:
    """Let a version judge in place of the one that the person saw judging."""
    if name not in local_names():
        raise Http404
    chosen, before = ("" if word == _SHIPPED_WORD else word for word in (version, seen))
    attempt(
        request,
        lambda: use_model(actor=request.user, name=name, version=chosen, seen=before),
        said=_("It judges from now on; what is there is judged again in the background."),
        refused=_("Nothing was changed: somebody chose another model meanwhile, or this one cannot be used."),
        undo=reverse("model_use", args=[name, seen, version]),
    )
    return redirect("model_list")
