"""Pages of mentions, watches and bad rows."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cast import make_mention, make_story
from tanggap.accounts.models import Unit, User
from tanggap.mentions.highlighting import Mark, pieces
from tanggap.mentions.models import Assessment, Correction, Mention, MentionRaw, Step, UnwatchedCount, Watch
from tanggap.reference.models import Region, Topic
from tanggap.sources.models import ImportBatch, QuarantinedRow
from tanggap.stories.models import StoryMembership

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, sari: User) -> Client:
    client.force_login(sari)
    return client


def page(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def judged_mention(**fields: Any) -> Mention:
    mention = make_mention(**fields)
    Assessment.objects.create(
        mention=mention, language="ind", sentiment="negative", confidence=0.7, context_digest="x",
        topics=["jalan"], region_codes=["63.03", "63.03.05"], versions={"sentiment": "1-abc"},
        evidence={"places": [["text", 6, 15, "63.03.05"]], "language": [["text", 0, 5, ""]]},
    )  # fmt: skip
    return mention


@pytest.fixture
def registers() -> None:
    Topic.objects.create(code="jalan", name="Jalan dan jembatan")
    Topic.objects.create(code="air", name="Air bersih")
    Region.objects.create(code="63.03", name="Kabupaten Banjar", level="kabupaten_kota")
    Region.objects.create(code="63.03.05", name="Martapura", level="kecamatan")


def form_of(watch: Watch | None, unit: Unit, **fields: Any) -> dict[str, Any]:
    version = watch.version if watch else ""
    return {"unit": unit.pk, "name": "Jalan", "any_of": "jalan berlubang\n", "none_of": "", "is_active": "on",
            "version": version, **fields}  # fmt: skip


def test_the_list_shows_what_is_kept_and_filters_it(desk: Client, diskominfo: Unit) -> None:
    watch = Watch.objects.create(unit=diskominfo, name="Jalan", any_of=["jalan"])
    road = make_mention(title="Jalan berlubang di Gambut", published_at=timezone.now())
    road.watch_hits.create(watch=watch)
    make_mention(
        title="Harga cabai naik", text="Pasar.", source_kind="radio", published_at=timezone.now() - timedelta(days=20)
    )
    make_mention(title="Tidak disimpan", is_kept=False)

    assert "Tidak disimpan" not in page(desk, "/pantauan/")
    for query in ("q=berlubang", "kind=media_online", "days=7", f"watch={watch.pk}"):
        shown = page(desk, f"/pantauan/?{query}")
        assert "Jalan berlubang di Gambut" in shown, query
        assert "Harga cabai naik" not in shown, query
    for query in ("q=tidakada", "watch=999999", "kind=tv"):
        assert "Gambut" not in page(desk, f"/pantauan/?{query}")


def test_odd_filters_are_no_error(desk: Client) -> None:
    for query in ("days=99999", "watch=x", "kind=zzz", "q=%00%27%22)", "page=999"):
        assert desk.get(f"/pantauan/?{query}").status_code == 200


def test_the_list_asks_the_same_number_of_questions_for_one_row_and_forty(
    desk: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(40):
        judged_mention()

    with django_assert_max_num_queries(16):
        page(desk, "/pantauan/")


def test_a_stranger_sees_public_mentions_and_no_private_one(
    client: Client, asing: User, tamu: User, diskominfo: Unit
) -> None:
    public, private = make_mention(), make_mention(unit=diskominfo, title="Rahasia unit")
    client.force_login(asing)
    assert client.get(f"/pantauan/{public.pk}/").status_code == 200
    assert client.get(f"/pantauan/{private.pk}/").status_code == 404
    assert "Rahasia unit" not in client.get("/pantauan/").content.decode()
    client.force_login(tamu)
    for address in ("/pantauan/", f"/pantauan/{public.pk}/", "/kata-pantau/", "/pantauan/tidak-terpantau/"):
        assert client.get(address).status_code == 403


def test_a_mention_shows_its_evidence_its_judgement_and_why_it_was_kept(
    desk: Client, diskominfo: Unit, banjar: Unit, registers: None
) -> None:
    mention = judged_mention(text="Warga Martapura <b>mengeluh</b>", metrics={"likes": 1200}, is_paid_suspected=True)
    own = Watch.objects.create(unit=diskominfo, name="Pantau jalan", any_of=["jalan"])
    other = Watch.objects.create(unit=banjar, name="Milik orang lain", any_of=["jalan"])
    mention.watch_hits.create(watch=own, words=["Warga"], spans=[["text", 0, 5]])
    mention.watch_hits.create(watch=other)

    shown = page(desk, f"/pantauan/{mention.pk}/")

    assert '<mark class="evidence evidence-watch"' in shown
    assert ">Martapura</mark>" in shown
    assert "<b>mengeluh</b>" not in shown
    assert "Pantau jalan" in shown
    assert "Milik orang lain" not in shown
    assert "Jalan dan jembatan" in shown
    assert "1-abc" in shown
    assert "1.200" in shown


def test_a_mention_shows_who_said_what_in_it(desk: Client) -> None:
    words = "Air di Gambut sudah surut."
    mention = judged_mention(text=f'"{words}" kata Camat Gambut, Norlaila. Menurut dia, pompa menyala.')
    common = {"speaker": "Norlaila", "role": "Camat Gambut", "verb": "kata", "field": "text"}
    mention.quotations.create(position=0, words=words, start=1, end=27, **common)
    reported = {**common, "speaker": "Camat Gambut", "is_direct": False}
    mention.quotations.create(position=1, words="pompa menyala", start=70, end=83, **reported)
    mention.assessment.evidence = {"places": [["text", 8, 14, ""]], "quotations": [["text", 1, 27, "Norlaila"]]}
    mention.assessment.save()

    shown = page(desk, f"/pantauan/{mention.pk}/")

    assert f"<blockquote>“{words}”</blockquote>" in shown
    assert "Norlaila, Camat Gambut" in shown
    assert "<blockquote>pompa menyala</blockquote>" in shown
    assert "dengan kata-kata teks" in shown
    for part in ("Air di ", " sudah surut."):
        assert f'evidence-quotations" title="Kutipan">{part}</mark>' in shown
    assert "Kutipan</h2>" not in page(desk, f"/pantauan/{judged_mention().pk}/")


def test_a_passage_goes_on_around_what_is_marked_in_it() -> None:
    marks = [Mark("quotations", "text", 0, 9), Mark("places", "text", 0, 2), Mark("units", "text", 7, 12)]
    found = [(piece.text, piece.kind) for piece in pieces("ab cd ef gh ij", "text", marks)]
    assert found == [("ab", "places"), (" cd e", "quotations"), ("f gh ", "units"), ("ij", "")]


def test_a_mention_leads_to_its_story_and_its_visible_copies(desk: Client, diskominfo: Unit, banjar: Unit) -> None:
    mention, copy, hidden = (
        make_mention(),
        make_mention(title="Salinan di media lain"),
        make_mention(unit=banjar, title="Tersembunyi"),
    )
    story = make_story(mention, copy, hidden)
    StoryMembership.objects.filter(mention__in=[copy, hidden]).update(copy_of=mention)

    shown = page(desk, f"/pantauan/{mention.pk}/")

    assert "Salinan di media lain" in shown
    assert "Tersembunyi" not in shown
    assert story.memberships.count() == 3


def test_a_later_wording_of_the_source_is_shown_beside_the_first(desk: Client) -> None:
    mention = make_mention(edited_at=timezone.now(), text="Teks pertama")
    MentionRaw.objects.create(mention_id=mention.pk, data={"edited": {"title": "J", "text": "Teks kedua"}})

    shown = page(desk, f"/pantauan/{mention.pk}/")

    assert "Teks pertama" in shown
    assert "Teks kedua" in shown


def test_a_correction_changes_what_differs_and_can_be_undone_at_once(desk: Client, registers: None) -> None:
    mention = judged_mention()
    address = f"/pantauan/{mention.pk}/koreksi/"
    same = {"sentiment": "negative", "language": "ind", "topics": ["jalan"], "region_codes": ["63.03"]}

    desk.post(address, same)
    assert not Correction.objects.exists()
    desk.post(address, {**same, "sentiment": "neutral"})
    correction = Correction.objects.get()
    assert (correction.name, correction.value) == ("sentiment", "neutral")
    shown = page(desk, f"/pantauan/{mention.pk}/")
    undo = f"/pantauan/{mention.pk}/koreksi/{correction.pk}/batal/"
    assert undo in shown
    desk.post(undo)
    assert not Correction.objects.exists()
    assert desk.post(undo, follow=True).status_code == 200


def test_the_kind_of_a_text_is_corrected_on_its_page_and_the_machines_stays_beside_it(
    desk: Client, registers: None
) -> None:
    mention = judged_mention()
    Assessment.objects.update(kind="news")
    same = {"sentiment": "negative", "language": "ind", "topics": ["jalan"], "region_codes": ["63.03"]}

    desk.post(f"/pantauan/{mention.pk}/koreksi/", {**same, "kind": "complaint"})

    assert Correction.objects.values_list("name", "value").get() == ("kind", "complaint")
    shown = page(desk, f"/pantauan/{mention.pk}/")
    assert '<dt class="col-4">Jenis teks</dt><dd class="col-8">Keluhan</dd>' in shown
    assert "Kata mesin: Jenis teks Berita." in shown


def test_a_region_taken_out_takes_its_districts_along(desk: Client, registers: None) -> None:
    mention = judged_mention()

    desk.post(f"/pantauan/{mention.pk}/koreksi/", {"sentiment": "negative", "language": "ind", "topics": ["jalan"]})

    assert Correction.objects.get().value == []


def test_a_correction_that_cannot_be_is_shown_with_the_form(desk: Client, registers: None) -> None:
    mention = judged_mention()

    answer = desk.post(f"/pantauan/{mention.pk}/koreksi/", {"sentiment": "marah"})

    assert answer.status_code == 200
    assert "field-error" in answer.content.decode()
    assert desk.post(f"/pantauan/{make_mention().pk}/koreksi/", {}).status_code == 404


def test_only_the_one_who_corrected_or_monitors_takes_it_back(
    client: Client, budi: User, sari: User, diskominfo: Unit
) -> None:
    mention = judged_mention(unit=diskominfo)
    correction = Correction.objects.create(mention=mention, name="sentiment", value="neutral", by=sari)
    client.force_login(budi)

    client.post(f"/pantauan/{mention.pk}/koreksi/{correction.pk}/batal/")

    assert Correction.objects.exists()


def test_what_nobody_watches_is_counted_found_and_kept_by_hand(desk: Client) -> None:
    mention = make_mention(title="Tentang daerah lain", is_kept=False, expires_at=timezone.now() + timedelta(days=3))
    UnwatchedCount.objects.create(on=timezone.localdate(), n_mentions=1234)

    shown = page(desk, "/pantauan/tidak-terpantau/?q=daerah")
    assert "Tentang daerah lain" in shown
    assert "1.234" in shown
    assert "Tentang daerah lain" not in page(desk, "/pantauan/tidak-terpantau/?q=banjir")

    desk.post(f"/pantauan/{mention.pk}/simpan/")
    assert Mention.objects.get(pk=mention.pk).next_step == Step.JUDGE
    assert desk.post(f"/pantauan/{mention.pk}/simpan/", follow=True).status_code == 200


def test_empty_pages_say_what_to_do_next(desk: Client) -> None:
    for address in ("/pantauan/", "/pantauan/?q=x", "/pantauan/tidak-terpantau/", "/kata-pantau/"):
        assert "empty-title" in page(desk, address), address


# Watches


def test_a_watch_is_tried_before_it_is_saved(desk: Client, diskominfo: Unit) -> None:
    make_mention(text="Ada jalan berlubang di sini. " + "x " * 300, is_kept=False, collected_at=timezone.now())

    answer = desk.post("/kata-pantau/baru/", {**form_of(None, diskominfo), "preview": ""})

    assert ">jalan berlubang</mark>" in answer.content.decode()
    assert not Watch.objects.exists()


def test_a_watch_is_saved_and_listed(desk: Client, diskominfo: Unit, sari: User) -> None:
    answer = desk.post("/kata-pantau/baru/", {**form_of(None, diskominfo), "save": ""})

    assert answer.status_code == 302
    assert Watch.objects.get().any_of == ["jalan berlubang"]
    assert "jalan berlubang" in page(desk, "/kata-pantau/")
    again = desk.post("/kata-pantau/baru/", {**form_of(None, diskominfo), "save": ""})
    assert "field-error" in again.content.decode()


@pytest.mark.parametrize("words", ["", "a", "!!", "kata\n" + "x" * 201, "\n".join(f"kata {n}" for n in range(201))])
def test_words_that_cannot_be_watched_are_refused(desk: Client, diskominfo: Unit, words: str) -> None:
    answer = desk.post("/kata-pantau/baru/", {**form_of(None, diskominfo, any_of=words), "save": ""})

    assert "field-error" in answer.content.decode()
    assert not Watch.objects.exists()


def test_a_watch_is_changed_and_the_slower_of_two_keeps_what_was_typed(desk: Client, diskominfo: Unit) -> None:
    watch = Watch.objects.create(unit=diskominfo, name="Jalan", any_of=["jalan"])
    address = f"/kata-pantau/{watch.pk}/"
    assert "jalan" in page(desk, address)
    first = form_of(watch, diskominfo, any_of="jembatan")

    assert desk.post(address, {**first, "save": ""}).status_code == 302
    late = desk.post(address, {**first, "any_of": "trotoar", "save": ""})

    watch.refresh_from_db()
    assert watch.any_of == ["jembatan"]
    assert "trotoar" in late.content.decode()
    assert 'name="version" value="2"' in late.content.decode()


def test_a_name_that_is_taken_is_said_at_the_name(desk: Client, diskominfo: Unit) -> None:
    Watch.objects.create(unit=diskominfo, name="Lain", any_of=["x"])
    watch = Watch.objects.create(unit=diskominfo, name="Jalan", any_of=["jalan"])

    answer = desk.post(f"/kata-pantau/{watch.pk}/", {**form_of(watch, diskominfo, name="Lain"), "save": ""})

    assert "field-error" in answer.content.decode()


def test_a_watch_of_another_unit_is_read_only_when_shared_and_unseen_when_not(desk: Client, banjar: Unit) -> None:
    shared = Watch.objects.create(unit=banjar, name="Bersama", any_of=["jalan"], visibility="network")
    private = Watch.objects.create(unit=banjar, name="Sendiri", any_of=["jalan"])

    assert "<textarea" not in page(desk, f"/kata-pantau/{shared.pk}/")
    assert desk.get(f"/kata-pantau/{private.pk}/").status_code == 404


# Bad rows


def test_a_bad_row_is_corrected_on_the_page_or_thrown_away(desk: Client, diskominfo: Unit) -> None:
    batch = ImportBatch.objects.create(file_name="a.jsonl", unit=diskominfo, n_quarantined=2)
    rows = [
        QuarantinedRow.objects.create(batch=batch, row_number=n, reason="The line is no valid JSON.", raw="{x")
        for n in (3, 9)
    ]
    address = f"/impor/{batch.pk}/karantina/"
    assert "{x" in page(desk, address)

    refused = desk.post(f"{address}{rows[0].pk}/", {"raw": "masih salah"})
    assert refused.status_code == 422
    assert "masih salah" in refused.content.decode()
    good = json.dumps({"id": "1", "text": "Jalan rusak", "published_at": "2026-03-01"})
    desk.post(f"{address}{rows[0].pk}/", {"raw": good})
    assert Mention.objects.count() == 1
    assert desk.post(f"{address}{rows[0].pk}/", {"raw": good}).status_code == 302
    desk.post(f"{address}buang/", {"row": [rows[1].pk, "x"]})
    assert not QuarantinedRow.objects.exists()
    assert "empty-title" in page(desk, address)


def test_all_bad_rows_are_thrown_away_with_one_press(
    desk: Client, diskominfo: Unit, client: Client, asing: User
) -> None:
    batch = ImportBatch.objects.create(file_name="a.jsonl", unit=diskominfo)
    QuarantinedRow.objects.create(batch=batch, row_number=1, reason="x", raw="y")

    desk.post(f"/impor/{batch.pk}/karantina/buang/", {"all": ""})

    assert not QuarantinedRow.objects.exists()
    client.force_login(asing)
    assert client.get(f"/impor/{batch.pk}/karantina/").status_code == 404


def test_marks_that_overlap_or_point_beside_the_text_are_left_out() -> None:
    marks = [
        Mark("sentiment", "text", 0, 6),
        Mark("watch", "text", 4, 9),
        Mark("topics", "text", 5, 99),
        Mark("watch", "title", 0, 2),
    ]

    found = pieces("jalan rusak", "text", marks)

    assert [(piece.text, piece.kind) for piece in found] == [("jala", ""), ("n rus", "watch"), ("ak", "")]
    assert pieces("jalan", "text", [Mark("topics", "text", 0, 5)])[0].kind == "topics"
