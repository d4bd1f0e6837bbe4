"""The figures of stories, counted anew from their memberships."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from tanggap.mentions.models import Correction, Mention
from tanggap.stories.models import Story, StoryMembership

# A topic or region stands for a story when this share of its judged mentions has it.
_SHARE = 0.25
_MAX_LABELS = 5
_TITLE_LENGTH = 160
_ROW = (
    "story_id",
    "mention_id",
    "copy_of_id",
    "mention__published_at",
    "mention__outlet_id",
    "mention__title",
    "mention__assessment__sentiment",
    "mention__assessment__topics",
    "mention__assessment__region_codes",
)
_FIELDS = (
    "title",
    "first_mention",
    "first_at",
    "last_at",
    "n_mentions",
    "n_copies",
    "n_outlets",
    "n_negative",
    "n_neutral",
    "n_positive",
    "topics",
    "region_codes",
)


@dataclass(slots=True)
class _Figures:
    leads: list[tuple[datetime, int, str]] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)
    n_copies: int = 0
    outlets: set[int] = field(default_factory=set)
    tones: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)

    def add(self, row: tuple[Any, ...], corrected: dict[str, Any]) -> None:
        _story, mention, copy_of, at, outlet, title, sentiment, topics, regions = row
        self.moments.append(at)
        self.n_copies += copy_of is not None
        if copy_of is None:
            self.leads.append((at, mention, title))
        if outlet is not None:
            self.outlets.add(outlet)
        self.tones[corrected.get("sentiment", sentiment)] += 1
        self.topics.update(set(corrected.get("topics", topics) or ()))
        self.regions.update(set(corrected.get("region_codes", regions) or ()))


@transaction.atomic
def refresh_figures(story_ids: Collection[int]) -> None:
    """Count and name these stories anew; the machine and every action that changes memberships call it.

    A public story counts public mentions only, a private one those of its unit: what is attached for one unit
    alone alters nothing that others see. Corrections by people win over judgements.
    """
    # Locked before they are counted: whoever comes second counts what the first one wrote.
    stories = list(Story.objects.select_for_update().filter(pk__in=story_ids).order_by("pk"))
    figures = _collect(story_ids)
    first_texts = _texts_of_untitled(figures.values())
    for story in stories:
        _write(story, figures.get(story.pk, _Figures()), first_texts)
    # The rows are there and locked, so this only ever updates them; a bulk update spends its time writing SQL.
    Story.objects.bulk_create(stories, update_conflicts=True, unique_fields=["id"], update_fields=_FIELDS)


def _collect(story_ids: Collection[int]) -> dict[int, _Figures]:
    is_own = Q(mention__unit=F("story__unit")) | Q(mention__unit=None, story__unit=None)
    rows = list(StoryMembership.objects.filter(is_own, story_id__in=story_ids).values_list(*_ROW))
    corrections = _corrections(row[1] for row in rows)
    figures: dict[int, _Figures] = defaultdict(_Figures)
    for row in rows:
        figures[row[0]].add(row, corrections.get(row[1], {}))
    return figures


def _corrections(mention_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    newest_last = Correction.objects.filter(mention_id__in=list(mention_ids)).order_by("id")
    for mention_id, name, value in newest_last.values_list("mention_id", "name", "value"):
        found[mention_id][name] = value
    return found


def _texts_of_untitled(figures: Iterable[_Figures]) -> dict[int, str]:
    untitled = [min(each.leads)[1] for each in figures if each.leads and not any(title for *_, title in each.leads)]
    rows = Mention.objects.filter(pk__in=untitled).values_list("pk", "text") if untitled else ()
    return dict(rows)


def _write(story: Story, figures: _Figures, first_texts: dict[int, str]) -> None:
    story.n_mentions, story.n_copies = len(figures.moments), figures.n_copies
    story.n_outlets = len(figures.outlets)
    story.n_negative, story.n_neutral, story.n_positive = (
        figures.tones[tone] for tone in ("negative", "neutral", "positive")
    )
    story.topics = _labels(figures.topics, len(figures.moments))
    story.region_codes = _labels(figures.regions, len(figures.moments))
    if figures.moments:
        story.first_at, story.last_at = min(figures.moments), max(figures.moments)
    if figures.leads:
        first = min(figures.leads)
        titled = min((lead for lead in figures.leads if lead[2]), default=first)
        story.first_mention_id = first[1]
        story.title = titled[2] or first_texts.get(first[1], "")[:_TITLE_LENGTH]


def _labels(counts: Counter[str], n_mentions: int) -> list[str]:
    common = [(label, n) for label, n in counts.items() if n >= _SHARE * n_mentions]
    return [label for label, _n in sorted(common, key=lambda pair: (-pair[1], pair[0]))[:_MAX_LABELS]]
