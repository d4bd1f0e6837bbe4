"""What people are asked to look at: the least certain, spread over stories, and a share by chance."""

from __future__ import annotations

from collections import Counter

from tanggap.core.measure.selection import Candidate, by_gain, drawn, is_by_chance, margin


def of(key: int, gap: float, story: str = "", attention: int = 0) -> Candidate:
    return Candidate(key, gap, story, attention)


def order(*candidates: Candidate, **looked_at: int) -> list[int]:
    return list(by_gain(candidates, looked_at))


def test_the_margin_is_between_the_two_likeliest() -> None:
    assert round(margin([0.1, 0.5, 0.4]), 6) == 0.1
    assert margin([0.7]) == 1.0 and margin([]) == 1.0


def test_the_least_certain_goes_first() -> None:
    assert order(of(1, 0.9), of(2, 0.1), of(3, 0.5)) == [2, 3, 1]


def test_a_story_is_not_offered_twice_in_a_row_while_others_teach_more() -> None:
    assert order(of(1, 0.0, "banjir"), of(2, 0.01, "banjir"), of(3, 0.3, "jalan"), of(4, 0.4)) == [1, 3, 4, 2]


def test_what_people_looked_at_of_a_story_counts_as_chosen() -> None:
    assert order(of(1, 0.0, "banjir"), of(2, 0.3, "jalan"), banjir=2) == [2, 1]


def test_between_equals_more_attention_goes_first_then_the_newer() -> None:
    assert order(of(1, 0.2, attention=5), of(2, 0.2, attention=90), of(3, 0.2, attention=5)) == [2, 3, 1]


def test_texts_without_a_story_do_not_weigh_on_each_other() -> None:
    assert order(of(1, 0.1), of(2, 0.2), of(3, 0.3), **{"": 9}) == [1, 2, 3]


def test_the_share_by_chance_is_kept_and_the_seed_repeats_it() -> None:
    told = [is_by_chance(11, number, 0.2) for number in range(2_000)]

    assert told == [is_by_chance(11, number, 0.2) for number in range(2_000)]
    assert 0.17 < sum(told) / len(told) < 0.23
    assert told != [is_by_chance(12, number, 0.2) for number in range(2_000)]
    assert not any(is_by_chance(1, number, 0) for number in range(99))
    assert all(is_by_chance(1, number, 1) for number in range(99))


def test_draws_are_even_within_their_ends_and_do_not_hang_on_the_share() -> None:
    counts = Counter(key for number in range(400) for key in drawn(5, number, 10, 13, 25))

    assert set(counts) == {10, 11, 12, 13}
    assert all(2_300 < n < 2_700 for n in counts.values())
    assert drawn(5, 1, 10, 13, 25) == drawn(5, 1, 10, 13, 25)
