"""Counts as Indonesian portals, platforms and spreadsheets write them."""

from __future__ import annotations

import math
import re

_SCALES = {
    "rb": 1e3, "ribu": 1e3, "k": 1e3,
    "jt": 1e6, "juta": 1e6, "m": 1e6, "mn": 1e6,
    "miliar": 1e9, "milyar": 1e9, "mlr": 1e9, "b": 1e9,
}  # fmt: skip
_COUNT = re.compile(r"([0-9][0-9.,\s']{0,30})(rb|ribu|k|jt|juta|mn|m|miliar|milyar|mlr|b)?\.?\s*\+?(?:\s+\D{0,30})?")
MAX_COUNT = 10**15


def parse_count(value: object) -> int | None:
    """Return a count, or None when there is none: what was not given is not zero.

    The point separates thousands and the comma is decimal, unless the number says otherwise: a lone
    separator before exactly three digits separates thousands, as a count has no fraction of its own.

    Examples
    --------
    >>> parse_count("1.234"), parse_count("1,2 rb"), parse_count("3,4 jt"), parse_count("12.5K")
    (1234, 1200, 3400000, 12500)
    >>> parse_count("-") is None
    True
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return _whole(float(value))
    text = str(value)[:64].strip().lower().replace("\xa0", " ")
    match = _COUNT.fullmatch(text)
    if match is None:
        return None
    digits, scale = match.groups()
    number = _number(re.sub(r"[\s']", "", digits), has_scale=scale is not None)
    return None if number is None else _whole(number * _SCALES.get(scale or "", 1.0))


def _number(digits: str, *, has_scale: bool) -> float | None:
    digits = digits.rstrip(".,")
    separators = [character for character in digits if character in ".,"]
    if not separators:
        return float(digits)
    decimal = _decimal_separator(digits, separators, has_scale=has_scale)
    whole, fraction = digits, ""
    if decimal:
        whole, _, fraction = digits.rpartition(decimal)
    groups = re.split(r"[.,]", whole)
    if any(len(group) != 3 for group in groups[1:]):
        return None
    return float(f"{''.join(groups)}.{fraction or '0'}")


def _decimal_separator(digits: str, separators: list[str], *, has_scale: bool) -> str:
    last = separators[-1]
    if len(set(separators)) == 2:
        return last
    if len(separators) > 1:
        return ""
    is_thousands = len(digits.rpartition(last)[2]) == 3 and not has_scale
    return "" if is_thousands else last


def _whole(number: float) -> int | None:
    if math.isnan(number) or number < 0 or number > MAX_COUNT:
        return None
    return round(number)
