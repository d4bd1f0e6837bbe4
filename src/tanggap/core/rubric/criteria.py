"""The rubric: ten criteria, each with five written steps, the same for people and for the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

# Raised whenever a step means something else: a score is only compared with scores of the same version.
RUBRIC_VERSION = "1"
STEPS = range(5)


class Origin(StrEnum):
    """Where a score comes from: read in one text, or counted from the story that the text belongs to."""

    TEXT = "text"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in Indonesian and English."""

    id: str
    en: str

    def in_language(self, code: str) -> str:
        """Give the Indonesian words, or the English ones where `code` asks for them.

        >>> Words("ya", "yes").in_language("en-gb")
        'yes'
        """
        return self.en if code.startswith("en") else self.id


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its name, the question it answers and its five steps, 0 to 4."""

    code: str
    origin: Origin
    name: Words
    question: Words
    anchors: tuple[Words, Words, Words, Words, Words]


CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "reach",
        Origin.STORY,
        Words("Jangkauan", "Reach"),
        Words("Seberapa luas hal ini diberitakan?", "How widely is it told?"),
        (
            Words("Satu media atau akun, satu atau dua teks", "One outlet or account, one or two texts"),
            Words("Dua media, atau sedikitnya tiga teks", "Two outlets, or three texts or more"),
            Words(
                "Tiga sampai lima media, atau sedikitnya sepuluh teks", "Three to five outlets, or ten texts or more"
            ),
            Words("Enam sampai sebelas media, atau sedikitnya 30 teks", "Six to eleven outlets, or 30 texts or more"),
            Words(
                "Dua belas media atau lebih, atau sedikitnya 100 teks", "Twelve outlets or more, or 100 texts or more"
            ),
        ),
    ),
    Criterion(
        "speed",
        Origin.STORY,
        Words("Kecepatan", "Speed"),
        Words("Seberapa cepat hal ini bertambah?", "How fast does it grow?"),
        (
            Words("Tidak ada teks dalam enam jam terakhir", "No text in the last six hours"),
            Words("Ada teks baru, tidak lebih dari biasanya", "New texts, no more than usual"),
            Words(
                "Bertambah: sedikitnya tiga teks dan jarang terjadi kebetulan",
                "Rising: three texts or more, rarely by chance",
            ),
            Words(
                "Kuat: sedikitnya lima teks dan hampir mustahil kebetulan",
                "Strong: five texts or more, hardly by chance",
            ),
            Words(
                "Kuat, dan sedikitnya lima belas teks dalam enam jam", "Strong, and fifteen texts or more in six hours"
            ),
        ),
    ),
    Criterion(
        "credibility",
        Origin.TEXT,
        Words("Kredibilitas sumber", "Credibility of the source"),
        Words("Seberapa dapat dipercaya sumber dalam teks ini?", "How far can the sources of this text be trusted?"),
        (
            Words("Pesan berantai tanpa nama", "A chain message without a name"),
            Words("Satu warga, tanpa rincian", "One citizen, without detail"),
            Words(
                "Warga dengan rincian nyata, atau media tanpa narasumber bernama",
                "A citizen with concrete detail, or an outlet without a named source",
            ),
            Words(
                "Media dengan satu narasumber bernama, atau instansi tentang pekerjaannya sendiri",
                "An outlet with one named source, or an office about its own work",
            ),
            Words("Beberapa narasumber bernama, atau ada dokumen", "Several named sources, or a document"),
        ),
    ),
    Criterion(
        "factual_status",
        Origin.TEXT,
        Words("Status fakta", "Factual status"),
        Words("Seberapa terbuka kebenaran hal yang disampaikan?", "How open are the facts that it states?"),
        (
            Words(
                "Dibenarkan pihak berwenang, atau pendapat tanpa klaim",
                "Confirmed by who is competent, or an opinion without a claim",
            ),
            Words("Ada narasumber bernama, masih ada celah kecil", "Reported with named sources, small gaps"),
            Words("Baru dari satu pihak", "From one side only"),
            Words("Belum terverifikasi atau tanpa nama", "Unverified or anonymous"),
            Words("Dibantah atau terbukti tidak benar", "Contradicted or shown to be false"),
        ),
    ),
    Criterion(
        "effect_people",
        Origin.TEXT,
        Words("Dampak pada warga", "Effect on people"),
        Words(
            "Seberapa berat dampaknya bagi warga yang bergantung pada layanan?",
            "How hard does it hit people who depend on a service?",
        ),
        (
            Words("Tidak ada", "None"),
            Words("Merepotkan sedikit orang", "A bother for few"),
            Words(
                "Layanan bagi sekelompok orang terganggu sebentar",
                "A service is disturbed for a group, for a short time",
            ),
            Words(
                "Layanan dasar gagal, atau penghidupan dan kesehatan banyak orang terganggu atau berlangsung lama",
                "A basic service fails, or livelihoods or health are hurt, for many or for long",
            ),
            Words(
                "Ada yang meninggal atau terancam jiwanya, atau layanan dasar hilang bagi banyak orang",
                "Lives lost or at stake, or a basic service lost for very many",
            ),
        ),
    ),
    Criterion(
        "effect_work",
        Origin.TEXT,
        Words("Dampak pada kerja instansi", "Effect on the work of the office"),
        Words("Seberapa terganggu instansi dalam bekerja?", "How far is the office kept from working?"),
        (
            Words("Tidak ada", "None"),
            Words("Perlu memberi penjelasan", "It has to explain"),
            Words("Program atau pekerjaan tertunda atau terhambat", "A programme or work is delayed or hampered"),
            Words(
                "Layanan atau kantor berhenti, atau ada proses hukum",
                "A service or site stopped, or formal proceedings",
            ),
            Words("Tugas pokok tidak dapat dijalankan", "It cannot do its main task"),
        ),
    ),
    Criterion(
        "attribution",
        Origin.TEXT,
        Words("Atribusi tanggung jawab", "Attribution of responsibility"),
        Words("Sejauh mana pemerintah dianggap bertanggung jawab?", "How far is the government held responsible?"),
        (
            Words("Tidak ada, atau justru dipuji", "Not at all, or it is given credit"),
            Words("Korban: alam atau sebab dari luar", "A victim: nature or a cause from outside"),
            Words("Kecelakaan: gangguan teknis, tidak disengaja", "An accident: a technical fault, not meant"),
            Words("Dapat dicegah: dinilai lalai atau lamban", "Preventable: neglect or slowness is alleged"),
            Words(
                "Disengaja: dugaan korupsi, pelanggaran, ditutup-tutupi",
                "Wilful: graft, a breach or a cover-up is alleged",
            ),
        ),
    ),
    Criterion(
        "vulnerability",
        Origin.TEXT,
        Words("Kerentanan pihak terdampak", "Vulnerability of those concerned"),
        Words("Siapa yang terkena?", "Who is concerned?"),
        (
            Words("Tidak ada pihak yang terkena", "Nobody is concerned"),
            Words("Masyarakat umum", "The general public"),
            Words(
                "Ada kelompok rentan di antaranya (siswa, pasien, warga miskin, lansia, petani kecil)",
                "Vulnerable people among them (pupils, patients, the poor, the old, small farmers)",
            ),
            Words("Terutama kelompok rentan", "Mainly vulnerable people"),
            Words("Kelompok rentan dirugikan berat", "Vulnerable people gravely harmed"),
        ),
    ),
    Criterion(
        "disorder",
        Origin.TEXT,
        Words("Risiko gangguan ketertiban", "Risk of disorder"),
        Words("Seberapa dekat hal ini dengan gangguan ketertiban?", "How near is it to disorder?"),
        (
            Words("Tidak ada", "None"),
            Words("Gerutuan", "Grumbling"),
            Words("Keluhan bersama, petisi, kata-kata yang menghasut", "A joint complaint, a petition, inciting words"),
            Words(
                "Unjuk rasa, boikot, kepanikan atau ujaran kebencian menyebar",
                "A demonstration, boycott, panic or hate spreading",
            ),
            Words("Kekerasan atau ajakan untuk itu", "Violence or a call for it"),
        ),
    ),
    Criterion(
        "unanswered",
        Origin.STORY,
        Words("Belum dijawab", "Unanswered"),
        Words("Sudah berapa lama belum dijawab?", "For how long has it been without an answer?"),
        (
            Words("Sudah dijawab, atau kurang dari empat jam", "Answered, or for less than four hours"),
            Words("Empat jam sampai sehari", "Four hours to a day"),
            Words("Satu sampai tiga hari", "One to three days"),
            Words("Tiga sampai tujuh hari", "Three to seven days"),
            Words("Tujuh hari atau lebih", "Seven days or more"),
        ),
    ),
)
BY_CODE: Mapping[str, Criterion] = {criterion.code: criterion for criterion in CRITERIA}
FROM_TEXT: tuple[Criterion, ...] = tuple(each for each in CRITERIA if each.origin is Origin.TEXT)
FROM_STORY: tuple[Criterion, ...] = tuple(each for each in CRITERIA if each.origin is Origin.STORY)
