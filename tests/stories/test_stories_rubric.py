"""The ten criteria on the page of a story, and the level that they suggest."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import make_mention, make_story, make_user
from ratings import open_round, score, watched
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.core.rubric.criteria import CRITERIA
from tanggap.mentions.rating import actions as rating
from tanggap.stories.actions import refresh_figures
from tanggap.stories.listing import StoryRow, rows_of
from tanggap.stories.models import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def piket(diskominfo: Unit) -> User:
    return make_user("piket", (diskominfo, Role.DUTY_OFFICER), full_name="Piket")


def row_of(story: Story, user: User) -> StoryRow:
    return rows_of([Story.objects.get(pk=story.pk)], user=user, now=timezone.now())[0]


def page_of(story: Story, client: Client, user: User) -> str:
    client.force_login(user)
    return client.get(reverse("story", args=[story.pk])).content.decode()


def test_the_page_shows_all_ten_criteria_and_what_their_steps_mean(client: Client, sari: User) -> None:
    mentions = [make_mention() for _ in range(4)]
    for mention, step in zip(mentions, (3, 0, 0, 1), strict=True):
        score(mention, step)
    story = make_story(*mentions)
    refresh_figures([story.pk])

    page = page_of(story, client, sari)

    assert all(criterion.name.id in page for criterion in CRITERIA)
    assert "Layanan dasar gagal, atau penghidupan dan kesehatan banyak orang terganggu" in page
    assert page.count("(dihitung)") == 3
    assert row_of(story, sari).steps["effect_people"] == 3


def test_what_was_not_judged_says_so_and_counts_for_no_level(client: Client, sari: User) -> None:
    story = make_story(make_mention())
    refresh_figures([story.pk])

    assert page_of(story, client, sari).count("Belum dinilai") == 7
    assert row_of(story, sari).suggestion.level == 0


def test_who_rates_one_of_its_texts_blindly_sees_only_what_is_counted(
    client: Client, sari: User, budi: User, piket: User, diskominfo: Unit
) -> None:
    mentions = watched(diskominfo, 19)
    for mention in mentions:
        score(mention, 4)
    story, large = make_story(*mentions[:9]), make_story(*mentions[9:])
    refresh_figures([story.pk, large.pk])
    opened = open_round(piket, diskominfo, [sari, budi])

    blind = page_of(story, client, sari)

    assert blind.count("Disembunyikan selama Anda menilai salah satu teks ini") == 7
    assert "menaikkan level" not in blind
    assert (row_of(story, sari).suggestion.level, row_of(story, piket).suggestion.level) == (0, 3)
    assert "menaikkan level" in page_of(story, client, piket)
    assert row_of(large, sari).suggestion.level == 3

    rating.unopen_round(actor=piket, rating_round=opened)
    rating.discard_round(actor=piket, rating_round=opened)
    assert row_of(story, sari).suggestion.level == 3
