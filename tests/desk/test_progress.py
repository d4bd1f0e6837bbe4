"""The first page of a demo says how far collecting has come; an office's says nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cast import make_mention
from tanggap.accounts.models import User
from tanggap.desk.progress import Progress, collecting_progress
from tanggap.mentions.models import Step

pytestmark = pytest.mark.django_db


def test_an_office_shows_no_progress(client: Client, sari: User) -> None:
    client.force_login(sari)
    assert collecting_progress() is None
    assert 'id="progress"' not in client.get(reverse("home")).content.decode()


def test_a_demo_shows_what_has_gone_its_whole_way_until_nearly_all_has(
    settings: Any, client: Client, sari: User
) -> None:
    settings.DEMO_EXPECTED = 2
    client.force_login(sari)
    make_mention(next_step=Step.DONE)
    make_mention(next_step=Step.JUDGE)
    assert collecting_progress() == Progress(1, 2)
    assert 'id="progress"' in client.get(reverse("home")).content.decode()
    answer = client.get(reverse("home_progress"))
    assert 'value="50"' in answer.content.decode()
    assert answer["HX-Trigger"] == "collected"
    make_mention(next_step=Step.DONE)
    assert client.get(reverse("home_progress")).content.strip() == b""
