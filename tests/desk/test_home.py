from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from cast import NOW, make_mention, make_source, make_story
from tanggap.accounts.models import Unit, User
from tanggap.desk.stories import growing_stories, story_lines
from tanggap.desk.today import AT_MOST, today
from tanggap.desk.visits import FIRST_VISIT, PAUSE, note_visit
from tanggap.guidance.models import Level
from tanggap.issues.models import Issue, IssueClock, IssueStory
from tanggap.reference.models import Region
from tanggap.sources.models import Health

pytestmark = pytest.mark.django_db
SINCE = NOW - timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def make_issue(number: int, unit: Unit, by: User, *, due_in: timedelta | None = None, **fields: Any) -> Issue:
    level, _created = Level.objects.get_or_create(number=1, defaults={"name": "waspada"})
    issue = Issue.objects.create(
        number=f"ISU-2026-{number:05}", title=f"Jalan rusak {number}", unit=unit, level=level, opened_by=by,
        opened_at=NOW - timedelta(hours=5), **fields,
    )  # fmt: skip
    if due_in is not None:
        IssueClock.objects.create(
            issue=issue, kind="triage", time_kind="calendar", minutes=60, started_at=NOW, due_at=NOW + due_in
        )
    return issue


def told(*hours_ago: float, **fields: Any) -> Any:
    return make_story(*(make_mention(published_at=NOW - timedelta(hours=hours)) for hours in hours_ago), **fields)


def test_issues_of_my_unit_are_parted_by_their_clock(joko: User, roads: Unit, sari: User) -> None:
    late = make_issue(1, roads, sari, due_in=-timedelta(hours=1))
    due = make_issue(2, roads, sari, due_in=timedelta(hours=1))
    without_clock = make_issue(3, roads, sari)

    seen = today(joko, since=SINCE, now=NOW)

    assert seen.late == [late]
    assert seen.due == [due, without_clock]


def test_issues_of_another_government_are_not_shown(asing: User, roads: Unit, sari: User) -> None:
    make_issue(1, roads, sari, due_in=-timedelta(hours=1))

    seen = today(asing, since=SINCE, now=NOW)

    assert (seen.late, seen.due) == ([], [])
    assert seen.sentence == "0 open issues, none late; 0 new stories since your last visit."


def test_the_sentence_counts_what_the_person_may_see(sari: User, diskominfo: Unit) -> None:
    make_issue(1, diskominfo, sari, due_in=-timedelta(hours=1))
    make_issue(2, diskominfo, sari, due_in=timedelta(hours=1))
    make_issue(3, diskominfo, sari, due_in=-timedelta(hours=1), state="closed")
    told(1, created_at=NOW)

    sentence = today(sari, since=SINCE, now=NOW).sentence

    assert sentence == "2 open issues, 1 late; 1 new story since your last visit."


def test_a_list_is_cut_but_its_figure_is_not(joko: User, roads: Unit, sari: User) -> None:
    for number in range(AT_MOST + 2):
        make_issue(number + 1, roads, sari, due_in=timedelta(hours=number + 1))

    seen = today(joko, since=SINCE, now=NOW)

    assert len(seen.due) == AT_MOST
    assert seen.n_due == AT_MOST + 2


def test_only_stories_that_began_since_the_last_visit_are_new(sari: User) -> None:
    old = told(30, created_at=SINCE - timedelta(minutes=1))
    narrow = told(1, created_at=NOW, n_outlets=1)
    wide = told(2, created_at=NOW, n_outlets=9)
    told(1, created_at=NOW, state="dismissed")

    seen = today(sari, since=SINCE, now=NOW)

    assert [line.story for line in seen.new] == [wide, narrow]
    assert old not in [line.story for line in seen.new]


def test_a_story_line_has_its_regions_and_its_course() -> None:
    Region.objects.update_or_create(code="63.03", defaults={"name": "Banjar", "level": "kabupaten_kota"})
    story = told(1, 2, 71, region_codes=["63.03", "99.99"])

    (line,) = story_lines([story], NOW)

    assert line.regions == ["Banjar"]
    assert sum(line.course) == 3
    assert (line.course[0], line.course[-1]) == (1, 2)


def test_a_new_story_shows_how_strong_its_signal_is(client: Client, sari: User) -> None:
    now = timezone.now()
    strong = [make_mention(published_at=now - timedelta(minutes=n)) for n in range(6)]
    make_story(*strong, title="Banjir", created_at=now)
    make_story(make_mention(published_at=now), title="Pasar", created_at=now)
    client.force_login(sari)

    page = client.get("/").content.decode()

    assert page.index("Sinyal kuat") < page.index("Sinyal lemah")
    assert "Sinyal naik" not in page


