from itertools import count
from typing import Any

import pytest

from tanggap.core.grouping.live import GroupingText
from tanggap.core.grouping.rules import GroupingRules
from tanggap.core.grouping.stories import Merge, StoryGrouper

DAY = 86_400.0
FLOOD = "Banjir rendam ratusan rumah di Martapura"
FLOOD_AGAIN = "Ratusan rumah warga Martapura terendam banjir"
CHILLI = "Harga cabai rawit naik di pasar Banjarbaru"
BRIDGE = "Jembatan Alalak ditutup untuk perbaikan"


def make_grouper(**rules: Any) -> StoryGrouper:
    return StoryGrouper(new_id=count(1).__next__, rules=GroupingRules(**rules))


def told(title: str, at: float | None = None, text: str = "") -> GroupingText:
    return GroupingText(title, text, at)


def two_stories_that_grew_alike(grouper: StoryGrouper, at: float | None = None) -> tuple[int, int]:
    """Two stories that met too late: the second began with other words than the first."""
    first = grouper.add(told("Kebakaran gudang karet Liang Anggang", at)).story
    second = grouper.add(told("Asap tebal selimuti langit Landasan Ulin", at)).story
    bridge = "Asap tebal kebakaran gudang karet Liang Anggang selimuti Landasan Ulin"
    grouper.remember(told(bridge, at), first)
    grouper.remember(told(bridge, at), second)
    return first, second


def stream(n: int) -> list[GroupingText]:
    places = ["Barabai", "Kandangan", "Rantau", "Amuntai", "Tanjung", "Paringin", "Pelaihari", "Batulicin"]
    events = ["longsor tutup jalan", "panen jagung raya", "pasar terbakar", "jembatan ambruk", "vaksin anak"]
    tails = ["pagi", "malam", "warga resah", "bupati tinjau", "polisi jaga", "relawan bantu", "lagi"]
    return [told(f"{events[i * 7 % 5]} {places[i * 5 % 8]} {tails[i % 7]} {i // 40}", at=i * 600.0) for i in range(n)]


class TestTheStream:
    def test_two_titles_of_one_matter_are_one_story(self) -> None:
        grouper = make_grouper()

        first, second = grouper.add(told(FLOOD)), grouper.add(told(FLOOD_AGAIN))

        assert (first.story, first.is_new) == (1, True)
        assert (second.story, second.is_new) == (1, False)
        assert {"banjir", "martapura"} <= set(second.shared_terms)
        assert 0.2 < second.similarity < 1.0

    def test_another_matter_is_another_story(self) -> None:
        grouper = make_grouper()
        grouper.add(told(FLOOD))

        assert grouper.add(told(CHILLI)).is_new

    def test_the_same_stream_gives_the_same_result(self) -> None:
        def run() -> list[object]:
            grouper = make_grouper(merge_every=50)
            seen: list[object] = []
            for mention in stream(400):
                seen.append(grouper.add(mention))
                if grouper.is_merge_due:
                    seen.extend(grouper.merge_pass())
            return seen

        assert run() == run()

    def test_a_full_text_joins_by_what_its_first_paragraphs_say(self) -> None:
        text = "Air setinggi lutut merendam rumah warga Martapura sejak malam. Petugas membuka posko banjir. "
        grouper = make_grouper()
        grouper.add(told(FLOOD, text=text + "Posko di balai desa. " * 400))

        assert grouper.add(told("Posko banjir dibuka", text=text)).story == 1

    def test_a_merge_pass_is_due_after_so_many_mentions(self) -> None:
        grouper = make_grouper(merge_every=2)
        grouper.add(told(FLOOD))
        was_due = grouper.is_merge_due
        grouper.add(told(CHILLI))

        assert not was_due
        assert grouper.is_merge_due
        grouper.merge_pass()
        assert not grouper.is_merge_due

    @pytest.mark.parametrize(
        ("title", "text"), [("", ""), ("yang dan itu", "di sini"), ("🙏🙏🔥", ""), ("a b c", "!"), ("\ud800", "")]
    )
    def test_a_text_without_telling_words_stays_alone(self, title: str, text: str) -> None:
        grouper = make_grouper()

        first, second = grouper.add(told(title, text=text)), grouper.add(told(title, text=text))

        assert first.is_new
        assert second.is_new
        assert len(grouper) == 0

    def test_a_text_of_a_megabyte_is_a_text_like_any_other(self) -> None:
        grouper = make_grouper()
        huge = "air sungai meluap di Martapura " * 33_000

        grouper.add(told(FLOOD, text=huge))

        assert grouper.add(told(FLOOD, text=huge)).story == 1

    def test_a_text_without_spaces_does_no_harm(self) -> None:
        grouper = make_grouper()
        grouper.add(told("", text="x" * 1_000_000))

        assert grouper.add(told(FLOOD)).is_new


