"""What another machine answered."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tanggap.core.web import charset

MAX_RETRY_AFTER_S = 7 * 86400.0


@dataclass(frozen=True, slots=True)
class Response:
    """One answer, complete and decompressed. Header names are lower case."""

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def content_type(self) -> str:
        """The header as it came, parameters included."""
        return self.headers.get("content-type", "")

    @property
    def etag(self) -> str:
        """The opaque validator to send back next time, weak ones included."""
        return self.headers.get("etag", "")

    @property
    def last_modified(self) -> str:
        """The date to send back next time, as it came."""
        return self.headers.get("last-modified", "")

    @property
    def is_not_modified(self) -> bool:
        """Whether nothing has changed since the validators that were sent."""
        return self.status == 304

    @property
    def charset(self) -> str:
        """The character set the body is really in."""
        return charset.detect_charset(self.body, self.content_type)

    @property
    def text(self) -> str:
        """The body as text; never raises."""
        return charset.decode(self.body, self.content_type)


def parse_retry_after(value: str, now: datetime) -> float | None:
    """Seconds to wait after a Retry-After header (seconds or an HTTP date), None if it cannot be read.

    Examples
    --------
    >>> parse_retry_after("120", datetime(2024, 10, 6, tzinfo=UTC))
    120.0
    >>> parse_retry_after("Sun, 06 Oct 2024 00:01:00 GMT", datetime(2024, 10, 6, tzinfo=UTC))
    60.0
    """
    text = value.strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            date = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        aware = date if date.tzinfo else date.replace(tzinfo=UTC)
        seconds = (aware - now).total_seconds()
    if math.isnan(seconds):
        return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_S)
