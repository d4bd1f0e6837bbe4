"""Who said what: reports of the test's own, with registers of the test's own."""

from __future__ import annotations

import time
from datetime import date

import pytest

from tanggap.core.text.document import Context, Document, Place, PublicNameRow, UnitName
from tanggap.core.text.named import NameMatcher
from tanggap.core.text.names import vocabulary
from tanggap.core.text.quotations import quoted
from tanggap.core.text.speakers import Cast
from tanggap.core.text.speech_cues import CUES
from tanggap.core.text.tokens import tokenise
from tanggap.core.text.voices import most_quoted
from tanggap.enrichers.defaults import default_context
from tanggap.enrichers.quotations import MAX_CHARACTERS, plugin

VERBS = ("kata", "ujar", "ucap", "tutur", "tegas", "jelas", "ungkap", "papar", "terang", "imbuh", "sebut", "cetus")
VERBS += ("beber", "tandas", "tukas", "pungkas", "sambung")


def said(text: str, context: Context | None = None, on: date | None = None) -> list[tuple[str, str]]:
    [judgement] = plugin.run([Document("1", text, published_on=on)], context or default_context())
    return [(quote["speaker"], quote["words"]) for quote in judgement.values["quotations"]]


def first(text: str, context: Context | None = None, on: date | None = None) -> dict[str, object]:
    [judgement] = plugin.run([Document("1", text, published_on=on)], context or default_context())
    return judgement.values["quotations"][0]


@pytest.mark.parametrize(
    "verb",
    VERBS,
)
def test_direct_speech_is_found_before_any_verb(verb):
    text = f'"Air sudah surut sejak pagi," {verb} Bupati Tapin, Rahman Noor, di Rantau.'
    assert said(text) == [("Rahman Noor", "Air sudah surut sejak pagi,")]
    assert first(text)["verb"] == verb
    assert first(text)["is_direct"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('Bupati Tapin Rahman Noor mengatakan, "Kami siaga penuh malam ini."', "Kami siaga penuh malam ini."),
        ('Bupati Tapin, Rahman Noor: "Kami siaga penuh."', "Kami siaga penuh."),
        ('Menurut Bupati Tapin Rahman Noor, "kami siaga penuh."', "kami siaga penuh."),
        ('"Kami siaga penuh.", demikian disampaikan Bupati Tapin Rahman Noor.', "Kami siaga penuh."),
        ('"Aman," begitu kata Bupati Tapin Rahman Noor.', "Aman,"),
        ("«Kami siaga penuh,» kata Bupati Tapin Rahman Noor.", "Kami siaga penuh,"),
        ("„Kami siaga penuh,“ kata Bupati Tapin Rahman Noor.", "Kami siaga penuh,"),
        ('" Kami siaga penuh," kata Bupati Tapin Rahman Noor.', "Kami siaga penuh,"),
        ('" Kami.', None),
    ],
)
def test_it_stands_before_after_and_between_any_marks(text, expected):
    assert [words for speaker, words in said(text) if speaker == "Rahman Noor"] == ([expected] if expected else [])


def test_one_quotation_cut_by_its_verb_has_one_speaker():
    text = '"Kami minta maaf," tutur Camat Gambut Norlaila, "dan kami perbaiki minggu ini juga."'
    assert {speaker for speaker, _ in said(text)} == {"Norlaila"}
    assert len(said(text)) == 2


def test_two_speakers_are_told_apart():
    text = (
        '"Air sudah surut sejak pagi," kata Bupati Tapin Rahman Noor. '
        '"Belum semua rumah kering," bantah Ketua DPRD Tapin Saufi Rahmanda. "Kami minta data yang benar," tambahnya.'
    )
    assert [speaker for speaker, _ in said(text)] == ["Rahman Noor", "Saufi Rahmanda", "Saufi Rahmanda"]


def test_a_quotation_that_goes_on_without_a_verb_has_the_speaker_before():
    text = 'Bupati Tapin Rahman Noor menjelaskan kebijakan itu. "Semua biaya kami tanggung sampai sembuh."'
    assert said(text)[-1] == ("Rahman Noor", "Semua biaya kami tanggung sampai sembuh.")


def test_long_after_the_speaker_a_quotation_is_nobodys():
    text = (
        "Bupati Tapin Rahman Noor menjelaskan kebijakan itu. hujan turun lagi. jalan licin. sungai naik. "
        '"Semua biaya kami tanggung sampai sembuh."'
    )
    assert len(said(text)) == 1


