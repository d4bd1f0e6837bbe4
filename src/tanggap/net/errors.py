"""What can go wrong on the way to another machine, sorted by what the caller can do about it."""

from __future__ import annotations

from tanggap.core.errors import PermanentFailure, TemporaryFailure

BLOCKED_STATUSES = frozenset({401, 402, 403, 407, 451})
GONE_STATUSES = frozenset({404, 410})
TEMPORARY_STATUSES = frozenset({408, 421, 423, 425, 429})
NEVER_SERVED_STATUSES = frozenset({501, 505})


class AddressRefused(PermanentFailure):
    """The address is not one that we visit: private, disguised, or not on the web at all."""


class Blocked(PermanentFailure):
    """The other side does not want us: refused by status or by robots.txt. We do not evade it."""

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class NotFound(PermanentFailure):
    """There is nothing at this address (404), or nothing any more (410)."""

    def __init__(self, message: str, *, status: int = 404) -> None:
        super().__init__(message)
        self.status = status


class TooLarge(PermanentFailure):
    """The answer is larger than we take, on the wire or after decompression."""


class TooManyRedirects(PermanentFailure):
    """The address leads in circles, or too far."""


class BadCertificate(PermanentFailure):
    """The other side cannot prove who it is."""


class Unreachable(TemporaryFailure):
    """No connection, a broken one, or no answer within the time allowed."""


class Throttled(TemporaryFailure):
    """The other side asks for patience (429, 503), or our own politeness does."""


def failure_of_status(status: int, *, retry_after_s: float | None) -> PermanentFailure | TemporaryFailure:
    """Return the failure that an HTTP status of 400 and more, or an unusable one below, stands for.

    Examples
    --------
    >>> failure_of_status(503, retry_after_s=30.0).retry_after_s
    30.0
    >>> type(failure_of_status(451, retry_after_s=None)).__name__
    'Blocked'
    """
    message = f"status {status}"
    if status in (429, 503):
        return Throttled(message, retry_after_s=retry_after_s)
    if status in BLOCKED_STATUSES:
        return Blocked(message, status=status)
    if status in GONE_STATUSES:
        return NotFound(message, status=status)
    if status in TEMPORARY_STATUSES or (status >= 500 and status not in NEVER_SERVED_STATUSES):
        return TemporaryFailure(message, retry_after_s=retry_after_s)
    return PermanentFailure(message)
