"""Dates as feeds, Indonesian portals and spreadsheets write them."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

WIB = timezone(timedelta(hours=7), "WIB")
WITA = timezone(timedelta(hours=8), "WITA")
WIT = timezone(timedelta(hours=9), "WIT")

MAX_LENGTH = 200
FIRST_YEAR, LAST_YEAR = 1990, 2100
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 a spreadsheet's day knows no zone
EXCEL_DAYS = (20_000.0, 80_000.0)
EPOCH_SECONDS = (631_152_000.0, 4_102_444_800.0)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari pebruari february feb peb", "maret march mar mrt",
            "april apr", "mei may", "juni june jun", "juli july jul", "agustus august agu agt ags agust aug",
            "september sept sep", "oktober october okt oct", "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ZONES = {
    "wib": 7.0, "wita": 8.0, "wit": 9.0, "utc": 0.0, "gmt": 0.0, "ut": 0.0, "z": 0.0,
    "est": -5.0, "edt": -4.0, "cst": -6.0, "cdt": -5.0, "mst": -7.0, "mdt": -6.0, "pst": -8.0, "pdt": -7.0,
    "sgt": 8.0, "myt": 8.0, "jst": 9.0, "cet": 1.0, "cest": 2.0, "bst": 1.0,
}  # fmt: skip
# "Selasa (15/10/2024) malam": the hour at which that part of the day begins.
_DAY_PARTS = {"dini hari": 0, "subuh": 4, "pagi": 6, "siang": 11, "sore": 15, "petang": 17, "malam": 18}

_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?=\D|$)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?:t?(\d\d)(\d\d)(\d\d)?)?(?=[z+-]|\s|$)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[\s-]+" + _MONTH + r"[\s,-]*(\d{4}|\d{2})(?![\d:])")
_NAMED_US = re.compile(r"\b" + _MONTH + r"\s+(\d{1,2})(?:st|nd|rd|th)?\s*,?\s+(\d{4})(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d.,+-])(?:t|pukul|jam|pkl\.?)?\s?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?\s?([ap]\.?m\b)?(?!\d)"
)
_OFFSET = re.compile(r"(?:(?<=[\d\s])|(?<=gmt)|(?<=utc))([+-])(\d{1,2}):?(\d{2})?(?!\d)")
_ZONE_NAME = re.compile(r"(?<![a-z])(" + "|".join(_ZONES) + r")(?![a-z])")
_DAY_PART = re.compile(r"\b(" + "|".join(_DAY_PARTS) + r")\b")
_DATE_IN_TEXT = re.compile(
    r"(?:\b(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\b[\s,(]{1,3})?"
    r"(?<!\d)\d{1,2}(?:\s+[a-z]{3,9}\.?\s+|[/-]\d{1,2}[/-])\d{4}(?!\d)[^\n]{0,30}",
    re.IGNORECASE,
)


def parse_date(value: object, default_zone: tzinfo = WITA) -> datetime | None:
    """Return the instant in UTC, or None when `value` is no date.

    Day before month; `default_zone` is that of a date which names none. Spreadsheet serials are local days
    since 1899-12-30; numbers from 631,152,000 up are seconds (or milli- or microseconds) since 1970. A part
    of the day ("malam") stands for the hour at which it begins, a bare day for its midnight.

    Examples
    --------
    >>> parse_date("Selasa, 15 Oktober 2024 13.45 WITA").isoformat()
    '2024-10-15T05:45:00+00:00'
    >>> parse_date("06/10/2024 13.45", WIB).isoformat()
    '2024-10-06T06:45:00+00:00'
    >>> parse_date("kemarin") is None
    True
    """
    if isinstance(value, datetime):
        return _in_range(value if value.tzinfo else value.replace(tzinfo=default_zone))
    if isinstance(value, date):
        return _in_range(datetime(value.year, value.month, value.day, tzinfo=default_zone))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(float(value), default_zone)
    if not isinstance(value, str):
        return None
    text = " ".join(unicodedata.normalize("NFKC", value[:MAX_LENGTH]).lower().split())
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?|\d{9,17}(?:\.\d+)?", text) and not _COMPACT.fullmatch(text):
        return _from_number(float(text.replace(",", ".")), default_zone)
    return _from_text(text, default_zone)


def find_date(text: str, default_zone: tzinfo = WITA) -> datetime | None:
    """Return the first date that stands in a text, as in the line under a headline.

    Examples
    --------
    >>> find_date("Tim Redaksi - Minggu, 6 Oktober 2024 | 13:45 WIB").isoformat()
    '2024-10-06T06:45:00+00:00'
    """
    for match in _DATE_IN_TEXT.finditer(text):
        found = parse_date(match.group(), default_zone)
        if found is not None:
            return found
    return None


def _from_number(number: float, zone: tzinfo) -> datetime | None:
    if math.isnan(number) or math.isinf(number):
        return None
    if EXCEL_DAYS[0] <= number < EXCEL_DAYS[1]:
        # A serial is a float: rounding to seconds removes the noise of its fraction.
        moment = EXCEL_EPOCH + timedelta(seconds=round(number * 86400))
        return _in_range(moment.replace(tzinfo=zone))
    for scale in (1.0, 1e3, 1e6):
        if EPOCH_SECONDS[0] <= number / scale < EPOCH_SECONDS[1]:
            return datetime.fromtimestamp(number / scale, tz=UTC)
    return None


def _from_text(text: str, zone: tzinfo) -> datetime | None:
    found = _day(text)
    if found is None:
        return None
    (year, month, day), start, end, clock = found
    rest = f"{text[:start]} | {text[end:]}" if clock is None else text[end:]
    hour, minute, second = clock or _clock(rest)
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(rest, zone))
    except ValueError:
        return None
    return _in_range(moment)


_Clock = tuple[int, int, int]


def _day(text: str) -> tuple[_Clock, int, int, _Clock | None] | None:
    """Year, month and day, where they stand in the text, and the clock of the compact form."""
    if match := _YEAR_FIRST.search(text):
        year, _, month, day = match.groups()
        return (int(year), int(month), int(day)), match.start(), match.end(), None
    if match := _NAMED.search(text):
        day, name, year = match.groups()
        return (_year(year), _MONTHS[name], int(day)), match.start(), match.end(), None
    if match := _NAMED_US.search(text):
        name, day, year = match.groups()
        return (int(year), _MONTHS[name], int(day)), match.start(), match.end(), None
    if match := _DAY_FIRST.search(text):
        day, _, month, year = match.groups()
        # Only when the day comes second can the first number be a month and the second not.
        first, second = (int(day), int(month)) if int(month) <= 12 else (int(month), int(day))
        return (_year(year), second, first), match.start(), match.end(), None
    if match := _COMPACT.search(text):
        year, month, day, hour, minute, seconds = match.groups()
        clock = (int(hour), int(minute), int(seconds or 0)) if hour else None
        return (int(year), int(month), int(day)), match.start(), match.end(), clock
    return None


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits) if int(digits) < 70 else 1900 + int(digits)


def _clock(text: str) -> _Clock:
    for match in _CLOCK.finditer(text):
        hour, minute, second = (int(part or 0) for part in match.groups()[:3])
        half = (match.group(4) or "")[:1]
        if half and hour <= 12:
            hour = hour % 12 + (12 if half == "p" else 0)
        if hour <= 24 and minute < 60 and second <= 60:
            # Midnight written as 24.00, and leap seconds, are kept within the day.
            return (23, 59, 59) if hour == 24 else (hour, minute, min(second, 59))
    part = _DAY_PART.search(text)
    return (_DAY_PARTS[part.group(1)] if part else 0, 0, 0)


def _zone(text: str, default: tzinfo) -> tzinfo:
    if match := _OFFSET.search(text):
        sign, hours, minutes = match.groups()
        total = int(hours) * 60 + int(minutes or 0)
        # Offsets such as +7000 are mistakes; the name beside them, or the default, is the better guess.
        if total <= 14 * 60 and int(minutes or 0) < 60:
            return timezone(timedelta(minutes=total if sign == "+" else -total))
    if match := _ZONE_NAME.search(text):
        return timezone(timedelta(hours=_ZONES[match.group(1)]))
    return default


def _in_range(moment: datetime) -> datetime | None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return moment.astimezone(UTC)