def test_marks_that_are_never_closed_end_with_the_line_or_before_the_verb():
    assert quoted('"satu dua\ntiga')[0].end == 9
    assert said('"Kami siaga sampai Minggu, kata Camat Gambut Norlaila.\nLainnya.') == [
        ("Norlaila", "Kami siaga sampai Minggu,")
    ]
    text = '"Kami siaga sampai Minggu "Pompa sudah bekerja semua," kata Camat Gambut Norlaila.'
    assert said(text)[-1] == ("Norlaila", "Pompa sudah bekerja semua,")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Menurut Camat Gambut, air mulai surut.", "air mulai surut"),
        ("Air mulai surut, menurut Camat Gambut.", "Air mulai surut"),
        ("Air, kata Camat Gambut, mulai surut tadi malam.", "Air, kata Camat Gambut, mulai surut tadi malam"),
        ("Camat Gambut mengatakan bahwa air mulai surut!", "air mulai surut"),
        ("Camat Gambut menyebut, air mulai surut", "air mulai surut"),
    ],
)
def test_reported_speech_is_the_clause(text, words):
    assert said(text) == [("Camat Gambut", words)]
    assert not first(text)["is_direct"]


@pytest.mark.parametrize(
    "text",
    [
        "Camat Gambut meminta warga pindah malam ini.",
        "Camat Gambut menyebut Rp2 miliar.",
        "Petugas yang mengatakan itu sudah pergi jauh.",
        "Camat Gambut tidak mengatakan apa pun soal itu.",
        "Hal itu disampaikan Camat Gambut.",
        "lapor camat, jalan kami rusak parah sekali",
        "Orang kata sambutan itu panjang sekali.",
        "Kata-kata itu keras sekali bagi kami.",
        'Program "Bakul Berkah" milik Camat Gambut dimulai, kata.',
        'Nama "Bakul" dipilih Camat Gambut. Camat Gambut berpesan, "hemat".',
        "mengatakan itu gampang sekali bagi kami",
    ],
)
def test_what_is_no_speech_is_left_out(text):
    assert [words for _, words in said(text) if words != "hemat"] == []


@pytest.mark.parametrize(
    "text",
    [
        '"Air masuk ke rumah kami," keluh Siti, warga Gambut.',
        '"Air masuk ke rumah kami," kata Siti.',
        '"Air masuk ke rumah kami," kata warga.',
        '"Air masuk ke rumah kami," kata mereka.',
        '"Air masuk ke rumah kami," keluh Ketua RT 14, Supiani.',
        "Menurut Hasnah (47), pedagang pasar, pembeli berkurang.",
        'Siti, warga Gambut, mengaku takut. Ia mengatakan airnya naik. "Kami tidak bisa tidur," ujarnya.',
        'Camat Gambut datang. Hasnah, pedagang sayur, mengaku rugi. "Dagangan saya layu semua," katanya.',
        '"Kami takut sekali malam itu," ujar dia.',
        '"Kami takut sekali malam itu," ujar ketua.',
        '"Kami takut sekali malam itu," kata keluarga Camat.',
    ],
)
def test_words_of_citizens_are_never_kept(text):
    assert said(text) == []


def test_a_citizen_known_by_a_name_stays_a_citizen():
    text = (
        "Siti, warga Gambut, mengaku takut. Camat Gambut, Norlaila, meninjau lokasi. "
        '"Kami tidak bisa tidur semalaman," kata Siti.'
    )
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "role", "name"),
    [
        ("Rahman Noor, Bupati Tapin, mengatakan air surut pagi ini.", "Bupati Tapin", "Rahman Noor"),
        ("Rahman Noor selaku Bupati Tapin mengatakan air surut pagi ini.", "Bupati Tapin", "Rahman Noor"),
        ("Rahman Noor (Bupati Tapin) mengatakan air surut pagi ini.", "Bupati Tapin", "Rahman Noor"),
        (
            "Plt Bupati Tapin H. Rahman bin Noor mengatakan air surut tadi.",
            "Plt Bupati Tapin",
            "H. Rahman bin Noor",
        ),
        (
            "Kepala Dinas Pemuda, Olahraga dan Pariwisata HSU Fathur Alwi mengatakan air surut tadi.",
            "Kepala Dinas Pemuda, Olahraga dan Pariwisata HSU",
            "Fathur Alwi",
        ),
        (
            "Kepala Badan Penanggulangan Bencana Daerah (BPBD) Tapin Rahman mengatakan air surut tadi.",
            "Kepala Badan Penanggulangan Bencana Daerah (BPBD) Tapin",
            "Rahman",
        ),
        (
            "Koordinator wilayah penyalur makan, Lukman, mengatakan air surut tadi.",
            "Koordinator wilayah penyalur makan",
            "Lukman",
        ),
        ("Kepala Kantor Pelelangan, Lukman, mengatakan air surut tadi.", "Kepala Kantor Pelelangan", "Lukman"),
        (
            "Direktur RSUD H. Badaruddin dr. Fitri mengatakan air surut tadi.",
            "Direktur RSUD H. Badaruddin",
            "dr. Fitri",
        ),
        (
            "Kepala Bidang Destinasi Disparpora Tapin Erna mengatakan air surut tadi.",
            "Kepala Bidang Destinasi",
            "",
        ),
        (
            "Kepala Dinas PUPR & Perkim Tapin Erna mengatakan air surut tadi.",
            "Kepala Dinas PUPR & Perkim Tapin",
            "Erna",
        ),
        ("Camat KH. Yusri mengatakan air surut tadi.", "Camat", "KH. Yusri"),
        ("Menurut M. Irfani, Camat Gambut, air surut 1.200 liter.", "Camat Gambut", "M. Irfani"),
        ("Air sudah surut tadi pagi, kata lagi Camat Gambut H", "Camat Gambut", ""),
        ("Air sudah surut tadi pagi, kata ketua panitia besar", "ketua panitia", ""),
        ("Air sudah surut tadi pagi, kata Wali Kota KH", "Wali Kota", ""),
        ("Bupati Tapin, Rantau, mengatakan air surut pagi ini.", "Bupati Tapin", ""),
    ],
)
def test_role_and_name_are_read_apart(text, role, name):
    found = first(text)
    assert found["role"].startswith(role)
    assert found["speaker"] == (name or found["speaker"])


