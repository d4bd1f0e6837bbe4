from __future__ import annotations

import pytest

from tanggap.core.measure.change import balance, change


def test_a_count_is_compared_with_the_day_before_and_the_mean() -> None:
    seen = change(30, earlier=600, before=24, n_spans=30)

    assert (seen.difference, seen.mean, seen.share_of_mean) == (6, 20.0, 1.5)


def test_without_a_past_nothing_is_compared() -> None:
    seen = change(30, earlier=0, before=0, n_spans=0)

    assert (seen.now, seen.difference, seen.mean, seen.share_of_mean) == (30, None, None, None)


def test_a_mean_of_nothing_makes_no_share() -> None:
    assert change(3, earlier=0, before=0, n_spans=30).share_of_mean is None


def test_the_balance_lies_between_the_ends() -> None:
    assert balance(4, 0, 0) == -1 and balance(0, 0, 2) == 1 and balance(0, 0, 0) is None
    assert balance(1, 2, 1) == pytest.approx(0)
