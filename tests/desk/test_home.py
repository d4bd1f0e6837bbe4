from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from cast import NOW, make_mention, make_source, make_story
from tanggap.accounts.models import Unit, User
from tanggap.core.signals.risk import risk_of_running_wild
from tanggap.desk.stories import story_lines, wild_stories
from tanggap.desk.today import AT_MOST, today
from tanggap.desk.visits import FIRST_VISIT, PAUSE, note_visit
from tanggap.guidance.models import Level
from tanggap.issues.models import Issue, IssueClock, IssueStory
from tanggap.reference.models import Region
from tanggap.sources.models import Health
from tanggap.stories.actions import keep_moving_levels
from tanggap.stories.advice import risk_words
from tanggap.stories.models import Story

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


def risky(*hours: float, now: datetime = NOW, **fields: Any) -> Story:
    """A story by as many outlets as texts, so many hours ago, whose figures are those of now."""
    mentions = [make_mention(published_at=now - timedelta(hours=ago)) for ago in hours]
    story = make_story(*mentions, **{"n_outlets": len(hours), "n_negative": len(hours), **fields})
    first_at, last_at = now - timedelta(hours=max(hours)), now - timedelta(hours=min(hours))
    Story.objects.filter(pk=story.pk).update(first_at=first_at, last_at=last_at, n_mentions=len(hours))
    keep_moving_levels(now=now)
    return story


def test_what_grows_and_waits_comes_the_riskiest_first(sari: User) -> None:
    small = risky(1, 2, 3, 4, 5, 5.5)
    large = risky(*(n / 2 for n in range(1, 12)), 20)
    risky(30, 40, 50)

    found = wild_stories(sari, NOW, at_most=5)

    assert [row.story for row in found] == [large, small]
    assert found[0].risk.value > found[1].risk.value >= 40
    assert found[1].risk_shown == "6 texts in 6 hours, usually 1 · unanswered for 5 hours · 6 outlets"


def test_a_story_in_an_issue_may_run_wild_too_and_names_it(client: Client, sari: User, roads: Unit) -> None:
    issue = make_issue(1, roads, sari)
    risky(1, 2, 3, 4, 5, 5.5, now=timezone.now(), issue_number=issue.number)
    client.force_login(sari)

    card = client.get("/").content.decode().partition('id="card-wild"')[2].partition("</section>")[0]

    assert issue.number in card
    assert "Risiko isu liar" in card
    assert "6 teks dalam 6 jam, biasanya 1 · belum dijawab 5 jam · 6 media" in card


def test_praise_that_spreads_is_no_risk_unless_it_does_harm(sari: User) -> None:
    story = risky(1, 2, 3, 4, 5, 5.5, n_negative=1, n_positive=5)
    assert wild_stories(sari, NOW, at_most=5) == []

    Story.objects.filter(pk=story.pk).update(rubric={"effect_people": 4})
    keep_moving_levels(now=NOW)
    assert [row.story for row in wild_stories(sari, NOW, at_most=5)] == [story]


def test_the_risk_falls_when_nobody_tells_the_story_any_more(sari: User) -> None:
    story = risky(1, 2, 3, 4, 5, 5.5)
    keep_moving_levels(now=NOW + timedelta(hours=9))

    story.refresh_from_db()
    assert story.risk == 0


def test_what_has_calmed_down_since_the_last_count_is_not_shown(sari: User) -> None:
    risky(1, 2, 3, 4, 5, 5.5)

    assert wild_stories(sari, NOW + timedelta(hours=9), at_most=5) == []


@pytest.mark.parametrize(
    ("span", "words"),
    [(timedelta(minutes=1), "1 minute"), (timedelta(hours=47), "47 hours"), (timedelta(days=2), "2 days")],
)
def test_silence_is_told_in_the_unit_that_fits(span: timedelta, words: str) -> None:
    risk = risk_of_running_wild([0] * 22 + [6, 6], silent=span, n_outlets=3, n_texts=12)

    assert risk_words(risk, 1, span) == f"12 texts in 6 hours, usually 1 · unanswered for {words} · 1 outlet"


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

    assert (seen.n_late, seen.n_due, seen.n_new, seen.wild) == (0, 0, 0, [])


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
