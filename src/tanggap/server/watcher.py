"""Where the kernel cannot signal children when their parent dies, a small process does it.

The parent holds one end of a pipe and says which processes to watch; when it dies in whatever way, the pipe
closes and the watcher signals what is left. Run as a file, so that it stays small.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path


class ParentWatcher:
    """The parent's end of the pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(Path(__file__).resolve())],
            stdin=subprocess.PIPE,
            process_group=0,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def watch(self, pid: int, death_signal: signal.Signals) -> None:
        self._tell(f"watch {pid} {int(death_signal)}")

    def forget(self, pid: int) -> None:
        self._tell(f"forget {pid} 0")

    def close(self) -> None:
        """Stop watching, without signalling anybody."""
        self._tell("close 0 0")
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()

    def _tell(self, line: str) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(f"{line}\n".encode())
            self._process.stdin.flush()


def left_over(lines: Iterable[str]) -> dict[int, int]:
    """Which processes to signal, and how, after all lines have been heard."""
    watched: dict[int, int] = {}
    for line in lines:
        verb, pid, number = line.split()
        if verb == "watch":
            watched[int(pid)] = int(number)
        elif verb == "forget":
            watched.pop(int(pid), None)
        else:
            watched.clear()
    return watched


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    for pid, number in left_over(sys.stdin).items():
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


if __name__ == "__main__":
    main()
