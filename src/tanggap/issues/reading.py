"""What the pages of issues show, read for all rows at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import User
from tanggap.issues.models import ClockState, Issue, IssueClock, IssueQuerySet, IssueState, IssueStory
from tanggap.mentions.models import Mention
from tanggap.reference.models import Region, Topic
from tanggap.stories.models import Story, StoryMembership

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock and how it stands now."""

    clock: IssueClock
    state: ClockState


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step of the way of an issue. `count` None: the step does not exist in this house yet."""

    label: str | _StrPromise
    count: int | None
    url: str = ""
    is_here: bool = False


def found_by(chosen: dict[str, Any], *, user: User, now: datetime) -> QuerySet[Issue]:
    """The issues this person looks for, the most urgent first."""
    issues = Issue.objects.visible_to(user)
    state = chosen.get("state", "")
    if not state:
        issues = issues.open()
    elif state != "all":
        issues = issues.filter(state=state)
    for name, value in chosen.items():
        issues = _NARROWING[name](issues, value, user, now) if name in _NARROWING else issues
    return urgent_first(issues)


def _whose(issues: IssueQuerySet, whose: str, user: User) -> IssueQuerySet:
    if whose == "mine":
        return issues.filter(pk__in=Issue.objects.work_of(user).values("pk"))
    return issues.filter(unit_id__in=user.covered_unit_ids)


# What each filter leaves over; `state` is told apart above.
_NARROWING: dict[str, Callable[[IssueQuerySet, Any, User, datetime], IssueQuerySet]] = {
    "q": lambda issues, words, _user, _now: issues.search(words),
    "whose": lambda issues, whose, user, _now: _whose(issues, whose, user),
    "unit": lambda issues, unit, _user, _now: issues.for_unit(unit),
    "lead": lambda issues, unit, _user, _now: issues.filter(unit=unit),
    "level": lambda issues, level, _user, _now: issues.filter(level=level),
    "age": lambda issues, age, _user, now: issues.of_age(age, now),
    "clock": lambda issues, kind, _user, now: issues.late_by(kind, now),
    "free": lambda issues, _on, _user, _now: issues.filter(assignee=None),
    "late": lambda issues, _on, _user, now: issues.late(now),
}


def urgent_first(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    """With all that a list shows; what is due first stands first, what has no clock stands last."""
    rows = issues.with_next_due().select_related("unit", "level", "assignee")  # type: ignore[attr-defined]
    ordered: QuerySet[Issue] = rows.order_by(F("next_due_at").asc(nulls_last=True), "-level_id", "-opened_at", "-pk")
    return ordered


def stories_of(issue: Issue, *, user: User) -> QuerySet[Story]:
    """The stories of an open issue; of a closed one those it had at the end."""
    if issue.state != IssueState.CLOSED:
        stories = Story.objects.filter(issue_number=issue.number)
    else:
        last = IssueStory.objects.filter(issue=issue, removed_at=issue.closed_at)
        stories = Story.objects.filter(pk__in=last.values("story_id"))
    return stories.visible_to(user).select_related("unit")


def mentions_of(issue: Issue, *, user: User) -> QuerySet[Mention]:
    """Every mention that came through the issue's stories or by hand, as far as this person may see it."""
    stories = Story.objects.filter(pk__in=stories_of(issue, user=user).values("pk"))
    # One list of ids: two conditions joined by OR would have every mention of the office looked at.
    placed = StoryMembership.objects.filter(story__in=stories).values("mention_id")
    return Mention.objects.visible_to(user).filter(pk__in=placed.union(issue.issue_mentions.values("mention_id")))


def clocks_of(issue: Issue, now: datetime) -> list[ClockRow]:
    """The clocks that count, earliest first: those planned anew are left to the history."""
    rows = issue.clocks.filter(cancelled_at=None).order_by("due_at")
    return [ClockRow(clock, clock.state_at(now)) for clock in rows]


def chain_of(issue: Issue, *, n_mentions: int, n_stories: int, tab: str) -> list[ChainStep]:
    """The way from mention to result; later steps say honestly that they do not exist yet."""
    mentions = reverse("issue_mentions", args=[issue.number])
    return [
        ChainStep(_("Mentions"), n_mentions, mentions, tab == "mentions"),
        ChainStep(_("Stories"), n_stories, f"{mentions}#stories"),
        ChainStep(_("Issue"), 1, reverse("issue", args=[issue.number]), tab != "mentions"),
        ChainStep(_("Fact sheet"), None),
        ChainStep(_("Statement"), None),
        ChainStep(_("Publication"), None),
        ChainStep(_("Result"), None),
    ]


def names_of(codes: Sequence[str], model: type[Region] | type[Topic]) -> list[str]:
    """The names of regions or topics, in their order; an unknown code speaks for itself."""
    names = dict(model._default_manager.filter(pk__in=codes).values_list("pk", "name"))
    return [names.get(code, code) for code in codes]
