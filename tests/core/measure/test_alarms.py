"""How good alarms are: early, late, false and none."""

from __future__ import annotations

import math

import pytest

from tanggap.core.measure.alarms import LabelledSeries, alarm_score

WINDOW = (40, 60)


def series(*alarms: int, n: int = 200, windows: tuple[tuple[int, int], ...] = (WINDOW,)) -> LabelledSeries:
    return LabelledSeries([1.0 if row in alarms else 0.0 for row in range(n)], windows)


def test_an_alarm_is_worth_less_the_later_it_comes() -> None:
    scores = [alarm_score([series(row)]).score for row in (40, 45, 50, 55, 60)]

    assert scores[0] == pytest.approx(100)
    assert scores == sorted(scores, reverse=True)
    # At the very end what remains is that the window was not missed.
    assert 50 < scores[-1] < 60


def test_only_the_earliest_alarm_in_a_window_counts() -> None:
    assert alarm_score([series(45, 50, 58)]) == alarm_score([LabelledSeries(series(45, 50, 58).scores, (WINDOW,))])
    assert alarm_score([series(45, 58)]).score == alarm_score([series(45)]).score


def test_a_false_alarm_costs_little_shortly_after_a_window_and_more_elsewhere() -> None:
    clean = alarm_score([series(40)]).score
    after, far, before = (alarm_score([series(40, row)]).score for row in (61, 190, 35))

    assert clean > after > far
    assert far == pytest.approx(clean - 100 * 0.11 / 2)
    assert before == pytest.approx(clean - 100 * 0.11 / 2)


def test_a_series_without_windows_only_costs() -> None:
    both = alarm_score([series(40), series(100, windows=())])

    assert (both.n_windows, both.n_false) == (1, 1)
    assert both.score == pytest.approx(100 - 100 * 0.11 / 2)


def test_the_threshold_is_the_best_for_all_series_together() -> None:
    loud = LabelledSeries([0.9 if row == 40 else 0.2 for row in range(200)], (WINDOW,))
    found = alarm_score([loud, series(40)])

    assert (found.score, found.threshold, found.n_found, found.n_false) == (pytest.approx(100), 0.9, 2, 0)


def test_silence_and_nothing_to_find_score_zero() -> None:
    assert alarm_score([series()]).score == 0
    assert alarm_score([]).threshold == math.inf


def test_what_lies_in_the_opening_is_not_scored() -> None:
    opening = series(5, 10, 40)

    assert alarm_score([opening]).n_false == 0
    assert alarm_score([series(700, 800, n=10_000, windows=((5_000, 5_010),))]).n_false == 0


def test_equal_scores_are_taken_together() -> None:
    assert alarm_score([series(40, 100, 120, 140)]).n_false == 3
    assert alarm_score([series(40, 100)], false_alarm=2.5).score == 0