class TestTime:
    def test_a_story_takes_nothing_more_after_three_days(self) -> None:
        grouper = make_grouper()
        grouper.add(told(FLOOD, at=0.0))

        assert grouper.add(told(FLOOD, at=2.9 * DAY)).story == 1
        assert grouper.add(told(FLOOD, at=6.0 * DAY)).story == 2

    def test_a_late_arrival_joins_the_story_of_its_own_day(self) -> None:
        grouper = make_grouper()
        grouper.add(told(FLOOD, at=0.0))
        grouper.add(told(FLOOD, at=10 * DAY))

        assert grouper.add(told(FLOOD_AGAIN, at=0.5 * DAY)).story == 1

    def test_idle_stories_are_forgotten(self) -> None:
        grouper = make_grouper(settle_rows=1)
        grouper.add(told(FLOOD, at=0.0))
        grouper.add(told(CHILLI, at=4 * DAY))

        assert grouper.expire(now=4 * DAY) == [1]
        assert not grouper.is_live(1)
        assert grouper.is_live(2)

    def test_an_idle_story_is_kept_a_little_for_streams_out_of_order(self) -> None:
        grouper = make_grouper(settle_rows=5)
        grouper.add(told(FLOOD, at=0.0))

        assert grouper.expire(now=9 * DAY) == []

    def test_without_dates_the_row_is_the_time(self) -> None:
        grouper = make_grouper(idle_rows=2)
        grouper.add(told(FLOOD))
        grouper.add(told(CHILLI))
        grouper.add(told(BRIDGE))
        grouper.add(told(CHILLI))

        assert grouper.add(told(FLOOD)).is_new
        assert grouper.expire() == [1]

    def test_an_undated_mention_counts_as_coming_now(self) -> None:
        grouper = make_grouper()
        grouper.add(told(FLOOD, at=0.0))
        for _ in range(3):
            grouper.add(told(BRIDGE, at=5 * DAY))

        assert grouper.add(told(FLOOD)).is_new
        assert grouper.add(told(BRIDGE)).story == 2

    def test_a_date_in_the_far_future_does_not_end_every_story(self) -> None:
        grouper = make_grouper(settle_rows=0)
        grouper.add(told(FLOOD, at=0.0))
        grouper.add(told(BRIDGE, at=DAY))
        grouper.add(told(CHILLI, at=30_000 * DAY))

        grouper.merge_pass()

        assert grouper.add(told(FLOOD_AGAIN, at=DAY)).story == 1

    def test_the_number_of_live_stories_is_bounded(self) -> None:
        grouper = make_grouper(max_stories=3)
        for i in range(10):
            grouper.add(told(f"kabar{i} desa{i}", at=float(i)))

        assert grouper.expire(now=10.0) == [1, 2, 3, 4, 5, 6, 7]
        assert len(grouper) == 3

    def test_memory_follows_the_live_stories_not_the_stream(self) -> None:
        grouper = make_grouper(settle_rows=10, merge_every=20)
        sizes = []
        for i in range(600):
            grouper.add(told(f"kejadian{i} desa{i} warga{i % 3}", at=i * 3_600.0))
            if grouper.is_merge_due:
                grouper.merge_pass()
                sizes.append(len(grouper))

        assert max(sizes) < 130
        assert sizes[-1] <= max(sizes[4:10])


