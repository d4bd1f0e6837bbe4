"""What the first page shows, in order of need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tanggap.accounts.models import User
from tanggap.desk.mood import Mood, recent_mood
from tanggap.desk.stories import StoryLine, new_stories, story_lines, wild_stories
from tanggap.issues.models import Issue
from tanggap.sources.models import Health, Source
from tanggap.stories.listing import StoryRow
from tanggap.ui.drawings import whole

AT_MOST = 8
AT_MOST_WILD = 4
TROUBLED = (Health.FAILING, Health.BLOCKED, Health.SILENT)


@dataclass(frozen=True, slots=True)
class Today:
    """The cards of the first page. Lists are cut to `AT_MOST`; the figures are not."""

    sentence: str
    late: list[Issue]
    due: list[Issue]
    n_late: int
    n_due: int
    new: list[StoryLine]
    n_new: int
    wild: list[StoryRow]
    troubled: list[Source]
    n_troubled: int
    has_sources: bool


def today(user: User, *, since: datetime, now: datetime) -> Today:
    """Everything that waits for this person."""
    late, due = _mine(user, now)
    fresh = new_stories(user, since)
    troubled = Source.objects.enabled().filter(health__in=TROUBLED).order_by("health", "last_item_at")
    n_new = fresh.count()
    return Today(
        sentence=_sentence(user, now, n_new=n_new),
        late=_told(late),
        due=_told(due),
        n_late=len(late),
        n_due=len(due),
        new=story_lines(fresh[:AT_MOST], now),
        n_new=n_new,
        wild=wild_stories(user, now, at_most=AT_MOST_WILD),
        troubled=list(troubled[:AT_MOST]),
        n_troubled=troubled.count(),
        has_sources=Source.objects.enabled().exists(),
    )


def _mine(user: User, now: datetime) -> tuple[list[int], list[int]]:
    """Ids of the issues that wait for this person, late ones and the others, the earliest deadline first."""
    late: list[int] = []
    due: list[int] = []
    for pk, next_due_at in Issue.objects.visible_to(user).work_of(user).by_deadline():
        (late if next_due_at is not None and next_due_at < now else due).append(pk)
    return late, due


def _told(ids: list[int]) -> list[Issue]:
    shown = ids[:AT_MOST]
    rows = Issue.objects.filter(pk__in=shown).with_next_due().select_related("unit", "level", "assignee")
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in shown if pk in found]


def _sentence(user: User, now: datetime, *, n_new: int) -> str:
    """One sentence that a leader can read aloud, made of counts alone; a reason only when it is one."""
    n_open, n_late = Issue.objects.visible_to(user).open().counted(now)
    parts = [ngettext("%(n)s open issue", "%(n)s open issues", n_open) % {"n": whole(n_open)}]
    parts.append(_("%(n)s late") % {"n": whole(n_late)} if n_late else _("none late"))
    stories = ngettext("%(n)s new story", "%(n)s new stories", n_new) % {"n": whole(n_new)}
    words = {"issues": parts[0], "late": parts[1], "stories": stories}
    moved = recent_mood(now) if user.covered_unit_ids else None
    if moved is None:
        return _("%(issues)s, %(late)s; %(stories)s since your last visit.") % words
    words["mood"] = _mood_words(moved)
    return _("%(issues)s, %(late)s; %(stories)s since your last visit; %(mood)s.") % words


def _mood_words(moved: Mood) -> str:
    """How far sentiment moved since yesterday, over how many texts, and the story behind a fall."""
    words = {
        "by": number_format(abs(moved.move), decimal_pos=2),
        "n": whole(moved.now.n),
        "before": whole(moved.before.n),
        "title": moved.title,
        "negative": whole(moved.n_negative),
    }
    if moved.move > 0:
        return _("sentiment rose by %(by)s since yesterday (%(n)s texts, %(before)s the day before)") % words
    if not moved.title:
        return _("sentiment fell by %(by)s since yesterday (%(n)s texts, %(before)s the day before)") % words
    return (
        _(
            "sentiment fell by %(by)s since yesterday (%(n)s texts, %(before)s the day before), mostly because of "
            "“%(title)s” (%(negative)s negative texts)"
        )
        % words
    )
