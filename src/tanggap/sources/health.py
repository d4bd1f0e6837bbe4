"""What a visit says about a source, and whether its silence is unlike it."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tanggap.core.errors import TanggapError, TemporaryFailure
from tanggap.core.web.feeds import NotAFeed
from tanggap.core.web.unreadable import NotAPage, SignInAsked
from tanggap.net.errors import (
    AddressRefused,
    BadCertificate,
    Blocked,
    NotFound,
    Throttled,
    TooLarge,
    TooManyRedirects,
    Unreachable,
)
from tanggap.sources.models import Health

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MAX_BACK_OFF = timedelta(days=1)
MIN_ITEMS_FOR_RHYTHM = 8
MIN_SILENCE = timedelta(hours=6)

# For each code: what is the matter, and what to do about it.
SENTENCES: dict[str, tuple[str | _StrPromise, str | _StrPromise]] = {
    "no_items": (
        _("The feed can be read but has no items."),
        _("If the site does publish, its feed has moved: look for the new address."),
    ),
    "silent": (
        _("Nothing new for longer than is usual here."),
        _("Open the site: if it has newer items, its feed is stuck and another address is needed."),
    ),
    "not_found": (
        _("There is nothing at this address any more."),
        _("Look for the feed's new address on the site and edit the source."),
    ),
    "not_a_feed": (
        _("What the address gives is no feed, and it leads to none."),
        _("Enter the address of the feed itself, or another page of the site."),
    ),
    "robots": (
        _("The site's robots.txt asks not to be visited."),
        _("Ask the editors for permission or bring their items as a file. We do not evade it."),
    ),
    "refused": (
        _("The site refuses our visits."),
        _("Ask the editors to let us in, or bring their items as a file. We do not evade it."),
    ),
    "unreachable": (
        _("The site does not answer."),
        _("Usually it comes back by itself; we go on trying at growing intervals."),
    ),
    "throttled": (
        _("The site asks for fewer visits."),
        _("We wait as long as it says. If this stays, choose a longer interval."),
    ),
    "server_error": (
        _("The site has a fault of its own."),
        _("Usually it is repaired by itself; we go on trying at growing intervals."),
    ),
    "too_large": (
        _("The answer is larger than we take."),
        _("Enter the address of a smaller feed, for instance of one section."),
    ),
    "address_refused": (
        _("The address lies in a private network or cannot be read."),
        _("Correct the address. An administrator can allow a private host in the settings."),
    ),
    "bad_certificate": (
        _("The site's certificate is not valid."),
        _("Tell the editors. We do not visit without a valid certificate."),
    ),
    "redirects": (
        _("The address leads in circles."),
        _("Enter the address at which the feed really is."),
    ),
    "unreadable": (
        _("The answer could not be used."),
        _("Check the address. If the site looks well, tell whoever looks after this installation."),
    ),
    "no_text": (
        _("The page holds no text that could be read."),
        _("What the feed says stands for the text."),
    ),
    "no_page": (
        _("The address leads to a feed, a picture or a file, not to a page."),
        _("Open it, and paste the link of the article itself, or its words."),
    ),
    "sign_in": (
        _("The page asks to sign in."),
        _("Paste the words or a screenshot of what you may read there. We do not evade it."),
    ),
    "full_text": (_("The linked page could not be read."), _("What the feed says stands for the text.")),
}  # fmt: skip

_CODES: tuple[tuple[type[TanggapError], str], ...] = (
    (NotAFeed, "not_a_feed"),
    (NotAPage, "no_page"),
    (SignInAsked, "sign_in"),
    (NotFound, "not_found"),
    (TooLarge, "too_large"),
    (AddressRefused, "address_refused"),
    (BadCertificate, "bad_certificate"),
    (TooManyRedirects, "redirects"),
    (Unreachable, "unreachable"),
    (Throttled, "throttled"),
    (TemporaryFailure, "server_error"),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A health with its code."""

    health: Health
    detail: str = ""


def verdict_of_failure(error: TanggapError) -> Verdict:
    """What a failed visit says."""
    if isinstance(error, Blocked):
        return Verdict(Health.BLOCKED, "refused" if error.status else "robots")
    for kind, code in _CODES:
        if isinstance(error, kind):
            return Verdict(Health.FAILING, code)
    return Verdict(Health.FAILING, "unreadable")


def silent_after(times: Sequence[datetime]) -> timedelta | None:
    """How long a silence has to be to be unlike this source; None when it has shown too little of itself.

    `times` are its last items. Were they evenly spread, seven mean gaps without an item would happen by chance
    once in a thousand (exp(-7)); twice the longest of twenty gaps makes room for nights and weekends.
    """
    if len(times) < MIN_ITEMS_FOR_RHYTHM:
        return None
    ordered = sorted(times)
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(ordered)]
    longest_usual = statistics.quantiles(gaps, n=20, method="inclusive")[-1]
    seconds = max(7 * statistics.fmean(gaps), 2 * longest_usual)
    return max(timedelta(seconds=seconds), MIN_SILENCE)


def verdict_of_visit(outcome: str, *, times: Sequence[datetime], now: datetime) -> Verdict:
    """What a visit that worked says: `outcome` of the connector, and the times of the source's last items."""
    if outcome == "empty":
        return Verdict(Health.EMPTY, "no_items")
    limit = silent_after(times)
    if limit is not None and now - max(times) > limit:
        return Verdict(Health.SILENT, "silent")
    return Verdict(Health.NOT_MODIFIED if outcome == "not_modified" else Health.OK)


def next_visit(now: datetime, interval: timedelta, n_failures: int, retry_after_s: float | None = None) -> datetime:
    """When to come again: at the usual interval, after failures at doubling ones, never before we are asked to."""
    wait = min(interval * 2 ** min(n_failures, 10), max(MAX_BACK_OFF, interval)) if n_failures else interval
    if retry_after_s is not None:
        wait = max(wait, timedelta(seconds=retry_after_s))
    return now + wait
