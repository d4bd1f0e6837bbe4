"""Why what stands at an address cannot be read as a page."""

from __future__ import annotations

from tanggap.core.errors import PermanentFailure


class NotAPage(PermanentFailure):
    """A feed, a picture or the like."""


class SignInAsked(PermanentFailure):
    """The page shows itself to subscribers or members alone."""
