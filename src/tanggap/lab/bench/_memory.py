"""How much memory some processes and all their children hold, shared pages counted once."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self


def children_of(pid: int) -> list[int]:
    """Ids of the children of all threads of a process."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in path.read_text(encoding="ascii").split()]
        except OSError:
            continue
    return found


def family_of(pid: int) -> list[int]:
    """The process and everything below it."""
    found = [pid]
    for member in found:
        found += [child for child in children_of(member) if child not in found]
    return found


def memory_mb(pids: Iterable[int]) -> float:
    """Proportional memory (PSS) of these processes in MiB; a process that has ended counts nothing."""
    total_kb = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total_kb += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total_kb / 1024


class PeakMemory:
    """Looks at some families of processes every quarter of a second and keeps the highest sum in `peak_mb`."""

    def __init__(self, *roots: int) -> None:
        self.roots = roots
        self.peak_mb = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.25):
            members = {pid for root in self.roots for pid in family_of(root)}
            self.peak_mb = max(self.peak_mb, memory_mb(members))
