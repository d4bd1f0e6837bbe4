"""The pages of stories."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cast import make_mention, make_story
from tanggap.accounts.models import Unit, User
from tanggap.mentions.models import Assessment
from tanggap.reference.models import Region, RegionLevel, Topic
from tanggap.stories.actions import dismiss_story, merge_stories, split_story
from tanggap.stories.models import Story, StoryChange, StoryMembership, StoryState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference(db: None) -> None:
    Topic.objects.get_or_create(code="bencana", defaults={"name": "Kebencanaan"})
    for code, name, level in (
        ("63.03", "Kabupaten Banjar", RegionLevel.REGENCY_CITY),
        ("63.03.05", "Martapura", RegionLevel.DISTRICT),
    ):
        Region.objects.get_or_create(code=code, defaults={"name": name, "level": level, "is_home": True})


def flood(**fields: Any) -> Story:
    mention = make_mention(title="Banjir di Martapura", text="Air sungai meluap ke permukiman.")
    defaults: dict[str, Any] = {
        "title": "Banjir di Martapura",
        "topics": ["bencana"],
        "region_codes": ["63.03.05"],
        "n_negative": 1,
        "last_at": timezone.now(),
    }
    return make_story(mention, **{**defaults, **fields})


class TestInbox:
    @pytest.mark.parametrize(
        ("query", "is_found"),
        [
            ("", True),
            ("q=banjir", True),
            ("q=permukiman", True),  # a word of a mention's text
            ("q=pisang", False),
            ("region=63.03", True),  # the district lies in it
            ("topic=bencana", True),
            ("tone=negative", True),
            ("tone=positive", False),
            ("period=7", True),
            ("state=free", True),
            ("state=watched", False),
            ("state=in_issue", False),
            ("state=dismissed", False),
            ("region=nonsense&period=x", True),
        ],
    )
    def test_it_can_be_filtered(self, client: Client, sari: User, query: str, is_found: bool) -> None:
        flood()
        client.force_login(sari)

        page = client.get(f"{reverse('story_list')}?{query}")

        assert ("Banjir di Martapura" in [row.story.title for row in page.context["rows"]]) is is_found

    def test_an_old_story_is_outside_a_short_period(self, client: Client, sari: User) -> None:
        flood(last_at=timezone.now() - timedelta(days=10))
        client.force_login(sari)

        assert not client.get(reverse("story_list"), {"period": "7"}).context["rows"]

    def test_a_row_shows_names_and_the_course_of_three_days(self, client: Client, sari: User) -> None:
        story = flood()
        fresh = make_mention(published_at=timezone.now() - timedelta(minutes=5))
        StoryMembership.objects.create(story=story, mention=fresh)
        client.force_login(sari)

        [row] = client.get(reverse("story_list")).context["rows"]

        assert (row.regions, row.topics) == (["Martapura"], ["Kebencanaan"])
        assert (len(row.course), row.course[-1]) == (24, 1)

    def test_the_words_of_a_private_mention_find_nothing_for_others(
        self, client: Client, sari: User, joko: User, roads: Unit
    ) -> None:
        story = flood()
        hidden = make_mention(title="Laporan gorong-gorong", unit=roads)
        StoryMembership.objects.create(story=story, mention=hidden)

        for user, n_found in ((sari, 0), (joko, 1)):
            client.force_login(user)
            assert len(client.get(reverse("story_list"), {"q": "gorong"}).context["rows"]) == n_found

    def test_it_asks_the_database_no_more_for_many_than_for_one(self, client: Client, sari: User) -> None:
        client.force_login(sari)
        flood()
        client.get(reverse("story_list"))
        with CaptureQueriesContext(connection) as for_one:
            client.get(reverse("story_list"))
        for _ in range(20):
            flood()

        with CaptureQueriesContext(connection) as for_many:
            client.get(reverse("story_list"))

        assert len(for_many) == len(for_one)

    def test_an_empty_inbox_says_what_to_do_next(self, client: Client, sari: User) -> None:
        client.force_login(sari)

        assert reverse("source_list") in client.get(reverse("story_list")).content.decode()
        assert "empty" in client.get(reverse("story_list"), {"q": "x"}).content.decode()

    def test_private_stories_of_another_unit_are_not_there(self, client: Client, sari: User, roads: Unit) -> None:
        story = make_story(make_mention(unit=roads), title="Rahasia", unit=roads)
        client.force_login(sari)

        assert not client.get(reverse("story_list")).context["rows"]
        assert client.get(reverse("story", args=[story.pk])).status_code == 404

    def test_who_holds_no_role_sees_nothing(self, client: Client, tamu: User) -> None:
        flood()
        client.force_login(tamu)

        assert not client.get(reverse("story_list")).context["rows"]


class TestSortingMany:
    def test_the_ticked_are_dismissed_with_one_reason(self, client: Client, sari: User) -> None:
        stories = [flood(), flood(), flood(issue_number="ISU-2026-00001")]
        client.force_login(sari)

        answer = client.post(
            f"{reverse('story_sort_many')}?topic=bencana",
            {"story": [story.pk for story in stories], "deed": "dismiss", "reason": "di luar daerah"},
        )

        assert answer.headers["Location"].endswith("?topic=bencana")
        assert Story.objects.filter(state=StoryState.DISMISSED, dismissed_reason="di luar daerah").count() == 2

    def test_the_ticked_are_watched(self, client: Client, sari: User) -> None:
        story = flood()
        client.force_login(sari)

        client.post(reverse("story_sort_many"), {"story": story.pk, "deed": "watch"})

        assert Story.objects.get().state == StoryState.WATCHED

    def test_the_ticked_are_merged_into_the_eldest(self, client: Client, sari: User) -> None:
        stories = [flood(), flood(), flood()]
        client.force_login(sari)

        client.post(reverse("story_sort_many"), {"story": [story.pk for story in stories], "deed": "merge"})

        assert Story.objects.standing().get() == stories[0]

    @pytest.mark.parametrize("fields", [{"deed": "watch"}, {"deed": "dismiss", "story": "1"}])
    def test_nothing_ticked_or_no_reason_is_told(self, client: Client, sari: User, fields: dict[str, str]) -> None:
        story = flood()
        client.force_login(sari)
        if "story" in fields:
            fields = {**fields, "story": str(story.pk)}

        page = client.post(reverse("story_sort_many"), fields, follow=True)

        assert "alert-warning" in page.content.decode()
        assert Story.objects.get().state == StoryState.NEW


class TestStoryPage:
    def test_copies_are_folded_under_their_original_and_the_reason_is_told(self, client: Client, sari: User) -> None:
        original, copy = make_mention(title="Banjir meluas"), make_mention(title="Banjir meluas lagi")
        story = make_story(original, copy)
        StoryMembership.objects.filter(mention=copy).update(copy_of=original, copy_kind="exact")
        StoryMembership.objects.filter(mention=original).update(similarity=0.61, reason={"shared_terms": ["banjir"]})
        Assessment.objects.create(mention=original, language="ind", sentiment="negative")
        client.force_login(sari)

        page = client.get(reverse("story", args=[story.pk]))

        [lead] = page.context["leads"]
        assert [row.mention_id for row in lead.copies] == [copy.pk]
        assert "banjir" in page.content.decode()

    def test_a_merged_story_leads_to_the_elder(self, client: Client, sari: User) -> None:
        elder, younger = flood(), flood()
        merge_stories(actor=sari, one=elder, other=younger)
        client.force_login(sari)

        answer = client.get(reverse("story", args=[younger.pk]))

        assert answer.headers["Location"] == reverse("story", args=[elder.pk])

    def test_a_private_mention_is_seen_by_its_unit_alone(
        self, client: Client, sari: User, joko: User, roads: Unit
    ) -> None:
        story = flood()
        StoryMembership.objects.create(story=story, mention=make_mention(title="Laporan petugas", unit=roads))

        for user, is_seen in ((sari, False), (joko, True)):
            client.force_login(user)
            page = client.get(reverse("story", args=[story.pk])).content.decode()
            assert ("Laporan petugas" in page) is is_seen

    def test_an_auditor_reads_and_is_offered_nothing(self, client: Client, diskominfo: Unit) -> None:
        from cast import make_user
        from tanggap.accounts.roles import Role

        story = flood()
        client.force_login(make_user("audi", (diskominfo, Role.AUDITOR)))

        page = client.get(reverse("story", args=[story.pk])).content.decode()

        assert "Banjir di Martapura" in page
        assert reverse("story_watch", args=[story.pk]) not in page
        assert client.post(reverse("story_watch", args=[story.pk])).status_code == 403

    def test_it_asks_the_database_no_more_for_many_mentions(
        self, client: Client, sari: User, django_assert_max_num_queries: Any
    ) -> None:
        story = make_story(*[make_mention() for _ in range(30)])
        client.force_login(sari)

        with django_assert_max_num_queries(22):
            client.get(reverse("story", args=[story.pk]))


class TestDeeds:
    def test_a_story_is_watched_put_back_and_dismissed(self, client: Client, sari: User) -> None:
        story = flood()
        client.force_login(sari)

        for name, fields, state in (
            ("story_watch", {}, StoryState.WATCHED),
            ("story_restore", {}, StoryState.NEW),
            ("story_dismiss", {"reason": "iklan"}, StoryState.DISMISSED),
        ):
            assert client.post(reverse(name, args=[story.pk]), fields).status_code == 302
            assert Story.objects.get().state == state

    def test_a_dismissal_without_a_reason_comes_back(self, client: Client, sari: User) -> None:
        client.force_login(sari)

        answer = client.post(reverse("story_dismiss", args=[flood().pk]), {"reason": ""})

        assert answer.status_code == 400
        assert Story.objects.get().state == StoryState.NEW

    def test_who_is_slower_is_told(self, client: Client, sari: User) -> None:
        story = flood()
        dismiss_story(actor=sari, story=story, reason="lama")
        client.force_login(sari)

        page = client.post(reverse("story_dismiss", args=[story.pk]), {"reason": "iklan"}, follow=True)

        assert "alert-warning" in page.content.decode()
        assert Story.objects.get().dismissed_reason == "lama"

    def test_stories_are_found_merged_and_parted_again(self, client: Client, sari: User) -> None:
        elder, younger = flood(), flood(title="Luapan sungai")
        client.force_login(sari)

        choice = client.get(reverse("story_target", args=[younger.pk]))
        searched = client.get(reverse("story_target", args=[younger.pk]), {"q": "banjir"})
        client.post(reverse("story_merge", args=[younger.pk]), {"other": elder.pk, "reason": "sama"})
        change = StoryChange.objects.get()
        assert Story.objects.standing().get() == elder
        client.post(reverse("story_undo", args=[change.pk]))

        assert [row.story for row in choice.context["rows"]] == [elder]
        assert [row.story for row in searched.context["rows"]] == [elder]
        assert Story.objects.standing().count() == 2

    def test_stories_of_different_issues_are_not_merged_and_it_is_told(self, client: Client, sari: User) -> None:
        one, other = flood(issue_number="ISU-2026-00001"), flood(issue_number="ISU-2026-00002")
        client.force_login(sari)

        page = client.post(reverse("story_merge", args=[one.pk]), {"other": other.pk}, follow=True)

        assert "alert-warning" in page.content.decode()
        assert client.post(reverse("story_merge", args=[one.pk]), {"other": "x"}).status_code == 404

    def test_mentions_are_taken_out_and_moved(self, client: Client, sari: User) -> None:
        stays, goes = make_mention(), make_mention()
        story, other = make_story(stays, goes), make_story()
        client.force_login(sari)

        client.post(reverse("story_split", args=[story.pk]), {"mention": goes.pk})
        part = StoryMembership.objects.get(mention=goes).story
        choice = client.get(reverse("story_target", args=[part.pk]), {"mention": goes.pk})
        client.post(reverse("story_move", args=[part.pk]), {"mention": goes.pk, "other": other.pk})

        assert part != story
        assert [row.mention_id for row in choice.context["mentions"]] == [goes.pk]
        assert StoryMembership.objects.get(mention=goes).story == other

    @pytest.mark.parametrize("name", ["story_split", "story_move"])
    def test_nothing_ticked_changes_nothing(self, client: Client, sari: User, name: str) -> None:
        story, other = flood(), flood()
        client.force_login(sari)

        page = client.post(reverse(name, args=[story.pk]), {"other": other.pk}, follow=True)

        assert "alert-warning" in page.content.decode()
        assert not StoryChange.objects.exists()

    def test_what_something_builds_on_is_not_taken_back(self, client: Client, sari: User) -> None:
        stays, goes = make_mention(), make_mention()
        change = split_story(actor=sari, story=make_story(stays, goes), mentions=[goes])
        Story.objects.filter(pk=change.other_id).update(issue_number="ISU-2026-00009")
        client.force_login(sari)

        page = client.post(reverse("story_undo", args=[change.pk]), follow=True)

        assert "alert-warning" in page.content.decode()
