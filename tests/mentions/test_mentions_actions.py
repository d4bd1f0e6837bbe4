"""What people do with watches and mentions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from cast import make_mention, make_source, make_user
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.audit.models import AuditEntry
from tanggap.audit.trail import record
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.mentions import actions
from tanggap.mentions.models import Assessment, Correction, Mention, Step, Watch
from tanggap.mentions.privacy import pseudonym_of
from tanggap.reference.models import Region, Topic
from tanggap.sources.models import ImportBatch, PublicAccount, QuarantinedRow

pytestmark = pytest.mark.django_db

WORDS = {"name": "Jalan", "any_of": ["jalan rusak"], "none_of": [], "region_codes": []}


def announced() -> list[str]:
    jobs = ProcrastinateJob.objects.filter(task_name="pipeline.react")
    return [job.args["verb"] for job in jobs.order_by("id")]


def judged_mention(**fields: Any) -> Mention:
    mention = make_mention(**fields)
    Assessment.objects.create(
        mention=mention, language="ind", sentiment="negative", topics=["jalan"], region_codes=["63.03"],
        confidence=0.7, is_uncertain=True, context_digest="x",
    )  # fmt: skip
    return mention


def fresh(mention: Mention) -> Mention:
    return Mention.objects.get(pk=mention.pk)


def test_a_unit_watches_for_words(sari: User, diskominfo: Unit) -> None:
    watch = actions.add_watch(actor=sari, unit=diskominfo, values=WORDS)

    assert (watch.unit, watch.any_of, watch.is_active) == (diskominfo, ["jalan rusak"], True)
    assert announced() == ["mentions.add_watch"]
    with pytest.raises(InvalidInput):
        actions.add_watch(actor=None, unit=diskominfo, values=WORDS)


def test_nobody_watches_for_another_unit(sari: User, banjar: Unit, budi: User, diskominfo: Unit) -> None:
    for actor, unit in ((sari, banjar), (budi, diskominfo)):
        with pytest.raises(NotAllowed):
            actions.add_watch(actor=actor, unit=unit, values=WORDS)


def test_a_changed_watch_is_matched_again_and_an_old_version_is_refused(
    sari: User, asing: User, diskominfo: Unit
) -> None:
    watch = actions.add_watch(actor=sari, unit=diskominfo, values=WORDS)
    Watch.objects.create(unit=diskominfo, name="Lain", any_of=["x"])

    changed = actions.change_watch(actor=sari, watch=watch, version=1, values={"any_of": ["jembatan"]})

    assert (changed.any_of, changed.version) == (["jembatan"], 2)
    assert announced()[-1] == "mentions.change_watch"
    with pytest.raises(WrongState):
        actions.change_watch(actor=sari, watch=watch, version=1, values={"any_of": ["x"]})
    with pytest.raises(InvalidInput):
        actions.change_watch(actor=sari, watch=watch, version=2, values={"name": "Lain"})
    with pytest.raises(NotAllowed):
        actions.change_watch(actor=asing, watch=watch, version=2, values={"name": "Baru"})


def test_what_nobody_watches_is_kept_by_hand_once(joko: User) -> None:
    mention = make_mention(is_kept=False)

    actions.keep_mention(actor=joko, mention=mention)

    assert (fresh(mention).is_kept, fresh(mention).next_step, fresh(mention).expires_at) == (True, Step.JUDGE, None)
    assert announced() == ["mentions.keep_mention"]
    with pytest.raises(WrongState):
        actions.keep_mention(actor=joko, mention=mention)


def test_a_stranger_keeps_and_corrects_nothing(tamu: User, asing: User, diskominfo: Unit) -> None:
    private = judged_mention(unit=diskominfo, is_kept=False)

    with pytest.raises(NotAllowed):
        actions.keep_mention(actor=tamu, mention=private)
    with pytest.raises(NotAllowed):
        actions.correct_assessment(actor=asing, mention=private, name="sentiment", value="neutral")


def test_a_mention_that_became_private_meanwhile_is_not_touched(asing: User, diskominfo: Unit) -> None:
    mention = make_mention(is_kept=False)
    Mention.objects.update(unit=diskominfo)

    with pytest.raises(NotAllowed):
        actions.keep_mention(actor=asing, mention=mention)


def test_a_persons_word_counts_over_the_machines_and_the_newest_over_the_older(sari: User) -> None:
    mention = judged_mention()
    before = mention.judged
    assert before is not None
    assert (before.sentiment, before.is_uncertain, before.corrected) == ("negative", True, frozenset())

    for value in ("neutral", "positive"):
        actions.correct_assessment(actor=sari, mention=mention, name="sentiment", value=value)

    judged = fresh(mention).judged
    assert judged is not None
    assert (judged.sentiment, judged.is_uncertain, judged.corrected) == ("positive", False, {"sentiment"})
    assert judged.topics == ["jalan"]
    assert Assessment.objects.get().sentiment == "negative"
    assert AuditEntry.objects.latest("id").payload.data == {
        "name": "sentiment", "machine": "negative", "value": "positive"
    }  # fmt: skip


def test_a_mention_without_a_judgement_says_so(sari: User) -> None:
    mention = make_mention()

    assert mention.judged is None
    with pytest.raises(WrongState):
        actions.correct_assessment(actor=sari, mention=mention, name="sentiment", value="neutral")


@pytest.mark.parametrize(
    ("name", "value", "is_taken"),
    [
        ("sentiment", "negative", True),
        ("sentiment", "angry", False),
        ("language", "bjn", True),
        ("language", "xxx", False),
        ("kind", "complaint", True),
        ("kind", "rumour", False),
        ("topics", ["jalan"], True),
        ("topics", [], True),
        ("topics", ["jalan", "tidak-ada"], False),
        ("topics", "jalan", False),
        ("region_codes", ["63.03"], True),
        ("region_codes", ["99"], False),
        ("units", [], False),
    ],
)
def test_only_values_that_exist_are_taken(sari: User, name: str, value: Any, is_taken: bool) -> None:
    Topic.objects.create(code="jalan", name="Jalan")
    Region.objects.create(code="63.03", name="Kabupaten Banjar", level="kabupaten_kota")
    mention = judged_mention()

    if is_taken:
        assert actions.correct_assessment(actor=sari, mention=mention, name=name, value=value).value == value
    else:
        with pytest.raises(InvalidInput):
            actions.correct_assessment(actor=sari, mention=mention, name=name, value=value)


def test_a_correction_is_taken_back_by_whoever_made_it_or_monitors(sari: User, budi: User, diskominfo: Unit) -> None:
    mention = judged_mention()
    other_writer = make_user("wati", (diskominfo, Role.WRITER))
    by_budi = actions.correct_assessment(actor=budi, mention=mention, name="sentiment", value="neutral")
    again = actions.correct_assessment(actor=budi, mention=mention, name="language", value="bjn")

    private_word = judged_mention(unit=diskominfo)
    his = actions.correct_assessment(actor=budi, mention=private_word, name="language", value="bjn")
    with pytest.raises(NotAllowed):
        actions.undo_correction(actor=other_writer, mention=private_word, correction_id=his.pk)
    actions.undo_correction(actor=budi, mention=mention, correction_id=by_budi.pk)
    actions.undo_correction(actor=sari, mention=mention, correction_id=again.pk)

    judged = fresh(mention).judged
    assert judged is not None
    assert (judged.sentiment, judged.corrected) == ("negative", frozenset())
    assert list(Correction.objects.all()) == [his]
    with pytest.raises(WrongState):
        actions.undo_correction(actor=sari, mention=mention, correction_id=again.pk)


# Bad rows


@pytest.fixture
def batch(diskominfo: Unit) -> ImportBatch:
    return ImportBatch.objects.create(file_name="a.jsonl", unit=diskominfo, n_quarantined=1, is_public=False)


def bad_row(batch: ImportBatch | None, **fields: Any) -> QuarantinedRow:
    return QuarantinedRow.objects.create(batch=batch, row_number=7, reason="x", raw="{}", **fields)


def line(**fields: Any) -> str:
    return json.dumps(
        {"id": "p1", "text": "Jalan rusak", "published_at": "2026-03-01T08:00:00+08:00", **fields}, indent=1
    )


def test_a_corrected_row_is_stored_for_its_unit_and_leaves_the_quarantine(sari: User, batch: ImportBatch) -> None:
    mention_id = actions.retry_row(actor=sari, row=bad_row(batch), raw=line())

    mention = Mention.objects.get(pk=mention_id)
    batch.refresh_from_db()
    assert (mention.text, mention.unit) == ("Jalan rusak", batch.unit)
    assert (batch.n_quarantined, batch.n_stored) == (0, 1)
    assert not QuarantinedRow.objects.exists()
    assert announced() == ["mentions.retry_row"]


def test_a_row_that_turns_out_to_be_known_is_no_new_mention(sari: User, batch: ImportBatch) -> None:
    actions.retry_row(actor=sari, row=bad_row(batch), raw=line())

    assert actions.retry_row(actor=sari, row=bad_row(batch), raw=line()) == 0


def test_a_public_row_is_stored_for_everybody(sari: User, batch: ImportBatch) -> None:
    ImportBatch.objects.update(is_public=True)

    actions.retry_row(actor=sari, row=bad_row(batch), raw=line())

    assert Mention.objects.get().unit is None


@pytest.mark.parametrize("raw", ["", "bukan json", '{"id": "p1"}'])
def test_a_row_that_still_cannot_be_read_stays_with_the_reason(sari: User, batch: ImportBatch, raw: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        actions.retry_row(actor=sari, row=bad_row(batch), raw=raw)

    assert str(refused.value).endswith(".")
    assert QuarantinedRow.objects.count() == 1


def test_a_row_is_seen_to_once_by_whoever_may(sari: User, asing: User, batch: ImportBatch) -> None:
    row = bad_row(batch)

    with pytest.raises(NotAllowed):
        actions.retry_row(actor=asing, row=row, raw=line())
    QuarantinedRow.objects.all().delete()
    with pytest.raises(WrongState):
        actions.retry_row(actor=sari, row=row, raw=line())
    with pytest.raises(WrongState):
        actions.retry_row(actor=sari, row=bad_row(None, source=make_source()), raw=line())


# Public accounts


def test_registering_an_account_names_what_came_before(sari: User, budi: User) -> None:
    mention = make_mention(
        source_kind="tiktok", platform_id="1", author_kind="warga", author_pseudonym=pseudonym_of("tiktok", "dinas_x")
    )
    other = make_mention(source_kind="tiktok", platform_id="2", author_pseudonym="f" * 64)

    given = {"platform": "tiktok", "handle": "@Dinas_X", "name": "Dinas X", "author_kind": "instansi"}
    actions.register_public_account(actor=sari, **given)

    assert (fresh(mention).author_display, fresh(mention).author_kind) == ("Dinas X", "instansi")
    assert fresh(other).author_display == ""
    assert PublicAccount.objects.get().handle == "Dinas_X"
    with pytest.raises(InvalidInput):
        actions.register_public_account(actor=sari, **given)
    with pytest.raises(NotAllowed):
        actions.register_public_account(actor=budi, **given)


GIVEN = {"platform": "tiktok", "handle": "dinas_x", "name": "Dinas X", "author_kind": "instansi"}


def test_an_account_is_marked_as_official_by_its_own_unit_alone(sari: User, diskominfo: Unit, roads: Unit) -> None:
    account = actions.register_public_account(actor=sari, unit=diskominfo, **GIVEN)

    assert account.unit == diskominfo
    with pytest.raises(NotAllowed):
        actions.register_public_account(actor=sari, unit=roads, **{**GIVEN, "handle": "lain"})
    with pytest.raises(InvalidInput):
        actions.register_public_account(actor=sari, unit=diskominfo, **{**GIVEN, "author_kind": "tokoh_publik"})


def test_two_accounts_of_a_platform_never_share_a_name(sari: User) -> None:
    actions.register_public_account(actor=sari, **GIVEN)

    with pytest.raises(InvalidInput) as refused:
        actions.register_public_account(actor=sari, **{**GIVEN, "handle": "dinas_x_dua"})

    assert refused.value.field == "name"


def test_removing_an_account_takes_the_name_away_and_undoing_gives_it_back(sari: User, asing: User) -> None:
    mention = make_mention(
        source_kind="tiktok", platform_id="1", author_kind="warga", author_pseudonym=pseudonym_of("tiktok", "dinas_x")
    )
    account = actions.register_public_account(actor=sari, **GIVEN)

    entry = actions.remove_public_account(actor=sari, account=account)

    nameless = fresh(mention)
    assert (nameless.author_display, nameless.author_kind) == ("", "warga")
    assert nameless.author_pseudonym == pseudonym_of("tiktok", "dinas_x")
    with pytest.raises(WrongState):
        actions.remove_public_account(actor=sari, account=account)
    actions.undo_remove_public_account(actor=sari, entry=entry)
    assert fresh(mention).author_display == "Dinas X"
    with pytest.raises(InvalidInput):
        actions.undo_remove_public_account(actor=sari, entry=entry)


def test_an_official_account_is_removed_and_put_back_by_its_own_unit(sari: User, asing: User, diskominfo: Unit) -> None:
    account = actions.register_public_account(actor=sari, unit=diskominfo, **GIVEN)

    with pytest.raises(NotAllowed):
        actions.remove_public_account(actor=asing, account=account)
    entry = actions.remove_public_account(actor=sari, account=account)
    assert actions.undo_remove_public_account(actor=sari, entry=entry).unit == diskominfo


def test_only_a_removal_is_taken_back(sari: User) -> None:
    entry = record("mentions.register_account", actor=sari, kind="public_account", key=1)

    with pytest.raises(WrongState):
        actions.undo_remove_public_account(actor=sari, entry=entry)