class TestMergePass:
    def test_the_elder_story_survives(self) -> None:
        grouper = make_grouper()
        first, second = two_stories_that_grew_alike(grouper)

        (merge,) = grouper.merge_pass()

        assert (merge.into, merge.absorbed, merge.is_proposal) == (first, second, False)
        assert "kebakaran" in merge.shared_terms
        assert grouper.is_live(first)
        assert not grouper.is_live(second)

    def test_the_elder_is_the_one_that_came_first_not_the_one_with_the_smaller_id(self) -> None:
        ids = iter((90, 7))
        grouper = StoryGrouper(new_id=ids.__next__)
        two_stories_that_grew_alike(grouper)

        assert [(merge.into, merge.absorbed) for merge in grouper.merge_pass()] == [(90, 7)]

    def test_after_a_merge_new_mentions_go_to_the_elder(self) -> None:
        grouper = make_grouper()
        first, _ = two_stories_that_grew_alike(grouper)
        grouper.merge_pass()

        assert grouper.add(told("Asap tebal selimuti langit Landasan Ulin")).story == first

    def test_three_stories_of_one_matter_become_one(self) -> None:
        grouper = make_grouper()
        text = "Asap tebal kebakaran gudang karet Liang Anggang selimuti Landasan Ulin"
        for story in (1, 2, 3, 1, 2, 3):
            grouper.remember(told(text), story)

        merges = grouper.merge_pass()

        assert {merge.into for merge in merges} == {1}
        assert {merge.absorbed for merge in merges} == {2, 3}

    def test_different_matters_are_left_apart(self) -> None:
        grouper = make_grouper()
        for title in (FLOOD, FLOOD_AGAIN, CHILLI, CHILLI):
            grouper.add(told(title))

        assert grouper.merge_pass() == []

    def test_stories_of_different_weeks_are_left_apart(self) -> None:
        grouper = make_grouper()
        for story, at in ((1, 0.0), (1, 0.0), (2, 9 * DAY), (2, 9 * DAY)):
            grouper.remember(told(FLOOD, at=at), story)

        assert grouper.merge_pass(now=0.0) == []

    def test_a_story_within_the_span_of_a_longer_one_may_merge(self) -> None:
        grouper = make_grouper()
        for story, at in ((1, 0.0), (1, 3 * DAY), (1, 20 * DAY), (2, 10 * DAY), (2, 10 * DAY)):
            grouper.remember(told(FLOOD, at=at), story)

        assert [merge.absorbed for merge in grouper.merge_pass(now=10 * DAY)] == [2]

    def test_stories_whose_members_have_little_in_common_are_left_apart(self) -> None:
        grouper = make_grouper(min_cohesion=0.9)
        two_stories_that_grew_alike(grouper)

        assert grouper.merge_pass() == []

    def test_a_title_does_not_join_a_story_whose_members_it_hardly_resembles(self) -> None:
        grouper = make_grouper(min_cohesion=0.9)
        grouper.add(told(FLOOD))

        assert grouper.add(told(FLOOD_AGAIN)).is_new

    def test_a_large_story_keeps_its_weightiest_terms_only(self) -> None:
        grouper = make_grouper(max_story_terms=5, min_cohesion=0.0)
        for i in range(30):
            grouper.remember(told(f"banjir martapura kabar{i} lapor{i}"), 1)

        assert grouper.add(told("kabar3 lapor3")).is_new
        assert grouper.add(told("banjir martapura")).story == 1


