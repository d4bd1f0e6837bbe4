"""The grouping step on a real database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from cast import NOW, make_mention, make_story, make_unit
from tanggap.accounts.models import Unit, User
from tanggap.audit.models import AuditEntry
from tanggap.core.grouping.rules import GroupingRules
from tanggap.guidance.actions import load_default_levels
from tanggap.guidance.models import Level
from tanggap.issues.actions import open_issue
from tanggap.issues.models import Issue, IssueStory
from tanggap.mentions.models import Assessment, EvidenceCopy, Mention, Step
from tanggap.pipeline.steps import grouping
from tanggap.pipeline.steps.grouping import group_due
from tanggap.pipeline.steps.grouping_engine import GroupingEngine
from tanggap.pipeline.tasks import grouping as tasks
from tanggap.sources.models import Outlet
from tanggap.stories.actions import merge_stories, move_mention, split_story, undo_change
from tanggap.stories.models import ChangeKind, GroupingMark, Separation, Story, StoryChange, StoryMembership

pytestmark = pytest.mark.django_db

FLOOD = [
    ("Banjir merendam ratusan rumah warga di Martapura", "Sungai Martapura meluap sejak malam dan air setinggi lutut."),
    ("Ratusan rumah di Martapura terendam banjir", "Luapan Sungai Martapura merendam permukiman warga Martapura."),
    ("Warga Martapura mengungsi akibat banjir", "Banjir Sungai Martapura memaksa ratusan warga mengungsi."),
]
PRICES = ("Harga cabai rawit melonjak di pasar Banjarbaru", "Pedagang pasar menyebut pasokan cabai rawit berkurang.")
LONG = (
    "Pemerintah kabupaten membuka posko pengungsian di tiga kelurahan setelah sungai meluap sejak Senin malam. "
    "Petugas gabungan menyalurkan selimut, makanan siap saji, dan air bersih kepada keluarga yang rumahnya terendam. "
    "Kepala pelaksana badan penanggulangan bencana meminta warga di bantaran sungai tetap waspada."
)


def waiting(title: str, text: str, *, minutes: int = 0, **fields: Any) -> Mention:
    at = NOW + timedelta(minutes=minutes)
    return make_mention(
        title=title, text=text, published_at=at, next_step=Step.GROUP, step_due_at=NOW - timedelta(days=1), **fields
    )


def flood(**fields: Any) -> list[Mention]:
    return [waiting(title, text, minutes=number, **fields) for number, (title, text) in enumerate(FLOOD)]


def story_of(mention: Mention) -> Story:
    return StoryMembership.objects.select_related("story").get(mention=mention).story


def judge(mention: Mention, sentiment: str, *, topics: tuple[str, ...] = (), regions: tuple[str, ...] = ()) -> None:
    Assessment.objects.create(
        mention=mention, language="ind", sentiment=sentiment, topics=list(topics), region_codes=list(regions)
    )


def test_mentions_about_one_matter_come_into_one_story_and_others_stay_out() -> None:
    about_the_flood = flood()
    about_prices = waiting(*PRICES, minutes=9)

    n_grouped = group_due(GroupingEngine())

    assert n_grouped == 4
    assert len({story_of(mention).pk for mention in about_the_flood}) == 1
    assert story_of(about_prices).pk != story_of(about_the_flood[0]).pk
    assert not Mention.objects.filter(next_step=Step.GROUP).exists()


def test_the_membership_says_why() -> None:
    mentions = flood()

    group_due(GroupingEngine())

    later = StoryMembership.objects.get(mention=mentions[1])
    assert later.similarity is not None and 0 < later.similarity <= 1
    assert "martapura" in later.reason["shared_terms"]


def test_the_story_is_named_and_counted_from_its_mentions() -> None:
    outlets = [Outlet.objects.create(name=name, domain=f"{name}.example") for name in ("kabar", "warta")]
    mentions = flood()
    for mention, outlet in zip(mentions, [*outlets, outlets[0]], strict=True):
        Mention.objects.filter(pk=mention.pk).update(outlet=outlet)
    judge(mentions[0], "negative", topics=("bencana",), regions=("63.03",))
    judge(mentions[1], "negative", topics=("bencana",), regions=("63.03",))
    judge(mentions[2], "neutral")

    group_due(GroupingEngine())

    story = story_of(mentions[0])
    assert (story.title, story.first_mention_id) == (FLOOD[0][0], mentions[0].pk)
    assert (story.n_mentions, story.n_outlets, story.n_negative, story.n_neutral) == (3, 2, 2, 1)
    assert (story.topics, story.region_codes) == (["bencana"], ["63.03"])
    assert (story.first_at, story.last_at) == (mentions[0].published_at, mentions[2].published_at)


def test_a_copy_stands_under_the_first_that_published() -> None:
    first = waiting("Posko pengungsian dibuka", LONG)
    same = waiting("Posko dibuka untuk warga", LONG, minutes=5)
    nearly = waiting("Posko pengungsian", LONG.replace("selimut, ", ""), minutes=9)

    group_due(GroupingEngine())

    rows = {row.mention_id: row for row in StoryMembership.objects.all()}
    assert rows[first.pk].copy_of_id is None
    assert (rows[same.pk].copy_of_id, rows[same.pk].copy_kind) == (first.pk, "exact")
    assert (rows[nearly.pk].copy_of_id, rows[nearly.pk].copy_kind) == (first.pk, "near")
    assert story_of(first).n_copies == 2


def test_an_original_that_arrives_late_takes_its_place_above_its_copies() -> None:
    engine = GroupingEngine()
    copy = waiting("Posko dibuka untuk warga", LONG, minutes=60)
    group_due(engine)
    original = waiting("Posko pengungsian dibuka", LONG, minutes=0)

    group_due(engine)

    assert StoryMembership.objects.get(mention=copy).copy_of_id == original.pk
    assert StoryMembership.objects.get(mention=original).copy_of_id is None
    assert story_of(copy).first_mention_id == original.pk


def test_running_twice_changes_nothing() -> None:
    flood()
    group_due(GroupingEngine())
    before = list(StoryMembership.objects.order_by("pk").values_list("pk", "mention_id", "story_id"))

    again = group_due(GroupingEngine())

    assert again == 0
    assert list(StoryMembership.objects.order_by("pk").values_list("pk", "mention_id", "story_id")) == before


def test_a_mention_that_is_due_again_keeps_its_place_and_its_story_is_counted_anew() -> None:
    mentions = flood()
    group_due(GroupingEngine())
    judge(mentions[0], "negative")
    Mention.objects.filter(pk=mentions[0].pk).update(next_step=Step.GROUP)

    n_grouped = group_due(GroupingEngine())

    assert n_grouped == 1
    assert StoryMembership.objects.filter(mention=mentions[0]).count() == 1
    assert story_of(mentions[0]).n_negative == 1


def test_the_picture_is_drawn_anew_from_the_rows_after_a_restart() -> None:
    first, second, third = FLOOD
    one = waiting(*first)
    group_due(GroupingEngine())
    other = waiting(*second, minutes=10)

    group_due(GroupingEngine())

    assert story_of(one).pk == story_of(other).pk
    copy = waiting(*third, minutes=12)
    engine = GroupingEngine()
    group_due(engine)
    assert story_of(copy).pk == story_of(one).pk
    assert engine.n_rebuilds == 1


def test_a_copy_is_known_after_a_restart() -> None:
    first = waiting("Posko pengungsian dibuka", LONG)
    group_due(GroupingEngine())
    copy = waiting("Posko dibuka", LONG, minutes=40)

    group_due(GroupingEngine())

    assert StoryMembership.objects.get(mention=copy).copy_of_id == first.pk


def test_the_same_process_goes_on_with_the_picture_it_has() -> None:
    engine = GroupingEngine()
    waiting(*FLOOD[0])
    group_due(engine)
    waiting(*FLOOD[1], minutes=3)

    group_due(engine)

    assert engine.n_rebuilds == 1


def test_a_batch_that_is_taken_back_leaves_no_trace_in_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = GroupingEngine()
    mentions = flood()

    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(grouping, "refresh_figures", fail)
        with pytest.raises(RuntimeError):
            group_due(engine)
    assert not Story.objects.exists()
    Mention.objects.update(step_due_at=NOW - timedelta(days=1))

    group_due(engine)

    assert Story.objects.count() == 1
    assert story_of(mentions[0]).n_mentions == 3


def test_a_mention_that_spoils_its_batch_is_put_off_and_the_others_are_grouped(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = GroupingEngine()
    mentions = flood()
    bad = mentions[1].pk
    find = GroupingEngine.find

    def trip(self: GroupingEngine, mention: Mention) -> Any:
        if mention.pk == bad:
            raise ValueError("poison")
        return find(self, mention)

    monkeypatch.setattr(GroupingEngine, "find", trip)

    with pytest.raises(ValueError, match="poison"):
        group_due(engine)

    left = Mention.objects.get(next_step=Step.GROUP)
    assert (left.pk, left.n_step_failures) == (bad, 1)
    assert left.step_due_at > timezone.now()
    assert StoryMembership.objects.count() == 2


def test_trouble_with_the_database_blames_no_mention(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    flood()

    def fail(*_: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(grouping, "refresh_figures", fail)

    with pytest.raises(OperationalError):
        group_due(GroupingEngine())

    assert Mention.objects.filter(next_step=Step.GROUP, n_step_failures=0).count() == 3


def test_more_is_grouped_in_several_batches() -> None:
    for number in range(7):
        waiting(f"Kabar nomor {number} tentang perkara {number * 7}", f"Isi perkara {number}", minutes=number)

    first = group_due(GroupingEngine(batch_size=2), max_batches=2)
    rest = group_due(GroupingEngine(batch_size=2))

    assert (first, rest) == (4, 3)


@pytest.mark.django_db(transaction=True)
def test_only_one_process_groups_at_a_time() -> None:
    flood()
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [grouping._LOCK_KEY])

        n_grouped = group_due(GroupingEngine())
    finally:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [grouping._LOCK_KEY])
        other.close()

    assert n_grouped == 0
    assert group_due(GroupingEngine()) == 3


class TestMerging:
    """Two stories grow together: a third text speaks of both."""

    @staticmethod
    def apart() -> tuple[GroupingEngine, Story, Story]:
        engine = GroupingEngine(rules=GroupingRules(merge_short=0.2, merge_long=0.2, min_cohesion=0.0))
        one = waiting("Jembatan Barito rusak berat", "Jembatan Barito rusak berat ditabrak tongkang batu bara.")
        other = waiting("Tongkang menabrak tiang pancang", "Polisi memeriksa nakhoda tongkang.", minutes=2)
        group_due(engine)
        stories = story_of(one), story_of(other)
        assert stories[0].pk != stories[1].pk
        return engine, *stories

    @staticmethod
    def bridge(engine: GroupingEngine) -> None:
        for minutes in (4, 5):
            waiting(
                "Tongkang batu bara menabrak tiang pancang Jembatan Barito",
                f"Jembatan Barito rusak berat, polisi memeriksa nakhoda tongkang. Tiang pancang retak {minutes}.",
                minutes=minutes,
            )
        group_due(engine)

    def test_the_machine_merges_them_and_says_why(self) -> None:
        engine, elder, younger = self.apart()

        self.bridge(engine)

        younger.refresh_from_db()
        change = StoryChange.objects.get(kind=ChangeKind.MERGE)
        assert younger.merged_into_id == elder.pk
        assert (change.story_id, change.other_id, change.by_id) == (elder.pk, younger.pk, None)
        assert change.reason["shared_terms"]
        assert Story.objects.get(pk=elder.pk).n_mentions == 4

    def test_an_undone_merge_is_not_made_again_not_even_after_a_restart(self, sari: User) -> None:
        engine, _elder, younger = self.apart()
        self.bridge(engine)

        undo_change(actor=sari, change=StoryChange.objects.get(kind=ChangeKind.MERGE))
        self.bridge(engine)
        self.bridge(GroupingEngine(rules=engine.rules))

        younger.refresh_from_db()
        assert younger.merged_into is None
        assert StoryChange.objects.filter(kind=ChangeKind.MERGE).count() == 1

    def test_stories_of_different_issues_are_only_proposed_and_only_once(self, sari: User, diskominfo: Unit) -> None:
        load_default_levels()
        engine, elder, younger = self.apart()
        for story in (elder, younger):
            issue_of(story, sari, diskominfo)

        self.bridge(engine)
        self.bridge(GroupingEngine(rules=engine.rules))

        younger.refresh_from_db()
        assert younger.merged_into is None
        assert StoryChange.objects.filter(kind=ChangeKind.PROPOSE_MERGE).count() == 1
        assert not StoryChange.objects.filter(kind=ChangeKind.MERGE).exists()

    def test_the_survivor_keeps_the_issue(self, sari: User, diskominfo: Unit) -> None:
        load_default_levels()
        engine, elder, younger = self.apart()
        issue = issue_of(younger, sari, diskominfo)

        self.bridge(engine)

        elder.refresh_from_db()
        assert elder.issue_number == issue.number
        assert IssueStory.objects.get(story=elder, is_current=True).issue == issue
        assert not IssueStory.objects.filter(story=younger, is_current=True).exists()

    def test_a_separation_that_the_picture_does_not_know_still_holds(self, sari: User) -> None:
        engine, elder, younger = self.apart()
        change = StoryChange.objects.create(kind=ChangeKind.SPLIT, story=elder)
        first, second = sorted([elder.first_mention_id or 0, younger.first_mention_id or 0])
        Separation.objects.create(first_id=first, second_id=second, change=change)

        self.bridge(engine)

        younger.refresh_from_db()
        assert younger.merged_into is None


def issue_of(story: Story, actor: User, unit: Unit) -> Issue:
    return open_issue(
        actor=actor,
        title=story.title,
        unit=unit,
        level=Level.objects.get(pk=1),
        topics=["bencana"],
        region_codes=["63.03"],
        stories=[story],
    )


def test_what_a_person_parts_is_known_to_the_running_picture(sari: User) -> None:
    engine = GroupingEngine()
    mentions = flood()
    group_due(engine)
    parted = split_story(actor=sari, story=story_of(mentions[0]), mentions=[mentions[2]]).other
    late = waiting("Warga Martapura mengungsi lagi akibat banjir", FLOOD[2][1], minutes=30)

    group_due(engine)

    assert engine.n_rebuilds == 1
    assert story_of(mentions[2]) == parted
    assert story_of(late) == parted


def test_what_a_person_moves_and_merges_is_known_to_the_running_picture(sari: User) -> None:
    engine = GroupingEngine()
    mentions = flood()
    prices = waiting(*PRICES, minutes=9)
    group_due(engine)
    move_mention(actor=sari, mention=mentions[2], to=story_of(prices))
    group_due(engine)
    merge_stories(actor=sari, one=story_of(prices), other=story_of(mentions[0]))
    late = waiting("Cabai rawit di pasar Banjarbaru makin mahal", PRICES[1], minutes=20)

    group_due(engine)

    assert engine.n_rebuilds == 1
    assert story_of(late) == story_of(mentions[0])


def test_an_undone_change_makes_the_picture_be_drawn_anew(sari: User) -> None:
    engine = GroupingEngine()
    mentions = flood()
    group_due(engine)
    change = split_story(actor=sari, story=story_of(mentions[0]), mentions=[mentions[2]])
    undo_change(actor=sari, change=change)
    waiting(*PRICES, minutes=9)

    group_due(engine)

    assert engine.n_rebuilds == 2
    assert GroupingMark.objects.get().holder == engine.token


class TestPrivateMentions:
    def test_one_attaches_for_its_unit_without_altering_what_others_see(self, roads: Unit) -> None:
        engine = GroupingEngine()
        public = flood()
        group_due(engine)
        before = Story.objects.filter(pk=story_of(public[0]).pk).values().get()

        private = waiting("Banjir di Martapura dilaporkan petugas", FLOOD[0][1], minutes=90, unit=roads)
        group_due(engine)

        story = story_of(private)
        assert story.pk == before["id"]
        assert Story.objects.filter(pk=story.pk).values().get() == before

    def test_one_that_fits_nothing_public_stands_in_a_story_of_its_unit(self, roads: Unit, sari: User) -> None:
        engine = GroupingEngine()
        one = waiting(
            "Laporan drainase tersumbat di kilometer tujuh", "Drainase kilometer tujuh tersumbat.", unit=roads
        )
        other = waiting(
            "Drainase kilometer tujuh masih tersumbat", "Laporan drainase kilometer tujuh.", minutes=5, unit=roads
        )
        group_due(engine)

        public = waiting("Drainase tersumbat di kilometer tujuh", "Drainase kilometer tujuh tersumbat.", minutes=9)
        group_due(engine)

        story = story_of(one)
        assert (story.unit, story_of(other).pk, story.n_mentions) == (roads, story.pk, 2)
        assert story_of(public).pk != story.pk
        assert not Story.objects.visible_to(sari).filter(pk=story.pk).exists()

    def test_a_persons_change_of_a_private_story_makes_the_picture_be_drawn_anew(self, roads: Unit, joko: User) -> None:
        engine = GroupingEngine()
        text = "Drainase kilometer tujuh tersumbat."
        one = waiting("Laporan drainase tersumbat di kilometer tujuh", text, unit=roads)
        two = waiting("Drainase kilometer tujuh masih tersumbat", text, minutes=1, unit=roads)
        group_due(engine)

        split_story(actor=joko, story=story_of(one), mentions=[two])
        waiting(*PRICES, minutes=9)
        group_due(engine)

        assert engine.n_rebuilds == 2
        assert story_of(two).unit == roads

    def test_units_do_not_share_private_stories(self, roads: Unit, province: Unit) -> None:
        water = make_unit("kalsel-air", parent=province)
        title, text = "Laporan drainase tersumbat di kilometer tujuh", "Drainase kilometer tujuh tersumbat."
        one, other = waiting(title, text, unit=roads), waiting(title, text, minutes=1, unit=water)

        group_due(GroupingEngine())

        assert story_of(one).unit == roads
        assert story_of(other).unit == water


def test_what_joins_a_story_of_an_issue_is_kept_as_evidence_and_told(sari: User, diskominfo: Unit) -> None:
    load_default_levels()
    engine = GroupingEngine()
    first = waiting(*FLOOD[0])
    group_due(engine)
    issue = issue_of(story_of(first), sari, diskominfo)

    late = waiting(*FLOOD[1], minutes=5)
    group_due(engine)

    assert set(EvidenceCopy.objects.values_list("mention_id", flat=True)) == {first.pk, late.pk}
    arrived = AuditEntry.objects.about("issue", issue.number).get(verb="issues.mentions_arrived")
    assert arrived.payload.data == {"n_mentions": 1}


def test_a_private_arrival_is_kept_as_evidence_but_told_to_nobody_else(
    sari: User, diskominfo: Unit, roads: Unit
) -> None:
    load_default_levels()
    engine = GroupingEngine()
    first = waiting(*FLOOD[0])
    group_due(engine)
    issue = issue_of(story_of(first), sari, diskominfo)

    private = waiting("Banjir di Martapura dilaporkan petugas", FLOOD[0][1], minutes=9, unit=roads)
    group_due(engine)

    assert EvidenceCopy.objects.filter(mention=private).exists()
    assert not AuditEntry.objects.about("issue", issue.number).filter(verb="issues.mentions_arrived").exists()


def test_a_merge_pass_that_fails_leaves_the_places_and_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = GroupingEngine()
    mentions = flood()

    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(GroupingEngine, "merge_pass", fail)
        with pytest.raises(RuntimeError):
            group_due(engine)

    assert engine.token == ""
    assert StoryMembership.objects.count() == 3
    waiting(*PRICES, minutes=20)
    group_due(engine)
    assert story_of(mentions[0]).n_mentions == 3


def test_stories_idle_beyond_the_window_take_nothing_more() -> None:
    old = waiting(*FLOOD[0])
    group_due(GroupingEngine())
    late = waiting(*FLOOD[1], minutes=60 * 24 * 9)

    group_due(GroupingEngine())

    assert story_of(late).pk != story_of(old).pk


def test_the_job_groups_and_leaves_the_rest_to_a_further_one(monkeypatch: pytest.MonkeyPatch) -> None:
    deferred: list[str] = []
    engine = GroupingEngine(batch_size=1)
    monkeypatch.setattr(tasks, "_engine", lambda: engine)
    monkeypatch.setattr(tasks, "_MAX_BATCHES", 2)
    monkeypatch.setattr(tasks, "defer", lambda name, **_: deferred.append(name))
    flood()

    first, second = tasks.group(), tasks.catch_up()

    assert (first, second) == (2, 1)
    assert deferred == ["pipeline.group"]


def test_issues_follow_a_merge_that_a_person_made(sari: User, diskominfo: Unit) -> None:
    load_default_levels()
    elder, younger = make_story(), make_story()
    issue = issue_of(younger, sari, diskominfo)
    merge_stories(actor=sari, one=elder, other=younger)

    tasks.follow("stories.merge", "story", str(elder.pk))

    assert IssueStory.objects.get(is_current=True).story == elder
    assert IssueStory.objects.get(is_current=True).issue == issue


def test_a_copy_whose_original_has_gone_is_placed_by_itself() -> None:
    engine = GroupingEngine()
    first = waiting("Posko pengungsian dibuka", LONG)
    group_due(engine)
    with transaction.atomic():
        StoryMembership.objects.filter(mention=first).delete()
    second = waiting("Posko dibuka", LONG, minutes=4)

    group_due(engine)

    assert StoryMembership.objects.get(mention=second).copy_of_id is None
