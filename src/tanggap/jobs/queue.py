"""Tasks and deferral. A deferred job commits or rolls back with the rows of its transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as queue_app
from procrastinate.exceptions import AlreadyEnqueued

from tanggap.core.errors import TemporaryFailure

P = ParamSpec("P")
R = TypeVar("R")

LIGHT = "light"
# Visits wait for other people's machines: they have a queue of their own, and several go on at once.
FETCH = "fetch"
JUDGE = "judge"
GROUP = "group"
QUEUES = (LIGHT, FETCH, JUDGE, GROUP)

# Set while this process is asked to end. A job that may take longer than the worker's grace looks at it between
# two pieces, commits what it has, defers the rest as a new job and returns.
stopping = threading.Event()


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again up to `max_attempts` times, after `wait_s`, then `wait_s` × `factor`, and so on."""

    max_attempts: int = 5
    wait_s: int = 10
    factor: int = 3

    def strategy(self) -> RetryStrategy:
        return RetryStrategy(
            max_attempts=self.max_attempts,
            wait=self.wait_s,
            exponential_wait=self.factor,
            retry_exceptions=[TemporaryFailure, OSError],
        )


def task(*, name: str, queue: str = LIGHT, retry: Retry | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a job that can be deferred by `name`. It must bear being run twice."""

    def register(function: Callable[P, R]) -> Callable[P, R]:
        queue_app.task(name=name, queue=queue, retry=retry.strategy() if retry else False)(function)
        return function

    return register


def periodic(
    *, name: str, cron: str, queue: str = LIGHT, is_exclusive: bool = True
) -> Callable[[Callable[[], R]], Callable[[], R]]:
    """Make a function without arguments a job that is deferred by the clock, at most one waiting at a time.

    `cron` has five fields, or six when the last counts seconds. Unless `is_exclusive` is False, a run waits for
    the one before to end, and so for its rescue when its worker died.
    """

    def register(function: Callable[[], R]) -> Callable[[], R]:
        def run(timestamp: int) -> R:
            return function()

        lock = name if is_exclusive else None
        registered = queue_app.task(name=name, queue=queue, queueing_lock=name, lock=lock)(run)
        queue_app.periodic(cron=cron)(registered)
        return function

    return register


def defer(
    name: str,
    /,
    *,
    lock: str | None = None,
    queueing_lock: str | None = None,
    at: datetime | None = None,
    priority: int | None = None,
    **payload: Any,
) -> int | None:
    """Put a job on the queue, in the transaction that is running.

    Jobs with one `lock` run one after the other. With a `queueing_lock`, a second job is not queued while a
    first one still waits; then the answer is None. Jobs of higher `priority` go first; without one it is 0.

    Raises
    ------
    LookupError
        If no task has this name: its job would lie on a queue that nobody works on.
    """
    if name not in queue_app.tasks:
        raise LookupError(f"no task is called {name}")
    options: dict[str, Any] = {"lock": lock, "queueing_lock": queueing_lock, "schedule_at": at, "priority": priority}
    deferrer = queue_app.configure_task(name, **{key: value for key, value in options.items() if value is not None})
    try:
        # The savepoint keeps the caller's transaction usable when the job is already waiting.
        with transaction.atomic():
            return int(deferrer.defer(**payload))
    except AlreadyEnqueued:
        return None
