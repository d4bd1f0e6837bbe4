from tanggap.core.grouping.clock import StreamClock
from tanggap.core.grouping.words import STOP_WORDS, telling, words_of


def test_words_are_lower_case_and_of_two_characters_at_least() -> None:
    assert words_of("Gempa M 5,6 guncang Kotabaru!") == ["gempa", "guncang", "kotabaru"]


def test_full_width_and_composed_letters_are_one_writing() -> None:
    assert words_of("ＢＡＮＪＩＲ café") == words_of("banjir cafe\u0301")


def test_stop_words_tell_nothing_in_indonesian_banjarese_and_english() -> None:
    assert telling(["yang", "kada", "the", "banjir"]) == ["banjir"]
    assert {"dan", "wan", "and"} <= STOP_WORDS


def test_before_the_first_date_the_clock_does_not_know() -> None:
    assert StreamClock().now is None


def test_the_clock_follows_the_stream() -> None:
    clock = StreamClock(n_dates=3)
    for at in range(100):
        clock.observe(float(at))

    assert clock.now == 98.0


def test_a_few_wrong_dates_do_not_move_the_clock() -> None:
    clock = StreamClock(n_dates=5)
    for at in (100.0, 101.0, 0.0, 9e12, 102.0):
        clock.observe(at)

    assert clock.now == 101.0
