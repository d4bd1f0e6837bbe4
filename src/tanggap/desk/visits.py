"""When a person was here before: what is new to them counts from there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from tanggap.accounts.models import User

# Whoever comes back sooner is still on the same visit: what was new stays new until it was looked through.
PAUSE = timedelta(minutes=45)
FIRST_VISIT = timedelta(days=1)
_SINCE = "visit_since"


def seen_since(session: SessionBase) -> datetime | None:
    """Since when this visit counts things as new; None before the first look at the first page."""
    since = session.get(_SINCE)
    return datetime.fromisoformat(since) if since else None


def note_visit(user: User, session: SessionBase, now: datetime) -> datetime:
    """Remember that the person looked now, and answer since when things are new to them.

    The mark is moved once a visit: on the first look after a pause.
    """
    since = seen_since(session)
    before = user.last_visit_at
    if since is None or before is None or now - before > PAUSE:
        since = before or now - FIRST_VISIT
        session[_SINCE] = since.isoformat()
    user.last_visit_at = now
    User.objects.filter(pk=user.pk).update(last_visit_at=now)
    return since
