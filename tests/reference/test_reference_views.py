from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tanggap.accounts.models import User
from tanggap.audit.models import AuditEntry
from tanggap.core.text.document import TopicRule as Words
from tanggap.enrichers.defaults import default_context
from tanggap.reference.actions import load_defaults
from tanggap.reference.models import DayOff, Topic, TopicRule
from tanggap.reference.tryout import try_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(db: None) -> Topic:
    topic = Topic.objects.create(code="jalan", name="Jalan")
    TopicRule.objects.create(topic=topic, any_of=["jalan"])
    return topic


def text(answer: Any) -> str:
    return str(answer.content.decode())


def form(**fields: Any) -> dict[str, Any]:
    base = {"name": "Jalan", "any_of": "jalan\njembatan", "none_of": "", "min_hits": 1, "seen_version": 0, "sample": ""}
    return {**base, **fields}


def test_a_text_is_tried_and_nothing_is_saved(client: Client, sari: User, topic: Topic) -> None:
    client.force_login(sari)
    sample = "Jembatan di <b>Martapura</b> rusak."
    answer = client.post(reverse("topic_edit", args=["jalan"]), form(sample=sample, **{"try": "1"}))

    assert answer.context["tryout"].is_topic
    assert "<mark>Jembatan</mark> di &lt;b&gt;Martapura" in text(answer)
    assert TopicRule.objects.get().any_of == ["jalan"]


def test_a_text_that_misses_is_said_to_miss() -> None:
    tryout = try_rule(Words("jalan", "Jalan", ("jalan",)), others=(), sample="Harga beras naik.")

    assert not tryout.is_topic
    assert not tryout.is_outweighed
    assert [piece.text for piece in tryout.pieces] == ["Harga beras naik."]


def test_words_that_are_outweighed_are_shown_all_the_same() -> None:
    rules = {rule.code: rule for rule in default_context().topics}
    rule = rules.pop("pemerintahan-umum")
    sample = "Anggota DPRD meminta puskesmas menambah dokter, perawat dan obat bagi pasien demam berdarah."

    tryout = try_rule(rule, others=list(rules.values()), sample=sample)

    assert tryout.is_outweighed
    assert [piece.text for piece in tryout.pieces if piece.is_hit] == ["DPRD"]


def test_a_topic_is_saved_and_undone_on_the_page(client: Client, sari: User, topic: Topic) -> None:
    client.force_login(sari)
    client.post(reverse("topic_edit", args=["jalan"]), form())
    assert TopicRule.objects.get().any_of == ["jalan", "jembatan"]

    client.post(reverse("topic_undo", args=[AuditEntry.objects.get().pk]))

    assert TopicRule.objects.get().any_of == ["jalan"]


def test_somebody_quicker_is_told_of(client: Client, sari: User, topic: Topic) -> None:
    client.force_login(sari)

    assert client.post(reverse("topic_edit", args=["jalan"]), form(seen_version=7)).status_code == 409


def test_a_writer_reads_the_topics_and_edits_none(client: Client, budi: User, topic: Topic) -> None:
    client.force_login(budi)

    assert reverse("topic_edit", args=["jalan"]) not in text(client.get(reverse("topic_list")))
    assert client.get(reverse("topic_edit", args=["jalan"])).status_code == 403


def test_the_list_of_topics_takes_few_queries(client: Client, sari: User, django_assert_max_num_queries: Any) -> None:
    load_defaults()
    client.force_login(sari)

    with django_assert_max_num_queries(14):
        client.get(reverse("topic_list"))


def test_regions_are_found(client: Client, sari: User) -> None:
    load_defaults()
    client.force_login(sari)

    assert "63.03" in text(client.get(reverse("region_list")))
    found = text(client.get(reverse("region_list"), {"q": "martapura"}))
    assert "Martapura" in found


def test_an_administrator_keeps_the_days_off(client: Client, adminnya: User) -> None:
    client.force_login(adminnya)
    client.post(reverse("day_off_list"), {"on": "2026-08-14", "name": "Hari Jadi"})
    assert "Hari Jadi" in text(client.get(reverse("day_off_list"), {"year": "2026"}))

    client.post(reverse("day_off_remove"), {"on": "2026-08-14"})
    assert not DayOff.objects.exists()
    client.post(reverse("day_off_undo", args=[AuditEntry.objects.latest("pk").pk]))

    assert DayOff.objects.get().on == date(2026, 8, 14)


def test_a_day_that_is_none_is_refused(client: Client, adminnya: User) -> None:
    client.force_login(adminnya)

    assert client.post(reverse("day_off_remove"), {"on": "besok"}).status_code == 400


def test_an_analyst_adds_no_day(client: Client, sari: User) -> None:
    client.force_login(sari)

    assert client.post(reverse("day_off_list"), {"on": "2026-08-14", "name": "X"}).status_code == 403
