"""Each enricher can be switched off; with all of them off, mentions flow and people judge by hand."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from cast import make_mention
from tanggap.accounts.models import User
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.core.registry import plugins
from tanggap.desk.charts.counting import Narrow, count_now
from tanggap.mentions.machine.actions import switch_enricher
from tanggap.mentions.machine.cards import card_names
from tanggap.mentions.models import Assessment, Mention, Step
from tanggap.pipeline.context import load_context
from tanggap.pipeline.steps.judging import judge_due, rejudge_outdated

pytestmark = pytest.mark.django_db
KINDS = sorted(plugins("tanggap.enrichers"))


def waiting() -> Mention:
    return make_mention(next_step=Step.JUDGE, step_due_at=timezone.now(), published_at=timezone.now())


@pytest.mark.parametrize("kind", KINDS)
def test_any_one_may_be_off(adminnya: User, kind: str) -> None:
    switch_enricher(actor=adminnya, kind=kind, is_on=False)
    mention = waiting()

    assert judge_due(load_context()) == 1
    found = Assessment.objects.get(mention=mention)
    assert kind not in found.versions
    assert len(found.versions) == len(KINDS) - 1


def test_with_all_off_mentions_flow_and_people_judge(client: Client, adminnya: User, sari: User) -> None:
    for kind in KINDS:
        switch_enricher(actor=adminnya, kind=kind, is_on=False)
    mention = waiting()
    judge_due(load_context())
    client.force_login(sari)
    address, today = f"/pantauan/{mention.pk}/", timezone.localdate()

    assert Mention.objects.get(pk=mention.pk).next_step == Step.GROUP
    assert "belum dinilai mesin" in client.get(address).content.decode()
    assert "belum dinilai mesin" in client.get("/pantauan/").content.decode()
    assert "tone" not in count_now(today, today, Narrow())[0].counts
    client.post(f"{address}koreksi/", {"sentiment": "negative", "language": ""})
    judged = Mention.objects.get(pk=mention.pk).judged
    assert judged is not None
    assert (judged.sentiment, judged.language, judged.corrected) == ("negative", "", {"sentiment"})
    assert count_now(today, today, Narrow())[0].counts["tone"] == {"negative": 1}


def test_switched_on_again_it_judges_what_is_there_and_keeps_a_persons_word(adminnya: User) -> None:
    mention = waiting()
    switch_enricher(actor=adminnya, kind="sentiment", is_on=False)
    judge_due(load_context())
    mention.corrections.create(name="sentiment", value="positive", by=adminnya)
    switch_enricher(actor=adminnya, kind="sentiment", is_on=True)

    assert rejudge_outdated(load_context()) == 1
    assert Assessment.objects.get(mention=mention).sentiment != ""
    judged = Mention.objects.get(pk=mention.pk).judged
    assert judged is not None and judged.sentiment == "positive"


def test_only_whoever_runs_the_installation_switches_and_each_deed_once(adminnya: User, sari: User) -> None:
    with pytest.raises(NotAllowed):
        switch_enricher(actor=sari, kind="sentiment", is_on=False)
    with pytest.raises(InvalidInput):
        switch_enricher(actor=adminnya, kind="ramalan", is_on=False)
    with pytest.raises(WrongState):
        switch_enricher(actor=adminnya, kind="sentiment", is_on=True)
    assert not AuditEntry.objects.filter(verb="mentions.switch_enricher").exists()


def test_the_page_switches_tells_and_takes_back(client: Client, adminnya: User, sari: User) -> None:
    client.force_login(sari)
    assert "mesin/sentiment/mati/" not in client.get("/mesin/").content.decode()
    client.force_login(adminnya)
    assert "/mesin/sentiment/mati/" in client.get("/mesin/").content.decode()
    shown = client.post("/mesin/sentiment/mati/", follow=True).content.decode()
    assert shown.count("/mesin/sentiment/hidup/") == 2
    assert "sudah mengubahnya" in client.post("/mesin/sentiment/mati/", follow=True).content.decode()
    assert "/mesin/sentiment/mati/" in client.post("/mesin/sentiment/hidup/", follow=True).content.decode()
    assert client.post("/mesin/ramalan/mati/").status_code == 404
    assert client.post("/mesin/sentiment/entah/").status_code == 404


def test_every_shipped_card_is_a_page_with_its_tables(client: Client, sari: User) -> None:
    client.force_login(sari)
    listed = client.get("/mesin/").content.decode()

    for name in card_names():
        assert f"/mesin/kartu/{name}/" in listed
        shown = client.get(f"/mesin/kartu/{name}/").content.decode()
        assert shown.count("<h1") == 1, name
    assert '<table class="table table-sm">' in client.get("/mesin/kartu/sentiment/").content.decode()
    assert client.get("/mesin/kartu/ramalan/").status_code == 404
