"""The machine: Python, disk, clock."""

from __future__ import annotations

import shutil
import sys
import zoneinfo
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from tanggap.audit.models import AuditEntry
from tanggap.server.doctor.checks import Finding, Office, check, fail, ok, warn

OLDEST_PYTHON = (3, 11)
LITTLE_SPACE = 5 * 10**9
NO_SPACE = 10**9
_DRIFT_WARN, _DRIFT_FAIL = timedelta(seconds=5), timedelta(minutes=1)


@check("python")
def examine_python(office: Office) -> Finding:
    """Our code and the locked packages need this version."""
    found = sys.version_info[:2]
    if found < OLDEST_PYTHON:
        return fail(f"Python {found[0]}.{found[1]} is too old.", "Install Python 3.11 or later and run `make setup`.")
    return ok(f"Python {sys.version.split()[0]}.")


@check("disk")
def examine_disk(office: Office) -> Finding:
    """A full disk stops the database, and with it everything."""
    free = shutil.disk_usage(office.home).free
    sentence = f"{free / 1e9:.1f} GB are free where {office.home} lies."
    if free < NO_SPACE:
        return fail(sentence, "Free some space now: the database stops when the disk is full.")
    if free < LITTLE_SPACE:
        return warn(sentence, "Free some space soon, or move the home folder to a larger disk.")
    return ok(sentence)


@check("clock", needs_database=True)
def examine_clock(office: Office) -> Finding:
    """Deadlines, seals and sign-in codes depend on the clock."""
    try:
        zoneinfo.ZoneInfo(settings.TIME_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return fail(f"There is no time zone {settings.TIME_ZONE}.", "Set TANGGAP_TIME_ZONE, for one Asia/Makassar.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs: datetime = cursor.fetchone()[0]
    now = datetime.now(UTC)
    newest = AuditEntry.objects.order_by("-id").values_list("at", flat=True).first()
    return judge_clock(now, theirs, newest)


def judge_clock(now: datetime, theirs: datetime, newest: datetime | None) -> Finding:
    """Compare our clock with the database's, and both with the latest entry of the trail."""
    set_it = "Let the machine keep its time by NTP (`timedatectl set-ntp true`)."
    drift = abs(now - theirs)
    sentence = f"This clock and the database's differ by {drift.total_seconds():.1f} seconds."
    if newest is not None and newest > now + _DRIFT_FAIL:
        return fail(f"The latest entry of the trail is of {newest:%Y-%m-%d %H:%M} UTC, which lies ahead.", set_it)
    if drift > _DRIFT_FAIL:
        return fail(sentence, set_it)
    if drift > _DRIFT_WARN:
        return warn(sentence, set_it)
    return ok(sentence)