def test_the_full_name_is_taken_from_elsewhere_in_the_text():
    text = 'Bupati Tapin berjanji membantu warga. "Beras kami kirim malam ini," kata Bupati Tapin, Rahman Noor.'
    assert {speaker for speaker, _ in said(text)} == {"Rahman Noor"}


def test_a_part_of_the_name_is_enough_to_come_back():
    text = 'Camat Gambut, Hj. Norlaila Sari, datang. Menurut Norlaila, air surut besok pagi. "Aman semua," kata Sari.'
    assert {speaker for speaker, _ in said(text)} == {"Hj. Norlaila Sari"}
    assert said("Menurut Norlaila, air surut besok. Camat Gambut, Norlaila Sari, pulang.")[0][0] == "Norlaila Sari"


@pytest.mark.parametrize("pronoun", ["Ia", "Dia", "Beliau", "Pihaknya", "Dinas tersebut"])
def test_pronouns_mean_who_was_named_last(pronoun):
    text = (
        f"Kepala Dinas Kesehatan Tapin, Ruhaida Masni, memeriksa gudang. {pronoun} mengatakan vaksin cukup sampai Mei."
    )
    assert said(text) == [("Ruhaida Masni", "vaksin cukup sampai Mei")]


def test_the_unit_goes_with_the_role():
    assert first("Kepala Dinas Kesehatan Kalsel mengatakan vaksin cukup semua.")["unit"] == "prov-dinkes"
    assert first("Mantan Bupati Tapin mengatakan air surut pagi ini.")["unit"] == ""
    text = "Dinas Kesehatan Kalsel memeriksa gudang. Kepala dinas, Ruhaida, menyatakan vaksin cukup semua."
    assert first(text)["unit"] == "prov-dinkes"
    assert first("Kepala dinas, Ruhaida, menyatakan vaksin cukup semua.")["unit"] == ""


def test_a_unit_speaks_for_itself():
    assert said("Disdikbud Kalsel menyatakan sekolah libur besok.") == [("Disdikbud Kalsel", "sekolah libur besok")]


OFFICIAL = PublicNameRow(
    "official:1", "Idris Noor", ("Pak Idris", "Idris"), "Kepala Dinas Air", "air", None, date(2026, 5, 1)
)
NEXT = PublicNameRow("official:2", "Idris Noor", (), "Bupati", "kab", date(2026, 5, 2), None)
REGISTER = Context(units=(UnitName("air", "Dinas Air", ()),), public_names=(OFFICIAL, NEXT))


@pytest.mark.parametrize(
    ("on", "unit"), [(date(2026, 4, 1), "air"), (date(2026, 5, 1), "air"), (date(2026, 5, 2), "kab"), (None, "kab")]
)
def test_the_register_knows_who_held_the_post_that_day(on, unit):
    text = '"Pompa sudah menyala semua," kata Idris Noor.'
    assert first(text, REGISTER, on)["unit"] == unit


