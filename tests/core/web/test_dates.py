from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanggap.core.web.dates import WIB, WIT, WITA, find_date, parse_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sun, 06 Oct 2024 13:45:00 +0700", "2024-10-06T06:45"),
        ("Sun, 06 Oct 2024 13:45:00 GMT", "2024-10-06T13:45"),
        ("06 Oct 24 13:45 EST", "2024-10-06T18:45"),
        ("Sun, 06 Oct 2024 13:45:00 +7000", "2024-10-06T05:45"),
        ("Sun, 06 Oct 2024 13:45:00 WIB", "2024-10-06T06:45"),
        ("Sun, 06 Oct 2024 13:45:00 GMT+8", "2024-10-06T05:45"),
        ("2024-10-06T13:45:00Z", "2024-10-06T13:45"),
        ("2024-10-06T13:45:00.123+07:00", "2024-10-06T06:45"),
        ("2024-10-06T13:45:00-05:30", "2024-10-06T19:15"),
        ("2024-10-06 13:45", "2024-10-06T05:45"),
        ("2024-10-06", "2024-10-05T16:00"),
        ("2024/10/06 13.45", "2024-10-06T05:45"),
        ("20241006T134500Z", "2024-10-06T13:45"),
        ("6 Okt 2024, 99.99 persen, 13.45 WITA", "2024-10-06T05:45"),
        ("20241006", "2024-10-05T16:00"),
        ("20241006134500", "2024-10-06T05:45"),
        ("Selasa, 15 Oktober 2024 13.45 WITA", "2024-10-15T05:45"),
        ("Selasa, 15 Oktober 2024 | 13:45 WIB", "2024-10-15T06:45"),
        ("Jum'at, 11 Oktober 2024 pukul 08.05 WIT", "2024-10-10T23:05"),
        ("06/10/2024 13.45", "2024-10-06T05:45"),
        ("06-10-2024 13:45:30", "2024-10-06T05:45:30"),
        ("06.10.2024 13.45", "2024-10-06T05:45"),
        ("6/10/24", "2024-10-05T16:00"),
        ("10/15/2024 13.45", "2024-10-15T05:45"),
        ("6 Okt 2024", "2024-10-05T16:00"),
        ("6 Agt 2024 01:05", "2024-08-05T17:05"),
        ("17 Pebruari 2024, 10:00 WIB", "2024-02-17T03:00"),
        ("6 Nopember 2024", "2024-11-05T16:00"),
        ("October 6, 2024 1:45 pm", "2024-10-06T05:45"),
        ("October 6, 2024 12:10 a.m.", "2024-10-05T16:10"),
        ("13:45 WIB, 15 Oktober 2024", "2024-10-15T06:45"),
        ("Selasa (15/10/2024) malam", "2024-10-15T10:00"),
        ("Rabu (16/10/2024) dini hari", "2024-10-15T16:00"),
        ("Selasa (15/10/2024)", "2024-10-14T16:00"),
        ("15 Oktober 2024 24.00 WITA", "2024-10-15T15:59:59"),
        ("45571.573", "2024-10-06T05:45:07"),
        ("1728193500", "2024-10-06T05:45"),
        ("1728193500000", "2024-10-06T05:45"),
        ("２０２４-10-06 13:45", "2024-10-06T05:45"),
    ],
)
def test_dates_are_read_as_people_here_write_them(text: str, expected: str) -> None:
    assert parse_date(text, WITA) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    ["", "kemarin", "2 jam lalu", "32 Oktober 2024", "30/02/2024", "99/99/2024", "2024-13-01", "1 Januari 1850",
     "1.234", "12", "0", None, True, [], float("nan"), float("inf"), 12.5, -3, 1e30, "x" * 10_000],
)  # fmt: skip
def test_what_is_no_date_is_none(value: object) -> None:
    assert parse_date(value) is None


def test_spreadsheet_serials_are_local_days() -> None:
    assert parse_date(45571, WIB) == datetime(2024, 10, 6, tzinfo=WIB)
    assert parse_date(45571.5, WITA) == datetime(2024, 10, 6, 12, tzinfo=WITA)


def test_microseconds_since_1970_are_seen_as_such() -> None:
    assert parse_date(1_728_193_500_000_000) == datetime(2024, 10, 6, 5, 45, tzinfo=UTC)


def test_dates_and_times_of_the_language_pass_through() -> None:
    assert parse_date(datetime.fromisoformat("2024-10-06T12:00"), WIT) == datetime(2024, 10, 6, 3, tzinfo=UTC)
    assert parse_date(date(2024, 10, 6), WIB) == datetime(2024, 10, 5, 17, tzinfo=UTC)
    assert parse_date(datetime(2024, 10, 6, 12, tzinfo=UTC), WIT) == datetime(2024, 10, 6, 12, tzinfo=UTC)


def test_a_date_in_the_line_under_a_headline_is_found() -> None:
    text = "Tim Redaksi - Banua Pos\nMinggu, 6 Oktober 2024 | 13:45 WIB\nAir naik sejak 3 Mei 2023."
    assert find_date(text) == datetime(2024, 10, 6, 6, 45, tzinfo=UTC)


def test_a_number_that_only_looks_like_a_date_is_passed_over() -> None:
    assert find_date("perda 41 tahun 2020 berlaku; 99/99/2020 salah; terbit 5/6/2024") == datetime(
        2024, 6, 5, tzinfo=WITA
    )
    assert find_date("tanpa tanggal") is None


@given(st.text(max_size=300))
def test_no_text_makes_it_stumble(text: str) -> None:
    found = parse_date(text)
    assert found is None or found.utcoffset() == timedelta(0)


@given(
    st.datetimes(min_value=datetime.fromisoformat("1991-01-01"), max_value=datetime.fromisoformat("2099-01-01")),
    st.sampled_from(["%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H.%M.%S", "%d %B %Y %H:%M:%S", "%a, %d %b %Y %H:%M:%S"]),
    st.sampled_from(["", " WIB", " WITA", " +0900", "Z"]),
)
def test_what_was_written_is_what_is_read(moment: datetime, form: str, zone: str) -> None:
    expected = {"": 8, " WIB": 7, " WITA": 8, " +0900": 9, "Z": 0}[zone]
    wanted = moment.replace(microsecond=0, tzinfo=timezone(timedelta(hours=expected)))
    assert parse_date(moment.strftime(form) + zone, WITA) == wanted
