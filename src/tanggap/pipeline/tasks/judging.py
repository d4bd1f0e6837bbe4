"""Judging on the queue, in the process that is there for it."""

from __future__ import annotations

from tanggap.jobs.queue import JUDGE, defer, task
from tanggap.pipeline.context import load_context
from tanggap.pipeline.steps.judging import BATCH, judge_due, rejudge_outdated

_MAX_BATCHES = 10
_BEHIND_NEW_ONES = -10


@task(name="pipeline.judge", queue=JUDGE)
def judge() -> int:
    """Judge what is waiting; the rest in a further job, so that judging again gets its turn."""
    n_judged = judge_due(load_context(), max_batches=_MAX_BATCHES)
    if n_judged:
        defer("pipeline.group", lock="pipeline.group", queueing_lock="pipeline.group")
    if n_judged == _MAX_BATCHES * BATCH:
        defer("pipeline.judge", lock="pipeline.judge", queueing_lock="pipeline.judge")
    return n_judged


@task(name="pipeline.rejudge", queue=JUDGE)
def rejudge() -> int:
    """Judge some of what is out of date; the rest in a further job, and new mentions get their turn before it."""
    n_judged = rejudge_outdated(load_context())
    if n_judged:
        defer_rejudging()
    return n_judged


def defer_rejudging() -> None:
    """Judge again as soon as nothing else waits; one such job waits, one runs."""
    defer("pipeline.rejudge", lock="pipeline.rejudge", queueing_lock="pipeline.rejudge", priority=_BEHIND_NEW_ONES)
