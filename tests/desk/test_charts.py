"""Charts: their figures, their pictures, and their data as files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import make_mention, make_story
from tanggap.accounts.models import Unit, User
from tanggap.core.errors import TemporaryFailure
from tanggap.desk.charts import figures
from tanggap.desk.charts.counting import recount_changed
from tanggap.desk.charts.figures import Scope
from tanggap.desk.charts.shocks import shocks_in
from tanggap.desk.charts.tiles import LAYOUT, tile_of
from tanggap.mentions.models import Assessment, Correction, Mention, TargetJudgement
from tanggap.reference.actions import load_defaults
from tanggap.reference.models import Programme, Region
from tanggap.sources.models import Outlet
from tanggap.stories.models import Story, StoryMembership
from tanggap.ui.pictures import keeping

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.HOME = tmp_path
    monkeypatch.setattr(keeping, "PATIENCE_S", 120)  # the machine may be busy
    return tmp_path


@pytest.fixture
def outlet(db: None) -> Outlet:
    return Outlet.objects.create(name="=Kabar Banua", domain="kabarbanua.example")


def judged(age_days: float, outlet: Outlet | None = None, unit: Unit | None = None, **fields: Any) -> Mention:
    at = timezone.now() - timedelta(days=age_days)
    row = make_mention(published_at=at, outlet=outlet, unit=unit)
    given = {"language": "ind", "sentiment": "negative", "topics": ["jalan"], "region_codes": ["63.03.01"], **fields}
    Assessment.objects.create(mention=row, context_digest="x", **given)
    return row


def scope_of(user: User, **chosen: Any) -> Scope:
    return Scope(user, chosen, timezone.now())


def test_tone_topics_and_places_follow_corrections(sari: User):
    load_defaults()
    judged(0)
    row = judged(1)
    for name, value in (("sentiment", "positive"), ("topics", []), ("region_codes", ["63.71"])):
        Correction.objects.create(mention=row, name=name, value=value, by=sari)

    tone, topics, places = (count(scope_of(sari)) for count in (figures.tone, figures.topics, figures.places))

    assert [sum(day[place] for day in tone.rows) for place in (1, 2, 3)] == [1, 0, 1]
    assert (tone.n, topics.n, places.n) == (2, 1, 2)
    assert [n for _name, n in topics.rows] == [1]
    assert {code: n for code, _name, n in places.rows if n} == {"63.03": 1, "63.71": 1}


def bad_day(*, region: str = "63.03.01") -> Story:
    """Seven weeks of praise, and eight days ago twelve complaints of one story."""
    for age in range(10, 60):
        judged(age, sentiment="positive", region_codes=[region])
    mentions = [judged(8, sentiment="negative", region_codes=[region]) for _ in range(12)]
    story = make_story(*mentions, title="Obat tertukar")
    while recount_changed(timezone.now()):
        pass
    return story


def test_a_shock_is_told_with_its_size_its_story_and_that_it_is_not_over(client: Client, sari: User):
    load_defaults()
    story = bad_day()
    judged(8, region_codes=["63.71"], sentiment="positive")
    client.force_login(sari)

    page = client.get("/grafik/", {"days": "30", "region": "63.03"}).content.decode()

    assert "Guncangan" in page
    assert "dari 1,00 menjadi -1,00, pada 12 teks" in page
    assert f'href="{reverse("story", args=[story.pk])}"' in page
    assert "(12 teks negatif)" in page
    assert "Belum pulih." in page


def test_a_shock_outside_the_period_or_the_place_is_not_told(client: Client, sari: User):
    load_defaults()
    bad_day()

    assert shocks_in(scope_of(sari, days="7")) == []
    assert shocks_in(scope_of(sari, days="30", region="63.71")) == []
    assert len(shocks_in(scope_of(sari, days="30"))) == 1


def test_a_shock_that_no_one_story_explains_says_so(client: Client, sari: User):
    load_defaults()
    bad_day()
    StoryMembership.objects.all().delete()
    client.force_login(sari)

    page = client.get("/grafik/", {"days": "30"}).content.decode()

    assert "Tidak ada satu kelompok berita di baliknya." in page


def test_only_kept_mentions_that_the_person_may_see_count(sari: User, roads: Unit, outlet: Outlet):
    judged(0, outlet)
    judged(0, outlet, unit=roads)
    judged(40, outlet)
    make_mention(published_at=timezone.now(), outlet=outlet, is_kept=False)

    assert figures.attention(scope_of(sari)).n == 1
    assert figures.outlets(scope_of(sari)).rows == [("=Kabar Banua", 1)]
    assert figures.attention(scope_of(sari, days="90")).n == 2
    assert figures.sources(scope_of(sari)) == (1, 1)


def test_a_region_narrows_every_chart(sari: User):
    load_defaults()
    judged(0)
    judged(0, region_codes=["63.71"])

    assert figures.attention(scope_of(sari, region="63.71")).n == 1


def test_every_day_of_the_period_has_its_place(sari: User):
    judged(2)

    rows = figures.attention(scope_of(sari, days="7")).rows

    assert len(rows) == 7
    assert sum(n for _day, _platform, n in rows) == 1


def test_every_regency_and_city_of_the_province_has_its_own_tile():
    load_defaults()
    codes = list(Region.objects.regencies().values_list("code", flat=True))

    assert set(codes) == set(LAYOUT)
    assert len({tile_of(code, codes) for code in codes}) == 13
    assert tile_of("11.05", [f"11.{n:02}" for n in range(1, 9)]) == (0, 1)


def test_the_page_has_each_chart_with_its_words_table_and_files(client: Client, sari: User, outlet: Outlet):
    load_defaults()
    judged(0, outlet)
    client.force_login(sari)

    page = client.get("/grafik/", {"days": "7"}).content.decode()

    for name in ("perhatian", "sentimen", "media", "topik", "wilayah"):
        for form in ("svg", "png", "csv"):
            assert f"/grafik/{name}.{form}?days=7" in page
    assert "n = 1" in page
    assert page.count("<table") == 5


def test_without_figures_the_page_says_what_to_do(client: Client, sari: User):
    client.force_login(sari)

    assert "chart-frame" not in client.get("/grafik/").content.decode()


@pytest.mark.parametrize("name", ["perhatian", "sentimen", "media", "topik", "wilayah"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_chart_is_drawn_once_for_the_same_figures(
    client: Client, sari: User, outlet: Outlet, name: str, theme: str, home: Path, monkeypatch: pytest.MonkeyPatch
):
    load_defaults()
    judged(0, outlet)
    client.force_login(sari)

    first = client.get(f"/grafik/{name}.svg", {"theme": theme})
    monkeypatch.setattr(keeping._desk, "wait_for", None)
    again = client.get(f"/grafik/{name}.svg", {"theme": theme})

    assert first["Content-Type"] == "image/svg+xml"
    assert first.content.startswith(b"<svg")
    assert again.content == first.content
    assert len(list((home / "cache" / "pictures").glob("*.svg"))) == 1


def test_a_picture_that_is_taken_along_says_what_it_shows_of_when_and_of_how_many(client: Client, sari: User):
    judged(0)
    client.force_login(sari)

    drawn = client.get("/grafik/perhatian.svg", {"download": "1", "theme": "dark"})
    on_the_page = client.get("/grafik/perhatian.svg")

    assert drawn["Content-Disposition"].startswith("attachment")
    for words in ("Perhatian per hari dan platform", "n = 1 pantauan, dari 0 media dan 1 platform"):
        assert words in drawn.content.decode()
        assert words not in on_the_page.content.decode()


def test_a_picture_can_be_taken_along_as_png(client: Client, sari: User):
    judged(0)
    client.force_login(sari)

    answer = client.get("/grafik/perhatian.png", {"download": "1"})

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"\x89PNG")


def test_the_page_stands_while_a_picture_is_not_ready_and_the_picture_says_when_to_come_back(
    client: Client, sari: User, monkeypatch: pytest.MonkeyPatch
):
    def not_yet(picture: object) -> bytes:
        raise TemporaryFailure("not yet")

    judged(0)
    client.force_login(sari)
    monkeypatch.setattr("tanggap.desk.charts.views.picture_of", not_yet)

    picture = client.get("/grafik/perhatian.svg")

    assert (picture.status_code, picture["Retry-After"], picture["Cache-Control"]) == (202, "2", "no-store")
    assert client.get("/grafik/perhatian.svg", {"download": "1"}).status_code == 503
    assert "<table" in client.get("/grafik/").content.decode()


@pytest.mark.parametrize("name", ["perhatian", "sentimen", "media", "topik", "wilayah"])
def test_what_has_no_figures_is_no_picture_but_still_a_table(client: Client, sari: User, name: str):
    client.force_login(sari)

    assert client.get(f"/grafik/{name}.svg").status_code == 404
    assert client.get(f"/grafik/{name}.csv").status_code == 200


def test_a_chart_without_figures_beside_others_says_why(client: Client, sari: User):
    make_mention(published_at=timezone.now())
    client.force_login(sari)

    page = client.get("/grafik/").content.decode()

    assert page.count("chart-frame") == 1
    assert "Belum ada dari pantauan ini yang dinilai." in page


def test_what_twenty_people_feel_is_drawn_and_fewer_are_told_why_not(client: Client, sari: User):
    client.force_login(sari)
    for n in range(20):
        row = make_mention(published_at=timezone.now(), author_pseudonym=f"orang-{n}")
        Assessment.objects.create(mention=row, language="ind", context_digest="x", emotion="anger")

    page = client.get("/grafik/").content.decode()
    picture = client.get("/grafik/emosi.svg").content
    Mention.objects.order_by("pk").last().delete()
    of_fewer = client.get("/grafik/").content.decode()

    assert "Paling banyak terdengar: Marah, 100 %." in page
    assert picture.startswith(b"<svg")
    assert "Emosi ditampilkan mulai dua puluh penulis" in of_fewer
    assert "Marah" not in of_fewer
    assert client.get("/grafik/emosi.svg").status_code == 404


def test_where_people_stand_is_said_and_drawn(client: Client, sari: User, diskominfo: Unit):
    programme = Programme.objects.create(unit=diskominfo, name="Kapal Sehat")
    client.force_login(sari)
    for n in range(20):
        row = make_mention(published_at=timezone.now(), author_pseudonym=f"orang-{n}")
        given = {"tone": 0.0, "tone_class": "neutral", "salience": 1.0, "confidence": 0.7, "version": "1"}
        TargetJudgement.objects.create(
            mention=row, target_kind="programme", target=f"programme:{programme.pk}", stance="oppose", **given
        )

    page = client.get("/grafik/").content.decode()

    assert "Paling banyak dibicarakan: Kapal Sehat; 20 menolak, 0 mendukung, 0 tidak jelas." in page
    assert client.get("/grafik/sikap.svg").content.startswith(b"<svg")
    assert "Dinilai mesin, atas dua puluh penulis" in client.get("/grafik/sikap.svg?download=1").content.decode()


def test_no_name_becomes_a_formula(client: Client, sari: User, outlet: Outlet):
    judged(0, outlet)
    client.force_login(sari)

    assert "'=Kabar Banua,1" in client.get("/grafik/media.csv").content.decode()


def test_what_there_is_no_chart_of_is_not_found(client: Client, sari: User):
    client.force_login(sari)

    assert client.get("/grafik/wartawan.svg").status_code == 404
    assert client.get("/grafik/media.exe").status_code == 404
