"""The pages of issues."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import make_mention, make_story
from tanggap.accounts.models import Unit, User
from tanggap.guidance.actions import load_default_levels
from tanggap.guidance.models import Level
from tanggap.issues.actions import add_note, assign_issue, close_issue, open_issue
from tanggap.issues.models import Issue
from tanggap.mentions.models import Mention
from tanggap.reference.models import Region, RegionLevel, Route, Topic
from tanggap.stories.models import Story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference(db: None) -> None:
    load_default_levels()
    Topic.objects.get_or_create(code="pekerjaan-umum", defaults={"name": "Pekerjaan umum"})
    Region.objects.get_or_create(
        code="63.03", defaults={"name": "Kabupaten Banjar", "level": RegionLevel.REGENCY_CITY, "is_home": True}
    )


def opened(actor: User, unit: Unit, *, level: int = 3, **fields: Any) -> Issue:
    defaults: dict[str, Any] = {
        "title": "Jalan berlubang di Martapura",
        "topics": ["pekerjaan-umum"],
        "region_codes": ["63.03"],
    }
    return open_issue(actor=actor, unit=unit, level=Level.objects.get(pk=level), **{**defaults, **fields})


def words(unit: Unit, **fields: Any) -> dict[str, Any]:
    return {
        "title": "Jalan rusak",
        "unit": unit.pk,
        "level": 1,
        "topics": ["pekerjaan-umum"],
        "region_codes": ["63.03"],
        "summary": "Keluhan warga yang panjang",
        **fields,
    }


class TestRegister:
    def test_it_lists_what_is_open_with_its_deadline(self, client: Client, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo)
        close_issue(actor=sari, issue=opened(sari, diskominfo, title="Sudah beres"), reason="selesai")
        client.force_login(sari)

        page = client.get(reverse("issue_list")).content.decode()

        assert issue.number in page
        assert "Sudah beres" not in page

    @pytest.mark.parametrize(
        ("query", "is_found"),
        [
            ("q=martapura", True),
            ("q=banjir", False),
            ("whose=mine", True),
            ("whose=led", True),
            ("state=open", True),
            ("state=closed", False),
            ("state=all", True),
            ("level=3", True),
            ("level=0", False),
            ("late=on", False),
            ("unit=nonsense", True),
        ],
    )
    def test_it_can_be_filtered(self, client: Client, sari: User, diskominfo: Unit, query: str, is_found: bool) -> None:
        issue = opened(sari, diskominfo)
        client.force_login(sari)

        page = client.get(f"{reverse('issue_list')}?{query}").content.decode()

        assert (issue.number in page) is is_found

    def test_it_asks_the_database_no_more_for_many_than_for_one(
        self, client: Client, sari: User, diskominfo: Unit, django_assert_max_num_queries: Any
    ) -> None:
        for _ in range(12):
            opened(sari, diskominfo)
        client.force_login(sari)

        with django_assert_max_num_queries(16):
            client.get(reverse("issue_list"))

    def test_my_work_shows_what_waits_for_another_units_officer(
        self, client: Client, sari: User, joko: User, roads: Unit
    ) -> None:
        issue = opened(sari, roads)
        client.force_login(joko)

        page = client.get(reverse("my_work")).content.decode()

        assert issue.number in page

    def test_an_empty_list_says_what_to_do_next(self, client: Client, sari: User) -> None:
        client.force_login(sari)

        assert reverse("story_list") in client.get(reverse("my_work")).content.decode()
        assert reverse("story_list") in client.get(reverse("issue_list")).content.decode()


class TestOpening:
    def test_the_form_is_filled_from_the_story(self, client: Client, sari: User, diskominfo: Unit) -> None:
        story = make_story(title="Banjir di Martapura", topics=["pekerjaan-umum"], region_codes=["63.03"])
        client.force_login(sari)

        page = client.get(reverse("issue_open"), {"story": story.pk})

        form = page.context["form"]
        assert form.initial["title"] == "Banjir di Martapura"
        assert (form.initial["topics"], form.initial["region_codes"]) == (["pekerjaan-umum"], ["63.03"])

    def test_opening_leads_to_the_issue(self, client: Client, sari: User, roads: Unit) -> None:
        story, mention = make_story(), make_mention()
        client.force_login(sari)

        answer = client.post(reverse("issue_open"), words(roads, story=story.pk, mention=mention.pk))

        issue = Issue.objects.get()
        assert answer.headers["Location"] == reverse("issue", args=[issue.number])
        assert Story.objects.get(pk=story.pk).issue_number == issue.number

    def test_what_is_missing_is_asked_for_and_what_was_typed_stays(
        self, client: Client, sari: User, roads: Unit
    ) -> None:
        client.force_login(sari)

        answer = client.post(reverse("issue_open"), words(roads, topics=[]))

        assert answer.status_code == 400
        assert "Keluhan warga yang panjang" in answer.content.decode()

    def test_a_second_issue_on_a_story_is_told_of_the_first_and_offered_it(
        self, client: Client, sari: User, diskominfo: Unit
    ) -> None:
        story = make_story()
        first = opened(sari, diskominfo, stories=[story])
        client.force_login(sari)

        before = client.get(reverse("issue_open"), {"story": story.pk}).content.decode()
        answer = client.post(reverse("issue_open"), words(diskominfo, story=story.pk))

        page = answer.content.decode()
        assert reverse("issue", args=[first.number]) in before
        assert answer.status_code == 409
        assert reverse("issue_add", args=[first.number]) in page
        assert "Keluhan warga yang panjang" in page
        assert Issue.objects.count() == 1

    def test_who_may_not_see_the_first_learns_only_whom_to_ask(
        self, client: Client, sari: User, asing: User, diskominfo: Unit, banjar: Unit
    ) -> None:
        story = make_story()
        first = opened(sari, diskominfo, title="Rahasia kantor", stories=[story])
        client.force_login(asing)

        page = client.post(reverse("issue_open"), words(banjar, story=story.pk)).content.decode()

        assert "Diskominfo" in page
        assert first.title not in page
        assert reverse("issue", args=[first.number]) not in page

    def test_somebody_who_does_not_work_there_cannot_be_put_in_charge(
        self, client: Client, sari: User, asing: User, roads: Unit
    ) -> None:
        client.force_login(sari)

        answer = client.post(reverse("issue_open"), words(roads, assignee=asing.pk))

        assert answer.status_code == 400
        assert "assignee" in answer.context["form"].errors


class TestAdding:
    def test_a_story_is_added_to_a_chosen_issue(self, client: Client, sari: User, diskominfo: Unit) -> None:
        issue, story, mention = opened(sari, diskominfo), make_story(), make_mention()
        client.force_login(sari)

        choice = client.get(reverse("issue_choose"), {"story": story.pk, "mention": mention.pk, "q": "jalan"})
        client.post(reverse("issue_add", args=[issue.number]), {"story": story.pk, "mention": mention.pk})

        assert issue.number in choice.content.decode()
        assert Story.objects.get(pk=story.pk).issue_number == issue.number
        assert issue.issue_mentions.get().mention == mention

    def test_no_open_issue_says_what_to_do(self, client: Client, sari: User) -> None:
        client.force_login(sari)

        assert reverse("issue_open") in client.get(reverse("issue_choose")).content.decode()

    def test_what_is_taken_or_there_already_is_told(self, client: Client, sari: User, diskominfo: Unit) -> None:
        taken = make_story()
        opened(sari, diskominfo, stories=[taken])
        issue = opened(sari, diskominfo, stories=[own := make_story()])
        client.force_login(sari)

        for story in (taken, own):
            page = client.post(reverse("issue_add", args=[issue.number]), {"story": story.pk}, follow=True)
            assert "alert-warning" in page.content.decode()

    def test_things_are_taken_out_again(self, client: Client, sari: User, diskominfo: Unit) -> None:
        story, mention = make_story(), make_mention()
        issue = opened(sari, diskominfo, stories=[story], mentions=[mention])
        client.force_login(sari)
        address = reverse("issue_take_out", args=[issue.number])

        client.post(address, {"story": story.pk})
        client.post(address, {"mention": mention.pk})
        again = client.post(address, {"mention": mention.pk}, follow=True)

        assert Story.objects.get(pk=story.pk).issue_number == ""
        assert not issue.issue_mentions.exists()
        assert "alert-warning" in again.content.decode()


class TestPages:
    def test_every_tab_shows_the_frame_and_its_own(
        self, client: Client, sari: User, joko: User, diskominfo: Unit, roads: Unit
    ) -> None:
        story = make_story(make_mention(title="Warga menanam pisang di jalan"))
        issue = opened(sari, diskominfo, stories=[story], supporting=[roads], summary="Lubang sedalam lutut")
        add_note(actor=joko, issue=issue, text="Tim turun besok pagi.")
        client.force_login(sari)

        summary = client.get(reverse("issue", args=[issue.number])).content.decode()
        mentions = client.get(reverse("issue_mentions", args=[issue.number])).content.decode()
        history = client.get(reverse("issue_history", args=[issue.number])).content.decode()

        for page in (summary, mentions, history):
            assert issue.number in page
            assert "Dinas PUPR" in page
        assert "Lubang sedalam lutut" in summary
        assert "Warga menanam pisang di jalan" in mentions
        assert "Tim turun besok pagi." in history
        assert "<strong>Joko</strong>" in history

    def test_the_chain_says_honestly_what_is_not_there_yet(self, client: Client, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo, stories=[make_story()])
        client.force_login(sari)

        chain = client.get(reverse("issue", args=[issue.number])).context["chain"]

        assert [step.count for step in chain] == [1, 1, 1, None, None, None, None]

    def test_a_closed_issue_shows_the_stories_it_had(self, client: Client, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo, stories=[make_story()])
        close_issue(actor=sari, issue=issue, reason="Sudah ditambal")
        client.force_login(sari)

        page = client.get(reverse("issue", args=[issue.number]))

        assert page.context["chain"][1].count == 1
        assert "Sudah ditambal" in page.content.decode()
        assert {offer.slug for offer in page.context["deeds"]} == {"catatan", "buka-lagi"}

    def test_private_mentions_of_another_unit_stay_hidden(
        self, client: Client, sari: User, diskominfo: Unit, roads: Unit
    ) -> None:
        hidden = make_mention(title="Laporan rahasia dinas lain", unit=roads)
        issue = opened(sari, diskominfo, stories=[make_story(make_mention(), hidden)])
        client.force_login(sari)

        page = client.get(reverse("issue_mentions", args=[issue.number])).content.decode()

        assert "Laporan rahasia dinas lain" not in page

    def test_a_supporting_unit_is_offered_notes_only(
        self, client: Client, sari: User, joko: User, diskominfo: Unit, roads: Unit
    ) -> None:
        issue = opened(sari, diskominfo, supporting=[roads])
        client.force_login(joko)

        page = client.get(reverse("issue", args=[issue.number]))

        assert [offer.slug for offer in page.context["deeds"]] == ["catatan"]

    @pytest.mark.parametrize("name", ["issue", "issue_mentions", "issue_history", "issue_edit"])
    def test_a_stranger_finds_nothing(
        self, client: Client, sari: User, asing: User, diskominfo: Unit, name: str
    ) -> None:
        issue = opened(sari, diskominfo)
        client.force_login(asing)

        assert client.get(reverse(name, args=[issue.number])).status_code == 404


class TestDeeds:
    @staticmethod
    def do(client: Client, issue: Issue, slug: str, **fields: Any) -> Any:
        issue.refresh_from_db()
        return client.post(reverse("issue_do", args=[issue.number, slug]), {"version": issue.version, **fields})

    def test_an_issue_walks_through_its_whole_life(
        self, client: Client, sari: User, joko: User, diskominfo: Unit, roads: Unit
    ) -> None:
        issue = opened(sari, diskominfo)
        client.force_login(sari)
        steps: list[tuple[str, dict[str, Any]]] = [
            ("triase", {"level": 2}),
            ("tingkat", {"level": 3, "reason": "Ada korban"}),
            ("tambah-unit", {"unit": roads.pk}),
            ("petugas", {"assignee": joko.pk}),
            ("petugas", {"assignee": ""}),
            ("catatan", {"text": "Sudah ditelepon"}),
            ("mulai", {}),
            ("pernyataan-awal", {}),
            ("pembaruan", {}),
            ("dijawab", {}),
            ("lepas-unit", {"unit": roads.pk}),
            ("tutup", {"reason": "Sudah diperbaiki"}),
            ("buka-lagi", {"reason": "Berlubang lagi"}),
            ("utama", {"unit": roads.pk}),
        ]

        for slug, fields in steps:
            answer = self.do(client, issue, slug, **fields)
            assert answer.status_code == 302, slug

        issue.refresh_from_db()
        assert (issue.state, issue.unit, issue.level_id) == ("triaged", roads, 3)
        history = client.get(reverse("issue_history", args=[issue.number])).content.decode()
        assert "Berlubang lagi" in history
        assert "%(" not in history

    def test_what_was_typed_stays_when_something_is_missing(self, client: Client, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo)
        client.force_login(sari)

        answer = self.do(client, issue, "tingkat", level="", reason="Alasan yang panjang")

        assert answer.status_code == 400
        assert "Alasan yang panjang" in answer.content.decode()

    def test_who_was_slower_is_told_and_loses_nothing(
        self, client: Client, sari: User, budi: User, diskominfo: Unit
    ) -> None:
        issue = opened(sari, diskominfo)
        assign_issue(actor=budi, issue=issue, assignee=budi)
        client.force_login(sari)
        address = reverse("issue_do", args=[issue.number, "tutup"])

        answer = client.post(address, {"version": 0, "reason": "Alasan yang panjang"})

        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Alasan yang panjang" in page
        assert 'name="version" value="1"' in page
        assert Issue.objects.get().state == "open"

    def test_a_deed_that_the_state_no_longer_allows_is_told(self, client: Client, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo)
        self_version = Issue.objects.get().version
        close_issue(actor=sari, issue=issue, reason="selesai")
        client.force_login(sari)

        answer = client.post(reverse("issue_do", args=[issue.number, "mulai"]), {"version": self_version})

        assert answer.status_code == 409

    def test_an_unknown_deed_is_not_there(self, client: Client, sari: User, diskominfo: Unit) -> None:
        client.force_login(sari)

        assert self.do(client, opened(sari, diskominfo), "hapus").status_code == 404

    def test_who_may_only_read_is_refused(
        self, client: Client, sari: User, joko: User, diskominfo: Unit, roads: Unit
    ) -> None:
        issue = opened(sari, diskominfo, supporting=[roads])
        client.force_login(joko)

        assert self.do(client, issue, "mulai").status_code == 403

    def test_handing_over_what_one_then_cannot_see_leads_to_the_list(
        self, client: Client, sari: User, diskominfo: Unit, roads: Unit
    ) -> None:
        issue = opened(sari, diskominfo, supporting=[roads])
        client.force_login(sari)

        answer = self.do(client, issue, "utama", unit=roads.pk)

        assert answer.headers["Location"] == reverse("issue", args=[issue.number])

    def test_a_note_is_withdrawn(self, client: Client, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo)
        note = add_note(actor=sari, issue=issue, text="Salah tulis")
        client.force_login(sari)
        address = reverse("issue_note_withdraw", args=[issue.number, note.pk])

        client.post(address)
        again = client.post(address, follow=True)

        assert "alert-warning" in again.content.decode()
        assert "Salah tulis" not in client.get(reverse("issue_history", args=[issue.number])).content.decode()


class TestEditing:
    def test_the_words_are_saved(self, client: Client, sari: User, diskominfo: Unit) -> None:
        issue = opened(sari, diskominfo)
        client.force_login(sari)
        shown = client.get(reverse("issue_edit", args=[issue.number]))

        answer = client.post(
            reverse("issue_edit", args=[issue.number]), words(diskominfo, title="Judul baru", version=issue.version)
        )

        assert shown.status_code == 200
        assert answer.status_code == 302
        assert Issue.objects.get().title == "Judul baru"

    def test_a_conflict_keeps_what_was_typed_and_can_be_saved_again(
        self, client: Client, sari: User, budi: User, diskominfo: Unit
    ) -> None:
        issue = opened(sari, diskominfo)
        assign_issue(actor=budi, issue=issue, assignee=budi)
        client.force_login(sari)
        address = reverse("issue_edit", args=[issue.number])

        answer = client.post(address, words(diskominfo, title="Judul baru", version=0))
        assert answer.status_code == 409
        assert "Judul baru" in answer.content.decode()
        assert 'name="version" value="1"' in answer.content.decode()

        missing = client.post(address, words(diskominfo, title="", version=1))
        assert missing.status_code == 400


def test_the_history_asks_once_however_long_it_is(
    client: Client, sari: User, diskominfo: Unit, django_assert_max_num_queries: Any
) -> None:
    mentions: list[Mention] = [make_mention() for _ in range(15)]
    issue = opened(sari, diskominfo, stories=[make_story(*mentions)])
    for number in range(10):
        add_note(actor=sari, issue=issue, text=f"Catatan {number}")
    client.force_login(sari)

    with django_assert_max_num_queries(22):
        client.get(reverse("issue_history", args=[issue.number]))
    with django_assert_max_num_queries(30):
        client.get(reverse("issue_mentions", args=[issue.number]))
    assert timezone.now() > issue.opened_at


def test_a_triage_is_undone_from_its_notice_and_only_once(client: Client, sari: User, diskominfo: Unit) -> None:
    client.force_login(sari)
    issue = opened(sari, diskominfo)
    done = client.post(
        reverse("issue_do", args=[issue.number, "triase"]), {"version": issue.version, "level": 1}, follow=True
    )
    undo = reverse("issue_take_back", args=[issue.number, issue.version + 1])
    assert undo in done.content.decode()

    first, second = (client.post(undo, follow=True).content.decode() for _ in range(2))

    issue.refresh_from_db()
    assert issue.state == "open"
    assert "Dikembalikan" in first
    assert "tidak dapat" in second


def test_the_office_routes_propose_the_lead_with_the_reason(client: Client, sari: User, roads: Unit) -> None:
    topic, _new = Topic.objects.get_or_create(code="pekerjaan-umum", defaults={"name": "Pekerjaan Umum"})
    Route.objects.create(topic=topic, unit=roads)
    client.force_login(sari)
    story = make_story(topics=["pekerjaan-umum"], n_outlets=9, rubric={"effect_people": 2})

    answer = client.get(f"{reverse('issue_open')}?story={story.pk}")

    assert answer.context["form"].initial["unit"] == roads.pk
    assert f"karena topik {topic.name}" in answer.content.decode()
    assert answer.context["form"].initial["level"] == 1
    assert "Jangkauan 3 (Enam sampai sebelas media" in answer.content.decode()
