"""The page of levels, deadlines and hours."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tanggap.accounts.models import User
from tanggap.guidance.actions import load_default_levels
from tanggap.guidance.models import LevelClock, OfficeHours

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _levels(db: None) -> None:
    load_default_levels()


def level_fields(**changes: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"part": "1"}
    for kind, minutes in (("triage", 90), ("assess", ""), ("holding", ""), ("answer", 600), ("next_update", "")):
        fields |= {f"level-1-{kind}_minutes": minutes, f"level-1-{kind}_time": "working"}
    return fields | changes


def test_it_shows_what_is_agreed(client: Client, adminnya: User) -> None:
    client.force_login(adminnya)

    page = client.get(reverse("level_settings")).content.decode()

    assert "krisis" in page
    assert 'value="16:30"' in page


def test_deadlines_are_changed_added_and_taken_away(client: Client, adminnya: User) -> None:
    client.force_login(adminnya)

    answer = client.post(reverse("level_settings"), level_fields())

    assert answer.status_code == 302
    clocks = dict(LevelClock.objects.filter(level=1).values_list("kind", "minutes"))
    assert clocks == {"triage": 90, "answer": 600}


def test_nonsense_comes_back_with_what_was_typed(client: Client, adminnya: User) -> None:
    client.force_login(adminnya)

    answer = client.post(reverse("level_settings"), level_fields(**{"level-1-answer_minutes": "-7"}))

    assert answer.status_code == 400
    assert 'value="-7"' in answer.content.decode()
    assert LevelClock.objects.get(level=1, kind="triage").minutes == 120


def test_working_hours_are_changed(client: Client, adminnya: User) -> None:
    client.force_login(adminnya)
    fields = {"part": "hours", "hours-opens_0": "07:30", "hours-closes_0": "16:00"}

    answer = client.post(reverse("level_settings"), fields)

    assert answer.status_code == 302
    assert [str(row) for row in OfficeHours.objects.all()] == ["0 07:30–16:00"]


@pytest.mark.parametrize(("opens", "closes"), [("09:00", "08:00"), ("09:00", "")])
def test_hours_that_cannot_be_come_back(client: Client, adminnya: User, opens: str, closes: str) -> None:
    client.force_login(adminnya)

    fields = {"part": "hours", "hours-opens_0": opens, "hours-closes_0": closes}
    answer = client.post(reverse("level_settings"), fields)

    assert answer.status_code == 400
    assert OfficeHours.objects.count() == 5


def test_only_an_administrator_gets_there(client: Client, sari: User) -> None:
    client.force_login(sari)

    assert client.get(reverse("level_settings")).status_code == 403
