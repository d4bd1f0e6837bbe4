"""Instants in words, as a person in the office would say them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_DATE_FROM = 30 * DAY


def exact(moment: datetime) -> str:
    """Day, time and the name of the local time: "Rabu, 4 Maret 2026 09.00 WITA"."""
    local = timezone.localtime(moment)
    day = date_format(local, "l, j F Y", use_l10n=False)
    return f"{day} {local:%H.%M} {local.tzname()}"


def span(seconds: float) -> str:
    """A length of time in its largest whole unit: "3 jam"."""
    seconds = abs(seconds)
    if seconds < HOUR:
        n = int(seconds // MINUTE)
        return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}
    if seconds < DAY:
        n = int(seconds // HOUR)
        return ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n}
    n = int(seconds // DAY)
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}


def relative(moment: datetime, now: datetime) -> str:
    """ "3 jam lalu", "dalam 2 hari", "baru saja"; the date itself when it is more than a month away."""
    seconds = (now - moment) / timedelta(seconds=1)
    if abs(seconds) < MINUTE:
        return _("just now")
    if abs(seconds) > _DATE_FROM:
        return date_format(timezone.localtime(moment), "j M Y", use_l10n=False)
    if seconds > 0:
        return _("%(span)s ago") % {"span": span(seconds)}
    return _("in %(span)s") % {"span": span(seconds)}
