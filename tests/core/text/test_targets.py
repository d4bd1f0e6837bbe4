"""What a text speaks of: names put together, pronouns resolved, names masked."""

from __future__ import annotations

import pytest

from tanggap.core.text.extracts import sentence_bounds, sentences
from tanggap.core.text.stance import stance
from tanggap.core.text.targets import MAX_TARGETS, Naming, Target, TargetKind, find_targets, masked

TITLE = "Warga keluhkan jalan"


def naming(text: str, words: str, key: str, kind: TargetKind = TargetKind.UNIT, unit: str = "") -> Naming:
    start = text.index(words)
    return Naming(kind, key, unit or key, 1, start, start + len(words))


def found(text: str, *namings: Naming) -> list[Target]:
    return find_targets([TITLE, text], namings)


def words_of(text: str, target: Target) -> list[str]:
    return [text[each.start : each.end] for each in target.namings]


def test_a_target_is_named_and_referred_to() -> None:
    text = "Dinas PUPR Banjar dikritik. Pihaknya berjanji menambal. Warga menunggu."
    [unit] = found(text, naming(text, "Dinas PUPR Banjar", "kab-banjar"))
    assert words_of(text, unit) == ["Dinas PUPR Banjar", "Pihaknya"]
    assert unit.salience == pytest.approx(2 / 4)  # the title is a sentence too


def test_an_official_counts_for_the_unit_and_is_meant_by_he_for_a_sentence() -> None:
    text = "Camat Rahman datang. Ia meminta maaf. Warga diam. Ia pulang."
    official, unit = sorted(
        found(text, naming(text, "Rahman", "official:1", TargetKind.OFFICIAL, "kec-gambut")), key=lambda t: t.kind
    )
    assert words_of(text, official) == ["Rahman", "Ia"]
    assert (unit.key, words_of(text, unit)) == ("kec-gambut", ["Rahman"])


def test_an_official_without_a_unit_stands_alone() -> None:
    text = "Pak Rahman datang."
    [only] = find_targets([TITLE, text], [Naming(TargetKind.OFFICIAL, "official:1", "", 1, 4, 10)])
    assert only.kind is TargetKind.OFFICIAL


def test_a_programme_is_meant_by_program_itu() -> None:
    text = "Seragam Gratis molor. Program itu dikritik."
    [programme] = found(text, naming(text, "Seragam Gratis", "programme:1", TargetKind.PROGRAMME))
    assert words_of(text, programme) == ["Seragam Gratis", "Program itu"]


def test_what_refers_to_nobody_or_too_far_back_or_is_a_name_itself_is_left_out() -> None:
    text = "Pihaknya diam. Pemda Banjar rapat."
    [unit] = found(text, naming(text, "Pemda Banjar", "kab-banjar"))
    assert words_of(text, unit) == ["Pemda Banjar"]
    far = "Pemkab rapat. Satu. Dua. Tiga. Empat. Lima. Pihaknya diam."
    [unit] = found(far, naming(far, "Pemkab", "kab-banjar"))
    assert words_of(far, unit) == ["Pemkab"]


def test_targets_come_in_order_and_not_without_end() -> None:
    text = "b lalu"
    assert [each.key for each in found(text, naming(text, "lu", "z"), naming(text, "b", "y"))] == ["y", "z"]
    many = " ".join(f"u{n}" for n in range(MAX_TARGETS + 5))
    assert len(found(many, *(naming(many, f"u{n}", f"k{n}") for n in range(MAX_TARGETS + 5)))) == MAX_TARGETS
    assert find_targets(["", ""], []) == []


def test_names_are_masked_and_what_overlaps_belongs_to_the_target() -> None:
    text = "Pemkab Banjar lambat, Pemko sigap di Rantau"
    own, other = found(text, naming(text, "Pemkab Banjar", "a"), naming(text, "Pemko", "b"))
    places = [(1, text.index("Banjar"), text.index("Banjar") + 6), (1, text.index("Rantau"), len(text))]
    written = masked(["", text], own, [other], places)
    assert written == " xsasaranx  lambat,  xlainx  sigap di  xtempatx "
    assert masked(["", text], None, [], []) == text


def test_bounds_are_those_of_the_sentences() -> None:
    text = '  "Air naik," katanya. Kata dr. Ani, 1.200 rumah!\n\nSiapa?  '
    assert [text[start:end] for start, end in sentence_bounds(text)] == sentences(text)
    assert sentence_bounds("  ") == []


@pytest.mark.parametrize(
    ("tone", "kind", "words", "expected"),
    [
        ("neutral", "opinion", "kami dukung", "support"),
        ("positive", "complaint", "kami tolak", "oppose"),
        ("neutral", "opinion", "tidak ¬setuju", "oppose"),
        ("neutral", "opinion", "jangan ¬hentikan", "support"),
        ("neutral", "opinion", "tolak dukung", "unclear"),
        ("positive", "news", "warga dukung", "unclear"),
        ("positive", "opinion", "bagus", "support"),
        ("positive", "advertorial", "bagus", "support"),
        ("negative", "hoax_claim", "jelek", "oppose"),
        ("negative", "complaint", "belum dapat", "unclear"),
        ("positive", "complaint", "bagus", "unclear"),
    ],
)
def test_stance_is_what_people_say_in_their_own_words(tone: str, kind: str, words: str, expected: str) -> None:
    assert stance(tone, kind, words.split()) == expected
