"""What a report says, and that every form says it: page text, messenger text, PDF, DOCX, JSON."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from typing import Any

import docx
import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from cast import NOW, make_mention, make_source, make_story
from pictures import png
from tanggap.accounts.models import Unit, User
from tanggap.audit.sealing import seal_due
from tanggap.audit.trail import record
from tanggap.core.errors import InvalidInput
from tanggap.desk.brief.actions import keep_logo, make_brief, set_plan
from tanggap.desk.brief.messenger import LIMIT, text_of
from tanggap.desk.brief.models import Brief
from tanggap.desk.brief.rendering import render, report_of
from tanggap.guidance.models import Level
from tanggap.issues.models import Issue, IssueClock, IssueMention, IssueStory
from tanggap.mentions.models import Assessment, Correction, Mention, Watch, WatchHit
from tanggap.sources.models import Health, Outlet
from tanggap.stories.models import Story

pytestmark = pytest.mark.django_db
FLOOD = (
    "MARTAPURA - Banjir merendam 1.200 rumah di Kecamatan Martapura Barat sejak Senin malam. "
    "Petugas mendirikan dua dapur umum di halaman kantor kecamatan. Siapa yang menolong warga?"
)
TRICKY = 'Harga #strong[beras] $x^2$ *naik* _lagi_ @sumber \\ "kutip" <label> `kode` // komentar #panic("x")'


def outlet(name: str = "Kabar Banua") -> Outlet:
    made, _new = Outlet.objects.get_or_create(name=name, defaults={"domain": f"{name.split()[-1].lower()}.example"})
    return made


def told(hours: float = 2, **fields: Any) -> Mention:
    values = {"outlet": outlet(), "text": FLOOD, "title": "Banjir rendam Martapura Barat"}
    mention = make_mention(**{**values, "published_at": NOW - timedelta(hours=hours), **fields})
    Assessment.objects.create(mention=mention, language="ind", sentiment="negative", context_digest="x")
    return mention


def issue_of(story: Story, unit: Unit, person: User, *, number: int = 1, level: int = 2, **fields: Any) -> Issue:
    Level.objects.get_or_create(number=level, defaults={"name": "siaga"})
    issue = Issue.objects.create(
        **{
            "unit": unit, "number": f"ISU-2026-{number:05}", "title": story.title, "level_id": level,
            "opened_by": person, "opened_at": NOW - timedelta(hours=3), **fields,
        }
    )  # fmt: skip
    IssueStory.objects.create(issue=issue, story=story, added_by=person)
    Story.objects.filter(pk=story.pk).update(issue_number=issue.number)
    return issue


def clock(issue: Issue, hours: float) -> None:
    IssueClock.objects.create(
        issue=issue, kind="answer", time_kind="calendar", minutes=60, started_at=NOW - timedelta(hours=9),
        due_at=NOW + timedelta(hours=hours),
    )  # fmt: skip


def made(unit: Unit, period: str = "day") -> Brief:
    return make_brief(actor=None, unit=unit, period=period, now=NOW)


def paper(brief: Brief, language: str = "id") -> str:
    reader = PdfReader(io.BytesIO(render(brief, "pdf", language).content))
    return "\n".join(page.extract_text() for page in reader.pages)


def test_it_counts_beside_yesterday_and_the_mean(roads: Unit) -> None:
    for hours in (1, 2, 3, 25, 26, 49, 73):
        told(hours)
    told(-1)
    make_mention(is_kept=False)
    counts = made(roads).data["counts"]["mentions"]

    assert counts == {"now": 3, "before": 2, "mean": 4 / 3, "n_spans": 3}


def test_without_a_past_it_says_so(roads: Unit) -> None:
    told()
    report = report_of(made(roads), "id")

    assert {difference for _label, _now, _before, difference, _mean in report.figures.rows} == {"–"}
    assert "Belum ada data lebih lama" in report.figures.note
    assert report.lead == "0 isu terbuka, tidak ada yang terlambat; 1 pantauan."


def test_an_empty_office_gets_an_honest_empty_report(roads: Unit) -> None:
    brief = made(roads)
    text = render(brief, "text", "id").content.decode()

    assert "Tidak ada isu terbuka." in text and "Belum ada sumber yang dinyalakan." in text
    assert "Rantai jejak audit masih kosong." in text and "Belum ada teks dari kurun ini yang dinilai." in text
    assert "Belum ada berita media" in paper(brief)


def test_the_sentence_of_an_issue_stands_in_a_mention_and_says_where(roads: Unit, joko: User) -> None:
    story = make_story(told(), told(3, outlet=outlet("Warta Sungai")), title="Banjir Martapura Barat")
    issue_of(story, roads, joko)
    brief = made(roads)
    (row,) = brief.data["issues"]

    assert row["sentence"]["text"] == "Banjir merendam 1.200 rumah di Kecamatan Martapura Barat sejak Senin malam."
    assert row["sentence"]["text"] in Mention.objects.get(pk=row["sentence"]["mention"]).text
    assert row["n_mentions"] == 2
    assert "Kabar Banua, 4 Mar 07.00" in report_of(brief, "id").section("issues").items[0].cite


def test_an_older_text_or_one_added_by_hand_is_cited_when_the_day_has_none(roads: Unit, joko: User) -> None:
    old = issue_of(make_story(told(80), title="Banjir Martapura Barat"), roads, joko)
    by_hand = issue_of(make_story(told(text=""), title="Banjir Martapura"), roads, joko, number=2)
    IssueMention.objects.create(issue=by_hand, mention=told(4), added_by=joko)
    issue_of(make_story(told(text="Pendek."), title="Banjir"), roads, joko, number=3)
    rows = {row["number"]: row for row in made(roads).data["issues"]}

    assert rows[old.number]["sentence"]["text"].startswith("Banjir merendam")
    assert rows[by_hand.number]["sentence"] and rows[by_hand.number]["n_mentions"] == 2
    assert rows["ISU-2026-00003"]["sentence"] is None


def test_a_private_person_is_never_quoted(roads: Unit, joko: User) -> None:
    citizen = told(author_kind="warga", source_kind="tiktok", outlet=None)
    complaint = told(unit=roads, source_kind="pengaduan", outlet=None, platform_id="aduan-1")
    issue_of(make_story(citizen, complaint, title="Banjir Martapura Barat"), roads, joko)
    data = made(roads).data

    assert data["issues"][0]["sentence"] is None and data["issues"][0]["n_mentions"] == 2
    assert data["clippings"]["listed"] == []


def test_it_names_what_is_late_and_whose_and_what_comes(roads: Unit, joko: User) -> None:
    late = issue_of(make_story(told()), roads, joko, assignee=joko)
    coming = issue_of(make_story(told()), roads, joko, number=2)
    clock(late, -5)
    clock(coming, 2)
    report = report_of(made(roads), "id")

    (item,) = report.section("late").items
    assert item.is_late and "terlambat sejak 4 Mar 04.00 · Dinas PUPR · Joko" in item.line
    assert (
        "jatuh tempo 4 Mar 11.00 · Dinas PUPR · belum ada penanggung jawab" in report.section("expected").items[0].line
    )


def test_days_off_that_come_are_announced(roads: Unit) -> None:
    brief = make_brief(actor=None, unit=roads, period="day", now=NOW.replace(month=12, day=23))

    assert [day["on"] for day in brief.data["days_off"]][:1] == ["2026-12-25"]
    assert "libur: Jumat, 25 Desember 2026" in report_of(brief, "id").section("expected").items[0].line


def test_gaps_in_collection_are_named(roads: Unit) -> None:
    make_source(name="Radar Banua", is_enabled=True, health=Health.FAILING, last_item_at=NOW - timedelta(days=2))
    make_source(name="Lembar Baru", is_enabled=True, health=Health.SILENT)
    make_source(name="Sehat", is_enabled=True, health=Health.OK)
    gaps = report_of(made(roads), "id").section("gaps")

    assert [item.title for item in gaps.items] == ["Radar Banua", "Lembar Baru"] and gaps.n == 2
    assert "berita terakhir 2 Mar" in gaps.items[0].line and "belum pernah ada isinya" in gaps.items[1].line


def test_a_correction_wins_over_the_machine(roads: Unit, joko: User) -> None:
    mention = told()
    told(3)
    for value in ("neutral", "positive"):
        Correction.objects.create(mention=mention, name="sentiment", value=value, by=joko)

    assert made(roads).data["tones"]["now"] == {"negative": 1, "neutral": 0, "positive": 1}


def test_the_tone_is_told_with_n_and_what_came_before(roads: Unit) -> None:
    for hours in (1, 2, 26):
        told(hours)
    report = report_of(made(roads), "id")

    assert report.tone == (
        "Neraca sentimen teks: −1,00 (−1 sampai +1); n = 2 teks (2 negatif, 0 netral, 0 positif);"
        " ±0,00 dibanding kurun sebelumnya (n = 1)."
    )


def test_a_unit_may_count_only_what_its_own_watches_keep(roads: Unit, joko: User) -> None:
    watched = told()
    make_story(watched, title="Kena kata pantau")
    make_story(told(3), title="Bukan urusan kami")
    watch = Watch.objects.create(unit=roads, name="Banjir", any_of=["banjir"])
    WatchHit.objects.create(watch=watch, mention=watched)
    set_plan(actor=None, unit=roads, values={"is_watched_only": True}, people=[], version=0, now=NOW)
    brief = made(roads)

    assert brief.data["counts"]["mentions"]["now"] == 1
    assert [row["title"] for row in brief.data["stories"]["listed"]] == ["Kena kata pantau"]
    assert "kata pantau instansi ini" in report_of(brief, "id").foot[1]


def test_what_only_another_unit_may_see_is_nowhere(roads: Unit, banjar: Unit, asing: User) -> None:
    secret = told(unit=banjar, title="RAHASIA Banjar", text=f"RAHASIA. {FLOOD}", platform_id="r-1")
    story = make_story(secret, title="RAHASIA kelompok", unit=banjar)
    clock(issue_of(story, banjar, asing, title="RAHASIA isu"), -4)
    public = told(4)
    make_story(public, told(5, unit=banjar, title="RAHASIA lampiran", platform_id="r-2"), title="Terbuka")

    for period in ("day", "week", "month"):
        assert "RAHASIA" not in json.dumps(made(roads, period).data)
    assert "RAHASIA isu" in json.dumps(made(banjar).data)


def test_every_form_carries_the_same(roads: Unit, joko: User) -> None:
    story = make_story(told(), told(5, outlet=outlet("Warta Sungai")), title="Banjir Martapura Barat", n_outlets=2)
    clock(issue_of(story, roads, joko), -2)
    record("uji", actor=None, kind="x", key=1)
    seal_due()
    brief = made(roads)
    word = docx.Document(io.BytesIO(render(brief, "docx", "id").content))
    texts = {
        "pdf": paper(brief),
        "docx": "\n".join(paragraph.text for paragraph in word.paragraphs),
        "text": render(brief, "text", "id").content.decode(),
    }

    for form, text in texts.items():
        flat = " ".join(text.split())
        for part in (
            "Dinas PUPR Provinsi",
            "Banjir Martapura Barat",
            "merendam 1.200 rumah",
            "Ujung rantai jejak audit",
        ):
            assert part in flat, (form, part)
    assert brief.data["chain"]["hash"] in texts["text"]
    assert "Dimuat juga di: Kabar Banua" in " ".join(texts["pdf"].split())
    assert "Daftar isi" in texts["pdf"] and "Halaman 1 / " in texts["pdf"]
    assert json.loads(render(brief, "json", "id").content)["issues"][0]["number"] == "ISU-2026-00001"
    with pytest.raises(InvalidInput):
        render(brief, "xls", "id")


def test_links_on_paper_lead_to_the_source(roads: Unit) -> None:
    make_story(told(url="https://kabar.example/a?b=1"), title="Satu")
    make_story(told(url="javascript:alert(1)"), title="Dua")
    reader = PdfReader(io.BytesIO(render(made(roads), "pdf", "id").content))
    links = {
        note.get_object()["/A"]["/URI"]
        for page in reader.pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    }

    assert "https://kabar.example/a?b=1" in links and not [link for link in links if link.startswith("javascript")]


def test_marks_of_the_typesetter_come_out_as_letters(roads: Unit, joko: User) -> None:
    story = make_story(told(title=TRICKY, text=f"{TRICKY}. {FLOOD}"), title=TRICKY)
    issue_of(story, roads, joko)
    set_plan(actor=None, unit=roads, values={"address": TRICKY}, people=[], version=0, now=NOW)
    flat = paper(made(roads)).replace("\n", " ")

    for part in ("#strong[beras]", "$x^2$", "*naik*", "_lagi_", "@sumber", "<label>", "`kode`", '#panic("x")'):
        assert flat.count(part) >= 3, part


def test_control_characters_break_no_document(roads: Unit) -> None:
    make_story(told(title="Judul\x0bdengan\x1btanda", text="Isi\x0c naik. " + FLOOD), title="Judul\x0bdengan\x1btanda")
    brief = made(roads)

    assert render(brief, "docx", "id").content.startswith(b"PK") and render(brief, "pdf", "id").content


def test_two_hundred_issues_with_endless_titles_fit_into_a_message(roads: Unit, joko: User) -> None:
    words = ["kata", "panjangsekali" * 30, "*tebal*", "_miring_"]
    for number in range(200):
        title = " ".join(f"{words[number % 4]}{number}" for _ in range(60))[:290]
        clock(issue_of(make_story(told(number / 20), title=title), roads, joko, number=number + 1), -number - 1)
    for period in ("day", "week", "month"):
        brief = made(roads, period)
        report = report_of(brief, "id")
        text = text_of(report, path="/laporan/1/")

        assert len(text) < LIMIT
        assert "*ISU UTAMA*" in text.upper() and "http" in text
        assert all(line.count("*") in (0, 2) for line in text.splitlines())
        written = " ".join([*words, *Issue.objects.values_list("title", flat=True)])
        known = set(re.sub("[*_]", " ", written).split())
        titles = [line.split(". ", 1)[1] for line in text.splitlines() if line[:1].isdigit() and ". " in line]
        for title in titles:
            kept = title.removesuffix("…").split()
            assert all(word in known for word in kept), title


def test_a_demo_wears_its_mark_on_every_form(roads: Unit, settings: LazySettings) -> None:
    settings.IS_DEMO = True
    make_story(told())
    brief = made(roads)
    settings.IS_DEMO = False
    word = docx.Document(io.BytesIO(render(brief, "docx", "id").content))
    reader = PdfReader(io.BytesIO(render(brief, "pdf", "id").content))

    assert render(brief, "text", "id").content.decode().startswith("*DATA SIMULASI*")
    assert all("DATA SIMULASI" in page.extract_text() for page in reader.pages)
    assert word.sections[0].header.paragraphs[0].text == "DATA SIMULASI"
    assert brief.data["is_simulated"] is True


def test_it_speaks_english_to_whoever_reads_english(roads: Unit, joko: User) -> None:
    clock(issue_of(make_story(told()), roads, joko), -1)
    brief = made(roads, "week")
    report = report_of(brief, "en")

    assert report.title == "Weekly report" and report.section("late").title == "Late, and whose"
    assert "WITA" in report.span
    assert "Day by day" in paper(brief, "en")


def test_weeks_and_months_have_a_row_for_each_day(roads: Unit) -> None:
    told(30)
    make_story(told(54))
    week, month = made(roads, "week").data, made(roads, "month").data

    assert len(week["days"]) == 7 and len(month["days"]) == 30
    assert [day["mentions"] for day in week["days"]][-3:] == [0, 1, 1]
    assert sum(day["new_stories"] for day in month["days"]) == 1


def test_more_copies_than_fit_are_counted(roads: Unit) -> None:
    mentions = [told(2 + n / 10, outlet=outlet(f"Kabar Ke{n:02}")) for n in range(15)]
    make_story(*mentions, title="Sama di mana-mana", n_outlets=15)
    (clipping,) = report_of(made(roads), "id").clippings

    assert clipping.outlet == "Kabar Ke14" and clipping.also.endswith("dan 2 lainnya")


def test_the_number_of_queries_does_not_grow_with_the_news(roads: Unit, joko: User) -> None:
    def n_queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            made(roads)
        return len(queries)

    for number in range(6):
        clock(issue_of(make_story(told(number)), roads, joko, number=number + 1), -1)
    few = n_queries()
    for number in range(6, 40):
        clock(issue_of(make_story(told(number / 4)), roads, joko, number=number + 1), 1)

    assert n_queries() == few


def test_the_letterhead_carries_the_logo(roads: Unit) -> None:
    set_plan(
        actor=None, unit=roads, values={"logo": keep_logo(png()), "address": "Jalan Contoh 1\nBanjarbaru"}, people=[],
        version=0, now=NOW,
    )  # fmt: skip
    brief = made(roads)

    assert "Jalan Contoh 1" in paper(brief) and render(brief, "pdf", "id").content.count(b"/Image") > 0
    assert docx.Document(io.BytesIO(render(brief, "docx", "id").content)).inline_shapes
