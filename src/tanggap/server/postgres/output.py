"""What the server says: kept in a file that cannot grow without bound, its end also in memory."""

from __future__ import annotations

import threading
from collections import deque
from pathlib import Path
from typing import IO

MAX_BYTES = 5_000_000
_TAIL_LINES = 40


class OutputLog:
    """Reads a process's output to its end and writes it to `path`; a full disk does not stop it."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self._stream = stream
        self._path = path
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self._thread = threading.Thread(target=self._run, name="output-log", daemon=True)
        self._thread.start()

    def tail(self) -> str:
        """The last lines."""
        return "\n".join(self._tail)

    def wait_for_end(self, timeout_s: float) -> bool:
        """Whether all processes that write to it have ended within that time."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        with self._stream:
            for line in self._stream:
                self._tail.append(line.decode(errors="replace").rstrip())
                self._write(line)

    def _write(self, line: bytes) -> None:
        try:
            if self._path.exists() and self._path.stat().st_size > MAX_BYTES:
                self._path.replace(self._path.with_suffix(".log.1"))
            with self._path.open("ab") as file:
                file.write(line)
        except OSError:
            return
