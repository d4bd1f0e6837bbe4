"""Work does not vanish with whoever was in charge of it."""

from __future__ import annotations

import pytest

from cast import make_user
from tanggap.accounts.actions import deactivate_person, reactivate_person
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.guidance.actions import load_default_levels
from tanggap.guidance.models import Level
from tanggap.issues.actions import assign_issue, give_back_work, open_issue, release_work
from tanggap.issues.models import Issue
from tanggap.pipeline.reactions import REACTIONS
from tanggap.pipeline.tasks.following import follow_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(sari: User, diskominfo: Unit) -> Issue:
    load_default_levels()
    level = Level.objects.get(number=1)
    issue = open_issue(
        actor=sari, title="Jembatan putus", unit=diskominfo, level=level, topics=["jalan"], region_codes=["63.03"]
    )
    return assign_issue(actor=sari, issue=issue, assignee=sari)


def switch(person: User, deed: object) -> None:
    """The deed and what follows it."""
    deed(actor=None, person=person)  # type: ignore[operator]
    assert REACTIONS["accounts.deactivate_person"] == REACTIONS["accounts.reactivate_person"]
    follow_person("", "user", str(person.pk))


def test_open_issues_of_who_was_switched_off_wait_for_the_unit_and_come_back(
    issue: Issue, sari: User, diskominfo: Unit
) -> None:
    colleague = make_user("udin", (diskominfo, Role.ANALYST))

    switch(sari, deactivate_person)
    assert Issue.objects.get().assignee is None
    assert issue in Issue.objects.work_of(colleague)

    switch(sari, reactivate_person)
    assert Issue.objects.get().assignee == sari


def test_what_a_colleague_took_stays_theirs(issue: Issue, sari: User, diskominfo: Unit) -> None:
    colleague = make_user("udin", (diskominfo, Role.ANALYST))
    assert release_work(person=sari) == 1

    assign_issue(actor=colleague, issue=issue, assignee=colleague)
    assign_issue(actor=colleague, issue=issue, assignee=None)

    assert give_back_work(person=sari) == 0


def test_who_no_longer_works_there_gets_nothing_back(issue: Issue, sari: User) -> None:
    release_work(person=sari)
    sari.memberships.all().delete()

    assert give_back_work(person=User.objects.get(pk=sari.pk)) == 0
