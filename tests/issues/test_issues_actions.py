"""What people do with issues."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cast import NOW, make_mention, make_story, make_unit, make_user
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.core.workflow.issue import ISSUE
from tanggap.guidance.actions import load_default_levels
from tanggap.guidance.models import ClockKind, Level
from tanggap.issues import actions
from tanggap.issues.actions import (
    StaleIssue,
    StoryAlreadyInIssue,
    add_mention,
    add_note,
    add_story,
    add_supporting_unit,
    assign_issue,
    change_lead,
    change_level,
    clock_state,
    close_issue,
    edit_issue,
    keep_evidence,
    mark_answered,
    mark_holding,
    mark_updated,
    open_issue,
    remove_mention,
    remove_story,
    remove_supporting_unit,
    reopen_issue,
    start_work,
    take_back,
    triage_issue,
    withdraw_note,
)
from tanggap.issues.models import ClockState, Issue, IssueClock, IssueStory, IssueUnit
from tanggap.mentions.models import EvidenceCopy
from tanggap.stories.actions import merge_stories
from tanggap.stories.models import Story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _levels(db: None) -> None:
    load_default_levels()


def opened(actor: User, unit: Unit, *, level: int = 1, **fields: Any) -> Issue:
    defaults: dict[str, Any] = {
        "title": "Jalan berlubang di Martapura",
        "topics": ["pekerjaan-umum"],
        "region_codes": ["63.03"],
        "at": NOW,
    }
    return open_issue(actor=actor, unit=unit, level=Level.objects.get(pk=level), **{**defaults, **fields})


def clock(issue: Issue, kind: str) -> IssueClock:
    return issue.clocks.get(kind=kind, cancelled_at=None, met_at=None)


class TestOpening:
    def test_an_issue_gets_the_next_number_of_the_local_year(self, sari: User, diskominfo: Unit) -> None:
        new_year_in_wita = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)

        first, second = opened(sari, diskominfo), opened(sari, diskominfo)
        next_year = opened(sari, diskominfo, at=new_year_in_wita)

        assert (first.number, second.number) == ("ISU-2026-00001", "ISU-2026-00002")
        assert next_year.number == "ISU-2027-00001"

    def test_its_stories_hang_on_it_and_their_mentions_are_kept(self, sari: User, diskominfo: Unit) -> None:
        mention = make_mention()
        story = make_story(mention)

        issue = opened(sari, diskominfo, stories=[story])

        story.refresh_from_db()
        assert story.issue_number == issue.number
        assert IssueStory.objects.get(story=story).issue == issue
        assert EvidenceCopy.objects.get(mention=mention).text == mention.text

    def test_a_merged_story_brings_the_one_it_went_into(self, sari: User, diskominfo: Unit) -> None:
        elder, younger = make_story(), make_story()
        merge_stories(actor=sari, one=elder, other=younger)

        issue = opened(sari, diskominfo, stories=[younger])

        elder.refresh_from_db()
        assert elder.issue_number == issue.number

    def test_it_can_be_opened_from_a_mention_or_by_hand(self, sari: User, diskominfo: Unit) -> None:
        mention = make_mention()

        issue = opened(sari, diskominfo, mentions=[mention])

        assert issue.issue_mentions.get().mention == mention
        assert EvidenceCopy.objects.filter(mention=mention).exists()

    def test_who_opens_it_for_another_unit_supports_it(self, sari: User, joko: User, roads: Unit) -> None:
        issue = opened(sari, roads)

        assert issue.supporting.get().unit == sari.home_unit
        assert issue in Issue.objects.visible_to(sari)
        assert issue in Issue.objects.work_of(joko)

    def test_named_units_support_it_once(self, sari: User, diskominfo: Unit, roads: Unit) -> None:
        issue = opened(sari, diskominfo, supporting=[roads, diskominfo])

        assert [row.unit for row in issue.supporting.all()] == [roads]

    @pytest.mark.parametrize(("field", "value"), [("title", "  "), ("topics", []), ("region_codes", [])])
    def test_what_it_needs_is_asked_for(self, sari: User, diskominfo: Unit, field: str, value: Any) -> None:
        with pytest.raises(InvalidInput) as caught:
            opened(sari, diskominfo, **{field: value})

        assert caught.value.field == field

    def test_a_second_issue_on_a_story_is_told_of_the_first(self, sari: User, joko: User, diskominfo: Unit) -> None:
        story = make_story()
        first = opened(sari, diskominfo, stories=[story])

        with pytest.raises(StoryAlreadyInIssue) as caught:
            opened(joko, diskominfo, stories=[story])

        assert (caught.value.issue, caught.value.story) == (first, story)
        assert Issue.objects.count() == 1

    def test_who_is_in_charge_works_in_one_of_its_units(self, sari: User, asing: User, diskominfo: Unit) -> None:
        assert opened(sari, diskominfo, assignee=sari).assignee == sari
        with pytest.raises(InvalidInput):
            opened(sari, diskominfo, assignee=asing)

    def test_nobody_without_a_role_opens_one(self, tamu: User, diskominfo: Unit) -> None:
        with pytest.raises(NotAllowed):
            opened(tamu, diskominfo)

    def test_private_things_of_another_unit_do_not_enter(self, sari: User, diskominfo: Unit, roads: Unit) -> None:
        private = make_mention(unit=roads)
        story = make_story(private, unit=roads)

        with pytest.raises(NotAllowed):
            opened(sari, diskominfo, stories=[story])
        with pytest.raises(NotAllowed):
            opened(sari, diskominfo, mentions=[private])


class TestClocks:
    def test_they_start_with_the_issue_by_its_level(self, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo, level=2)

        due = {row.kind: row.due_at - NOW for row in issue.clocks.all()}
        assert due == {
            "triage": timedelta(minutes=30),
            "assess": timedelta(hours=1),
            "holding": timedelta(hours=4),
            "answer": timedelta(hours=12),
        }

    def test_triage_meets_its_clock(self, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo)

        issue = triage_issue(actor=sari, issue=issue, level=issue.level, at=NOW + timedelta(minutes=5))

        triage = issue.clocks.get(kind=ClockKind.TRIAGE)
        assert (issue.state, issue.triaged_at) == ("triaged", triage.met_at)
        assert clock_state(triage, NOW + timedelta(days=9)) == ClockState.MET

    def test_they_tell_running_late_and_done_late_apart(self, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo, level=3)
        triage = clock(issue, ClockKind.TRIAGE)

        assert clock_state(triage, NOW) == ClockState.RUNNING
        assert clock_state(triage, NOW + timedelta(hours=1)) == ClockState.LATE
        assert list(Issue.objects.late(NOW + timedelta(hours=1))) == [issue]
        assert not Issue.objects.late(NOW).exists()
        triage.met_at = NOW + timedelta(hours=2)
        assert clock_state(triage, NOW) == ClockState.MET_LATE
        triage.cancelled_at = NOW
        assert clock_state(triage, NOW) == ClockState.CANCELLED

    def test_a_higher_level_counts_from_the_change(self, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo, level=1)
        later = NOW + timedelta(hours=5)

        issue = change_level(actor=sari, issue=issue, level=Level.objects.get(pk=3), reason="korban", at=later)

        assert clock(issue, ClockKind.HOLDING).due_at == later + timedelta(hours=1)
        assert issue.clocks.filter(cancelled_at=later).count() == 3

    def test_a_lower_level_counts_from_the_opening(self, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo, level=2)

        issue = change_level(actor=sari, issue=issue, level=Level.objects.get(pk=1), at=NOW + timedelta(hours=3))

        assert clock(issue, ClockKind.ANSWER).due_at == NOW + timedelta(hours=24)

    def test_what_was_met_is_not_asked_again(self, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo, level=1)
        issue = triage_issue(actor=sari, issue=issue, level=Level.objects.get(pk=2), at=NOW + timedelta(minutes=5))

        assert not issue.clocks.filter(kind=ClockKind.TRIAGE, met_at=None, cancelled_at=None).exists()
        assert clock(issue, ClockKind.HOLDING).minutes == 240

    def test_the_same_level_again_is_refused(self, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo)

        with pytest.raises(WrongState):
            change_level(actor=sari, issue=issue, level=issue.level)

    def test_starting_work_meets_triage_and_assessment(self, sari: User, diskominfo: Unit) -> None:
        issue = start_work(actor=sari, issue=opened(sari, diskominfo), at=NOW + timedelta(minutes=10))

        assert set(issue.clocks.filter(met_at=None).values_list("kind", flat=True)) == {"answer"}
        assert issue.triaged_at == NOW + timedelta(minutes=10)

    def test_a_holding_statement_sets_when_the_next_update_is_due(self, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo, level=3)
        told = NOW + timedelta(minutes=40)

        issue = mark_holding(actor=sari, issue=issue, at=told)
        assert clock(issue, ClockKind.NEXT_UPDATE).due_at == told + timedelta(hours=4)
        assert issue.clocks.get(kind=ClockKind.HOLDING).met_at == told

        issue = mark_updated(actor=sari, issue=issue, at=told + timedelta(hours=3))
        assert clock(issue, ClockKind.NEXT_UPDATE).due_at == told + timedelta(hours=7)

    def test_a_level_without_updates_asks_for_none(self, sari: User, diskominfo: Unit) -> None:
        issue = mark_updated(actor=sari, issue=opened(sari, diskominfo, level=1))

        assert not issue.clocks.filter(kind=ClockKind.NEXT_UPDATE).exists()

    def test_an_answer_meets_all_that_still_runs(self, sari: User, diskominfo: Unit) -> None:
        issue = triage_issue(actor=sari, issue=(first := opened(sari, diskominfo)), level=first.level, at=NOW)

        issue = mark_answered(actor=sari, issue=issue, at=NOW + timedelta(hours=1))

        assert (issue.state, issue.answered_at) == ("answered", NOW + timedelta(hours=1))
        assert not IssueClock.objects.running().exists()

    def test_the_machine_may_note_an_answer_when_one_is_published(self, sari: User, diskominfo: Unit) -> None:
        issue = start_work(actor=sari, issue=opened(sari, diskominfo))

        mark_answered(actor=None, issue=issue, valid_until=NOW + timedelta(days=30))

        assert AuditEntry.objects.get(verb="issues.mark_answered").is_machine


class TestStories:
    def test_a_story_enters_and_leaves(self, sari: User, diskominfo: Unit) -> None:
        issue, story = opened(sari, diskominfo), make_story()

        add_story(actor=sari, issue=issue, story=story)
        story.refresh_from_db()
        assert story.issue_number == issue.number
        with pytest.raises(WrongState):
            add_story(actor=sari, issue=issue, story=story)

        remove_story(actor=sari, issue=issue, story=story)
        story.refresh_from_db()
        assert story.issue_number == ""
        assert not IssueStory.objects.filter(is_current=True).exists()
        assert EvidenceCopy.objects.count() == 1
        with pytest.raises(WrongState):
            remove_story(actor=sari, issue=issue, story=story)

    def test_a_story_of_another_issue_does_not_enter(self, sari: User, diskominfo: Unit) -> None:
        story = make_story()
        first, second = opened(sari, diskominfo, stories=[story]), opened(sari, diskominfo)

        with pytest.raises(StoryAlreadyInIssue) as caught:
            add_story(actor=sari, issue=second, story=story)

        assert caught.value.issue == first

    def test_a_mention_enters_and_leaves_by_hand(self, sari: User, diskominfo: Unit) -> None:
        issue, mention = opened(sari, diskominfo), make_mention()

        add_mention(actor=sari, issue=issue, mention=mention)
        with pytest.raises(WrongState):
            add_mention(actor=sari, issue=issue, mention=mention)

        remove_mention(actor=sari, issue=issue, mention=mention)
        with pytest.raises(WrongState):
            remove_mention(actor=sari, issue=issue, mention=mention)
        assert EvidenceCopy.objects.filter(mention=mention).exists()

    def test_evidence_is_kept_once(self) -> None:
        mention = make_mention()

        assert (keep_evidence([mention.pk]), keep_evidence([mention.pk])) == (1, 0)


class TestPeople:
    def test_a_supporting_unit_adds_but_does_not_decide(
        self, sari: User, joko: User, diskominfo: Unit, roads: Unit
    ) -> None:
        issue = opened(sari, diskominfo, supporting=[roads])

        add_note(actor=joko, issue=issue, text="Tim sudah di lapangan.")
        add_story(actor=joko, issue=issue, story=make_story())
        add_mention(actor=joko, issue=issue, mention=make_mention())

        forbidden: list[Callable[[], object]] = [
            lambda: close_issue(actor=joko, issue=issue, reason="selesai"),
            lambda: change_lead(actor=joko, issue=issue, unit=roads),
            lambda: assign_issue(actor=joko, issue=issue, assignee=joko),
            lambda: start_work(actor=joko, issue=issue),
            lambda: remove_story(actor=joko, issue=issue, story=Story.objects.get()),
        ]
        for deed in forbidden:
            with pytest.raises(NotAllowed):
                deed()

    def test_a_stranger_does_and_sees_nothing(self, sari: User, asing: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo)

        assert not Issue.objects.visible_to(asing).exists()
        with pytest.raises(NotAllowed):
            add_note(actor=asing, issue=issue, text="Halo")

    def test_somebody_of_its_units_is_put_in_charge(
        self, sari: User, joko: User, asing: User, diskominfo: Unit, roads: Unit
    ) -> None:
        issue = opened(sari, diskominfo, supporting=[roads])

        assert assign_issue(actor=sari, issue=issue, assignee=joko).assignee == joko
        assert assign_issue(actor=sari, issue=issue, assignee=None).assignee is None
        with pytest.raises(InvalidInput):
            assign_issue(actor=sari, issue=issue, assignee=asing)

    def test_the_lead_goes_to_another_unit_and_the_old_one_supports(
        self, sari: User, diskominfo: Unit, roads: Unit
    ) -> None:
        issue = opened(sari, diskominfo, supporting=[roads], assignee=sari)

        issue = change_lead(actor=sari, issue=issue, unit=roads)

        assert (issue.unit, issue.assignee) == (roads, None)
        assert [row.unit for row in issue.supporting.all()] == [diskominfo]
        with pytest.raises(NotAllowed):
            close_issue(actor=sari, issue=issue, reason="selesai")

    def test_who_works_in_the_new_lead_stays_in_charge(
        self, sari: User, joko: User, diskominfo: Unit, roads: Unit
    ) -> None:
        issue = opened(sari, diskominfo, supporting=[roads], assignee=joko)

        assert change_lead(actor=sari, issue=issue, unit=roads).assignee == joko

    def test_the_lead_cannot_go_where_it_is(self, sari: User, diskominfo: Unit) -> None:
        with pytest.raises(WrongState):
            change_lead(actor=sari, issue=opened(sari, diskominfo), unit=diskominfo)

    def test_units_come_and_go(self, sari: User, joko: User, diskominfo: Unit, roads: Unit) -> None:
        issue = opened(sari, diskominfo)

        add_supporting_unit(actor=sari, issue=issue, unit=roads)
        with pytest.raises(WrongState):
            add_supporting_unit(actor=sari, issue=issue, unit=roads)
        assign_issue(actor=sari, issue=issue, assignee=joko)

        issue = remove_supporting_unit(actor=sari, issue=issue, unit=roads)
        assert issue.assignee is None
        assert not Issue.objects.visible_to(joko).exists()
        with pytest.raises(WrongState):
            remove_supporting_unit(actor=sari, issue=issue, unit=roads)

    def test_who_is_in_charge_elsewhere_stays_when_a_unit_goes(self, sari: User, diskominfo: Unit, roads: Unit) -> None:
        issue = opened(sari, diskominfo, supporting=[roads], assignee=sari)

        assert remove_supporting_unit(actor=sari, issue=issue, unit=roads).assignee == sari


class TestWords:
    def test_the_words_can_be_edited_and_the_trail_keeps_the_old_ones(self, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo)

        issue = edit_issue(
            actor=sari,
            issue=issue,
            title="Jalan rusak di Martapura",
            summary="Keluhan warga",
            topics=["pekerjaan-umum"],
            region_codes=["63.03"],
            visibility="network",
        )

        data = AuditEntry.objects.with_payload().get(verb="issues.edit_issue").payload.data
        assert data["before"] == {"title": "Jalan berlubang di Martapura", "summary": "", "visibility": "private"}
        assert Issue.objects.get().title == "Jalan rusak di Martapura"

    def test_a_title_cannot_be_emptied(self, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo)

        with pytest.raises(InvalidInput):
            edit_issue(actor=sari, issue=issue, title=" ", summary="", topics=[], region_codes=[], visibility="private")

    def test_who_looked_at_an_old_version_is_told(self, sari: User, budi: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo)
        assign_issue(actor=budi, issue=issue, assignee=budi, version=issue.version)

        with pytest.raises(StaleIssue):
            assign_issue(actor=sari, issue=issue, assignee=sari, version=issue.version)

    def test_notes_can_be_withdrawn_by_their_writer_once(self, sari: User, budi: User, diskominfo: Unit) -> None:
        note = add_note(actor=sari, issue=opened(sari, diskominfo), text=" Sudah ditelepon. ")

        with pytest.raises(NotAllowed):
            withdraw_note(actor=budi, note=note)
        assert withdraw_note(actor=sari, note=note).withdrawn_at is not None
        with pytest.raises(WrongState):
            withdraw_note(actor=sari, note=note)

    def test_an_empty_note_is_refused(self, sari: User, diskominfo: Unit) -> None:
        with pytest.raises(InvalidInput):
            add_note(actor=sari, issue=opened(sari, diskominfo), text="  ")


class TestClosing:
    def test_closing_frees_the_stories_and_stops_the_clocks(self, sari: User, diskominfo: Unit) -> None:
        story = make_story()
        issue = opened(sari, diskominfo, stories=[story])

        issue = close_issue(actor=sari, issue=issue, reason="Sudah diperbaiki")

        story.refresh_from_db()
        assert (issue.state, issue.close_reason, story.issue_number) == ("closed", "Sudah diperbaiki", "")
        assert not IssueClock.objects.running().exists()
        assert opened(sari, diskominfo, stories=[story]).number != issue.number

    def test_closing_needs_a_reason(self, sari: User, diskominfo: Unit) -> None:
        with pytest.raises(InvalidInput):
            close_issue(actor=sari, issue=opened(sari, diskominfo), reason=" ")

    def test_reopening_brings_back_what_it_had_at_the_end(self, sari: User, diskominfo: Unit) -> None:
        stays, left, taken = make_story(), make_story(), make_story()
        issue = opened(sari, diskominfo, level=2, stories=[stays, left, taken])
        remove_story(actor=sari, issue=issue, story=left)
        close_issue(actor=sari, issue=issue, reason="selesai")
        second = opened(sari, diskominfo, stories=[taken])
        again = NOW + timedelta(days=2)

        issue = reopen_issue(actor=sari, issue=issue, reason="muncul lagi", at=again)

        numbers = dict(Story.objects.values_list("pk", "issue_number"))
        assert numbers == {stays.pk: issue.number, left.pk: "", taken.pk: second.number}
        assert (issue.state, issue.closed_at) == ("triaged", None)
        assert clock(issue, ClockKind.ANSWER).due_at == again + timedelta(hours=12)
        assert not issue.clocks.filter(kind=ClockKind.TRIAGE, cancelled_at=None).exists()

    def test_a_closed_issue_takes_nothing_but_notes(self, sari: User, diskominfo: Unit) -> None:
        issue = close_issue(actor=sari, issue=opened(sari, diskominfo), reason="selesai")

        add_note(actor=sari, issue=issue, text="Catatan penutup")
        with pytest.raises(WrongState):
            add_story(actor=sari, issue=issue, story=make_story())


class TestReading:
    def test_it_is_found_by_number_and_words(self, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo, summary="Keluhan warga Sungai Paring")

        for words in (issue.number, "berlubang martapura", "paring jalan"):
            assert Issue.objects.search(words).get() == issue
        assert not Issue.objects.search("banjir").exists()

    def test_the_next_deadline_stands_beside_it(self, sari: User, diskominfo: Unit) -> None:
        opened(sari, diskominfo, level=3)

        assert Issue.objects.with_next_due().get().next_due_at == NOW + timedelta(minutes=15)

    def test_it_is_the_work_of_who_is_in_charge_or_of_the_unit(self, sari: User, budi: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo, assignee=budi)

        assert list(Issue.objects.work_of(budi)) == [issue]
        assert not Issue.objects.work_of(sari).exists()

    def test_rows_of_an_issue_can_be_told_apart_in_a_log(self, sari: User, diskominfo: Unit, roads: Unit) -> None:
        story = make_story()
        issue = opened(sari, diskominfo, stories=[story], supporting=[roads], mentions=[make_mention()])
        note = add_note(actor=sari, issue=issue, text="x")

        assert str(issue) == issue.number
        assert str(issue.supporting.get()) == f"{roads.pk} supports {issue.pk}"
        assert str(issue.issue_stories.get()) == f"{story.pk} in {issue.pk}"
        assert str(clock(issue, "answer")) == f"answer of {issue.pk}"
        assert str(note) == f"note on {issue.pk}"
        assert "in " in str(issue.issue_mentions.get())


def test_every_row_of_the_workflow_has_its_action() -> None:
    assert {row.verb for row in ISSUE.rows} <= set(actions.__all__)


def test_an_administrator_of_the_province_works_in_all_its_offices(adminnya: User, roads: Unit) -> None:
    issue = opened(adminnya, roads)

    assert not IssueUnit.objects.filter(issue=issue).exists()
    assert triage_issue(actor=adminnya, issue=issue, level=issue.level).state == "triaged"


def test_a_person_of_two_units_sees_an_issue_that_either_supports(province: Unit, sari: User, diskominfo: Unit) -> None:
    water = make_unit("kalsel-air", parent=province)
    both = make_user("dua", (water, Role.MONITOR), (diskominfo, Role.MONITOR))

    issue = opened(sari, diskominfo, supporting=[water])

    assert list(Issue.objects.for_unit(water)) == [issue]
    assert Issue.objects.visible_to(both).count() == 1


class TestTakingBack:
    def test_a_triage_is_taken_back_with_its_level_and_its_clocks(self, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo)
        before = set(IssueClock.objects.running().filter(issue=issue).values_list("pk", flat=True))
        done = triage_issue(actor=sari, issue=issue, level=Level.objects.get(pk=3), at=NOW + timedelta(minutes=5))

        back = take_back(actor=sari, issue=issue, version=done.version)

        assert (back.state, back.level_id, back.triaged_at) == ("open", 1, None)
        assert set(IssueClock.objects.running().filter(issue=issue).values_list("pk", flat=True)) == before
        assert AuditEntry.objects.filter(verb="issues.take_back").exists()
        assert triage_issue(actor=sari, issue=issue, level=Level.objects.get(pk=2)).level_id == 2

    def test_a_start_of_work_leads_back_to_where_it_began(self, sari: User, diskominfo: Unit) -> None:
        issue = triage_issue(actor=sari, issue=opened(sari, diskominfo), level=Level.objects.get(pk=1), at=NOW)
        done = start_work(actor=sari, issue=issue)

        back = take_back(actor=sari, issue=issue, version=done.version)

        assert (back.state, back.triaged_at) == ("triaged", NOW)

    def test_what_something_followed_stays(self, sari: User, diskominfo: Unit) -> None:
        done = triage_issue(actor=sari, issue=opened(sari, diskominfo), level=Level.objects.get(pk=1))
        assign_issue(actor=sari, issue=done, assignee=sari)

        with pytest.raises(StaleIssue):
            take_back(actor=sari, issue=done, version=done.version)

    def test_what_is_no_step_is_not_taken_back(self, sari: User, diskominfo: Unit) -> None:
        done = triage_issue(actor=sari, issue=opened(sari, diskominfo), level=Level.objects.get(pk=1))
        assigned = assign_issue(actor=sari, issue=done, assignee=sari)

        with pytest.raises(WrongState):
            take_back(actor=sari, issue=done, version=assigned.version)

    def test_only_the_lead_takes_back(self, sari: User, joko: User, diskominfo: Unit) -> None:
        done = triage_issue(actor=sari, issue=opened(sari, diskominfo), level=Level.objects.get(pk=1))

        with pytest.raises(NotAllowed):
            take_back(actor=joko, issue=done, version=done.version)
