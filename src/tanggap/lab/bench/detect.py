"""Detection: rows a second on one core, by the command with its start, and without reading and writing."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tanggap.core.signals.anomalies import AnomalyDetector
from tanggap.lab.bench import Figure

_N_ROWS, _N_RUNS, _SEED = 300_000, 3, 63
_COMMAND = (sys.executable, "-c", "from tanggap.cli import main; main()", "detect")


def run() -> Figure:
    """Measure; takes about half a minute."""
    draw = np.random.default_rng(_SEED)
    values = draw.poisson(draw.gamma(2, 10, _N_ROWS)).tolist()
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "in.csv", Path(folder) / "out.csv"
        rows = (f"{300 * row + 1_700_000_000},{value}\n" for row, value in enumerate(values))
        source.write_text("".join(rows), encoding="ascii")
        whole = [_N_ROWS / _command_s(source, target) for _ in range(_N_RUNS)]
    alone = [_N_ROWS / _alone_s(values) for _ in range(_N_RUNS)]
    detail = {"n_rows": _N_ROWS, "n_runs": _N_RUNS, "without_files_per_s": round(statistics.median(alone))}
    return Figure("detect", round(statistics.median(whole)), "rows/s", detail)


def _command_s(source: Path, target: Path) -> float:
    began = time.monotonic()
    subprocess.run([*_COMMAND, "--input", str(source), "--output", str(target)], check=True)
    return time.monotonic() - began


def _alone_s(values: list[int]) -> float:
    began, detector = time.process_time(), AnomalyDetector()
    for row, value in enumerate(values):
        detector.update(value, at=300.0 * row)
    return time.process_time() - began
