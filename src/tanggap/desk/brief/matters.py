"""The matters of a report: issues, deadlines, stories, gaps in what was collected, and clippings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Count, F, QuerySet, When
from django.urls import reverse
from django.utils import timezone

from tanggap.core.text.extracts import key_sentence, opening
from tanggap.desk.brief.models import Period
from tanggap.desk.brief.scope import Scope
from tanggap.issues.models import Issue, IssueClock, IssueMention
from tanggap.mentions.models import Mention, MentionQuerySet
from tanggap.reference import calendar
from tanggap.sources.models import Health, Source
from tanggap.stories.models import StoryMembership

N_ISSUES = 5
N_LISTED = 12
N_CLIPPINGS = {Period.DAY: 40, Period.WEEK: 60, Period.MONTH: 80}
_N_TEXTS = 24
_N_NAMES = 12
_EXTRACT_LENGTH = 420
_LOOKS_AHEAD = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 30}
TROUBLED = (Health.FAILING, Health.BLOCKED, Health.SILENT, Health.EMPTY)


def top_issues(scope: Scope) -> list[dict[str, Any]]:
    """The open issues of the highest level, and among them those most written about in the span."""
    told = _told_by_issue(scope)
    rows = scope.issues().open().values_list("pk", "number", "level_id", "opened_at")
    ranked = sorted(rows, key=lambda row: (-row[2], -told.get(row[1], 0), -row[3].timestamp()))[:N_ISSUES]
    issues = Issue.objects.select_related("unit", "level", "assignee").in_bulk([row[0] for row in ranked])
    return [_issue(scope, issues[row[0]], told.get(row[1], 0)) for row in ranked]


def _told_by_issue(scope: Scope) -> dict[str, int]:
    told: dict[str, int] = defaultdict(int)
    places = scope.memberships(scope.told()).exclude(story__issue_number="")
    by_story = places.values_list("story__issue_number").order_by().annotate(n=Count("pk"))
    by_hand = IssueMention.objects.filter(mention__in=scope.told()).values_list("issue__number").order_by()
    for number, n in [*by_story, *by_hand.annotate(n=Count("pk"))]:
        told[number] += n
    return told


def _issue(scope: Scope, issue: Issue, n_told: int) -> dict[str, Any]:
    return {
        "number": issue.number,
        "title": issue.title,
        "level": issue.level_id,
        "level_name": issue.level.name,
        "unit": str(issue.unit),
        "assignee": str(issue.assignee or ""),
        "state": issue.state,
        "n_mentions": n_told,
        "path": reverse("issue", kwargs={"number": issue.number}),
        "sentence": _sentence(scope, issue),
    }


def _sentence(scope: Scope, issue: Issue) -> dict[str, Any] | None:
    """One sentence of a mention of this issue, word for word, with where it stands; of the span when there is one."""
    for mentions in (_texts_of(scope, issue, is_recent=True), _texts_of(scope, issue, is_recent=False)):
        chosen = key_sentence([(mention.pk, mention.text) for mention in mentions], issue.title)
        if chosen is not None:
            mention = next(each for each in mentions if each.pk == chosen.key)
            return {"text": chosen.sentence, **_cited(mention)}
    return None


def _texts_of(scope: Scope, issue: Issue, *, is_recent: bool) -> list[Mention]:
    mentions: MentionQuerySet = scope.quotable()
    if is_recent:
        mentions = mentions.filter(published_at__gt=scope.span.since)
    ours = mentions.filter(membership__story__issue_number=issue.number, membership__copy_of=None)
    by_hand = mentions.filter(pk__in=IssueMention.objects.filter(issue=issue).values("mention_id"))
    return _read(ours) or _read(by_hand)


def _read(mentions: MentionQuerySet) -> list[Mention]:
    rows = mentions.exclude(text="").select_related("outlet").defer("search", "summary")
    return list(rows.order_by("-published_at", "-pk")[:_N_TEXTS])


def _cited(mention: Mention) -> dict[str, Any]:
    return {
        "mention": mention.pk,
        "outlet": str(mention.outlet) if mention.outlet else mention.author_display,
        "kind": mention.source_kind,
        "at": mention.published_at.isoformat(),
        "url": mention.url,
        "path": reverse("mention", kwargs={"pk": mention.pk}),
    }


def late_clocks(scope: Scope) -> dict[str, Any]:
    """What ran out and was not met, and who is asked for it; the longest late first."""
    return _clocks(_running(scope).filter(due_at__lt=scope.span.until))


def expected_clocks(scope: Scope) -> dict[str, Any]:
    """What is due from now to the end of the day, or in the week or month that begins."""
    until = scope.span.until
    end = calendar_end(until, _LOOKS_AHEAD[Period(scope.period)])
    return _clocks(_running(scope).filter(due_at__gte=until, due_at__lt=end))


def calendar_end(moment: datetime, n_days: int) -> datetime:
    """The midnight that ends this local day (`n_days` 1), or that of later days."""
    local = timezone.localtime(moment)
    return local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=n_days)


def _running(scope: Scope) -> QuerySet[IssueClock]:
    return IssueClock.objects.running().filter(issue__in=scope.issues().open())


def _clocks(clocks: QuerySet[IssueClock]) -> dict[str, Any]:
    rows = clocks.select_related("issue__unit", "issue__assignee").order_by("due_at", "pk")[:N_LISTED]
    listed = [
        {
            "number": clock.issue.number,
            "title": clock.issue.title,
            "clock": clock.kind,
            "due_at": clock.due_at.isoformat(),
            "unit": str(clock.issue.unit),
            "assignee": str(clock.issue.assignee or ""),
            "path": reverse("issue", kwargs={"number": clock.issue.number}),
        }
        for clock in rows
    ]
    return {"n": clocks.count(), "listed": listed}


def days_off(scope: Scope) -> list[dict[str, str]]:
    """The days off that come within the week, or as far ahead as the report looks."""
    today = timezone.localdate(scope.span.until)
    last = today + timedelta(days=max(7, _LOOKS_AHEAD[Period(scope.period)]))
    days = [day for year in sorted({today.year, last.year}) for day in calendar.days_off(year)]
    return [
        {"on": day.on.isoformat(), "name": day.name}
        for day in days
        if today <= day.on <= last and not day.is_working_day
    ]


def new_stories(scope: Scope) -> dict[str, Any]:
    """What began in the span, the widest told first."""
    span = scope.span
    found = scope.stories().filter(first_at__gt=span.since, first_at__lte=span.until)
    rows = found.order_by("-n_outlets", "-n_mentions", "-last_at", "-pk")[:N_LISTED]
    listed = [
        {
            "title": story.title,
            "n_mentions": story.n_mentions,
            "n_outlets": story.n_outlets,
            "first_at": story.first_at.isoformat(),
            "issue": story.issue_number,
            "path": reverse("story", kwargs={"pk": story.pk}),
        }
        for story in rows
    ]
    return {"n": found.count(), "listed": listed}


def gaps() -> dict[str, Any]:
    """The sources that brought nothing although they should have: what they told is missing from the report."""
    enabled = Source.objects.enabled()
    troubled = enabled.filter(health__in=TROUBLED).order_by("health", F("last_item_at").asc(nulls_first=True), "name")
    listed = [
        {
            "name": source.name,
            "health": source.health,
            "last_item_at": source.last_item_at.isoformat() if source.last_item_at else None,
        }
        for source in troubled[:N_LISTED]
    ]
    return {"n": troubled.count(), "n_sources": enabled.count(), "listed": listed}


def clippings(scope: Scope) -> dict[str, Any]:
    """The first report of each story of the span, what belongs to an issue first, then the widest told."""
    reports = scope.quotable().filter(published_at__gt=scope.span.since)
    places = scope.memberships(reports).filter(copy_of=None)
    firsts = places.order_by("story_id", "mention__published_at", "mention_id").distinct("story_id")
    rows = (
        StoryMembership.objects.filter(pk__in=firsts.values("pk"))
        .select_related("story", "mention__outlet")
        .defer("mention__search", "mention__summary")
        .order_by(_has_issue(), "-story__n_outlets", "-story__n_mentions", "mention_id")
    )
    chosen = list(rows[: N_CLIPPINGS[Period(scope.period)]])
    others = _others(scope, chosen)
    return {
        "n_stories": places.values("story_id").distinct().count(),
        "n_mentions": reports.count(),
        "listed": [_clipping(place, others[place.story_id]) for place in chosen],
    }


def _has_issue() -> Case:
    return Case(When(story__issue_number="", then=1), default=0)


def _others(scope: Scope, chosen: Sequence[StoryMembership]) -> dict[int, list[str]]:
    """The names of the outlets that told each story in the span."""
    names: dict[int, list[str]] = defaultdict(list)
    told = StoryMembership.objects.filter(story_id__in=[place.story_id for place in chosen], mention__in=scope.told())
    pairs: Iterable[tuple[int, str]] = (
        told.exclude(mention__outlet=None)
        .values_list("story_id", "mention__outlet__name")
        .order_by("mention__outlet__name")
        .distinct()
    )
    for story_id, name in pairs:
        names[story_id].append(name)
    return names


def _clipping(place: StoryMembership, names: Sequence[str]) -> dict[str, Any]:
    mention = place.mention
    cited = _cited(mention)
    others = [name for name in names if name != cited["outlet"]]
    return {
        **cited,
        "title": mention.title or place.story.title,
        "extract": opening(mention.text or mention.summary, _EXTRACT_LENGTH),
        "issue": place.story.issue_number,
        "also": others[:_N_NAMES],
        "n_also": len(others),
    }
