from __future__ import annotations

from tanggap.core.text.buckets import LENGTHS, length_step, unknown_step
from tanggap.core.text.normalise import BanjareseNormaliser


def test_each_step_begins_with_its_number() -> None:
    for low, high in zip((0, *LENGTHS), (*LENGTHS, 10_000), strict=True):
        assert length_step(low) == length_step(high - 1) == str(low)


def test_the_share_of_unknown_words_is_stepped() -> None:
    def known(word: str) -> bool:
        return word != "xq"

    assert unknown_step(["jalan"] * 20, known) == "0"
    assert unknown_step(["xq"] + ["jalan"] * 19, known) == "5"
    assert unknown_step(["xq"] + ["jalan"] * 9, known) == "10"
    assert unknown_step(["xq"] + ["jalan"] * 4, known) == "20"
    assert unknown_step(["xq", "jalan", "12", "!"], known) == "40"
    assert unknown_step(["12", "!"], known) is None


def test_the_lists_know_a_word_as_it_is_written() -> None:
    lists = BanjareseNormaliser({"kada": "tidak"}, ["jalan"])

    assert lists.knows("kada") and lists.knows("jalan") and not lists.knows("jalin")
