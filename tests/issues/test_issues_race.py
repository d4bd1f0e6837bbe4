"""Two people press at the same moment."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from cast import make_story
from tanggap.accounts.models import Unit, User
from tanggap.guidance.actions import load_default_levels
from tanggap.guidance.models import Level
from tanggap.issues.actions import StoryAlreadyInIssue, open_issue
from tanggap.issues.models import Issue


@pytest.mark.django_db(transaction=True)
def test_two_people_who_race_for_one_story_open_one_issue(sari: User, diskominfo: Unit) -> None:
    load_default_levels()
    story = make_story()
    level = Level.objects.get(pk=1)
    start = threading.Barrier(2)
    outcomes: list[Issue | StoryAlreadyInIssue] = []

    def press() -> None:
        start.wait()
        try:
            issue = open_issue(
                actor=User.objects.get(pk=sari.pk),
                title="Jalan berlubang di Martapura",
                unit=diskominfo,
                level=level,
                topics=["pekerjaan-umum"],
                region_codes=["63.03"],
                stories=[story],
            )
            outcomes.append(issue)
        except StoryAlreadyInIssue as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    issue = Issue.objects.get()
    [refusal] = [outcome for outcome in outcomes if isinstance(outcome, StoryAlreadyInIssue)]
    assert refusal.issue == issue
    assert len(outcomes) == 2
