"""Measures of a classifier, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tanggap.core.errors import InvalidInput
from tanggap.core.measure.classification import (
    accuracy,
    confusion,
    expected_calibration_error,
    f1_by_label,
    macro_f1,
    macro_f1_of,
    set_f1,
)

TRUTH = ["n", "n", "n", "p", "p", "o"]
GUESS = ["n", "n", "p", "p", "p", "n"]


def test_accuracy_is_the_share_of_right_guesses():
    assert accuracy(TRUTH, GUESS) == pytest.approx(4 / 6)


def test_confusion_counts_every_pair():
    assert confusion(TRUTH, GUESS) == {("n", "n"): 2, ("n", "p"): 1, ("p", "p"): 2, ("o", "n"): 1}


def test_f1_of_a_label_never_hit_is_zero():
    assert f1_by_label(TRUTH, GUESS) == pytest.approx({"n": 2 / 3, "p": 0.8, "o": 0.0})


def test_macro_f1_counts_labels_alike():
    assert macro_f1(TRUTH, GUESS) == pytest.approx((2 / 3 + 0.8) / 3)


def test_macro_f1_counts_a_label_that_was_only_guessed():
    assert macro_f1(["a", "a"], ["a", "b"]) == pytest.approx((2 / 3 + 0) / 2)


def test_set_f1_is_one_when_nothing_was_there_and_nothing_found():
    assert set_f1([frozenset()], [frozenset()]) == 1.0


def test_set_f1_punishes_what_was_missed_and_what_was_made_up():
    assert set_f1([frozenset("ab")], [frozenset("bc")]) == pytest.approx(0.5)


def test_calibration_error_is_the_mean_gap_of_the_bins():
    confidences = [0.95, 0.95, 0.55, 0.55]
    assert expected_calibration_error(confidences, [True, True, True, False]) == pytest.approx(0.05)


def test_full_confidence_falls_into_the_last_bin():
    assert expected_calibration_error([1.0, 0.9], [False, False]) == pytest.approx(0.95)


@pytest.mark.parametrize("confidence", [-0.1, 1.1])
def test_a_confidence_outside_the_range_is_refused(confidence):
    with pytest.raises(InvalidInput, match="outside"):
        expected_calibration_error([confidence], [True])


@pytest.mark.parametrize("measure", [accuracy, confusion, macro_f1, set_f1, expected_calibration_error])
def test_unequal_lengths_and_nothing_are_refused(measure):
    with pytest.raises(InvalidInput, match="same length"):
        measure([0.5], [])
    with pytest.raises(InvalidInput, match="nothing"):
        measure([], [])


def test_macro_f1_of_a_table_is_that_of_its_pairs():
    table = np.array([[2, 1, 0, 0], [0, 2, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]])
    assert macro_f1_of(table) == pytest.approx(macro_f1(TRUTH, GUESS))
    with pytest.raises(InvalidInput):
        macro_f1_of(np.zeros((2, 2), np.int64))
