"""Pages served by several processes on one address: one process of Python fills one core at most."""

from __future__ import annotations

import ctypes
import signal
import sys
from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.server import Server

from tanggap.server.children import load_pages, web_application
from tanggap.server.launch import PR_SET_PDEATHSIG

THREADS_PER_WORKER = 4
# Each worker keeps its connections to the database with its threads; a thread that ends early would drop one.
_IDLE_THREAD_S = 600
# How many requests may wait for a worker before it stops taking more in.
_WAITING_PER_WORKER = 64
# A worker that is told to end while it loads does not hear it; one that answers somebody gets this long.
_GRACE_S = 10


def serve(host: str, port: int, *, n_workers: int) -> None:
    """Serve pages alone until a signal comes; a worker that dies is replaced, the others go on meanwhile."""
    Server(
        f"{__name__}:loaded_application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=n_workers,
        blocking_threads=THREADS_PER_WORKER,
        blocking_threads_idle_timeout=_IDLE_THREAD_S,
        backpressure=_WAITING_PER_WORKER,
        websockets=False,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_GRACE_S,
    ).serve()


def loaded_application() -> Callable[..., Any]:
    """The pages, all imported, in a worker: else its first visitor waits for it."""
    _end_with_parent()
    application = web_application()
    load_pages()
    return application


def _end_with_parent() -> None:
    """Let the kernel end this worker when its parent is killed: nobody else would, and it would keep the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
