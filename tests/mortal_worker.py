"""A worker that dies where it is told to: for the tests that kill it in the middle of its work.

Runs as a program. Each line of its input is an order, for which it forks a child:
``{"run": ["collect"]}`` calls steps without the queue, ``{"work": "pipeline.match", "kill_at": 7}`` does queued
jobs and is killed by SIGKILL before the seventh statement (commits count) inside that task; without `kill_at`
it says how many statements the task took.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402
from django.db.backends.utils import CursorWrapper  # noqa: E402
from procrastinate.contrib.django import app as queue_app  # noqa: E402

from tanggap.jobs.queue import QUEUES  # noqa: E402
from tanggap.jobs.worker import run_until_idle  # noqa: E402
from tanggap.pipeline.context import load_context  # noqa: E402
from tanggap.pipeline.steps.collecting import collect_source  # noqa: E402
from tanggap.pipeline.steps.judging import judge_due  # noqa: E402
from tanggap.pipeline.steps.matching import match_due  # noqa: E402
from tanggap.pipeline.steps.reading import read_pages  # noqa: E402
from tanggap.sources.models import Source  # noqa: E402

STEPS: dict[str, Callable[[], Any]] = {
    "collect": lambda: [collect_source(pk) for pk in Source.objects.values_list("pk", flat=True)],
    "read": lambda: list(iter(read_pages, 0)),
    "match": match_due,
    "judge": lambda: judge_due(load_context()),
}


class Death:
    """Counts statements while a task runs, and kills the process before the chosen one."""

    def __init__(self, task_name: str, kill_at: int | None) -> None:
        self.kill_at = kill_at
        self.n_statements = 0
        self._is_inside = False
        self._wrap_task(task_name)
        for owner, name in (
            (CursorWrapper, "execute"),
            (CursorWrapper, "executemany"),
            (BaseDatabaseWrapper, "_commit"),
        ):
            self._wrap(owner, name)

    def _wrap_task(self, task_name: str) -> None:
        queue_app.perform_import_paths()
        task = queue_app.tasks[task_name]
        inner = task.func

        def watched(*args: Any, **kwargs: Any) -> Any:
            self._is_inside = True
            try:
                return inner(*args, **kwargs)
            finally:
                self._is_inside = False

        task.func = watched

    def _wrap(self, owner: type, name: str) -> None:
        inner = getattr(owner, name)

        def counted(*args: Any, **kwargs: Any) -> Any:
            if self._is_inside:
                self.n_statements += 1
                if self.n_statements == self.kill_at:
                    os.kill(os.getpid(), signal.SIGKILL)
            return inner(*args, **kwargs)

        setattr(owner, name, counted)


def obey(order: dict[str, Any], answer: int) -> None:
    n_statements = 0
    if "run" in order:
        for name in order["run"]:
            STEPS[name]()
    else:
        death = Death(order["work"], order.get("kill_at"))
        run_until_idle(QUEUES)
        n_statements = death.n_statements
    os.write(answer, json.dumps({"n_statements": n_statements}).encode())


def main() -> None:
    for line in sys.stdin:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            code = 1
            try:
                obey(json.loads(line), writer)
                code = 0
            finally:
                os._exit(code)
        os.close(writer)
        _pid, status = os.waitpid(child, 0)
        with os.fdopen(reader) as said:
            told = said.read()
        outcome = json.loads(told) if told else {}
        sys.stdout.write(json.dumps({"status": status, **outcome}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