class TestPeople:
    def test_stories_that_a_person_parted_never_merge(self) -> None:
        grouper = make_grouper()
        first, second = two_stories_that_grew_alike(grouper)
        grouper.cannot_link(second, first)

        assert grouper.merge_pass() == []

    def test_the_parting_goes_with_a_story_into_its_elder(self) -> None:
        grouper = make_grouper()
        first, second = two_stories_that_grew_alike(grouper)
        third = grouper.add(told(CHILLI)).story
        grouper.cannot_link(third, second)
        grouper.must_link(first, third)

        assert grouper.merge_pass() == []

    def test_a_moved_mention_stays_and_its_old_story_never_takes_it_back(self) -> None:
        grouper = make_grouper()
        first, second = two_stories_that_grew_alike(grouper)
        moved = told("Asap tebal kebakaran gudang karet Liang Anggang selimuti Landasan Ulin")

        grouper.move(moved, from_id=first, to_id=second)

        assert grouper.merge_pass() == []
        assert grouper.add(moved).story == second

    def test_the_only_mention_of_a_story_can_be_moved(self) -> None:
        grouper = make_grouper()
        grouper.add(told(FLOOD))
        grouper.add(told(CHILLI))

        grouper.move(told(CHILLI), from_id=2, to_id=1)

        assert not grouper.is_live(2)
        assert grouper.add(told(CHILLI)).story == 1

    def test_moving_out_of_a_forgotten_story_only_fills_the_new_one(self) -> None:
        grouper = make_grouper()

        grouper.move(told(CHILLI), from_id=41, to_id=42)

        assert grouper.add(told(CHILLI)).story == 42

    def test_a_split_part_stays_apart_from_the_rest(self) -> None:
        grouper = make_grouper()
        for _ in range(2):
            grouper.add(told(FLOOD))
            grouper.add(told(FLOOD_AGAIN))

        part = grouper.split(1, [told(FLOOD_AGAIN), told(FLOOD_AGAIN)])

        assert part == 2
        assert grouper.merge_pass() == []
        assert grouper.is_live(1)
        assert grouper.is_live(2)

    def test_a_person_may_join_what_was_parted(self) -> None:
        grouper = make_grouper()
        first, second = two_stories_that_grew_alike(grouper)
        grouper.cannot_link(first, second)

        grouper.must_link(second, first)

        assert not grouper.is_live(first)
        assert grouper.add(told("Kebakaran gudang karet Liang Anggang")).story == second

    def test_joining_into_a_forgotten_story_brings_it_back(self) -> None:
        grouper = make_grouper()
        grouper.add(told(FLOOD))

        grouper.must_link(77, 1)

        assert grouper.add(told(FLOOD)).story == 77

    def test_joining_a_forgotten_story_hands_its_constraints_over(self) -> None:
        grouper = make_grouper()
        first, second = two_stories_that_grew_alike(grouper)
        grouper.cannot_link(99, second)

        grouper.must_link(first, 99)

        assert grouper.merge_pass() == []

    def test_stories_on_different_issues_are_proposed_once_not_merged(self) -> None:
        grouper = make_grouper()
        first, second = two_stories_that_grew_alike(grouper)
        grouper.tie(first, 5)
        grouper.tie(second, 6)

        proposals = grouper.merge_pass()
        two_more = told("Asap tebal kebakaran gudang karet Liang Anggang selimuti Landasan Ulin")
        grouper.remember(two_more, second)

        assert [(p.into, p.absorbed, p.is_proposal) for p in proposals] == [(first, second, True)]
        assert grouper.merge_pass() == []
        assert grouper.is_live(second)

    def test_a_story_untied_from_its_issue_merges_again(self) -> None:
        grouper = make_grouper()
        first, second = two_stories_that_grew_alike(grouper)
        grouper.tie(first, 5)
        grouper.tie(second, 6)
        grouper.tie(second, None)

        assert [merge.is_proposal for merge in grouper.merge_pass()] == [False]

    def test_a_merge_once_proposed_happens_when_the_issues_allow_it(self) -> None:
        grouper = make_grouper()
        first, second = two_stories_that_grew_alike(grouper)
        grouper.tie(first, 5)
        grouper.tie(second, 6)
        grouper.merge_pass()
        grouper.tie(second, 5)
        grouper.remember(told("Asap tebal selimuti langit Landasan Ulin"), second)

        assert [(merge.into, merge.is_proposal) for merge in grouper.merge_pass()] == [(first, False)]

    def test_the_elder_inherits_the_issue(self) -> None:
        grouper = make_grouper()
        text = "Asap tebal kebakaran gudang karet Liang Anggang selimuti Landasan Ulin"
        for story in (1, 2, 1, 2):
            grouper.remember(told(text), story)
        grouper.tie(2, 6)
        grouper.merge_pass()
        for _ in range(2):
            grouper.remember(told(text), 3)
        grouper.tie(3, 7)

        assert [(m.into, m.absorbed, m.is_proposal) for m in grouper.merge_pass()] == [(1, 3, True)]

    def test_what_is_known_about_a_forgotten_story_is_forgotten(self) -> None:
        grouper = make_grouper(settle_rows=0)
        first, second = two_stories_that_grew_alike(grouper, at=0.0)
        grouper.cannot_link(first, second)
        grouper.tie(first, 5)
        grouper.expire(now=9 * DAY)
        for story in (first, second, first, second):
            grouper.remember(told(FLOOD, at=9 * DAY), story)

        assert [merge.is_proposal for merge in grouper.merge_pass()] == [False]


