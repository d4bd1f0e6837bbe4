import random
from itertools import permutations

import pytest

from tanggap.core.grouping.duplicates import Duplicate, DuplicateIndex, DuplicateRules
from tanggap.core.grouping.live import GroupingText

DAY = 86_400.0
ARTICLE = (
    "Dinas pekerjaan umum menutup sementara jembatan gantung di Desa Sungai Kupang sejak Senin pagi karena "
    "dua kabel penahannya aus. Warga yang hendak ke pasar diminta memutar lewat jalan lingkar sepanjang enam "
    "kilometer. Kepala bidang bina marga mengatakan kabel pengganti tiba pekan depan dan pemasangan memakan "
    "waktu sepuluh hari. Selama itu perahu penyeberangan disediakan tanpa biaya untuk pelajar dan pedagang."
)


def told(text: str, title: str = "Jembatan gantung ditutup", at: float | None = None) -> GroupingText:
    return GroupingText(title, text, at)


def edited(text: str, share: float, seed: int = 1) -> str:
    words, draw = text.split(), random.Random(seed)
    for place in draw.sample(range(len(words)), round(share * len(words))):
        words[place] = f"ganti{place}"
    return " ".join(words)


def test_the_first_one_is_an_original() -> None:
    index = DuplicateIndex()

    assert index.add(1, told(ARTICLE)) is None
    assert len(index) == 1


def test_the_same_words_in_other_writing_are_an_exact_copy_whatever_the_title() -> None:
    index = DuplicateIndex()
    index.add(1, told(ARTICLE))

    copy = index.add(2, told(ARTICLE.upper().replace(".", " !"), title="Warga memutar enam kilometer"))

    assert copy == Duplicate(original=1, kind="exact", similarity=1.0)


def test_a_lightly_edited_text_is_a_near_copy() -> None:
    index = DuplicateIndex()
    index.add(1, told(ARTICLE))

    copy = index.add(2, told(edited(ARTICLE, 0.05)))

    assert copy is not None
    assert (copy.original, copy.kind) == (1, "near")
    assert 0.5 <= copy.similarity < 1.0


def test_a_rewritten_text_is_not_a_copy() -> None:
    index = DuplicateIndex()
    index.add(1, told(ARTICLE))

    assert index.add(2, told(edited(ARTICLE, 0.5))) is None
    assert len(index) == 2


def test_a_copy_of_a_near_copy_folds_under_the_original() -> None:
    index = DuplicateIndex()
    index.add(1, told(ARTICLE))
    index.add(2, told(edited(ARTICLE, 0.05)))

    copy = index.add(3, told(edited(ARTICLE, 0.05)))

    assert copy is not None
    assert (copy.original, copy.kind) == (1, "exact")


def test_the_nearest_of_two_originals_is_named() -> None:
    index = DuplicateIndex(DuplicateRules(min_jaccard=0.5))
    far, near = edited(ARTICLE, 0.25, seed=2), edited(ARTICLE, 0.02, seed=3)
    index.add(1, told(far))
    index.add(2, told(near))

    copy = index.add(3, told(ARTICLE))

    assert copy is not None
    assert copy.original == 2


def test_near_copies_make_one_family_in_whatever_order_they_come() -> None:
    family = [ARTICLE, edited(ARTICLE, 0.02, 1), edited(ARTICLE, 0.02, 2), edited(ARTICLE, 0.02, 3)]

    for order in permutations(range(4)):
        index = DuplicateIndex()
        found = [index.add(which, told(family[which])) for which in order]
        assert found[0] is None
        assert {copy.original for copy in found[1:] if copy} == {order[0]}
        assert len(index) == 1


@pytest.mark.parametrize(("title", "text"), [("", ""), ("Mantap", ""), ("🙏🙏🙏", ""), ("Banjir di Martapura", "")])
def test_a_few_words_are_never_called_a_copy(title: str, text: str) -> None:
    index = DuplicateIndex()

    assert index.add(1, GroupingText(title, text)) is None
    assert index.add(2, GroupingText(title, text)) is None
    assert len(index) == 0


