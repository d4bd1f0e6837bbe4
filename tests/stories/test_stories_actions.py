"""What people do with stories, and how it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cast import NOW, make_mention, make_story, make_unit
from tanggap.accounts.models import Unit, User
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.mentions.models import Assessment, Correction, Mention
from tanggap.stories.actions import (
    StoriesInDifferentIssues,
    detach_mention,
    dismiss_story,
    lock_stories,
    merge_by_machine,
    merge_stories,
    move_mention,
    propose_merge,
    refresh_figures,
    restore_story,
    set_issue_number,
    split_story,
    undo_change,
    watch_story,
)
from tanggap.stories.models import (
    ChangeKind,
    GroupingMark,
    PlacedBy,
    Separation,
    Story,
    StoryChange,
    StoryMembership,
    StoryState,
)

pytestmark = pytest.mark.django_db


def story_id(mention: Mention) -> int:
    return StoryMembership.objects.get(mention=mention).story_id


def fold(copy: Mention, original: Mention) -> None:
    StoryMembership.objects.filter(mention=copy).update(copy_of=original, copy_kind="exact")


class TestMerging:
    def test_the_elder_stays_and_the_younger_leads_to_it(self, sari: User) -> None:
        elder, younger = make_story(), make_story()

        change = merge_stories(actor=sari, one=younger, other=elder, reason="peristiwa yang sama")

        younger.refresh_from_db()
        elder.refresh_from_db()
        assert (younger.merged_into_id, elder.n_mentions, younger.n_mentions) == (elder.pk, 2, 0)
        assert (change.story_id, change.other_id, change.is_machine) == (elder.pk, younger.pk, False)
        assert AuditEntry.objects.about("story", elder.pk).get().verb == "stories.merge"

    def test_the_public_one_stays_even_if_it_is_younger(self, joko: User, roads: Unit) -> None:
        private = make_story(make_mention(unit=roads), unit=roads)
        public = make_story()

        change = merge_stories(actor=joko, one=private, other=public)

        assert change.story_id == public.pk
        public.refresh_from_db()
        assert public.n_mentions == 1

    def test_it_keeps_the_issue_of_either(self, sari: User) -> None:
        elder, younger = make_story(), make_story(issue_number="ISU-2026-00001")

        change = merge_stories(actor=sari, one=elder, other=younger)

        elder.refresh_from_db()
        assert elder.issue_number == "ISU-2026-00001"
        undo_change(actor=sari, change=change)
        elder.refresh_from_db()
        younger.refresh_from_db()
        assert (elder.issue_number, younger.issue_number) == ("", "ISU-2026-00001")

    def test_stories_of_different_issues_stay_apart(self, sari: User) -> None:
        one, other = make_story(issue_number="ISU-2026-00001"), make_story(issue_number="ISU-2026-00002")

        with pytest.raises(StoriesInDifferentIssues):
            merge_stories(actor=sari, one=one, other=other)

    def test_private_stories_of_two_units_stay_apart(self, province: Unit, adminnya: User, roads: Unit) -> None:
        water = make_unit("kalsel-air", parent=province)
        one = make_story(make_mention(unit=roads), unit=roads)
        other = make_story(make_mention(unit=water), unit=water)

        with pytest.raises(WrongState):
            merge_stories(actor=adminnya, one=one, other=other)

    def test_a_story_cannot_be_merged_with_itself(self, sari: User) -> None:
        story = make_story()

        with pytest.raises(InvalidInput):
            merge_stories(actor=sari, one=story, other=story)

    def test_a_story_that_was_merged_meanwhile_is_refused(self, sari: User) -> None:
        one, other, third = make_story(), make_story(), make_story()
        merge_stories(actor=sari, one=one, other=other)

        with pytest.raises(WrongState):
            merge_stories(actor=sari, one=third, other=other)

    @pytest.mark.parametrize(
        ("elder_state", "younger_state", "after"),
        [
            (StoryState.DISMISSED, StoryState.NEW, StoryState.NEW),
            (StoryState.NEW, StoryState.WATCHED, StoryState.WATCHED),
            (StoryState.DISMISSED, StoryState.DISMISSED, StoryState.DISMISSED),
        ],
    )
    def test_nothing_vanishes_that_was_not_dismissed(
        self, sari: User, elder_state: str, younger_state: str, after: str
    ) -> None:
        elder = make_story(state=elder_state, dismissed_reason="lama")
        younger = make_story(state=younger_state)

        merge_stories(actor=sari, one=elder, other=younger)

        elder.refresh_from_db()
        assert elder.state == after

    def test_what_led_to_the_younger_leads_to_the_elder_and_back_again(self, sari: User) -> None:
        elder, middle, young = make_story(), make_story(), make_story()
        merge_stories(actor=sari, one=middle, other=young)

        change = merge_stories(actor=sari, one=elder, other=middle)
        young.refresh_from_db()
        assert young.merged_into_id == elder.pk

        undo_change(actor=sari, change=change)
        young.refresh_from_db()
        assert young.merged_into_id == middle.pk

    def test_undoing_puts_all_back_and_keeps_them_apart(self, sari: User) -> None:
        one, other = make_mention(), make_mention()
        elder, younger = make_story(one), make_story(other)
        change = merge_stories(actor=sari, one=elder, other=younger)

        undo_change(actor=sari, change=change)

        younger.refresh_from_db()
        assert (story_id(one), story_id(other)) == (elder.pk, younger.pk)
        assert (younger.merged_into, younger.n_mentions) == (None, 1)
        assert Separation.objects.filter(change=change).count() == 1

    def test_a_copy_that_came_after_the_merge_goes_back_with_its_original(self, sari: User) -> None:
        original = make_mention()
        elder, younger = make_story(), make_story(original)
        change = merge_stories(actor=sari, one=elder, other=younger)
        late = make_mention()
        StoryMembership.objects.create(story=elder, mention=late, copy_of=original, copy_kind="exact")

        undo_change(actor=sari, change=change)

        assert story_id(late) == younger.pk

    def test_it_cannot_be_undone_once_a_mention_has_moved_on(self, sari: User) -> None:
        moved = make_mention()
        elder, younger, third = make_story(), make_story(moved), make_story()
        change = merge_stories(actor=sari, one=elder, other=younger)
        move_mention(actor=sari, mention=moved, to=third)

        with pytest.raises(WrongState):
            undo_change(actor=sari, change=change)

    def test_it_cannot_be_undone_once_the_elder_has_an_issue(self, sari: User) -> None:
        elder, younger = make_story(), make_story()
        change = merge_stories(actor=sari, one=elder, other=younger)
        Story.objects.filter(pk=elder.pk).update(issue_number="ISU-2026-00001")

        with pytest.raises(WrongState):
            undo_change(actor=sari, change=change)

    def test_it_cannot_be_undone_twice(self, sari: User) -> None:
        change = merge_stories(actor=sari, one=make_story(), other=make_story())
        undo_change(actor=sari, change=change)

        with pytest.raises(WrongState):
            undo_change(actor=sari, change=change)

    def test_a_person_may_bring_together_what_a_person_had_parted(self, sari: User) -> None:
        one, other = make_mention(), make_mention()
        story = make_story(one, other)
        part = split_story(actor=sari, story=story, mentions=[other]).other
        assert part is not None

        merge_stories(actor=sari, one=story, other=part)

        assert not Separation.objects.exists()

    def test_the_machine_makes_no_merge_that_a_separation_forbids(self, sari: User) -> None:
        one, other = make_mention(), make_mention()
        story = make_story(one, other)
        part = split_story(actor=sari, story=story, mentions=[other]).other
        assert part is not None

        change = merge_by_machine(elder_id=story.pk, younger_id=part.pk, similarity=0.9, shared_terms=["jalan"])

        assert change is None
        assert story_id(other) == part.pk

    def test_a_declined_proposal_is_never_made_again(self, sari: User) -> None:
        one, other = make_story(issue_number="ISU-2026-00001"), make_story(issue_number="ISU-2026-00002")
        proposal = propose_merge(elder_id=one.pk, younger_id=other.pk, similarity=0.5, shared_terms=["jalan"])
        assert proposal is not None

        undo_change(actor=sari, change=proposal)

        assert propose_merge(elder_id=other.pk, younger_id=one.pk, similarity=0.5, shared_terms=[]) is None
        assert merge_by_machine(elder_id=one.pk, younger_id=other.pk, similarity=0.5, shared_terms=[]) is None


class TestTakingOut:
    def test_a_split_takes_mentions_and_their_copies_out(self, sari: User) -> None:
        stays, goes, copy = make_mention(), make_mention(), make_mention()
        story = make_story(stays, goes, copy, issue_number="ISU-2026-00007")
        fold(copy, goes)

        change = split_story(actor=sari, story=story, mentions=[goes], reason="peristiwa lain")

        part = change.other
        story.refresh_from_db()
        assert part is not None
        assert (story_id(stays), story_id(goes), story_id(copy)) == (story.pk, part.pk, part.pk)
        assert StoryMembership.objects.get(mention=copy).copy_of_id == goes.pk
        assert StoryMembership.objects.get(mention=goes).placed_by == PlacedBy.PERSON
        assert (story.issue_number, part.issue_number) == ("ISU-2026-00007", "")
        assert (story.n_mentions, Story.objects.get(pk=part.pk).n_mentions) == (1, 2)

    def test_the_two_parts_are_kept_apart(self, sari: User) -> None:
        stays, goes = make_mention(), make_mention()

        change = split_story(actor=sari, story=make_story(stays, goes), mentions=[goes])

        separation = Separation.objects.get(change=change)
        assert (separation.first_id, separation.second_id) == (stays.pk, goes.pk)

    def test_one_mention_has_to_stay(self, sari: User) -> None:
        mention = make_mention()

        with pytest.raises(InvalidInput):
            split_story(actor=sari, story=make_story(mention), mentions=[mention])

    def test_mentions_that_have_left_meanwhile_are_refused(self, sari: User) -> None:
        with pytest.raises(WrongState):
            split_story(actor=sari, story=make_story(), mentions=[make_mention()])
        with pytest.raises(WrongState):
            split_story(actor=sari, story=make_story(), mentions=[])

    def test_what_is_private_to_one_unit_stays_private_when_taken_out(self, joko: User, roads: Unit) -> None:
        private = make_mention(unit=roads)
        story = make_story(make_mention(), private)

        change = split_story(actor=joko, story=story, mentions=[private])

        assert change.other is not None
        assert change.other.unit == roads

    def test_nobody_takes_out_what_they_cannot_see(self, sari: User, roads: Unit) -> None:
        private = make_mention(unit=roads)
        story = make_story(make_mention(), private)

        with pytest.raises(NotAllowed):
            split_story(actor=sari, story=story, mentions=[private])

    def test_a_detached_mention_stands_alone(self, sari: User) -> None:
        stays, goes = make_mention(), make_mention(title="", text="Tanpa judul " * 30)
        make_story(stays, goes)

        change = detach_mention(actor=sari, mention=goes)

        assert change.kind == ChangeKind.DETACH
        assert Story.objects.get(pk=change.other_id).title.startswith("Tanpa judul")

    def test_a_copy_that_is_taken_out_alone_is_no_copy_any_more(self, sari: User) -> None:
        original, copy = make_mention(), make_mention()
        story = make_story(original, copy)
        fold(copy, original)

        change = detach_mention(actor=sari, mention=copy)

        assert StoryMembership.objects.get(mention=copy).copy_of is None
        undo_change(actor=sari, change=change)
        assert StoryMembership.objects.get(mention=copy).copy_of == original
        assert story_id(copy) == story.pk

    def test_undoing_a_split_brings_all_together_again(self, sari: User) -> None:
        stays, goes = make_mention(), make_mention()
        story = make_story(stays, goes)
        change = split_story(actor=sari, story=story, mentions=[goes])
        late = make_mention()
        StoryMembership.objects.create(story_id=story_id(goes), mention=late, copy_of=goes, copy_kind="near")

        undo_change(actor=sari, change=change)

        assert {story_id(each) for each in (stays, goes, late)} == {story.pk}
        assert StoryMembership.objects.get(mention=goes).placed_by == PlacedBy.MACHINE
        assert not Separation.objects.exists()
        assert Story.objects.get(pk=change.other_id).merged_into_id == story.pk

    def test_a_part_that_grew_by_itself_goes_on_after_the_undo(self, sari: User) -> None:
        stays, goes, late = make_mention(), make_mention(), make_mention()
        change = split_story(actor=sari, story=make_story(stays, goes), mentions=[goes])
        StoryMembership.objects.create(story_id=story_id(goes), mention=late)

        undo_change(actor=sari, change=change)

        part = Story.objects.get(pk=change.other_id)
        assert (part.merged_into, part.n_mentions) == (None, 1)

    def test_a_split_cannot_be_undone_once_the_part_has_an_issue(self, sari: User) -> None:
        goes = make_mention()
        change = split_story(actor=sari, story=make_story(make_mention(), goes), mentions=[goes])
        Story.objects.filter(pk=change.other_id).update(issue_number="ISU-2026-00003")

        with pytest.raises(WrongState):
            undo_change(actor=sari, change=change)


class TestMoving:
    def test_a_moved_mention_stays_where_the_person_put_it(self, sari: User) -> None:
        stays, goes = make_mention(), make_mention()
        source, target = make_story(stays, goes), make_story()

        change = move_mention(actor=sari, mention=goes, to=target)

        assert story_id(goes) == target.pk
        assert StoryMembership.objects.get(mention=goes).placed_by == PlacedBy.PERSON
        undo_change(actor=sari, change=change)
        assert story_id(goes) == source.pk

    def test_it_is_refused_when_it_stands_there_already(self, sari: User) -> None:
        mention = make_mention()

        with pytest.raises(WrongState):
            move_mention(actor=sari, mention=mention, to=make_story(mention))

    def test_what_others_see_does_not_go_into_a_private_story(self, joko: User, roads: Unit) -> None:
        mention = make_mention()
        make_story(mention)
        private = make_story(make_mention(unit=roads), unit=roads)

        with pytest.raises(InvalidInput):
            move_mention(actor=joko, mention=mention, to=private)

    def test_what_is_private_may_go_into_a_story_of_its_unit(self, joko: User, roads: Unit) -> None:
        mention = make_mention(unit=roads)
        make_story(make_mention(), mention)
        private = make_story(make_mention(unit=roads), unit=roads)

        move_mention(actor=joko, mention=mention, to=private)

        assert story_id(mention) == private.pk

    def test_a_private_story_is_closed_to_other_units(self, sari: User, roads: Unit) -> None:
        mention = make_mention()
        make_story(mention)
        private = make_story(make_mention(unit=roads), unit=roads)

        with pytest.raises(NotAllowed):
            move_mention(actor=sari, mention=mention, to=private)

    def test_a_move_cannot_be_undone_once_the_mention_has_moved_on(self, sari: User) -> None:
        mention = make_mention()
        make_story(mention, make_mention())
        first, second = make_story(), make_story()
        change = move_mention(actor=sari, mention=mention, to=first)
        move_mention(actor=sari, mention=mention, to=second)

        with pytest.raises(WrongState):
            undo_change(actor=sari, change=change)


class TestStanding:
    def test_a_dismissal_has_its_reason_and_can_be_undone(self, sari: User) -> None:
        story = make_story(state=StoryState.WATCHED)

        change = dismiss_story(actor=sari, story=story, reason=" bukan urusan daerah ")

        story.refresh_from_db()
        assert (story.state, story.dismissed_reason) == (StoryState.DISMISSED, "bukan urusan daerah")
        undo_change(actor=sari, change=change)
        story.refresh_from_db()
        assert (story.state, story.dismissed_reason) == (StoryState.WATCHED, "")

    def test_a_dismissal_without_a_reason_is_refused(self, sari: User) -> None:
        with pytest.raises(InvalidInput):
            dismiss_story(actor=sari, story=make_story(), reason="  ")

    def test_a_story_of_an_issue_is_not_dismissed(self, sari: User) -> None:
        with pytest.raises(WrongState):
            dismiss_story(actor=sari, story=make_story(issue_number="ISU-2026-00001"), reason="lama")

    def test_a_dismissed_story_can_be_put_back(self, sari: User) -> None:
        story = make_story()
        dismiss_story(actor=sari, story=story, reason="iklan")

        restore_story(actor=sari, story=story)

        story.refresh_from_db()
        assert (story.state, story.dismissed_reason) == (StoryState.NEW, "")

    def test_a_story_can_be_watched_but_not_twice(self, sari: User) -> None:
        story = make_story()
        watch_story(actor=sari, story=story)

        with pytest.raises(WrongState):
            watch_story(actor=sari, story=story)

    def test_an_old_state_is_not_brought_back_over_a_newer_one(self, sari: User) -> None:
        story = make_story()
        change = watch_story(actor=sari, story=story)
        dismiss_story(actor=sari, story=story, reason="selesai")

        with pytest.raises(WrongState):
            undo_change(actor=sari, change=change)

    def test_a_dismissed_story_comes_back_when_it_enters_an_issue(self) -> None:
        story = make_story(state=StoryState.DISMISSED, dismissed_reason="lama")

        set_issue_number(story=story, number="ISU-2026-00001")

        story.refresh_from_db()
        assert (story.state, story.issue_number) == (StoryState.NEW, "ISU-2026-00001")

    def test_who_holds_no_role_sorts_nothing(self, tamu: User) -> None:
        with pytest.raises(NotAllowed):
            watch_story(actor=tamu, story=make_story())

    def test_locking_leads_to_the_story_that_stands(self, sari: User) -> None:
        elder, younger = make_story(), make_story()
        merge_stories(actor=sari, one=elder, other=younger)

        assert lock_stories([younger.pk]) == [elder]
        assert lock_stories([]) == []


class TestFigures:
    def test_corrections_win_over_the_machine(self, sari: User) -> None:
        mention = make_mention()
        story = make_story(mention)
        Assessment.objects.create(mention=mention, language="ind", sentiment="negative", topics=["jalan"])
        for value in ("positive", "neutral"):
            Correction.objects.create(mention=mention, name="sentiment", value=value, by=sari)

        refresh_figures([story.pk])

        story.refresh_from_db()
        assert (story.n_negative, story.n_neutral, story.n_positive, story.topics) == (0, 1, 0, ["jalan"])

    def test_the_title_is_that_of_the_first_lead_that_has_one(self) -> None:
        untitled = make_mention(title="", text="Unggahan tanpa judul", published_at=NOW - timedelta(hours=5))
        titled = make_mention(title="Judul pertama", published_at=NOW - timedelta(hours=2))
        story = make_story(untitled, titled)

        refresh_figures([story.pk])

        story.refresh_from_db()
        assert (story.title, story.first_mention_id) == ("Judul pertama", untitled.pk)

    def test_posts_without_any_title_lend_the_beginning_of_their_text(self) -> None:
        story = make_story(make_mention(title="", text="Jalan rusak parah " * 20))

        refresh_figures([story.pk])

        story.refresh_from_db()
        assert story.title == ("Jalan rusak parah " * 20)[:160]

    def test_a_topic_of_a_few_mentions_does_not_stand_for_the_story(self) -> None:
        mentions = [make_mention() for _ in range(5)]
        story = make_story(*mentions)
        for number, mention in enumerate(mentions):
            topics = ["jalan", "pasar"] if number == 0 else ["jalan"]
            Assessment.objects.create(mention=mention, language="ind", sentiment="neutral", topics=topics)

        refresh_figures([story.pk])

        story.refresh_from_db()
        assert story.topics == ["jalan"]

    def test_an_emptied_story_counts_nothing_and_keeps_its_name(self) -> None:
        story = make_story(title="Dulu ramai")
        story.memberships.all().delete()

        refresh_figures([story.pk])

        story.refresh_from_db()
        assert (story.title, story.n_mentions) == ("Dulu ramai", 0)


def test_undoing_tells_the_machine_to_draw_its_picture_anew(sari: User) -> None:
    GroupingMark.locked().hand_to("gambar-lama")
    change = watch_story(actor=sari, story=make_story())

    undo_change(actor=sari, change=change)

    assert GroupingMark.objects.get().holder == ""
    assert str(GroupingMark(holder="x")) == "x"
    assert str(StoryChange(kind="merge", story_id=4)) == "merge 4"
