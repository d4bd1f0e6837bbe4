"""Asking a language model, on the queue of what waits for other people's machines."""

from __future__ import annotations

from django.utils import timezone

from tanggap.jobs.queue import FETCH, periodic
from tanggap.pipeline.steps.second_reading import choose, llm_config, read_due


@periodic(name="pipeline.read_again", cron="* * * * *", queue=FETCH)
def read_again() -> int:
    """Choose what deserves it, and read what is due; nothing where no model is set."""
    config = llm_config()
    if config is None:
        return 0
    choose(timezone.now())
    return read_due(config)
