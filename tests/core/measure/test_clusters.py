import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.core.errors import InvalidInput
from tanggap.core.measure.clusters import (
    Agreement,
    PairJudgements,
    bcubed,
    judged_pairs,
    normalised_mutual_information,
    pairwise,
)

# Truth {1 2 3}{4 5}{6}, found {1 2}{3 4 5}{6}: worked out by hand below.
TRUTH = ["a", "a", "a", "b", "b", "c"]
FOUND = [1, 1, 2, 2, 2, 3]


def test_nmi_of_the_worked_example() -> None:
    entropy_each = -(1 / 2 * math.log(1 / 2) + 1 / 3 * math.log(1 / 3) + 1 / 6 * math.log(1 / 6))
    information = (
        2 / 6 * math.log(2 * 6 / (3 * 2))
        + 1 / 6 * math.log(1 * 6 / (3 * 3))
        + 2 / 6 * math.log(2 * 6 / (2 * 3))
        + 1 / 6 * math.log(1 * 6 / (1 * 1))
    )

    assert normalised_mutual_information(TRUTH, FOUND) == pytest.approx(information / entropy_each)


def test_bcubed_of_the_worked_example() -> None:
    # precision per element: 1, 1, 1/3, 2/3, 2/3, 1; recall: 2/3, 2/3, 1/3, 1, 1, 1
    agreement = bcubed(TRUTH, FOUND)

    assert agreement.precision == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3 + 1) / 6)
    assert agreement.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1 + 1) / 6)
    assert agreement.f1 == pytest.approx(7 / 9)


def test_pairs_of_the_worked_example() -> None:
    # true pairs 12 13 23 45, found pairs 12 34 35 45: two in common
    assert pairwise(TRUTH, FOUND) == Agreement(precision=0.5, recall=0.5)


def test_judged_pairs_of_a_worked_example() -> None:
    judged = judged_pairs(
        [(1, 1, True), (1, 1, True), (1, 2, True), (3, 3, False), (3, 4, False), (4, 5, False), (5, 6, False)]
    )

    assert judged == PairJudgements(2, 1, 1, 3)
    assert judged.agreement == Agreement(precision=2 / 3, recall=2 / 3)
    assert judged.balanced_accuracy == pytest.approx((2 / 3 + 3 / 4) / 2)


def test_one_group_that_is_one_group_agrees_fully() -> None:
    assert normalised_mutual_information(["a", "a"], [1, 1]) == 1.0


def test_nothing_to_judge_is_nothing_wrong() -> None:
    assert normalised_mutual_information([], []) == 1.0
    assert bcubed([], []) == Agreement(1.0, 1.0)
    assert pairwise([1, 2], [1, 2]) == Agreement(1.0, 1.0)
    assert judged_pairs([]).balanced_accuracy == 1.0


def test_agreement_in_nothing_has_no_f1() -> None:
    assert Agreement(0.0, 0.0).f1 == 0.0


@pytest.mark.parametrize("measure", [normalised_mutual_information, bcubed, pairwise])
def test_groupings_of_different_length_are_refused(measure: object) -> None:
    with pytest.raises(InvalidInput, match="2 true groups for 1 found"):
        measure([1, 2], [1])  # type: ignore[operator]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40))
def test_every_measure_is_a_share_and_the_order_of_elements_does_not_matter(
    labels: list[tuple[int, int]],
) -> None:
    truth, found = [one for one, _ in labels], [other for _, other in labels]

    nmi = normalised_mutual_information(truth, found)

    assert 0.0 <= nmi <= 1.0
    assert nmi == pytest.approx(normalised_mutual_information(found[::-1], truth[::-1]))
    assert bcubed(truth, found).precision == pytest.approx(bcubed(found, truth).recall)
    assert 0.0 < bcubed(truth, found).f1 <= 1.0
    assert 0.0 <= pairwise(truth, found).f1 <= 1.0


@given(st.lists(st.integers(0, 5), min_size=1, max_size=40))
def test_the_truth_agrees_fully_with_itself_under_other_names(truth: list[int]) -> None:
    renamed = [f"story {label}" for label in truth]

    assert normalised_mutual_information(truth, renamed) == pytest.approx(1.0)
    assert bcubed(truth, renamed).f1 == pytest.approx(1.0)
    assert pairwise(truth, renamed).f1 == pytest.approx(1.0)
