"""The sealing job."""

from __future__ import annotations

from tanggap.audit.sealing import BATCH, seal_due
from tanggap.jobs.queue import periodic


# The sixth field counts seconds: a link follows its entry within about five of them.
@periodic(name="audit.seal", cron="* * * * * */5")
def seal() -> int:
    """Chain everything that is due, a batch at a time."""
    n_sealed = n_last = seal_due()
    while n_last == BATCH:
        n_last = seal_due()
        n_sealed += n_last
    return n_sealed
