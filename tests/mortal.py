"""Starts the worker that dies where a test tells it to, and brings its work to an end afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.db import connection

from own_database import database_url
from tanggap.jobs.queue import defer
from tanggap.jobs.rescue import rescue_stalled_jobs

SIGKILL = 9


class MortalWorker:
    """The other side of ``mortal_worker.py``: gives it orders and reads what became of them."""

    def __init__(self, **settings: str) -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "tanggap.config.settings",
            "TANGGAP_LOG_LEVEL": "ERROR",
            **settings,
        }
        program = Path(__file__).parent / "mortal_worker.py"
        self.process = subprocess.Popen(
            [sys.executable, str(program)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __call__(self, **order: Any) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def recover(self, *looks: str, work: str) -> None:
        """What the next minutes bring: dead workers are noticed, their jobs are done again, the clock looks."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 minutes'")
        rescue_stalled_jobs()
        for name in looks:
            defer(name, timestamp=0)
        assert self(work=work)["status"] == 0

    def end(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()