def test_a_short_text_is_a_copy_only_when_every_word_is_the_same() -> None:
    index = DuplicateIndex()
    index.add(1, GroupingText("Harga cabai di pasar Banjarbaru naik menjadi 80 ribu"))

    assert index.add(2, GroupingText("Harga cabai di pasar Banjarbaru naik menjadi 90 ribu")) is None
    same = index.add(3, GroupingText("HARGA CABAI di pasar Banjarbaru naik menjadi 80 ribu"))
    assert same is not None
    assert same.original == 1


def test_the_same_mention_again_is_no_copy_of_itself() -> None:
    index = DuplicateIndex()
    index.add(1, told(ARTICLE))

    assert index.add(1, told(ARTICLE)) is None


def test_the_first_publisher_takes_the_place_of_the_first_seen() -> None:
    index = DuplicateIndex()
    index.add(1, told(ARTICLE, at=2 * DAY))

    earlier = index.add(2, told(ARTICLE, at=1 * DAY))
    later = index.add(3, told(ARTICLE, at=3 * DAY))

    assert earlier == Duplicate(original=2, kind="exact", similarity=1.0, displaced=1)
    assert later == Duplicate(original=2, kind="exact", similarity=1.0)


def test_a_date_does_not_displace_an_undated_original() -> None:
    index = DuplicateIndex()
    index.add(1, told(ARTICLE))

    copy = index.add(2, told(ARTICLE, at=1.0))

    assert copy == Duplicate(original=1, kind="exact", similarity=1.0)


def test_idle_originals_are_forgotten_and_those_still_copied_stay() -> None:
    index = DuplicateIndex()
    index.add(1, told(ARTICLE, at=0.0))
    index.add(2, GroupingText("Harga cabai di pasar Banjarbaru naik lagi", at=0.0))
    index.add(3, GroupingText("Pendaftaran lomba perahu hias Martapura dibuka"))
    index.add(4, told(ARTICLE, at=10 * DAY))

    n_forgotten = index.expire(now=15 * DAY)

    assert n_forgotten == 1
    assert len(index) == 2
    assert index.add(5, GroupingText("Harga cabai di pasar Banjarbaru naik lagi")) is None
    assert index.add(6, told(edited(ARTICLE, 0.02))) is not None


def test_a_forgotten_original_finds_no_near_copies() -> None:
    index = DuplicateIndex()
    index.add(1, told(ARTICLE, at=0.0))
    index.expire(now=30 * DAY)

    assert index.add(2, told(edited(ARTICLE, 0.02))) is None


def test_beyond_the_bound_the_longest_unused_goes() -> None:
    index = DuplicateIndex(DuplicateRules(max_originals=2))
    texts = [f"Posko nomor {i} dibuka di kelurahan {i} hari ini" for i in range(3)]
    index.add(0, GroupingText(texts[0]))
    index.add(1, GroupingText(texts[1]))
    index.add(9, GroupingText(texts[0]))

    index.add(2, GroupingText(texts[2]))

    assert len(index) == 2
    assert index.add(8, GroupingText(texts[0])) is not None
    assert index.add(7, GroupingText(texts[1])) is None


def test_a_thousand_variants_of_one_text_stay_one_entry() -> None:
    index = DuplicateIndex()
    index.add(0, told(ARTICLE))

    found = [index.add(i, told(ARTICLE + f" Nomor {i}.")) for i in range(1, 301)]

    assert {copy.original for copy in found if copy} == {0}
    assert len(index) == 1


def test_a_megabyte_of_text_is_compared_by_its_beginning() -> None:
    index = DuplicateIndex()
    index.add(1, told((ARTICLE + " ") * 2_500))

    copy = index.add(2, told((ARTICLE + " ") * 2_500 + "Selesai."))

    assert copy is not None
    assert (copy.kind, copy.similarity) == ("near", 1.0)


def test_the_same_stream_gives_the_same_answers() -> None:
    texts = [edited(ARTICLE, share / 40, seed=share) for share in range(40)]

    runs = []
    for _ in range(2):
        index = DuplicateIndex()
        runs.append([index.add(i, told(text)) for i, text in enumerate(texts)])

    assert runs[0] == runs[1]
    assert any(runs[0])
