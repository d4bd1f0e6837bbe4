"""When a person was here before: what is new to them counts from there, on whatever screen they look."""

from __future__ import annotations

from datetime import datetime, timedelta

from tanggap.accounts.models import User

# Whoever comes back sooner is still on the same visit: what was new stays new until it was looked through.
PAUSE = timedelta(minutes=45)
FIRST_VISIT = timedelta(days=1)
# A page that is looked at again and again does not write each time.
_NOTED_EVERY = timedelta(minutes=1)


def seen_since(user: User, now: datetime) -> datetime:
    """Since when this visit counts things as new."""
    return user.new_since_at or now - FIRST_VISIT


def note_visit(user: User, now: datetime) -> datetime:
    """Remember that the person looked now, and answer since when things are new to them.

    The mark is moved once a visit: on the first look after a pause, from the desk or from the phone.
    """
    before = user.last_visit_at
    if before is not None and user.new_since_at is not None and timedelta(0) <= now - before < _NOTED_EVERY:
        return user.new_since_at
    if user.new_since_at is None or before is None or now - before > PAUSE:
        user.new_since_at = before or now - FIRST_VISIT
    user.last_visit_at = now
    user.save(update_fields=["last_visit_at", "new_since_at"])
    return user.new_since_at
