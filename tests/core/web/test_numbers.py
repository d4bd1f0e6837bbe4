import pytest

from tanggap.core.web.numbers import parse_count


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.234", 1234), ("1,234", 1234), ("1.234.567", 1_234_567), ("1,234,567.0", 1_234_567), ("1.234,5", 1234),
        ("1,2 rb", 1200), ("1,234 jt", 1_234_000), ("3,4 jt", 3_400_000), ("12,5 ribu", 12_500), ("2 juta", 2_000_000),
        ("1,1 miliar", 1_100_000_000), ("12.5K", 12_500), ("2M", 2_000_000), ("15", 15), ("100+", 100), ("12,5", 12),
        ("1 234", 1234), ("1'234", 1234), ("250 tayangan", 250), ("1,5rb penayangan", 1500), (7, 7), (7.0, 7), ("0", 0),
    ],
)  # fmt: skip
def test_counts_are_read_as_written_here(value: object, expected: int) -> None:
    assert parse_count(value) == expected


@pytest.mark.parametrize(
    "value", [None, "", "-", "n/a", "banyak", True, -1, float("nan"), 1e300, "1.23.4", "1,2,3", "12 rb 5 jt 3", []]
)
def test_what_was_not_given_is_not_zero(value: object) -> None:
    assert parse_count(value) is None
