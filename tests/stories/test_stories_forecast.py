"""What the page of a story foretells."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import make_mention, make_story
from tanggap.accounts.models import User

pytestmark = pytest.mark.django_db


def test_the_page_foretells_texts_and_outlets_with_their_interval(client: Client, sari: User) -> None:
    now = timezone.now()
    story = make_story(*(make_mention(published_at=now - timedelta(hours=n)) for n in range(1, 12)))
    client.force_login(sari)

    answer = client.get(reverse("story", args=[story.pk]))

    assert [row.horizon_h for row in answer.context["forecasts"]] == [6, 24, 72]
    for row in answer.context["forecasts"]:
        assert row.texts.low <= row.texts.middle <= row.texts.high
        assert row.outlets.high <= row.texts.high
    assert "Pada empat dari lima kejadian" in answer.content.decode()


def test_a_story_that_hardly_moves_is_not_foretold(client: Client, sari: User) -> None:
    story = make_story(make_mention(published_at=timezone.now()))
    client.force_login(sari)

    answer = client.get(reverse("story", args=[story.pk]))

    assert answer.context["forecasts"] == []
    assert "terlalu sedikit untuk diperkirakan" in answer.content.decode()