class TestPrivateMentions:
    def test_a_private_mention_finds_its_story_and_alters_nothing(self) -> None:
        grouper, untouched = make_grouper(), make_grouper()
        for one in (grouper, untouched):
            one.add(told(FLOOD))
        complaint = told("Rumah saya di Martapura terendam banjir, tolong dibantu")

        placement = grouper.attach(complaint)

        assert placement is not None
        assert placement.story == 1
        assert "banjir" in placement.shared_terms
        assert grouper.add(told(FLOOD_AGAIN)) == untouched.add(told(FLOOD_AGAIN))

    def test_a_private_mention_of_nothing_known_has_no_story(self) -> None:
        grouper = make_grouper()
        grouper.add(told(FLOOD))

        assert grouper.attach(told(CHILLI)) is None
        assert len(grouper) == 1


class TestRestart:
    @staticmethod
    def run(grouper: StoryGrouper, mentions: list[GroupingText]) -> list[tuple[int, list[Merge]]]:
        log = []
        for mention in mentions:
            story = grouper.add(mention).story
            log.append((story, grouper.merge_pass() if grouper.is_merge_due else []))
        return log

    def test_replaying_what_happened_gives_exactly_the_placements_of_never_having_stopped(self) -> None:
        mentions = stream(600)
        lasting = make_grouper(merge_every=50)
        before = self.run(lasting, mentions[:430])
        after = self.run(lasting, mentions[430:])

        next_id = count(1 + max(story for story, _ in before))
        rebuilt = StoryGrouper(new_id=next_id.__next__, rules=GroupingRules(merge_every=50))
        for mention, (story, _) in zip(mentions, before, strict=False):
            rebuilt.remember(mention, story)
            if rebuilt.is_merge_due:
                rebuilt.merge_pass()

        assert self.run(rebuilt, mentions[430:]) == after

    def test_replaying_the_final_stories_alone_gives_nearly_the_same(self) -> None:
        mentions = stream(600)
        lasting = make_grouper(merge_every=50)
        before = self.run(lasting, mentions[:450])
        heirs = {merge.absorbed: merge.into for _, merges in before for merge in merges}
        after = [story for story, _ in self.run(lasting, mentions[450:])]

        next_id = count(1 + max(story for story, _ in before))
        rebuilt = StoryGrouper(new_id=next_id.__next__, rules=GroupingRules(merge_every=50))
        for mention, (story, _) in zip(mentions, before, strict=False):
            while story in heirs:
                story = heirs[story]
            rebuilt.remember(mention, story)
        rebuilt.merge_pass()
        again = [story for story, _ in self.run(rebuilt, mentions[450:])]

        assert sum(one == other for one, other in zip(after, again, strict=True)) >= 0.95 * len(after)

    def test_constraints_survive_a_rebuild_when_they_are_told_again(self) -> None:
        rebuilt = make_grouper()
        text = "Asap tebal kebakaran gudang karet Liang Anggang selimuti Landasan Ulin"
        for story in (1, 2, 1, 2):
            rebuilt.remember(told(text), story)
        rebuilt.cannot_link(1, 2)

        assert rebuilt.merge_pass() == []
