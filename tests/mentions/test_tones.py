"""The tone of a mention towards units on its page, and people's word on it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cast import make_mention, make_user
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.mentions.models import Assessment, Mention, TargetCorrection, TargetJudgement
from tanggap.mentions.tones.actions import correct_tone, undo_tone
from tanggap.mentions.tones.lines import ToneLine, lines_of
from tanggap.reference.models import Programme

pytestmark = pytest.mark.django_db


def judged(target: str, **fields: Any) -> Mention:
    mention = make_mention(**fields)
    Assessment.objects.create(mention=mention, language="ind", sentiment="negative", context_digest="x")
    add_target(mention, target)
    return mention


def add_target(mention: Mention, target: str, kind: str = "unit", **fields: Any) -> TargetJudgement:
    given = {"tone": -0.7, "tone_class": "negative", "salience": 1.0, "confidence": 0.8, "version": "1", **fields}
    return TargetJudgement.objects.create(mention=mention, target_kind=kind, target=target, unit_code=target, **given)


def say(actor: User, mention: Mention, target: str, tone: str, kind: str = "unit") -> TargetCorrection:
    return correct_tone(actor=actor, mention=mention, target_kind=kind, target=target, tone=tone)


def told(mention: Mention) -> list[tuple[str, str, str]]:
    return [(line.name, line.tone_class, line.machine_words) for line in lines_of(mention)]


def test_what_the_text_is_most_about_comes_first_with_names_from_the_registers(diskominfo: Unit) -> None:
    programme = Programme.objects.create(name="Lumbung Banua", unit=diskominfo)
    mention = judged(diskominfo.code)
    add_target(mention, f"programme:{programme.pk}", "programme", salience=0.2, confidence=0.5)
    add_target(mention, "official:99", "official", salience=0.1)
    first, second, third = lines_of(mention)
    assert (first.name, first.is_uncertain, first.unit_code) == (str(diskominfo), False, diskominfo.code)
    assert (second.name, second.is_uncertain) == ("Lumbung Banua", True)
    assert third.name == "official:99"  # it has left the register


def test_a_persons_word_counts_over_the_machines_which_stays_beside_it(sari: User, diskominfo: Unit) -> None:
    mention = judged(diskominfo.code)
    say(sari, mention, diskominfo.code, "neutral")
    say(sari, mention, diskominfo.code, "positive")
    assert told(mention) == [(str(diskominfo), "positive", "Negatif")]
    assert TargetJudgement.objects.get().tone_class == "negative"
    data = AuditEntry.objects.latest("id").payload.data
    assert data == {"target_kind": "unit", "target": diskominfo.code, "machine": "negative", "value": "positive"}
    say(sari, mention, diskominfo.code, "negative")
    assert told(mention) == [(str(diskominfo), "negative", "")]


def test_people_name_a_unit_that_the_machine_overlooked_and_strike_one_out(sari: User, diskominfo: Unit) -> None:
    mention = judged("gone")
    say(sari, mention, diskominfo.code, "negative")
    say(sari, mention, "gone", "absent")
    struck, named = lines_of(mention)
    assert (struck.is_absent, struck.said is not None) == (True, True)
    assert (named.name, named.unit_code, named.machine) == (str(diskominfo), diskominfo.code, "")


@pytest.mark.parametrize(
    ("kind", "target", "tone"),
    [("unit", "diskominfo", "angry"), ("unit", "no-such", "neutral"), ("official", "official:5", "neutral")],
)
def test_only_units_and_tones_that_exist_are_taken(
    sari: User, diskominfo: Unit, kind: str, target: str, tone: str
) -> None:
    target = target.replace("diskominfo", diskominfo.code)
    with pytest.raises(InvalidInput):
        say(sari, judged(diskominfo.code), target, tone, kind)


def test_a_word_is_taken_back_by_whoever_said_it_or_monitors(sari: User, budi: User, diskominfo: Unit) -> None:
    other_writer = make_user("wati", (diskominfo, Role.WRITER))
    private = judged(diskominfo.code, unit=diskominfo)
    said = say(budi, private, diskominfo.code, "neutral")
    with pytest.raises(NotAllowed):
        undo_tone(actor=other_writer, mention=private, correction_id=said.pk)
    undo_tone(actor=sari, mention=private, correction_id=said.pk)
    assert told(private) == [(str(diskominfo), "negative", "")]
    with pytest.raises(WrongState):
        undo_tone(actor=sari, mention=private, correction_id=said.pk)


def test_strangers_say_nothing_about_what_is_private(asing: User, diskominfo: Unit) -> None:
    private = judged(diskominfo.code, unit=diskominfo)
    with pytest.raises(NotAllowed):
        say(asing, private, diskominfo.code, "neutral")


@pytest.fixture
def page(client: Client, sari: User) -> Client:
    client.force_login(sari)
    return client


def test_the_page_shows_corrects_and_undoes(page: Client, diskominfo: Unit) -> None:
    mention = judged(diskominfo.code)
    url = reverse("mention", args=[mention.pk])
    assert "Nada terhadap unit" in page.get(url).content.decode()

    answer = page.post(
        reverse("tone_correct", args=[mention.pk]), {"target": f"unit {diskominfo.code}", "tone": "positive"}
    )
    assert answer["Location"] == f"{url}#nada"
    shown = page.get(url).content.decode()
    assert "dikoreksi petugas" in shown
    said = TargetCorrection.objects.get()
    undo = reverse("tone_undo", args=[mention.pk, said.pk])
    assert undo in shown

    page.post(undo)
    assert not TargetCorrection.objects.exists()
    assert "sudah ditarik kembali" in page.post(undo, follow=True).content.decode()


def test_a_choice_that_is_none_is_told(page: Client, diskominfo: Unit) -> None:
    mention = judged(diskominfo.code)
    answer = page.post(reverse("tone_correct", args=[mention.pk]), {"target": "unit x"}, follow=True)
    assert "Pilih unit dan nadanya." in answer.content.decode()
    assert not TargetCorrection.objects.exists()


def test_who_may_not_take_back_is_told(client: Client, budi: User, diskominfo: Unit) -> None:
    mention = judged(diskominfo.code)
    said = say(budi, mention, diskominfo.code, "neutral")
    client.force_login(make_user("wati", (diskominfo, Role.WRITER)))
    client.post(reverse("tone_undo", args=[mention.pk, said.pk]))
    assert TargetCorrection.objects.exists()


def test_a_mention_that_speaks_of_nobody_says_so(page: Client) -> None:
    mention = make_mention()
    assert "Belum dinilai" in page.get(reverse("mention", args=[mention.pk])).content.decode()
    Assessment.objects.create(mention=mention, language="ind", sentiment="neutral", context_digest="x")
    shown = page.get(reverse("mention", args=[mention.pk])).content.decode()
    assert "tidak menemukan unit" in shown
    assert isinstance(lines_of(mention), list)
    assert not any(isinstance(each, ToneLine) for each in lines_of(mention))
