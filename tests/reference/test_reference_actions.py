from __future__ import annotations

from datetime import date

import pytest

from tanggap.accounts.models import User
from tanggap.audit.models import AuditEntry
from tanggap.audit.trail import record
from tanggap.core.errors import NotAllowed, WrongState
from tanggap.enrichers import defaults
from tanggap.reference.actions import (
    edit_topic,
    load_defaults,
    put_day_off,
    remove_day_off,
    undo_edit_topic,
    undo_remove_day_off,
)
from tanggap.reference.models import DayOff, Region, Topic, TopicRule

pytestmark = pytest.mark.django_db
WORDS = {"any_of": ["jembatan"], "none_of": ["jembatan hati"], "min_hits": 1}


@pytest.fixture
def topic(db: None) -> Topic:
    topic = Topic.objects.create(code="jalan", name="Jalan")
    TopicRule.objects.create(topic=topic, any_of=["jalan"])
    return topic


def test_the_shipped_registers_are_loaded_once() -> None:
    load_defaults()
    regions, topics = Region.objects.count(), Topic.objects.count()
    load_defaults()

    assert (Region.objects.count(), Topic.objects.count()) == (regions, topics)
    assert Region.objects.regencies().count() == 13
    assert Region.objects.filter(is_home=False).exists()
    assert TopicRule.objects.count() == len(defaults.load_topics())
    assert AuditEntry.objects.filter(verb="reference.load_defaults").count() == 1


def test_a_better_shipped_rule_arrives_unless_the_office_wrote_its_own(sari: User) -> None:
    load_defaults()
    first, second = Topic.objects.all()[:2]
    TopicRule.objects.filter(topic__in=[first, second]).update(any_of=["lama"])
    edit_topic(actor=sari, topic=second, version=0, name="Nama Kami", values=WORDS)

    load_defaults()

    assert TopicRule.objects.get(topic=first).any_of != ["lama"]
    assert TopicRule.objects.get(topic=second).any_of == ["jembatan"]
    assert Topic.objects.get(pk=second.pk).name == "Nama Kami"


def test_an_analyst_edits_a_topic_and_takes_it_back(sari: User, topic: Topic) -> None:
    entry = edit_topic(actor=sari, topic=topic, version=0, name="Jembatan", values=WORDS)
    rule = TopicRule.objects.get(topic=topic)
    assert (rule.any_of, rule.is_edited, rule.version, rule.topic.name) == (["jembatan"], True, 1, "Jembatan")

    undo_edit_topic(actor=sari, entry=entry)
    rule.refresh_from_db()
    assert (rule.any_of, Topic.objects.get().name) == (["jalan"], "Jalan")
    with pytest.raises(WrongState):
        undo_edit_topic(actor=sari, entry=entry)


def test_who_looked_at_an_older_topic_is_told(sari: User, topic: Topic) -> None:
    edit_topic(actor=sari, topic=topic, version=0, name="A", values=WORDS)

    with pytest.raises(WrongState):
        edit_topic(actor=sari, topic=topic, version=0, name="B", values=WORDS)


def test_a_writer_edits_no_topic_and_no_day(budi: User, topic: Topic) -> None:
    with pytest.raises(NotAllowed):
        edit_topic(actor=budi, topic=topic, version=0, name="A", values=WORDS)
    with pytest.raises(NotAllowed):
        put_day_off(actor=budi, on=date(2026, 1, 2), name="X", is_working_day=False)
    with pytest.raises(NotAllowed):
        remove_day_off(actor=budi, on=date(2026, 1, 2))


def test_a_day_is_put_changed_removed_and_put_back(adminnya: User) -> None:
    day = date(2026, 8, 14)
    put_day_off(actor=adminnya, on=day, name="Hari Jadi", is_working_day=False)
    put_day_off(actor=adminnya, on=day, name="Hari Jadi Provinsi", is_working_day=False)
    entry = remove_day_off(actor=adminnya, on=day)
    assert not DayOff.objects.exists()

    undo_remove_day_off(actor=adminnya, entry=entry)

    assert DayOff.objects.get().name == "Hari Jadi Provinsi"
    with pytest.raises(WrongState):
        undo_remove_day_off(actor=adminnya, entry=entry)


def test_a_day_that_is_not_there_is_not_removed(adminnya: User) -> None:
    with pytest.raises(WrongState):
        remove_day_off(actor=adminnya, on=date(2026, 1, 2))


def test_another_kind_of_entry_is_not_undone(sari: User, adminnya: User, topic: Topic) -> None:
    entry = edit_topic(actor=sari, topic=topic, version=0, name="A", values=WORDS)

    with pytest.raises(WrongState):
        undo_remove_day_off(actor=adminnya, entry=entry)
    with pytest.raises(WrongState):
        undo_edit_topic(actor=sari, entry=record("x", actor=None, kind="topic", key="jalan"))
