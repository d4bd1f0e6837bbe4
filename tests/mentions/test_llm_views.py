"""What a person sees of the language model's reading, and asking for one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import make_mention
from tanggap.accounts.models import Unit, User
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import NotAllowed, WrongState
from tanggap.mentions.actions import ask_llm
from tanggap.mentions.models import LlmReading, LlmState, Mention

pytestmark = pytest.mark.django_db


@pytest.fixture
def on(settings: Any) -> None:
    settings.LLM_URL, settings.LLM_MODEL = "http://127.0.0.1:9/v1", "wakil"


def page(client: Client, user: User, mention: Mention) -> str:
    client.force_login(user)
    return client.get(reverse("mention", args=[mention.pk])).content.decode()


def read(mention: Mention, **fields: Any) -> LlmReading:
    given: dict[str, Any] = {
        "state": LlmState.READ,
        "due_at": timezone.now(),
        "read_at": timezone.now(),
        "model": "wakil-7b",
        "version": "wakil 1-1",
        "scores": {"effect_people": {"score": 2, "places": [["text", 28, 43]]}},
        "sentiment": "negative",
        "sentiment_places": [["text", 28, 43]],
        "reason": "Jalan rusak.",
        "refused": {"disorder": "not_in_text", "sentiment": "not_cited"},
    }
    return LlmReading.objects.create(mention=mention, **{**given, **fields})


def test_nothing_is_shown_where_no_model_is_set(client: Client, sari: User) -> None:
    assert "LLM" not in page(client, sari, make_mention())


def test_a_reading_is_shown_with_the_name_of_the_model_its_words_and_what_was_refused(
    client: Client, sari: User
) -> None:
    mention = make_mention()
    read(mention)
    body = page(client, sari, mention)
    assert "Dibuat LLM" in body
    assert "wakil-7b" in body
    assert "<q>jalan berlubang</q>" in body
    assert "mengutip kata yang tidak ada di teks" in body
    assert "Jalan rusak." in body


def test_without_scores_it_says_so(client: Client, sari: User) -> None:
    mention = make_mention()
    read(mention, scores={}, sentiment="", sentiment_places=[], refused={})
    body = page(client, sari, mention)
    assert "tidak menemukan kata" in body
    assert "Jalan rusak." not in body


@pytest.mark.parametrize(
    ("state", "words"),
    [(LlmState.WAITING, "Menunggu"), (LlmState.WITHHELD, "perintah"), (LlmState.UNUSABLE, "tidak memberi jawaban")],
)
def test_every_state_has_its_sentence(client: Client, sari: User, state: LlmState, words: str) -> None:
    mention = make_mention()
    read(mention, state=state)
    assert words in page(client, sari, mention)


@pytest.mark.usefixtures("on")
def test_a_person_asks_for_a_reading(client: Client, sari: User) -> None:
    mention = make_mention()
    assert reverse("mention_ask_llm", args=[mention.pk]) in page(client, sari, mention)

    answer = client.post(reverse("mention_ask_llm", args=[mention.pk]), follow=True)

    assert "Menunggu" in answer.content.decode()
    assert mention.llm_reading.asked_by == sari
    assert AuditEntry.objects.get(verb="mentions.ask_llm").object_id == str(mention.pk)
    again = client.post(reverse("mention_ask_llm", args=[mention.pk]), follow=True)
    assert "sudah diminta" in again.content.decode()


@pytest.mark.usefixtures("on")
def test_what_the_machine_chose_comes_sooner_when_a_person_asks_and_a_failed_one_is_tried_again(sari: User) -> None:
    chosen, failed = make_mention(), make_mention()
    read(chosen, state=LlmState.WAITING)
    read(failed, state=LlmState.UNUSABLE, n_failures=6)
    assert ask_llm(actor=sari, mention=chosen).asked_by == sari
    again = ask_llm(actor=sari, mention=failed)
    assert (again.state, again.n_failures) == (LlmState.WAITING, 0)


@pytest.mark.usefixtures("on")
def test_what_belongs_to_a_unit_alone_is_never_read(client: Client, joko: User, roads: Unit, tamu: User) -> None:
    private = make_mention(unit=roads)
    with pytest.raises(WrongState):
        ask_llm(actor=joko, mention=private)
    assert "LLM" not in page(client, joko, private)
    with pytest.raises(NotAllowed):
        ask_llm(actor=tamu, mention=make_mention())


def test_without_a_model_nobody_can_ask(sari: User) -> None:
    with pytest.raises(WrongState):
        ask_llm(actor=sari, mention=make_mention())
