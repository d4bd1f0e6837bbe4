"""Judging what is kept, judging it again, and the context of the registers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from cast import make_mention
from tanggap.accounts.models import Unit
from tanggap.audit.models import AuditEntry
from tanggap.core.text.document import Context
from tanggap.enrichers.defaults import default_context
from tanggap.mentions.models import Assessment, Mention, Step
from tanggap.pipeline.context import load_context
from tanggap.pipeline.steps import judging
from tanggap.pipeline.steps.judging import judge_due, judging_digest, rejudge_outdated
from tanggap.reference.models import Official, Programme, Region, Topic, TopicRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def context() -> Context:
    return default_context()


def waiting(**fields: Any) -> Mention:
    return make_mention(next_step=Step.JUDGE, step_due_at=timezone.now(), **fields)


def test_a_judged_mention_has_language_sentiment_places_evidence_and_versions(context: Context) -> None:
    mention = waiting(title="Jalan rusak parah di Martapura", text="Warga kecewa, jalan rusak parah dan berbahaya.")

    assert judge_due(context) == 1

    found = Assessment.objects.get(mention=mention)
    mention.refresh_from_db()
    assert mention.next_step == Step.GROUP
    assert found.language == "ind"
    assert found.sentiment in found.sentiment_scores
    assert "63.03.05" in found.region_codes
    for spans in found.evidence.values():
        for field, start, end, _label in spans:
            assert 0 <= start < end <= len(getattr(mention, field))
    assert any(found.evidence["places"])
    assert found.rubric["effect_people"]["score"] >= 2
    assert found.versions["places"].endswith(context.digest)
    assert found.context_digest == judging_digest(context)


def test_quotations_are_stored_with_their_places_and_replaced_when_judged_again(context: Context) -> None:
    mention = waiting(text='"Air sudah surut semua," kata Camat Gambut, Norlaila. Ia mengatakan pompa menyala terus.')
    judge_due(context)
    [direct, reported] = mention.quotations.all()
    assert (direct.speaker, direct.role, direct.verb, direct.is_direct) == ("Norlaila", "Camat Gambut", "kata", True)
    assert mention.text[direct.start : direct.end] == direct.words == "Air sudah surut semua,"
    assert (reported.position, reported.words, reported.is_direct) == (1, "pompa menyala terus", False)

    Mention.objects.filter(pk=mention.pk).update(text="Air sudah surut.")
    rejudge_outdated(replace(context, topics=context.topics[:3]))

    assert not mention.quotations.exists()


def test_the_tone_towards_units_is_stored_and_replaced_when_judged_again(context: Context) -> None:
    mention = waiting(text="Pemkab Banjar lamban, jalan dibiarkan berlubang berbulan-bulan.")
    judge_due(context)
    [towards] = mention.target_judgements.all()
    assert (towards.target_kind, towards.target, towards.unit_code) == ("unit", "kab-banjar", "kab-banjar")
    assert (towards.tone_class, towards.stance) == ("negative", "")
    assert -1 <= towards.tone < 0
    field, start, end = towards.evidence[0]
    assert mention.text[start:end] == "Pemkab Banjar"
    assert field == "text"
    assert Assessment.objects.get().emotion != ""

    Mention.objects.filter(pk=mention.pk).update(title="Air surut", text="Air sudah surut.")
    rejudge_outdated(replace(context, topics=context.topics[:3]))

    assert not mention.target_judgements.exists()


def test_one_entry_in_the_trail_for_a_batch(context: Context) -> None:
    for _ in range(3):
        waiting()

    judge_due(context)

    entry = AuditEntry.objects.get(verb="mentions.assess")
    assert (entry.is_machine, entry.payload.data["n"]) == (True, 3)


def test_nothing_waiting_writes_nothing(context: Context) -> None:
    assert judge_due(context) == 0
    assert not AuditEntry.objects.exists()


def test_more_than_a_batch_is_done_in_several_transactions(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "BATCH", 2)
    for _ in range(5):
        waiting()

    assert judge_due(context, max_batches=2) == 4
    assert judge_due(context, max_batches=2) == 1
    assert AuditEntry.objects.count() == 3


def test_judging_twice_ends_in_the_same_row(context: Context) -> None:
    mention = waiting()
    judge_due(context)
    Mention.objects.update(next_step=Step.JUDGE)

    judge_due(context)

    assert Assessment.objects.filter(mention=mention).count() == 1


def test_a_text_that_spoils_its_batch_is_put_off_and_the_others_are_judged(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = waiting(text="Baik."), waiting(text="RACUN")
    really = judging.judge

    def brittle(documents: Any, given: Context) -> Any:
        if any("RACUN" in document.text for document in documents):
            raise ZeroDivisionError
        return really(documents, given)

    monkeypatch.setattr(judging, "judge", brittle)

    with pytest.raises(ZeroDivisionError):
        judge_due(context)

    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.next_step == Step.GROUP
    assert (bad.next_step, bad.n_step_failures) == (Step.JUDGE, 1)
    assert bad.step_due_at > timezone.now()
    assert judge_due(context) == 0


@pytest.mark.django_db(transaction=True)
def test_rows_that_another_worker_holds_are_left_to_it(context: Context) -> None:
    held, free = waiting(), waiting()
    other = connections["default"].copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM mentions_mention WHERE id = %s FOR UPDATE", [held.pk])

        assert judge_due(context) == 1
        other.rollback()
    finally:
        other.close()

    assert Assessment.objects.get().mention_id == free.pk


@pytest.mark.django_db(transaction=True)
def test_what_was_not_committed_is_done_again(context: Context) -> None:
    waiting()

    def judge_and_die() -> None:
        with transaction.atomic():
            judge_due(context)
            raise SystemExit

    with pytest.raises(SystemExit):
        judge_and_die()

    assert not Assessment.objects.exists()
    assert judge_due(context) == 1


def test_changed_registers_judge_again_the_newest_first_but_never_before_new_mentions(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentions = [waiting() for _ in range(3)]
    judge_due(context)
    changed = Context(home_region="63")
    monkeypatch.setattr(judging, "REJUDGE_BATCH", 1)
    new = waiting()

    assert rejudge_outdated(changed) == 0
    Mention.objects.filter(pk=new.pk).update(next_step=Step.DONE)
    assert rejudge_outdated(changed, max_batches=1) == 1

    newest = Assessment.objects.filter(context_digest=judging_digest(changed)).get()
    assert newest.mention_id == mentions[-1].pk
    assert rejudge_outdated(changed) == 2
    assert rejudge_outdated(changed) == 0
    assert AuditEntry.objects.filter(verb="mentions.reassess").count() == 3


def test_without_rows_the_shipped_registers_count() -> None:
    found = load_context()

    assert found.places == default_context().places
    assert found.topics == default_context().topics
    assert found.home_region == "63"


def test_rows_of_the_office_replace_what_is_shipped(province: Unit) -> None:
    Region.objects.create(code="64", name="Kalimantan Timur", level="provinsi", aliases=["Kaltim"])
    Region.objects.create(code="64.71", name="Kota Balikpapan", level="kabupaten_kota")
    Region.objects.create(code="64.01", name="Kabupaten Paser", level="kabupaten_kota")
    Region.objects.create(code="32.79", name="Kota Banjar", level="kabupaten_kota", is_home=False)
    topic = Topic.objects.create(code="jalan", name="Jalan")
    TopicRule.objects.create(topic=topic, any_of=["jalan"], none_of=["jalan-jalan"], min_hits=2)

    found = load_context()

    assert found.home_region == "64"
    assert [(place.code, place.level) for place in found.places] == [
        ("64", "province"), ("64.01", "regency"), ("64.71", "city")
    ]  # fmt: skip
    assert [place.code for place in found.other_places] == ["32.79"]
    assert [(rule.code, rule.min_hits) for rule in found.topics] == [("jalan", 2)]
    assert [unit.code for unit in found.units] == ["kalsel"]
    assert found.digest != default_context().digest


def test_officials_and_programmes_are_told_with_their_periods(province: Unit) -> None:
    held = {"unit": province, "post": "Gubernur", "ends_on": date(2026, 5, 1)}
    official = Official.objects.create(name="Idris Noor", aliases=["Pak Idris"], **held)
    programme = Programme.objects.create(unit=province, name="Bakul Berkah")

    found = load_context()

    assert [(row.key, row.post, row.unit_code, row.ends_on) for row in found.public_names] == [
        (f"official:{official.pk}", "Gubernur", province.code, date(2026, 5, 1)),
        (f"programme:{programme.pk}", "", province.code, None),
    ]
    assert found.digest != default_context().digest
