"""How long `tanggap run` takes to its first page, on a new home and a known one; and what it holds when idle."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tanggap.lab.bench import Figure
from tanggap.lab.bench._memory import family_of, memory_mb

_N_RUNS = 3
_PORT = 8790
_PATIENCE_S = 120
_SETTLE_S = 20


def run() -> Figure:
    """Measure; takes a few minutes. The demo's outlets and the port 8790 must be free."""
    cold, warm, busy = [], [], []
    for _ in range(_N_RUNS):
        with tempfile.TemporaryDirectory(prefix="tanggap-bench-") as folder:
            with _office(folder) as (_pid, seconds):
                cold.append(seconds)
            with _office(folder) as (pid, seconds):
                warm.append(seconds)
                time.sleep(_SETTLE_S)
                busy.append(memory_mb(family_of(pid)))
    detail = {
        "cold_start_s": round(statistics.median(cold), 2),
        "warm_start_s": round(statistics.median(warm), 2),
        "idle_memory_mb": round(statistics.median(_idle_memory_mb() for _ in range(_N_RUNS))),
        "demo_memory_mb": round(statistics.median(busy)),
        "memory": f"PSS of the supervisor and all below it, {_SETTLE_S} s after the first page; idle: an office "
        "without sources, demo: while it collects, with the process that plays the outlets",
        "n_runs": _N_RUNS,
        "note": "cold: a new home with its database, migrations and the demo's office; the software is set up",
    }
    return Figure("start", round(statistics.median(cold), 2), "s", detail)


def _idle_memory_mb() -> float:
    """What an office holds that nobody uses."""
    with tempfile.TemporaryDirectory(prefix="tanggap-bench-") as folder, _office(folder, "--no-demo") as (pid, _s):
        time.sleep(_SETTLE_S)
        return memory_mb(family_of(pid))


@contextmanager
def _office(home: str, *options: str) -> Iterator[tuple[int, float]]:
    """A running office: its process, and the seconds until a page came."""
    command = [str(Path(sys.executable).parent / "tanggap"), "run", "--port", str(_PORT), *options]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"TANGGAP_HOME": home, "TANGGAP_LOG_LEVEL": "ERROR"}
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield process.pid, _first_page(process, began)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _first_page(process: subprocess.Popen[bytes], began: float) -> float:
    while not _answers():
        if process.poll() is not None or time.perf_counter() - began > _PATIENCE_S:
            raise TimeoutError("no page came")
        time.sleep(0.02)
    return time.perf_counter() - began


def _answers() -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{_PORT}/", timeout=60) as answer:
            return int(answer.status) < 500
    except HTTPError as error:
        return error.code < 500
    except (URLError, OSError):
        return False
