"""The benchmark of the pages: its office and what it says."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from tanggap.issues.models import Issue
from tanggap.lab import bench
from tanggap.lab.bench import _year, pages
from tanggap.mentions.models import Mention
from tanggap.stories.models import Story


@pytest.mark.django_db(transaction=True)
def test_the_office_has_what_was_asked_for(monkeypatch: pytest.MonkeyPatch):
    for name, value in (("N_STORIES", 30), ("N_ISSUES", 10), ("_N_OPEN", 4), ("_N_POOL", 50)):
        monkeypatch.setattr(_year, name, value)

    _year.fill(200, now=timezone.now())

    assert Mention.objects.kept().count() == 200
    assert sum(Story.objects.values_list("n_mentions", flat=True)) == 200
    assert (Issue.objects.count(), Issue.objects.open().count()) == (10, 4)
    assert Mention.objects.speaking_of("warga").exists()


def test_it_says_how_each_page_stands_to_its_bar():
    slow = pages._figure({"home": [100.0] * 99 + [400.0], "search": [300.0] * 100}, {"n_mentions": 5})

    said = json.loads(slow.as_json())["detail"]

    assert (slow.value, said["n_mentions"]) == (1.2, 5)
    assert said["pages"]["home"]["is_under_bar"]
    assert not said["pages"]["search"]["is_under_bar"]


def test_its_database_is_kept_and_no_other():
    assert [name for name in bench.names() if bench.keeps_database(name)] == ["pages"]
