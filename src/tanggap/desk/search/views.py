"""The page of the search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tanggap.accounts.access import SignedInRequest, access
from tanggap.desk.search.finding import Asked, Found, find_issues, find_mentions, find_stories
from tanggap.desk.search.forms import SearchForm
from tanggap.desk.search.marking import Piece, pieces, shortened, with_headlines
from tanggap.desk.search.suggesting import suggestion
from tanggap.issues.models import Issue
from tanggap.mentions.models import Mention
from tanggap.mentions.views.mentions import READ_MENTIONS
from tanggap.stories.models import Story

_N_OF_EACH = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of the answer with its words marked."""

    row: Any
    title: list[Piece]
    text: list[Piece]


@access(READ_MENTIONS)
@require_safe
def search(request: SignedInRequest) -> HttpResponse:
    """Mentions, stories and issues that hold the words and fit the filters."""
    form = SearchForm(request.GET)
    chosen = form.chosen()
    asked = Asked(request.user, chosen, timezone.now())
    kind, place = chosen.get("kind", ""), request.GET.get("after", "")
    context: dict[str, Any] = {"form": form, "chosen": chosen, "kind": kind, "is_first": not place}
    context["n_filters"] = len(set(chosen) - {"q", "kind"})
    if set(chosen) - {"kind", "order"}:
        context["groups"] = _groups(asked, kind, place)
        context["is_empty"] = not any(group["hits"] for group in context["groups"])
        if context["is_empty"] and asked.words:
            context["suggestion"] = suggestion(asked)
    return render(request, "desk/search/search.html", context)


def _groups(asked: Asked, kind: str, place: str) -> list[dict[str, Any]]:
    """One kind with its pages, or the best of each kind."""
    groups = []
    finders = (
        ("issue", find_issues, _issues),
        ("story", find_stories, _stories),
        ("mention", find_mentions, _mentions),
    )
    for name, find, read in finders:
        if kind in ("", name):
            few = {"n": _N_OF_EACH} if not kind and name != "mention" else {}
            found = find(asked, place if kind == name or name == "mention" else "", **few)
            if kind or name == "mention" or not place:
                groups.append({"kind": name, "hits": read(asked, found), "next": found.next_place})
    return groups


def _mentions(asked: Asked, found: Found) -> list[Hit]:
    rows = Mention.objects.filter(pk__in=found.ids).select_related("outlet", "assessment", "unit").defer("search")
    return _hits(asked, found, rows.prefetch_related("corrections"), ("title", "text"))


def _stories(asked: Asked, found: Found) -> list[Hit]:
    return _hits(asked, found, Story.objects.filter(pk__in=found.ids).select_related("unit"), ("title",))


def _issues(asked: Asked, found: Found) -> list[Hit]:
    rows = Issue.objects.filter(pk__in=found.ids).select_related("unit", "level")
    return _hits(asked, found, rows, ("title", "summary"))


def _hits(asked: Asked, found: Found, rows: Any, names: tuple[str, ...]) -> list[Hit]:
    if asked.words:
        rows = with_headlines(rows, asked.query, names)
    by_id = {row.pk: row for row in rows}
    return [_hit(by_id[pk], names, is_marked=bool(asked.words)) for pk in found.ids if pk in by_id]


def _hit(row: Any, names: tuple[str, ...], *, is_marked: bool) -> Hit:
    parts = []
    for name in names:
        parts.append(pieces(getattr(row, f"{name}_marked") or "") if is_marked else shortened(getattr(row, name)))
    return Hit(row, parts[0], parts[1] if len(parts) > 1 else [])
