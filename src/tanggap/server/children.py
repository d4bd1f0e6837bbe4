"""What the supervisor's children do; each runs in a process of its own.

``python -m tanggap.server.children web 3 4`` and so on: without the command line's own libraries, so that
children start fast and stay small.
"""

from __future__ import annotations

import importlib
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tanggap.server.home import DEMO_FILE, home_folder
from tanggap.server.migration import migrate
from tanggap.server.supervisor import GRACE_S, restart_delay_s

logger = logging.getLogger(__name__)

WEB_APP = ("tanggap.config.wsgi", "application")
DEMO_COMMAND = "load_demo"
N_THREADS = 8
# Visits to sources at once: mostly they wait for other people's machines.
N_VISITS = 6


def command(*arguments: str) -> list[str]:
    """The arguments that start one of these children."""
    return [sys.executable, "-m", "tanggap.server.children", *arguments]


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set; whoever has not ended some time later is ended."""
    stop = threading.Event()

    def on_signal(number: int, frame: object) -> None:
        if not stop.is_set():
            stop.set()
            # Without a parent nobody would kill us if a job hangs.
            last_resort = threading.Timer(GRACE_S, os._exit, args=(1,))
            last_resort.daemon = True
            last_resort.start()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, on_signal)
    return stop


def set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tanggap.config.settings")
    import django

    django.setup()


def serve_web(listener: socket.socket, *, with_worker: bool = True, gate: int | None = None) -> None:
    """Serve pages on a listening socket, and do the light jobs beside it, until told to stop."""
    from waitress.server import create_server

    stop = stop_on_signals()
    application = web_application()
    load_pages()
    if gate is not None:
        wait_for_gate(gate)
    server = create_server(application, sockets=[listener], threads=N_THREADS, ident=None)
    web = threading.Thread(target=server.run, name="web", daemon=True)
    web.start()
    if with_worker:
        visits = threading.Thread(
            target=keep_working, args=(["fetch"], stop), kwargs={"n_jobs": N_VISITS}, name="visits"
        )
        visits.start()
        keep_working(["light"], stop)
        visits.join()
    stop.wait()
    server.close()
    server.task_dispatcher.shutdown(cancel_pending=False, timeout=5)


def web_application() -> Callable[..., Any]:
    """The pages as WSGI knows them, with Django set up."""
    application: Callable[..., Any] = getattr(importlib.import_module(WEB_APP[0]), WEB_APP[1])
    return application


def load_pages() -> None:
    """Import all views now, so that the first visitor need not wait, and spare what is loaded the collector's look."""
    from django.urls import get_resolver

    from tanggap.jobs.worker import spare_the_garbage_collector

    get_resolver().url_patterns  # noqa: B018 the import is the point
    spare_the_garbage_collector()


def keep_working(queues: Sequence[str], stop: threading.Event, *, n_jobs: int = 1) -> None:
    """Work on queues until told to stop; a lost database is waited for."""
    from tanggap.jobs import worker

    n_failures = 0
    while not stop.is_set():
        try:
            worker.run(queues, stop=stop, install_signal_handlers=False, n_jobs=n_jobs)
        except Exception:
            n_failures += 1
            logger.exception("server.worker_failed", extra={"n_failures": n_failures})
            stop.wait(max(1.0, restart_delay_s(n_failures)))


def work(queues: Sequence[str], *, gate: int | None = None) -> None:
    stop = stop_on_signals()
    set_up_django()
    if gate is not None:
        wait_for_gate(gate)
    keep_working(queues, stop, n_jobs=N_VISITS if list(queues) == ["fetch"] else 1)


def prepare(*, is_demo_wanted: bool) -> None:
    """Bring the database up to date and, when nobody is in it yet, fill it with the demo that this version has."""
    if is_demo_wanted:
        os.environ["TANGGAP_DEMO"] = "1"
    migrate()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command, get_commands

    if is_demo_wanted and DEMO_COMMAND in get_commands() and not get_user_model().objects.exists():
        call_command(DEMO_COMMAND)
        (home_folder() / DEMO_FILE).touch(mode=0o600)


def wait_for_gate(descriptor: int) -> None:
    """Wait until the parent lets us begin: it closes the other end once the database is ready.

    Until then we have loaded our code, on the processor that preparing the database leaves idle.
    """
    os.read(descriptor, 1)


def serve_outlets() -> None:
    """Serve the demo's invented outlets until told to stop."""
    from tanggap.lab.demo.outlets import demo_texts, open_outlets, started_at

    stop = stop_on_signals()
    began_at = started_at(home_folder())
    servers = open_outlets(began_at, texts=demo_texts(began_at))
    stop.wait()
    for server in servers:
        server.shutdown()


def bind(host: str, port: int) -> socket.socket:
    """A listening socket at this address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1024)
    except OSError:
        listener.close()
        raise
    return listener


def main(arguments: Sequence[str]) -> None:
    name, rest = arguments[0], list(arguments[1:])
    if name == "web":
        serve_web(socket.socket(fileno=int(rest[0])), gate=int(rest[1]))
    elif name == "worker":
        work(rest[1:], gate=int(rest[0]))
    elif name == "prepare":
        prepare(is_demo_wanted=rest == ["--demo"])
    elif name == "outlets":
        serve_outlets()
    else:
        sys.exit(f"{Path(__file__).name}: there is no child {name!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
