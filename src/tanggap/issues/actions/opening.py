"""An issue begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tanggap.accounts.access import require
from tanggap.accounts.models import Unit, User
from tanggap.accounts.visibility import Visibility
from tanggap.core.errors import InvalidInput
from tanggap.guidance.models import Level
from tanggap.issues.actions.clocks import start_clocks
from tanggap.issues.actions.guards import OPEN_ISSUE, note
from tanggap.issues.actions.people import require_worker
from tanggap.issues.actions.stories import hang, put_mention
from tanggap.issues.models import Issue, IssueCounter, IssueUnit
from tanggap.mentions.models import Mention
from tanggap.stories.actions import lock_stories
from tanggap.stories.models import Story


@transaction.atomic
def open_issue(
    *,
    actor: User,
    title: str,
    unit: Unit,
    level: Level,
    topics: Sequence[str],
    region_codes: Sequence[str],
    summary: str = "",
    stories: Sequence[Story] = (),
    mentions: Sequence[Mention] = (),
    supporting: Sequence[Unit] = (),
    assignee: User | None = None,
    visibility: str = Visibility.PRIVATE,
    at: datetime | None = None,
) -> Issue:
    """Open an issue led by `unit`, from stories, from mentions or by hand. Whoever works in any unit may.

    Who opens an issue for another unit supports it with their own. Announces `issues.open_issue`.

    Raises
    ------
    StoryAlreadyInIssue
        If one of the stories hangs on an open issue: the error carries that issue.
    """
    require(actor, OPEN_ISSUE)
    _require_fields(title, topics, region_codes)
    at = at or timezone.now()
    locked = lock_stories([story.pk for story in stories])
    issue = Issue(
        title=title.strip(), summary=summary.strip(), unit=unit, level=level, visibility=visibility, assignee=assignee,
        opened_by=actor, opened_at=at, topics=list(topics), region_codes=list(region_codes),
    )  # fmt: skip
    units = _supporting(actor, unit, supporting)
    if assignee is not None:
        require_worker(assignee, [unit.pk, *(each.pk for each in units)])
    return _begin(issue, units, locked, mentions)


def _begin(issue: Issue, units: Sequence[Unit], stories: Sequence[Story], mentions: Sequence[Mention]) -> Issue:
    """Number the issue and keep it with its units, what hangs on it and its clocks; tell of it."""
    actor, at = issue.opened_by, issue.opened_at
    issue.number = take_number(at)
    issue.save()
    IssueUnit.objects.bulk_create(IssueUnit(issue=issue, unit=each) for each in units)
    hang(issue, stories, actor=actor)
    for mention in mentions:
        put_mention(issue, mention, actor=actor)
    start_clocks(issue, at=at)
    told = {"title": issue.title, "level": issue.level_id, "unit": issue.unit_id}
    hung = {"stories": [story.pk for story in stories], "mentions": [mention.pk for mention in mentions]}
    note(issue, "open_issue", actor=actor, **told, **hung)
    return issue


def take_number(at: datetime) -> str:
    """The next number of the year in local time; gaps stay when a transaction is taken back."""
    year = timezone.localtime(at).year
    IssueCounter.objects.get_or_create(pk=year)
    counter = IssueCounter.objects.select_for_update().get(pk=year)
    counter.last += 1
    counter.save()
    return f"ISU-{year}-{counter.last:05d}"


def _require_fields(title: str, topics: Sequence[str], region_codes: Sequence[str]) -> None:
    for name, value in (("title", title.strip()), ("topics", topics), ("region_codes", region_codes)):
        if not value:
            raise InvalidInput(f"an issue needs its {name}", field=name)


def _supporting(actor: User, lead: Unit, supporting: Sequence[Unit]) -> list[Unit]:
    units = {each.pk: each for each in supporting if each.pk != lead.pk}
    home = actor.home_unit
    # Nobody opens an issue and then cannot see it.
    if lead.pk not in actor.covered_unit_ids and home is not None:
        units.setdefault(home.pk, home)
    return list(units.values())
