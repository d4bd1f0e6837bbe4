"""Errors by what the caller can do about them.

The message of an error is for logs and developers. People see a translated sentence that belongs to the
page; exception text never reaches a page.
"""


class TanggapError(Exception):
    """Base of every error that this house raises on purpose."""


class TemporaryFailure(TanggapError):
    """It may work later: try again, not before `retry_after_s` seconds when that is known."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class PermanentFailure(TanggapError):
    """It will not work however often it is tried: somebody has to change something."""


class NotAllowed(TanggapError):
    """The person may not do this."""


class WrongState(TanggapError):
    """The thing is in a state in which this cannot be done; somebody else may have been quicker."""


class InvalidInput(TanggapError):
    """What was handed in cannot be used. `field` names the part at fault when it is known."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field
