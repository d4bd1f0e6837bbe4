from __future__ import annotations

import pytest

from tanggap.core.errors import InvalidInput
from tanggap.core.measure.certainty import lowest_threshold, risk_coverage, sure_at

CONFIDENCES = [0.95, 0.85, 0.75, 0.65, 0.55, 0.45]
RIGHT = [True, True, True, False, True, False]


def test_the_curve_trades_coverage_for_accuracy() -> None:
    curve = risk_coverage((0.4, 0.6, 0.7, 0.99), CONFIDENCES, RIGHT)

    assert [(point.n, round(point.coverage, 2)) for point in curve] == [(6, 1.0), (4, 0.67), (3, 0.5), (0, 0.0)]
    assert [point.accuracy for point in curve] == [pytest.approx(4 / 6), 0.75, 1.0, None]


def test_the_threshold_is_the_lowest_that_keeps_to_the_target() -> None:
    curve = risk_coverage((0.9, 0.7, 0.6, 0.99), CONFIDENCES, RIGHT)

    chosen = lowest_threshold(curve, 0.9)
    assert chosen is not None and chosen.threshold == 0.7


def test_no_threshold_keeps_to_a_target_out_of_reach() -> None:
    assert lowest_threshold(risk_coverage((0.4, 0.6), CONFIDENCES, RIGHT), 0.9) is None


@pytest.mark.parametrize(("confidences", "right"), [([], []), ([0.5], []), ([0.5], [True, True])])
def test_nothing_is_counted_of_nothing_or_of_what_does_not_fit(confidences: list[float], right: list[bool]) -> None:
    with pytest.raises(InvalidInput):
        sure_at(0.5, confidences, right)
