"""Filters that a person keeps under a name."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tanggap.accounts.models import User
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.stories.actions import remove_filter, restore_filter, save_filter
from tanggap.stories.models import SavedFilter

pytestmark = pytest.mark.django_db


def test_the_same_name_takes_the_new_choice(sari: User) -> None:
    save_filter(actor=sari, name="Banjir  pagi", query="topic=bencana")
    save_filter(actor=sari, name="Banjir pagi", query="topic=sosial")

    assert SavedFilter.objects.of(sari).get().query == "topic=sosial"


@pytest.mark.parametrize(("name", "query"), [(" ", "q=a"), ("Nama", "")])
def test_a_filter_needs_a_name_and_a_choice(sari: User, name: str, query: str) -> None:
    with pytest.raises(InvalidInput):
        save_filter(actor=sari, name=name, query=query)


def test_what_was_taken_away_is_put_back_once(sari: User) -> None:
    saved = save_filter(actor=sari, name="Banjir", query="q=banjir")
    remove_filter(actor=sari, saved=saved)
    with pytest.raises(WrongState):
        remove_filter(actor=sari, saved=saved)

    restore_filter(actor=sari, saved=saved)

    assert SavedFilter.objects.of(sari).get() == saved
    with pytest.raises(WrongState):
        restore_filter(actor=sari, saved=saved)


def test_a_filter_whose_name_was_given_anew_stays_away(sari: User) -> None:
    old = remove_filter(actor=sari, saved=save_filter(actor=sari, name="Banjir", query="q=banjir"))
    save_filter(actor=sari, name="Banjir", query="q=air")

    with pytest.raises(WrongState):
        restore_filter(actor=sari, saved=old)


def test_nobody_touches_the_filters_of_others(sari: User, budi: User, client: Client) -> None:
    saved = save_filter(actor=sari, name="Banjir", query="q=banjir")
    with pytest.raises(NotAllowed):
        remove_filter(actor=budi, saved=saved)
    client.force_login(budi)

    assert client.post(reverse("story_filter_remove", args=[saved.pk])).status_code == 404
    assert "Banjir" not in client.get(reverse("story_list")).content.decode()


def test_a_choice_is_saved_from_the_list_used_taken_away_and_brought_back(client: Client, sari: User) -> None:
    client.force_login(sari)
    address = reverse("story_filter_save") + "?q=banjir&page=2&level="

    page = client.post(address, {"name": "Pagi"}, follow=True).content.decode()
    saved = SavedFilter.objects.get()
    assert saved.query == "q=banjir"
    assert "?q=banjir" in page
    gone = client.post(reverse("story_filter_remove", args=[saved.pk]), follow=True).content.decode()
    assert reverse("story_filter_restore", args=[saved.pk]) in gone
    assert "alert-warning" in client.post(reverse("story_filter_remove", args=[saved.pk]), follow=True).content.decode()
    client.post(reverse("story_filter_restore", args=[saved.pk]))
    assert SavedFilter.objects.of(sari).exists()
    again = client.post(reverse("story_filter_restore", args=[saved.pk]), follow=True)
    assert "alert-warning" in again.content.decode()


def test_nothing_chosen_is_not_saved(client: Client, sari: User) -> None:
    client.force_login(sari)

    page = client.post(reverse("story_filter_save"), {"name": "Pagi"}, follow=True).content.decode()

    assert "alert-warning" in page
    assert not SavedFilter.objects.exists()
