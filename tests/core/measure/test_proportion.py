from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.core.errors import InvalidInput
from tanggap.core.measure.proportion import proportion


@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_lies_around_the_share_and_inside_of_nothing_and_all(pair: tuple[int, int]) -> None:
    found = proportion(*pair)

    assert 0 <= found.low <= found.share + 1e-12 and found.share - 1e-12 <= found.high <= 1
    assert found.high > found.low


def test_figures_of_the_literature() -> None:
    """Brown, Cai and DasGupta 2001; Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20."""
    for n_hits, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)):
        found = proportion(n_hits, n)
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(("n_hits", "n"), [(0, 0), (3, 2), (-1, 2)])
def test_no_share_of_nothing(n_hits: int, n: int) -> None:
    with pytest.raises(InvalidInput):
        proportion(n_hits, n)
