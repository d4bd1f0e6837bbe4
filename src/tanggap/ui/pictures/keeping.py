"""Pictures in a folder: the same figures are drawn once, whoever asks and however many at a time.

The drawing is done by another process. Whoever waits for it holds a thread of the web process, nothing else; only
some may wait, so that the other threads go on serving pages.
"""

from __future__ import annotations

import atexit
import hashlib
import importlib.util
import json
import logging
import os
import select
import subprocess
import sys
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.utils.formats import get_format

from tanggap.core.errors import TemporaryFailure

logger = logging.getLogger(__name__)

Format = Literal["svg", "png"]
MAX_BYTES = 64 * 1024 * 1024
MAX_WAITING = 5
PATIENCE_S = 8.0
# Nothing that we draw takes a tenth of it; a process that does has lost its way.
_LONGEST_S = 60.0
_PROGRAM = [sys.executable, "-m", "tanggap.ui.pictures.painter"]


def _figure_marks() -> dict[str, Any]:
    """How the language of the screen writes figures: 12.345 in Indonesian."""
    return {
        "decimal": get_format("DECIMAL_SEPARATOR"),
        "thousands": get_format("THOUSAND_SEPARATOR"),
        "grouping": [3],
        "currency": ["", ""],
    }


@dataclass(frozen=True, slots=True)
class Picture:
    """What is to be drawn. `heading` is for pictures that leave their page: what it is, of when, on what it rests."""

    shape: str
    data: Mapping[str, Any]
    theme: str
    form: Format
    heading: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=_figure_marks)

    @property
    def path(self) -> Path:
        """Where it lies: named for its content and for the definitions that it is drawn by."""
        text = _definitions() + json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=str)
        return folder() / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.{self.form}"


def folder() -> Path:
    return Path(settings.HOME) / "cache" / "pictures"


def picture_of(picture: Picture) -> bytes:
    """The picture as a file's content.

    Raises
    ------
    TemporaryFailure
        When it is not ready yet: it is being drawn, and there the next time.
    """
    path = picture.path
    with suppress(FileNotFoundError):
        content = path.read_bytes()
        os.utime(path)
        return content
    _desk.wait_for(path, asdict(picture))
    return path.read_bytes()


class _Desk:
    """Takes orders, gives each to the drawing process once, and lets some of those who asked wait."""

    def __init__(self) -> None:
        self._orders: dict[Path, Future[bool]] = {}
        self._lock = threading.Lock()
        self._n_waiting = 0
        # One thread talks to the process: one picture after the other.
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._process: subprocess.Popen[str] | None = None

    def wait_for(self, path: Path, order: dict[str, Any]) -> None:
        with self._lock:
            future = self._orders.get(path)
            if future is None:
                future = self._orders[path] = self._pool.submit(self._draw, path, order)
            if self._n_waiting >= MAX_WAITING:
                raise TemporaryFailure("too many are waiting for pictures")
            self._n_waiting += 1
        try:
            is_drawn = future.result(timeout=PATIENCE_S)
        except NotYet as error:
            raise TemporaryFailure("the picture is still being drawn") from error
        finally:
            with self._lock:
                self._n_waiting -= 1
        if not is_drawn:
            raise TemporaryFailure("the picture could not be drawn")

    def _draw(self, path: Path, order: dict[str, Any]) -> bool:
        try:
            line = json.dumps({**order, "path": str(path)}, default=str)
            # A process that had ended for want of work is begun anew, once.
            is_drawn = "done" in (self._ask(line) or self._ask(line))
            if not is_drawn:
                logger.warning("ui.picture_failed", extra={"shape": order["shape"]})
            _forget_old(path.parent)
            return is_drawn
        finally:
            with self._lock:
                self._orders.pop(path, None)

    def _ask(self, line: str) -> str:
        """The answer to one order; empty when there was nobody to give one."""
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._process = _start()
        process = self._process
        assert process.stdin and process.stdout  # noqa: S101 both are pipes
        with suppress(OSError, ValueError):
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            if select.select([process.stdout], [], [], _LONGEST_S)[0]:
                return process.stdout.readline()
        self.stop()
        return ""

    def stop(self) -> None:
        """End the drawing process; it has nothing to tidy up."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    if pipe:
                        pipe.close()


def _start() -> subprocess.Popen[str]:
    # A group of its own: Ctrl-C on the terminal is for us; it ends with the pipe between us.
    return subprocess.Popen(
        _PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, process_group=0
    )


@cache
def _definitions() -> str:
    """A hash of what pictures are drawn by: other definitions, other pictures."""
    digest = hashlib.sha256()
    for name in ("shapes", "tokens", "painter"):
        spec = importlib.util.find_spec(f"tanggap.ui.pictures.{name}")
        assert spec and spec.origin  # noqa: S101 they lie beside this file
        digest.update(Path(spec.origin).read_bytes())
    return digest.hexdigest()


def _forget_old(place: Path) -> None:
    """Keep what was asked for last, as much of it as there is room."""
    found = [(path, path.stat()) for path in place.glob("*.*") if path.is_file()]
    left = MAX_BYTES
    for path, told in sorted(found, key=lambda each: -each[1].st_mtime):
        left -= told.st_size
        if left < 0:
            path.unlink(missing_ok=True)


_desk = _Desk()
atexit.register(_desk.stop)