def test_a_story_grows_when_today_told_more_than_yesterday(sari: User) -> None:
    growing = told(1, 2, 3, 30)
    told(1, 2, 25, 26, 27)
    told(1, 2)

    (found,) = growing_stories(sari, NOW, at_most=5)

    assert (found.story, found.n_now, found.n_before) == (growing, 3, 1)


def test_a_story_with_an_issue_is_not_unanswered(sari: User) -> None:
    told(1, 2, 3, issue_number="ISU-2026-00001")

    assert growing_stories(sari, NOW, at_most=5) == []


def test_only_sources_that_are_on_can_be_in_trouble(sari: User) -> None:
    silent = make_source(is_enabled=True, health=Health.SILENT)
    make_source(is_enabled=True, health=Health.OK)
    make_source(is_enabled=False, health=Health.FAILING)

    seen = today(sari, since=SINCE, now=NOW)

    assert seen.troubled == [silent]
    assert seen.has_sources


def test_somebody_without_a_role_sees_no_matter(tamu: User, roads: Unit, sari: User) -> None:
    make_issue(1, roads, sari, due_in=-timedelta(hours=1))
    told(1, 2, 3, created_at=NOW)

    seen = today(tamu, since=SINCE, now=NOW)

    assert (seen.n_late, seen.n_due, seen.n_new, seen.growing) == (0, 0, 0, [])


def visit(user: User, at: datetime) -> datetime:
    return note_visit(User.objects.get(pk=user.pk), at)


def test_a_visit_counts_from_the_visit_before_it(sari: User) -> None:
    assert visit(sari, NOW) == NOW - FIRST_VISIT
    assert visit(sari, NOW + timedelta(days=1)) == NOW


def test_looking_again_on_the_same_visit_keeps_what_is_new(sari: User) -> None:
    first = visit(sari, NOW)

    assert visit(sari, NOW + PAUSE) == first
    assert visit(sari, NOW + 3 * PAUSE) == NOW + PAUSE


def test_what_is_new_is_the_same_on_a_second_screen(client: Client, sari: User) -> None:
    story = make_story(make_mention(published_at=timezone.now() - timedelta(hours=1)))
    for _screen in range(2):
        client.logout()
        client.force_login(sari)
        assert story.title in client.get("/").content.decode()


def test_the_page_shows_each_card_and_its_way_on(client: Client, joko: User, roads: Unit, sari: User) -> None:
    now = timezone.now()
    issue = make_issue(1, roads, sari)
    IssueClock.objects.create(
        issue=issue, kind="triage", time_kind="calendar", minutes=60, started_at=now, due_at=now - timedelta(hours=1)
    )
    story = make_story(*(make_mention(published_at=now - timedelta(hours=1)) for _n in range(3)), n_outlets=2)
    IssueStory.objects.create(issue=make_issue(2, roads, sari), story=make_story(make_mention()))
    make_source(is_enabled=True, health=Health.FAILING, name="Kabar Uji")
    client.force_login(joko)

    page = client.get("/").content.decode()

    assert "Jalan rusak 1" in page
    assert story.title in page
    assert "Kabar Uji" in page
    assert "badge late" in page


def test_an_empty_house_says_what_to_do(client: Client, sari: User) -> None:
    client.force_login(sari)

    page = client.get("/").content.decode()

    assert "Belum ada sumber yang diaktifkan" in page
    assert "Tidak ada pekerjaan Anda yang menunggu" in page


def test_the_open_page_asks_for_nothing_new_and_gets_304(client: Client, sari: User) -> None:
    client.force_login(sari)
    client.get("/")
    first = client.get("/hari-ini/kartu/")

    again = client.get("/hari-ini/kartu/", headers={"If-None-Match": first["ETag"]})
    make_source(is_enabled=True, health=Health.SILENT)
    changed = client.get("/hari-ini/kartu/", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert first["ETag"] in first.content.decode().replace("&quot;", '"')


def test_asking_again_in_the_background_is_no_visit(client: Client, sari: User) -> None:
    client.force_login(sari)

    client.get("/hari-ini/kartu/")

    sari.refresh_from_db()
    assert sari.last_visit_at is None


def test_the_page_asks_the_database_as_often_for_many_rows_as_for_few(
    client: Client, joko: User, roads: Unit, sari: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        make_issue(number + 1, roads, sari, due_in=timedelta(hours=number - 4))
        make_story(make_mention(), created_at=timezone.now())
    client.force_login(joko)

    with django_assert_max_num_queries(32):
        client.get("/")


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get("/")

    assert answer.status_code == 302
    assert "/akun/" in answer["Location"]
