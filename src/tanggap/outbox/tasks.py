"""The jobs of the outbox."""

from __future__ import annotations

from django.utils import timezone

from tanggap.jobs.queue import periodic, task
from tanggap.outbox import actions


@task(name="outbox.send_due")
def send_due() -> None:
    actions.send_due(timezone.now())


@periodic(name="outbox.look", cron="* * * * *")
def look() -> int:
    """Find what is due again after a failure or a dead worker."""
    return actions.send_due(timezone.now())


@periodic(name="outbox.sweep", cron="41 18 * * *")
def sweep() -> int:
    return actions.sweep_files(timezone.now())
