"""The inbox as a tool for the morning: quick, live, and safe when two people press at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import make_mention, make_story
from tanggap.accounts.models import Unit, User
from tanggap.core.errors import WrongState
from tanggap.core.text.voices import Voice
from tanggap.guidance.actions import load_default_levels
from tanggap.guidance.models import Level
from tanggap.issues.actions import open_issue
from tanggap.mentions.models import Watch, WatchHit
from tanggap.sources.models import Outlet
from tanggap.stories.actions import dismiss_story, keep_moving_levels, watch_story
from tanggap.stories.listing import carriers_of, rows_of, voices_of
from tanggap.stories.models import Story, StoryMembership, StoryState

pytestmark = pytest.mark.django_db


def told(n: int, **fields: Any) -> Story:
    """A story told by `n` outlets within the last hour."""
    now = timezone.now()
    name = f"Kabar {fields.get('title', '')}"
    outlets = [Outlet.objects.create(name=f"{name} {i}", domain=f"{name}{i}.example") for i in range(n)]
    mentions = [make_mention(published_at=now - timedelta(minutes=5 * i), outlet=o) for i, o in enumerate(outlets)]
    return make_story(*mentions, **{"n_outlets": n, "last_at": now, **fields})


def titles(answer: Any) -> list[str]:
    return [row.story.title for row in answer.context["rows"]]


class TestFilters:
    def test_a_story_is_found_by_the_unit_that_watches_it(self, client: Client, sari: User, diskominfo: Unit) -> None:
        story, _other = make_story(title="Banjir"), make_story(title="Pasar")
        watch = Watch.objects.create(unit=diskominfo, name="Air", any_of=["banjir"])
        WatchHit.objects.create(watch=watch, mention=story.first_mention)
        client.force_login(sari)

        assert titles(client.get(reverse("story_list"), {"unit": diskominfo.code})) == ["Banjir"]

    def test_a_story_is_found_by_its_platform_and_its_posts_are_counted(self, client: Client, sari: User) -> None:
        make_story(make_mention(source_kind="tiktok"), title="Video")
        make_story(title="Berita")
        client.force_login(sari)

        answer = client.get(reverse("story_list"), {"platform": "tiktok"})

        assert titles(answer) == ["Video"]
        assert "1 unggahan" in answer.content.decode()

    def test_a_story_is_found_by_the_level_it_suggests_and_says_why(self, client: Client, sari: User) -> None:
        told(9, title="Besar", rubric={"effect_people": 3, "attribution": 3, "credibility": 3})
        told(1, title="Kecil")
        keep_moving_levels(now=timezone.now())
        client.force_login(sari)

        answer = client.get(reverse("story_list"), {"level": "2"})

        assert titles(answer) == ["Besar"]
        page = answer.content.decode()
        assert "Sinyal kuat" in page
        assert "Dampak pada warga 3 (Layanan dasar gagal" in page
        assert "Jangkauan 3 (Enam sampai sebelas media" in page
        assert "Atribusi tanggung jawab 3 (Dapat dicegah: dinilai lalai atau lamban), menaikkan level" in page


def test_a_row_knows_who_carries_the_story(sari: User) -> None:
    story = told(2, title="Besar")

    assert carriers_of(story, user=sari) == [("Kabar Besar 0", 1), ("Kabar Besar 1", 1)]
    assert rows_of([story], user=sari, now=timezone.now())[0].n_posts == 0


def test_a_story_tells_who_is_quoted_most(sari: User, banjar: Unit, client: Client) -> None:
    mentions = [make_mention() for _ in range(4)]
    hidden = make_mention(unit=banjar)
    story = make_story(*mentions, hidden)
    StoryMembership.objects.filter(mention=mentions[3]).update(copy_of=mentions[0])
    for mention, speaker in zip([*mentions, hidden], ["Hj. Ani", "Ani", "Camat Gambut", "Budi", "Citra"], strict=True):
        common = {"words": "Air surut.", "verb": "kata", "field": "text", "start": 0, "end": 9}
        mention.quotations.create(position=0, speaker=speaker, role="Camat Gambut", **common)

    assert voices_of(story, user=sari) == [Voice("Hj. Ani", "Camat Gambut", 3)]

    client.force_login(sari)
    shown = client.get(reverse("story", args=[story.pk])).content.decode()
    assert "Paling sering dikutip:" in shown
    assert "Hj. Ani, Camat Gambut (3)" in shown


class TestTwoPeople:
    def test_a_deed_on_what_was_seen_otherwise_is_refused(self, sari: User, budi: User) -> None:
        story = make_story()
        seen = story.standing_mark
        watch_story(actor=sari, story=story, seen=seen)

        with pytest.raises(WrongState):
            dismiss_story(actor=sari, story=story, reason="iklan", seen=seen)

    def test_the_second_is_told_who_did_what_and_nothing_is_overwritten(self, sari: User, adminnya: User) -> None:
        story = make_story()
        first, second = Client(), Client()
        first.force_login(sari)
        second.force_login(adminnya)
        given = {"story": story.pk, f"seen-{story.pk}": story.standing_mark, "reason": "iklan"}

        first.post(reverse("story_sort_many"), {**given, "deed": "watch"})
        page = second.post(reverse("story_sort_many"), {**given, "deed": "dismiss"}, follow=True).content.decode()

        assert "Sari" in page
        assert "Dipantau" in page
        assert Story.objects.get().state == StoryState.WATCHED

    def test_it_is_the_same_on_the_page_of_the_story(self, client: Client, sari: User) -> None:
        story = make_story()
        watch_story(actor=sari, story=story)
        client.force_login(sari)

        page = client.post(
            reverse("story_dismiss", args=[story.pk]), {"reason": "iklan", "seen": "new."}, follow=True
        ).content.decode()

        assert "Sari" in page
        assert Story.objects.get().state == StoryState.WATCHED


class TestUndo:
    def test_a_press_on_many_is_taken_back_with_one(self, client: Client, sari: User) -> None:
        stories = [make_story(), make_story()]
        client.force_login(sari)
        given = {"story": [story.pk for story in stories], "deed": "dismiss", "reason": "iklan"}

        page = client.post(f"{reverse('story_sort_many')}?period=7", given, follow=True).content.decode()
        undo = page.split('action="')[page.count('action="', 0, page.index("urungkan")) :][0].split('"')[0]
        answer = client.post(undo.replace("&amp;", "&"))

        assert answer.headers["Location"].endswith("?period=7")
        assert Story.objects.filter(state=StoryState.NEW).count() == 2

    def test_what_cannot_be_taken_back_is_told(self, client: Client, sari: User) -> None:
        change = watch_story(actor=sari, story=make_story())
        client.force_login(sari)
        address = f"{reverse('story_undo_many')}?changes={change.pk}"
        client.post(address)

        assert "alert-warning" in client.post(address, follow=True).content.decode()

    def test_one_story_alone_is_not_merged(self, client: Client, sari: User) -> None:
        client.force_login(sari)

        page = client.post(reverse("story_sort_many"), {"story": make_story().pk, "deed": "merge"}, follow=True)

        assert "alert-warning" in page.content.decode()


@pytest.mark.parametrize(("deed", "name"), [("issue", "issue_open"), ("add", "issue_choose")])
def test_ticked_stories_lead_on_to_an_issue(client: Client, sari: User, deed: str, name: str) -> None:
    client.force_login(sari)
    one, other = make_story(), make_story()

    answer = client.post(reverse("story_sort_many"), {"story": [one.pk, other.pk], "deed": deed})

    assert answer.headers["Location"] == f"{reverse(name)}?story={one.pk}&story={other.pk}"


class TestLive:
    def test_a_list_that_is_open_hears_of_new_stories_and_mostly_of_nothing(self, client: Client, sari: User) -> None:
        make_story()
        client.force_login(sari)
        address = f"{reverse('story_poll')}?{client.get(reverse('story_list')).context['poll']}"

        first = client.get(address)
        same = client.get(address, headers={"If-None-Match": first["ETag"]})
        make_story()
        after = client.get(address, headers={"If-None-Match": first["ETag"]})

        assert "kelompok baru" not in first.content.decode()
        assert same.status_code == 304
        assert "1 kelompok" in after.content.decode()

    def test_a_number_that_is_none_counts_from_the_beginning(self, client: Client, sari: User) -> None:
        make_story()
        client.force_login(sari)

        assert "1 kelompok" in client.get(reverse("story_poll"), {"newest": "x"}).content.decode()


class TestBeside:
    def test_a_story_opens_beside_the_list_without_the_frame(self, client: Client, sari: User) -> None:
        story = told(2, title="Besar")
        client.force_login(sari)

        page = client.get(reverse("story", args=[story.pk]), headers={"HX-Target": "pane"}).content.decode()

        assert "<html" not in page
        assert "Kabar Besar 1" in page

    def test_similar_issues_are_those_that_share_words(self, client: Client, sari: User, diskominfo: Unit) -> None:
        load_default_levels()
        level = Level.objects.get(pk=1)
        for title, region in (
            ("Jembatan Lulut amblas", "63.03"),
            ("Lomba burung", "63.71"),
            ("Jembatan roboh", "63.71"),
        ):
            open_issue(actor=sari, title=title, unit=diskominfo, level=level, topics=["sosial"], region_codes=[region])
        story = make_story(title="Jembatan Lulut ambles lagi", region_codes=["63.03.05"], topics=["sosial"])
        client.force_login(sari)
        address = reverse("story_similar", args=[story.pk])

        found = [issue.title for issue in client.get(address).context["similar"]]

        assert found == ["Jembatan Lulut amblas", "Jembatan roboh"]
        assert "<html" not in client.get(address, headers={"HX-Request": "true"}).content.decode()

    def test_a_title_without_words_is_like_nothing(self, client: Client, sari: User) -> None:
        client.force_login(sari)

        assert not client.get(reverse("story_similar", args=[make_story(title="?!").pk])).context["similar"]
