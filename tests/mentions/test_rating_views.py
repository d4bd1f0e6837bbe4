"""The pages of ratings: rounds, the rubric as a form, agreement, and what a rater must not see."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from cast import make_mention, make_user
from ratings import EVIDENCE, assignments, every, make_round, open_round, rate_all, watched
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.mentions.models import LlmReading, MeasuredAgreement, Rating, RatingAssignment, RatingRound, Review
from tanggap.mentions.rating import actions
from tanggap.mentions.rating.forms import as_typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def piket(diskominfo: Unit) -> User:
    return make_user("piket", (diskominfo, Role.DUTY_OFFICER), full_name="Piket")


@pytest.fixture
def opened(piket: User, sari: User, budi: User, diskominfo: Unit) -> RatingRound:
    watched(diskominfo, 10)
    return open_round(piket, diskominfo, [sari, budi])


@pytest.fixture
def closed(opened: RatingRound, piket: User, sari: User, budi: User) -> RatingRound:
    rate_all(opened, sari)
    rate_all(opened, budi, off_by=1)
    return actions.close_round(actor=piket, rating_round=opened)


def seen(client: Client, person: User, path: str) -> str:
    client.force_login(person)
    return client.get(path, follow=True).content.decode()


def test_without_rounds_the_list_says_what_they_are_and_who_makes_them(client: Client, sari: User, piket: User) -> None:
    shown = seen(client, sari, "/penilaian/")
    assert "Belum ada ronde" in shown and "Petugas piket atau admin" in shown and "/penilaian/baru/" not in shown

    assert "/penilaian/baru/" in seen(client, piket, "/penilaian/")


def test_a_round_is_prepared_opened_and_stands_in_the_list_of_its_raters(
    client: Client, piket: User, sari: User, budi: User, diskominfo: Unit
) -> None:
    watched(diskominfo, 10)
    client.force_login(piket)
    sent = {"name": "Ronde Maret", "days": "30", "n_texts": "10", "raters": [sari.pk, budi.pk]}
    answer = client.post("/penilaian/baru/", sent)
    made = RatingRound.objects.get()
    assert answer["Location"] == f"/penilaian/{made.pk}/"
    assert "Buka ronde" in client.get(answer["Location"]).content.decode()

    opened = client.post(f"/penilaian/{made.pk}/buka/", follow=True).content.decode()
    assert f"/penilaian/{made.pk}/batal-buka/" in opened

    shown = seen(client, sari, "/penilaian/")
    assert "terbuka, buta" in shown and "0 dari 20 penilaian" in shown
    assert f'href="/penilaian/{made.pk}/lanjut/"' in shown


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"raters": []}, "is-invalid"),
        ({"n_texts": "11"}, "Pantauannya kurang dari itu"),
        ({"n_texts": "3"}, "is-invalid"),
        ({"name": "Ronde Lama"}, "sudah punya ronde dengan nama itu"),
    ],
)
def test_what_cannot_be_prepared_is_said_beside_the_field(
    client: Client,
    piket: User,
    sari: User,
    budi: User,
    ratna: User,
    diskominfo: Unit,
    changed: dict[str, object],
    said: str,
) -> None:
    watched(diskominfo, 10)
    make_round(piket, diskominfo, [piket, ratna], name="Ronde Lama")
    client.force_login(piket)
    sent = {"name": "Ronde Maret", "days": "30", "n_texts": "10", "raters": [sari.pk, budi.pk]}

    shown = client.post("/penilaian/baru/", {**sent, **changed}).content.decode()

    assert said in shown
    assert RatingRound.objects.count() == 1


def test_one_rater_alone_is_refused_in_words(client: Client, piket: User, sari: User, diskominfo: Unit) -> None:
    watched(diskominfo, 10)
    client.force_login(piket)
    sent = {"name": "Ronde Maret", "days": "30", "n_texts": "10", "raters": [sari.pk]}

    assert "Pilih sedikitnya dua orang" in client.post("/penilaian/baru/", sent).content.decode()


def test_a_unit_without_people_or_mentions_says_what_is_missing(
    client: Client, piket: User, sari: User, roads: Unit, adminnya: User
) -> None:
    assert "Pantauan terlalu sedikit" in seen(client, piket, "/penilaian/baru/")

    shown = seen(client, adminnya, f"/penilaian/baru/?unit={roads.pk}")

    assert "Orangnya terlalu sedikit" in shown and "Pilih instansi ini" in shown
    assert client.get("/penilaian/baru/?unit=987654").status_code == 404


def test_who_manages_several_units_begins_with_their_own(
    client: Client, adminnya: User, province: Unit, diskominfo: Unit
) -> None:
    assert f"Ronde baru {province}" in seen(client, adminnya, "/penilaian/baru/")


def test_who_manages_no_unit_prepares_nothing(client: Client, sari: User, opened: RatingRound) -> None:
    client.force_login(sari)

    assert client.get("/penilaian/baru/").status_code == 403
    assert client.post(f"/penilaian/{opened.pk}/tutup/").status_code == 403


def test_a_deed_that_comes_too_late_is_told(client: Client, piket: User, closed: RatingRound) -> None:
    client.force_login(piket)

    shown = client.post(f"/penilaian/{closed.pk}/tutup/", follow=True).content.decode()

    assert "sudah tidak memungkinkan" in shown
    assert client.post(f"/penilaian/{closed.pk}/jual/").status_code == 404


def test_a_prepared_round_is_thrown_away(client: Client, piket: User, sari: User, budi: User, diskominfo: Unit) -> None:
    watched(diskominfo, 10)
    made = make_round(piket, diskominfo, [sari, budi])
    client.force_login(piket)

    answer = client.post(f"/penilaian/{made.pk}/hapus/")

    assert answer["Location"] == "/penilaian/" and not RatingRound.objects.exists()


def test_saving_opens_the_next_mention_and_after_the_last_the_round(
    client: Client, sari: User, opened: RatingRound
) -> None:
    client.force_login(sari)
    mine = assignments(opened, sari)
    answer = client.get(f"/penilaian/{opened.pk}/lanjut/")
    for place, each in enumerate(mine):
        assert answer["Location"] == f"/penilaian/nilai/{each.pk}/"
        page = client.get(answer["Location"]).content.decode()
        assert f"{place} dari 10 dinilai" in page
        answer = client.post(f"/penilaian/nilai/{each.pk}/", {"version": 0, **as_typed(every(place % 5))})

    assert answer["Location"] == f"/penilaian/{opened.pk}/"
    assert "10 dari 10" in client.get(answer["Location"]).content.decode()
    assert Rating.objects.count() == 10


def test_what_was_skipped_comes_after_the_last_one(client: Client, sari: User, opened: RatingRound) -> None:
    client.force_login(sari)
    first, *_others, last = assignments(opened, sari)

    answer = client.post(f"/penilaian/nilai/{last.pk}/", {"version": 0, **as_typed(every(1))})

    assert answer["Location"] == f"/penilaian/nilai/{first.pk}/"


def test_the_form_shows_question_anchors_and_no_words_of_the_machine(
    client: Client, sari: User, opened: RatingRound
) -> None:
    shown = seen(client, sari, f"/penilaian/nilai/{assignments(opened, sari)[0].pk}/")

    assert "Unjuk rasa, boikot, kepanikan atau ujaran kebencian menyebar" in shown
    assert "Tidak dapat dinilai dari teks ini" in shown
    assert EVIDENCE in shown
    assert "evidence-" not in shown and "confidence" not in shown and "keyakinan" not in shown


def test_a_criterion_left_out_is_marked_and_nothing_is_saved(client: Client, sari: User, opened: RatingRound) -> None:
    client.force_login(sari)
    sent = {"version": 0, **as_typed(every(1))}
    del sent["disorder"]

    answer = client.post(f"/penilaian/nilai/{assignments(opened, sari)[0].pk}/", sent)

    assert answer.status_code == 400
    shown = answer.content.decode()
    assert shown.count("is-missing") == 1 and "Beberapa kriteria belum dijawab" in shown
    assert not Rating.objects.exists()


def test_a_rating_is_shown_again_changed_and_undone(client: Client, sari: User, opened: RatingRound) -> None:
    client.force_login(sari)
    mine = assignments(opened, sari)[0]
    path = f"/penilaian/nilai/{mine.pk}/"
    client.post(path, {"version": 0, **as_typed(every(1, disorder=None))})
    assert 'name="disorder" value="-" checked' in client.get(path).content.decode()
    shown = client.post(path, {"version": 1, **as_typed(every(3))}, follow=True).content.decode()
    assert f"{path}batal/2/" in shown

    shown = client.post(f"{path}batal/2/", follow=True).content.decode()

    assert 'name="disorder" value="-" checked' in shown
    assert "tidak dapat dibatalkan lagi" in client.post(f"{path}batal/2/", follow=True).content.decode()


def test_another_window_keeps_what_was_chosen_there(client: Client, sari: User, opened: RatingRound) -> None:
    client.force_login(sari)
    path = f"/penilaian/nilai/{assignments(opened, sari)[0].pk}/"
    client.post(path, {"version": 0, **as_typed(every(1))})

    answer = client.post(path, {"version": 0, **as_typed(every(4))})

    shown = answer.content.decode()
    assert "Tidak tersimpan" in shown and 'name="disorder" value="4" checked' in shown
    assert Rating.objects.get().scores == every(1)
    client.post(path, {"version": 1, **as_typed(every(4))})
    assert Rating.objects.get().scores == every(4)


def test_an_opening_that_is_taken_back_while_somebody_rates_is_told(
    client: Client, sari: User, piket: User, opened: RatingRound
) -> None:
    client.force_login(sari)
    mine = assignments(opened, sari)[0]
    actions.unopen_round(actor=piket, rating_round=opened)

    assert client.get(f"/penilaian/nilai/{mine.pk}/").status_code == 404


def test_a_closed_round_is_read_and_no_longer_rated(client: Client, sari: User, closed: RatingRound) -> None:
    mine = assignments(closed, sari)[0]

    shown = seen(client, sari, f"/penilaian/nilai/{mine.pk}/")

    assert "penilaian tidak diubah lagi" in shown
    assert "Pantauan demi pantauan" in shown and "selisih 1 langkah" in shown
    assert client.get(f"/penilaian/{closed.pk}/lanjut/")["Location"] == f"/penilaian/{closed.pk}/"


def test_only_whom_it_was_assigned_to_opens_a_rating(
    client: Client, piket: User, budi: User, sari: User, opened: RatingRound
) -> None:
    mine = assignments(opened, sari)[0]
    for other in (budi, piket):
        client.force_login(other)
        assert client.get(f"/penilaian/nilai/{mine.pk}/").status_code == 404
        assert client.post(f"/penilaian/nilai/{mine.pk}/", {"version": 0, **as_typed(every(1))}).status_code == 404


@pytest.mark.parametrize("is_prepared", [True, False])
def test_a_rater_sees_nothing_of_the_machine_on_the_mentions_own_page(
    client: Client, settings: LazySettings, sari: User, piket: User, opened: RatingRound, *, is_prepared: bool
) -> None:
    settings.LLM_URL = "http://127.0.0.1:9/v1"
    if is_prepared:
        actions.unopen_round(actor=piket, rating_round=opened)
    mention = opened.sample.first().mention  # type: ignore[union-attr]
    LlmReading.objects.create(
        mention=mention, state="read", due_at=opened.made_at, scores={"disorder": {"score": 4, "places": []}}
    )
    path = f"/pantauan/{mention.pk}/"

    blind, other = seen(client, sari, path), seen(client, piket, path)

    assert "evidence-rubric" not in blind and 'id="llm"' not in blind and "Unjuk rasa" not in blind
    assert "dalam ronde buta Ronde Maret" in blind
    assert ("Nilai pantauan ini" in blind) != is_prepared
    assert "evidence-rubric" in other and 'id="llm"' in other


def test_the_review_queue_marks_no_words_of_the_rubric_for_a_rater(
    client: Client, sari: User, piket: User, opened: RatingRound
) -> None:
    mention = opened.sample.first().mention  # type: ignore[union-attr]
    held = Review.objects.create(mention=mention, offer=1, held_until=timezone.now() + timedelta(minutes=5))
    for person, is_marked in ((sari, False), (piket, True)):
        Review.objects.filter(pk=held.pk).update(holder=person)
        shown = seen(client, person, "/periksa/")
        assert EVIDENCE in " ".join(shown.replace("</mark>", "").split())
        assert ("evidence-rubric" in shown) == is_marked


def test_after_closing_the_rater_sees_the_machine_and_how_far_it_agrees(
    client: Client, sari: User, closed: RatingRound
) -> None:
    shown = seen(client, sari, f"/pantauan/{closed.sample.first().mention_id}/")  # type: ignore[union-attr]

    assert "evidence-rubric" in shown and "diukur pada 10 teks" in shown
    assert "α 0,9" in shown and "n 10" in shown


def test_before_any_round_the_card_says_that_it_was_not_measured(client: Client, sari: User, diskominfo: Unit) -> None:
    [mention] = watched(diskominfo, 1)

    assert "belum diukur di sini" in seen(client, sari, f"/pantauan/{mention.pk}/")


def test_an_open_round_shows_counts_alone(client: Client, piket: User, sari: User, opened: RatingRound) -> None:
    rate_all(opened, sari)

    shown = seen(client, piket, f"/penilaian/{opened.pk}/")

    assert "10 dari 10" in shown and "0 dari 10" in shown
    assert "Pantauan demi pantauan" not in shown and "α" not in shown
    assert "Belum diukur" in seen(client, piket, "/penilaian/kesepakatan/")
    assert "Ronde Maret" not in seen(client, piket, "/penilaian/kesepakatan.csv")


def test_steps_are_sorted_so_that_nobody_is_followed_from_line_to_line(
    client: Client, piket: User, sari: User, budi: User, opened: RatingRound
) -> None:
    for rater, step, other in ((sari, 3, None), (budi, 1, 4)):
        for each in assignments(opened, rater):
            actions.save_rating(actor=rater, assignment=each, scores=every(step, disorder=other))
    actions.close_round(actor=piket, rating_round=opened)

    shown = seen(client, piket, f"/penilaian/{opened.pk}/")

    assert "<td>1 · 3</td>" in shown and "<td>3 · 1</td>" not in shown
    assert '<td>4 · <span title="tidak dapat dinilai">–</span></td>' in shown


def test_results_name_no_rater(client: Client, piket: User, closed: RatingRound) -> None:
    shown = seen(client, piket, f"/penilaian/{closed.pk}/")

    results = shown.split("Pantauan demi pantauan")[1]
    assert "Sari" not in results and "Budi" not in results


def test_a_round_that_somebody_did_not_finish_shows_gaps(
    client: Client, piket: User, sari: User, opened: RatingRound
) -> None:
    first, second, *_others = assignments(opened, sari)
    actions.save_rating(actor=sari, assignment=first, scores=every(2, disorder=None))
    second.sampled.mention.assessment.delete()
    actions.close_round(actor=piket, rating_round=opened)

    shown = seen(client, piket, f"/penilaian/{opened.pk}/")

    assert '<span title="tidak dapat dinilai">–</span>' in shown
    assert "tidak dinilai" in shown and "tidak terukur: terlalu sedikit teks" in shown


def test_an_old_rubric_is_told_on_the_page_of_its_round(client: Client, piket: User, opened: RatingRound) -> None:
    RatingRound.objects.filter(pk=opened.pk).update(rubric_version="0")

    assert "Rubriknya sudah punya versi baru" in seen(client, piket, f"/penilaian/{opened.pk}/")


def test_the_page_of_agreement_shows_each_figure_with_interval_and_n(
    client: Client, piket: User, closed: RatingRound, diskominfo: Unit
) -> None:
    for path in ("/penilaian/kesepakatan/", f"/penilaian/kesepakatan/?unit={diskominfo.pk}&versi=1"):
        shown = seen(client, piket, path)
        table = shown.split("agreement-figures")[1]
        assert table.count("<strong>α ") == 14 and table.count("sampai") == 14 and table.count("n 10") == 14
        assert "Ronde Maret" in shown


def test_what_is_below_the_line_is_called_not_reliable(
    client: Client, piket: User, sari: User, budi: User, opened: RatingRound
) -> None:
    rate_all(opened, sari)
    for place, each in enumerate(assignments(opened, budi)):
        actions.save_rating(actor=budi, assignment=each, scores=every(place % 3))
    actions.close_round(actor=piket, rating_round=opened)

    assert "belum andal" in seen(client, piket, "/penilaian/kesepakatan/")


def test_the_same_step_everywhere_has_words_instead_of_a_figure(
    client: Client, piket: User, sari: User, budi: User, opened: RatingRound
) -> None:
    for rater in (sari, budi):
        for each in assignments(opened, rater):
            actions.save_rating(actor=rater, assignment=each, scores=every(0))
    actions.close_round(actor=piket, rating_round=opened)

    shown = seen(client, piket, "/penilaian/kesepakatan/")

    assert "hampir semua dari 10 teks mendapat langkah yang sama" in shown


def test_another_unit_sees_the_figures_of_all_and_no_round(
    client: Client, joko: User, closed: RatingRound, diskominfo: Unit
) -> None:
    shown = seen(client, joko, f"/penilaian/kesepakatan/?unit={diskominfo.pk}")

    assert "<strong>α " in shown and "belum punya ronde" in shown
    assert "Ronde Maret" not in shown
    assert "Ronde Maret" not in seen(client, joko, "/penilaian/kesepakatan.csv")


def test_versions_of_the_rubric_are_never_mixed(client: Client, piket: User, closed: RatingRound) -> None:
    measured = MeasuredAgreement.objects.get(round=None, unit=None)
    measured.pk, measured.rubric_version = None, "2"
    measured.save()

    shown = seen(client, piket, "/penilaian/kesepakatan/")

    assert "Versi rubrik 2" in shown
    assert "Versi rubrik 1" in seen(client, piket, "/penilaian/kesepakatan/?versi=1")


def test_the_table_is_taken_along(client: Client, settings: LazySettings, piket: User, closed: RatingRound) -> None:
    settings.IS_DEMO = True
    client.force_login(piket)

    answer = client.get("/penilaian/kesepakatan.csv")

    assert "DATA-SIMULASI" in answer["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["scope"] for row in rows} == {"round", "unit", "installation"}
    [row] = [
        row for row in rows
        if (row["scope"], row["criterion"], row["between"]) == ("round", "disorder", "person-machine")
    ]  # fmt: skip
    assert (row["round"], row["n_texts"], row["n_scores"], row["status"]) == ("Ronde Maret", "10", "40", "reliable")
    assert float(row["low_95"]) <= float(row["alpha"]) <= float(row["high_95"])
    assert row["data"] == "DATA SIMULASI"
    settings.IS_DEMO = False
    assert "SIMULASI" not in client.get("/penilaian/kesepakatan.csv").content.decode()


def test_demo_pages_wear_their_mark(client: Client, settings: LazySettings, sari: User, closed: RatingRound) -> None:
    settings.IS_DEMO = True
    mention = closed.sample.first().mention_id  # type: ignore[union-attr]
    for path in ("/penilaian/", f"/penilaian/{closed.pk}/", "/penilaian/kesepakatan/", f"/pantauan/{mention}/"):
        assert seen(client, sari, path).count("DATA SIMULASI") >= 2


def test_figures_without_a_value_have_a_status_in_the_table(client: Client, piket: User, opened: RatingRound) -> None:
    actions.close_round(actor=piket, rating_round=opened)
    client.force_login(piket)

    rows = list(csv.DictReader(io.StringIO(client.get("/penilaian/kesepakatan.csv").content.decode("utf-8-sig"))))

    assert {(row["alpha"], row["status"]) for row in rows} == {("", "too few texts")}


def test_a_mention_that_nobody_rates_is_not_hidden(client: Client, sari: User, opened: RatingRound) -> None:
    mention = make_mention()

    assert "ronde buta" not in seen(client, sari, f"/pantauan/{mention.pk}/")
    assert RatingAssignment.objects.of(sari).count() == 10
