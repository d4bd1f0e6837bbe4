"""Scores that are read from a text, and those that are counted from a story."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tanggap.core.rubric.counted import reach, speed, together, unanswered
from tanggap.core.rubric.criteria import CRITERIA, FROM_TEXT
from tanggap.core.rubric.cues import CueReader, Rules
from tanggap.core.rubric.reading import Score, read_rubric
from tanggap.enrichers.rubric import cue_reader, shipped_rules


def scores(text: str, title: str = "") -> dict[str, Score]:
    return read_rubric((title, text), cue_reader())


def step(criterion: str, text: str, title: str = "") -> int:
    return scores(text, title)[criterion].step


def test_the_shipped_words_speak_for_criteria_that_are_read() -> None:
    rules = shipped_rules()

    assert set(rules) == {criterion.code for criterion in FROM_TEXT}
    assert all(0 <= step <= 4 for found in rules.values() for step in found.steps)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Warga akan demo besok", 3),
        ("Tidak ada demo besok", 0),
        ("Tidak jadi. Demo besok", 3),
        ("Kada suah demo", 0),
        ("Sudah tidak mungkin lagi untuk berdemo", 3),
    ],
)
def test_a_denial_reaches_three_words_and_no_further_than_the_sentence(text: str, found: int) -> None:
    assert step("disorder", text) == found


def test_a_longer_wording_takes_a_word_away_there_and_nowhere_else() -> None:
    assert step("attribution", "Sosialisasi anti korupsi") == 0
    assert step("attribution", "Sosialisasi anti korupsi, kadisnya korupsi") == 4


def test_what_takes_away_from_one_criterion_leaves_another() -> None:
    reader = CueReader({"one": Rules({2: ["aksi"]}, ["aksi damai"]), "other": Rules({3: ["aksi"]})})

    assert [(hit.criterion, hit.step) for hit in reader.find(("", "Aksi damai"))] == [("other", 3)]


def test_evidence_points_at_the_words_in_title_and_text() -> None:
    found = scores("Massa aksi berunjuk rasa.", "Demo di kantor")["disorder"]

    assert found.places[0] == (0, 0, 4)
    assert found.confidence > scores("Demo di kantor")["disorder"].confidence


@pytest.mark.parametrize(
    ("text", "credibility", "factual"),
    [
        ("SEBARKAN! katanya pasar akan dibakar", 0, 3),
        ("Jalannya rusak", 1, 2),
        ("Bagus sekali", 1, 0),
        ("Jalan di RT 4 rusak sejak 3 bulan lalu", 2, 2),
        ("Jalan rusak parah, ujar Rahmat, warga setempat.", 3, 1),
        ("Jalan rusak parah, kata Kepala Dinas Rahmat Contoh.", 3, 0),
        ("Jalan rusak, ujar Rahmat. Siti mengatakan perbaikan sudah dianggarkan.", 4, 1),
        ("Berdasarkan data yang ada, jalan rusak, ujar Rahmat.", 4, 1),
        ("Pendaftaran beasiswa dibuka sampai Jumat", 3, 0),
        ("Kabar itu hoaks, kata Kepala Dinas Rahmat.", 3, 4),
        ("warga menyampaikan keluhan", 1, 2),
    ],
)
def test_who_speaks_decides_on_credibility_and_factual_status(text: str, credibility: int, factual: int) -> None:
    found = scores(text)

    assert (found["credibility"].step, found["factual_status"].step) == (credibility, factual)


@pytest.mark.parametrize(
    ("text", "title", "found"),
    [
        ("Rapat koordinasi digelar", "", 0),
        ("Pengendara mengeluh", "", 1),
        ("Seorang pasien mengeluh", "", 2),
        ("Pasien dan lansia mengeluh", "", 3),
        ("Mereka mengeluh", "Pasien antre lama", 3),
        ("Tiga siswa keracunan", "", 4),
        ("Keracunan dialami tiga siswa", "", 4),
        ("Tiga siswa lulus. Seorang sopir tewas", "", 2),
        ("Seorang sopir tewas", "Siswa berlibur", 3),
    ],
)
def test_grave_harm_counts_for_vulnerable_people_in_the_same_sentence(text: str, title: str, found: int) -> None:
    assert step("vulnerability", text, title) == found


def test_reach_speed_and_waiting_never_fall_when_their_facts_rise() -> None:
    reached = [
        [reach(n_outlets, n_texts) for n_texts in (0, 2, 3, 10, 29, 30, 100)] for n_outlets in (0, 1, 2, 3, 6, 12, 40)
    ]
    speeds = [speed([0] * 22 + [0, n]) for n in range(30)]
    waited = [unanswered(timedelta(hours=hours)) for hours in range(200)]

    assert all(row == sorted(row) for row in [*reached, *map(list, zip(*reached, strict=True)), speeds, waited])
    assert (reached[-1][-1], speeds[-1], waited[-1], unanswered(None)) == (4, 4, 4, 0)


def test_a_quarter_of_the_texts_speaks_for_the_story() -> None:
    assert together([]) == {}
    assert together([{"disorder": 4}, {"disorder": 1}, {"disorder": 1}, {"disorder": 1}, {"disorder": 1}]) == {
        "disorder": 1
    }
    assert together([{"disorder": 4}, {"attribution": 2}]) == {"disorder": 4, "attribution": 2}
    assert set(together([{each.code: 1 for each in CRITERIA}])) == {each.code for each in FROM_TEXT}


def test_who_reports_passes_nothing_on() -> None:
    reported = "Kelas itu dipegang guru olahraga, kata kepala sekolah. Kabar baik datang dari dinas."

    assert step("credibility", reported) > 0
    assert step("factual_status", reported) < 3
    assert step("credibility", "katanya jembatan itu mau ditutup") == 0
    assert step("factual_status", "kabarnya jembatan itu mau ditutup") == 3