def test_a_single_name_of_the_register_needs_its_post():
    matcher = NameMatcher((OFFICIAL, PublicNameRow("programme:1", "Bakul Berkah"), PublicNameRow("x", "abc")))
    names = lambda text: [found.row.key for found in matcher.find(tokenise(text), date(2026, 1, 1))]  # noqa: E731
    assert names("Idris datang") == []
    assert names("Kepala Dinas Air Idris datang") == ["official:1"]
    assert names("Bakul Berkah dibuka, abc") == ["programme:1"]


def test_a_programme_of_the_register_never_speaks():
    context = Context(public_names=(PublicNameRow("programme:1", "Bakul Berkah", unit_code="air"),))
    assert said('"Beras sudah tiba pagi tadi," kata Bakul Berkah.', context) == []


def test_what_was_learned_from_reports_holds():
    """Each of these was once read wrongly."""
    text = "Kepala Kesatuan Pengelolaan Hutan Balangan, Ir. Suryanata, mengatakan pos jaga kosong."
    assert said(text) == [("Ir. Suryanata", "pos jaga kosong")]
    text = "Menurut pakar keamanan siber Ahmad Rijali, data bisa dibaca penyusup."
    assert said(text) == [("Ahmad Rijali", "data bisa dibaca penyusup")]
    text = 'Kapolsek Jorong mengatakan itu dari laporan ketua RT. "Cepat kami amankan semua," katanya.'
    assert [words for _, words in said(text)][-1] == "Cepat kami amankan semua,"
    text = 'Camat Gambut meminta pedagang menjawab apa adanya. "Ini bukan petugas pajak," katanya.'
    assert said(text) == [("Camat Gambut", "Ini bukan petugas pajak,")]
    text = 'Ketua Organda, Jarkasi, sempat cemas. Dishub Kalsel merekrut sopir. "Kami bersyukur sekali," tuturnya.'
    assert said(text) == [("Jarkasi", "Kami bersyukur sekali,")]
    text = "Kepala Dinas Air, Rahman, datang. Menurut Rahman, pegawai yang bolos akan ditegur."
    assert said(text) == [("Rahman", "pegawai yang bolos akan ditegur")]
    assert said("Dalam rapat itu Bupati Tapin, Rahman Noor, dan Ani mengatakan air surut pagi.") == []
    assert said("Dalam rapat itu Bupati Tapin dengan tegas mengatakan air surut pagi.") != []
    text = "Wakil rakyat asal Amuntai di DPRD Kalsel, H. Mukhlis, mengatakan data itu keliru."
    assert said(text) == [("H. Mukhlis", "data itu keliru")]


def test_the_words_of_posts_come_from_the_registers():
    context = Context(
        units=(UnitName("u", "Dinas Kelautan", ("Dislaut",)),), places=(Place("63.01", "Tanah Laut", "regency"),)
    )
    assert {"kelautan", "dislaut", "tanah"} <= vocabulary(context)


def test_offsets_are_those_of_the_text():
    text = 'Rapat usai.\n\n"Air surut sejak pagi tadi," kata Camat Gambut.'
    quote = first(text)
    assert text[quote["start"] : quote["end"]] == quote["words"]


def test_a_text_without_any_cue_is_not_read():
    [judgement] = plugin.run([Document("1", "Jalan rusak di Tapin")], default_context())
    assert (judgement.values, judgement.spans) == ({"quotations": []}, ())


def test_nothing_is_read_behind_the_limit():
    assert said(" " * MAX_CHARACTERS + '"Air surut sejak pagi," kata Camat Gambut.') == []


def test_a_cast_may_be_asked_for_anybody():
    text = "Warga pulang"
    tokens = tokenise(text)
    cast = Cast(text, tokens, CUES.longest(tokens))
    assert cast.at(9) is None
    assert cast.introduced(0) is not None
    assert cast.ending(1) is None


@pytest.mark.parametrize(
    "piece",
    [
        '"',
        '" "',
        '"a',
        '"aku," kata dia, ',
        "kata Bupati Tapin, ",
        "Bupati ",
        "mengatakan ",
        "Menurut Ani, ",
        "“",
        '", kata',
        ", ",
    ],
)
def test_odd_texts_cost_little(piece):
    text = (piece * 50_000)[:50_000]
    began = time.process_time()
    said(text)
    assert time.process_time() - began < 3


def test_the_same_role_of_two_people_is_nobody_in_particular():
    said_by = [("Ani", "Camat", 1), ("Budi", "Camat", 2), ("Camat", "Camat", 3), ("Ani", "Camat Gambut", 1)]
    assert [(voice.speaker, voice.role, voice.n_texts) for voice in most_quoted(said_by, 2)] == [
        ("Ani", "Camat Gambut", 1),
        ("Budi", "Camat", 1),
    ]
