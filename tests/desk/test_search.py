"""The search: what it finds, for whom, in which order, and what it shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cast import make_mention, make_story
from tanggap.accounts.models import Unit, User
from tanggap.desk.search import finding
from tanggap.desk.search.finding import Asked, find_issues, find_mentions, find_stories
from tanggap.desk.search.marking import pieces
from tanggap.guidance.models import Level
from tanggap.issues.models import Issue
from tanggap.mentions.models import Assessment, Correction, Mention, Watch, WatchHit
from tanggap.reference.models import Region, Topic
from tanggap.sources.models import Outlet

pytestmark = pytest.mark.django_db


def ask(user: User, **chosen: Any) -> Asked:
    return Asked(user, chosen, timezone.now())


def mention(age_h: float, **fields: Any) -> Mention:
    return make_mention(published_at=timezone.now() - timedelta(hours=age_h), **fields)


def judge(row: Mention, **fields: Any) -> Mention:
    Assessment.objects.create(
        mention=row, **{"language": "ind", "sentiment": "neutral", "context_digest": "x", **fields}
    )
    return row


def issue_of(unit: Unit, person: User, number: int, title: str) -> Issue:
    level, _made = Level.objects.get_or_create(number=1, defaults={"name": "Waspada"})
    return Issue.objects.create(
        unit=unit, number=f"ISU-2026-{number:05d}", title=title, level=level, opened_by=person, opened_at=timezone.now()
    )


def test_pages_by_date_show_every_match_once_however_the_windows_fall(sari: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(finding, "_FIRST_WINDOW", 2)
    monkeypatch.setattr(finding, "_GROWTH", 2)
    moment = timezone.now() - timedelta(hours=5)
    rows = [make_mention(title="banjir", published_at=moment - timedelta(minutes=n // 3)) for n in range(40)]
    rows += [mention(99 + n, title="longsor") for n in range(3)]
    rows.append(mention(500, title="banjir lama"))

    found, place = [], ""
    for _page in range(20):
        page = find_mentions(ask(sari, q="banjir"), place, n=7)
        found += page.ids
        place = page.next_place
        if not place:
            break

    wanted = [row for row in rows if row.title.startswith("banjir")]
    assert found == [row.pk for row in sorted(wanted, key=lambda row: (row.published_at, row.pk), reverse=True)]


def test_quotation_marks_keep_words_together_and_a_minus_leaves_out(sari: User):
    together = mention(1, title="Air bersih macet", text="")
    apart = mention(2, title="Bersih sungai, air surut", text="")
    flood = mention(3, title="Air bersih dan banjir", text="")

    assert find_mentions(ask(sari, q='"air bersih"')).ids == [together.pk, flood.pk]
    assert find_mentions(ask(sari, q="air -banjir")).ids == [together.pk, apart.pk]


def test_the_best_match_stands_first_when_asked_for(sari: User):
    mention(1, title="Pasar", text="Di ujung ada jembatan.")
    best = mention(9, title="Jembatan jembatan", text="Jembatan itu.")

    first = find_mentions(ask(sari, q="jembatan", order="relevance"), n=1)

    assert first.ids == [best.pk]
    assert find_mentions(ask(sari, q="jembatan", order="relevance"), first.next_place, n=1).next_place == ""


def test_another_units_private_rows_are_never_found(sari: User, asing: User, roads: Unit, joko: User):
    private = mention(1, title="Aduan rahasia", unit=roads)
    story = make_story(private, title="Kelompok umum")
    issue = issue_of(roads, joko, 1, "Aduan rahasia")

    assert find_mentions(ask(joko, q="aduan")).ids == [private.pk]
    assert find_issues(ask(joko, q="aduan")).ids == [issue.pk]
    assert find_stories(ask(joko, q="aduan")).ids == [story.pk]
    for find in (find_mentions, find_issues, find_stories):
        assert find(ask(asing, q="aduan")).ids == []


def test_filters_follow_a_persons_correction(sari: User):
    Region.objects.create(code="63.03", name="Banjar", level="kabupaten_kota")
    Region.objects.create(code="63.03.01", name="Aluh-Aluh", level="kecamatan")
    Topic.objects.create(code="jalan", name="Jalan")
    row = judge(mention(1), sentiment="negative", topics=["jalan"], region_codes=["63.03.01"])
    other = judge(mention(2), sentiment="positive")
    assert find_mentions(ask(sari, tone="negative")).ids == [row.pk]
    assert find_mentions(ask(sari, topic="jalan", region="63.03")).ids == [row.pk]

    for value in ("negative", "positive"):
        Correction.objects.create(mention=row, name="sentiment", value=value, by=sari)
    Correction.objects.create(mention=other, name="topics", value=["jalan"], by=sari)

    assert find_mentions(ask(sari, tone="negative")).ids == []
    assert find_mentions(ask(sari, tone="positive")).ids == [row.pk, other.pk]
    assert find_mentions(ask(sari, topic="jalan")).ids == [row.pk, other.pk]


def test_filters_narrow_by_period_platform_outlet_and_unit(sari: User, diskominfo: Unit, roads: Unit):
    outlet = Outlet.objects.create(name="Kabar Banua", domain="kabarbanua.example")
    new = mention(1, outlet=outlet)
    old = mention(24 * 20, source_kind="tiktok", platform_id="tiktok-1")
    watch = Watch.objects.create(unit=diskominfo, name="Jalan", any_of=["jalan"])
    WatchHit.objects.create(watch=watch, mention=old)
    story = make_story(old)

    assert find_mentions(ask(sari, q="jalan", period="7")).ids == [new.pk]
    assert find_mentions(ask(sari, platform="tiktok")).ids == [old.pk]
    assert find_mentions(ask(sari, outlet=outlet)).ids == [new.pk]
    assert find_mentions(ask(sari, unit=diskominfo)).ids == [old.pk]
    assert find_mentions(ask(sari, unit=roads)).ids == []
    assert find_stories(ask(sari, platform="tiktok")).ids == [story.pk]
    assert find_stories(ask(sari, period="7")).ids == []


def test_issues_are_found_by_number_words_topic_region_and_unit(sari: User, diskominfo: Unit, roads: Unit):
    issue = issue_of(diskominfo, sari, 7, "Jembatan putus")
    Issue.objects.filter(pk=issue.pk).update(topics=["jalan"], region_codes=["63.03"])

    for chosen in (
        {"q": "ISU-2026-00007"},
        {"q": "jembatan"},
        {"topic": "jalan"},
        {"region": "63.03"},
        {"unit": diskominfo},
    ):
        assert find_issues(ask(sari, **chosen)).ids == [issue.pk]
    assert find_issues(ask(sari, unit=roads)).ids == []
    assert find_issues(ask(sari, q="jembatan", tone="negative")).ids == []
    assert find_issues(ask(sari, q="jembatan", period="1")).ids == [issue.pk]


def test_the_page_marks_the_words_and_escapes_the_rest(client: Client, sari: User):
    mention(1, title="Jembatan <b>Barito</b> \x02x", text="<script>alert(1)</script> jembatan 5 < 7 ditutup")
    client.force_login(sari)

    page = client.get("/cari/", {"q": "jembatan"}).content.decode()

    assert "<mark>Jembatan</mark>" in page
    assert "<b>Barito" not in page
    assert "<script>alert" not in page
    assert "5 &lt; 7" in page


def test_marks_that_do_not_close_are_plain_words():
    assert "".join(piece.text for piece in pieces("a\x02b\x03c\x02d")) == "abcd"


def test_one_kind_is_paged_alone(client: Client, sari: User):
    for n in range(23):
        make_story(mention(n + 1), title=f"Jembatan {n}", last_at=timezone.now() - timedelta(hours=n))
    client.force_login(sari)

    mixed = client.get("/cari/", {"q": "jembatan"}).content.decode()
    first = client.get("/cari/", {"q": "jembatan", "kind": "story"})
    place = first.context["groups"][0]["next"]
    second = client.get("/cari/", {"q": "jembatan", "kind": "story", "after": place})

    assert "kind=story" in mixed
    assert [hit.row.title for hit in second.context["groups"][0]["hits"]] == [f"Jembatan {n}" for n in (20, 21, 22)]


@pytest.mark.parametrize(
    "after", ["x", "2026-01-01T00:00:00~1", "2026-99-01T00:00:00+00:00~1", "2026-01-01T00:00:00+00:00~x"]
)
def test_a_broken_place_is_the_first_page(client: Client, sari: User, after: str):
    mention(1, title="Jembatan")
    client.force_login(sari)

    assert len(client.get("/cari/", {"q": "jembatan", "after": after}).context["groups"][-1]["hits"]) == 1


def test_an_empty_search_explains_itself(client: Client, sari: User):
    client.force_login(sari)

    page = client.get("/cari/").content.decode()

    assert "ISU-2026-00012" in page
    assert client.get("/cari/", {"q": "\0 -"}).status_code == 200


def test_a_suggestion_is_made_only_when_it_finds_something(client: Client, sari: User):
    Region.objects.create(code="63.71", name="Kota Banjarmasin", level="kabupaten_kota")
    client.force_login(sari)
    assert "?q=banjarmasin" not in client.get("/cari/", {"q": "banjarmassin"}).content.decode()

    mention(1, title="Taman di Banjarmasin")

    assert "?q=banjarmasin" in client.get("/cari/", {"q": "banjarmassin"}).content.decode()
    assert client.get("/cari/", {"q": "banjarmasin zzzzqq"}).context["suggestion"] == ""


def test_every_page_offers_the_search(client: Client, sari: User):
    client.force_login(sari)

    assert 'action="/cari/"' in client.get("/").content.decode()
