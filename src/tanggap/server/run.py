"""``tanggap run``: the whole of Tanggap on one machine, in the order in which it has to come up."""

from __future__ import annotations

import errno
import os
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tanggap.core.errors import PermanentFailure, TanggapError
from tanggap.lab.demo.ports import N_MENTIONS
from tanggap.lab.demo.ports import addresses as demo_addresses
from tanggap.server import children
from tanggap.server.environment import is_external, owner_environment, runtime_environment
from tanggap.server.home import DEMO_FILE, HomeLock, load_settings
from tanggap.server.migration import has_people, is_migrated
from tanggap.server.postgres import Cluster
from tanggap.server.supervisor import ChildSpec, Supervisor, ending

_WORRY_AFTER_S = 90.0


@dataclass(frozen=True, slots=True)
class RunOptions:
    home: Path
    host: str = "127.0.0.1"
    port: int = 8000
    is_demo_wanted: bool = True


class Office:
    """One run of everything: database, migrations, demo, web and judging."""

    def __init__(self, options: RunOptions, say: Callable[[str], None] = print) -> None:
        self._options = options
        self._say = say
        self._stop = threading.Event()
        self._is_demo = False
        self.supervisor = Supervisor(say=say, stop=self._stop)

    def run(self) -> None:
        """Serve until a signal comes; leaves nothing behind."""
        options = self._options
        lock = HomeLock(options.home, "run")
        lock.acquire()
        try:
            load_settings(options.home)
            self.supervisor.install_signal_handlers()
            with listen(options.host, options.port) as listener:
                try:
                    self._come_up(listener)
                    self.supervisor.watch()
                finally:
                    self._say_if_up("Stopping …")
                    self.supervisor.stop()
        except TanggapError:
            if not self.supervisor.was_signalled:
                raise
        finally:
            lock.release()

    def _come_up(self, listener: socket.socket) -> None:
        cluster = self._start_database()
        is_ready = cluster is not None and is_migrated(cluster)
        is_empty = not is_ready and not (cluster is not None and has_people(cluster))
        is_new_demo = is_empty and self._options.is_demo_wanted and cluster is not None
        self._is_demo = (self._options.home / DEMO_FILE).exists() or is_new_demo
        gate, opener = os.pipe()
        try:
            if cluster is not None:
                # They load their code while the database is prepared, and wait at the gate.
                self._start_services(cluster, listener, gate)
            if not is_ready:
                self._prepare(cluster)
            if cluster is None and not self._stop.is_set():
                self._is_demo = (self._options.home / DEMO_FILE).exists()
                self._start_services(cluster, listener, gate)
        finally:
            os.close(opener)
        threading.Thread(target=self._announce, args=(listener,), daemon=True).start()

    def _start_database(self) -> Cluster | None:
        if is_external():
            return None
        cluster = Cluster(self._options.home, stop=self._stop)
        if cluster.layout.note:
            self._say(cluster.layout.note)
        self.supervisor.cluster = cluster
        cluster.start()
        return cluster

    def _prepare(self, cluster: Cluster | None) -> None:
        wanted = ["--demo"] if self._is_demo else []
        environment = owner_environment(cluster, **self._variables())
        status, _output = self.supervisor.run_once(
            ChildSpec("prepare", children.command("prepare", *wanted), environment)
        )
        if status != 0 and not self._stop.is_set():
            raise PermanentFailure(f"The database could not be brought up to date ({ending(status)}): see above.")

    def _start_services(self, cluster: Cluster | None, listener: socket.socket, gate: int) -> None:
        environment = runtime_environment(cluster, **self._variables())
        if self._is_demo:
            self.supervisor.add(ChildSpec("outlets", children.command("outlets"), environment))
        web = children.command("web", str(listener.fileno()), str(gate))
        self.supervisor.add(ChildSpec("web", web, environment, pass_fds=(listener.fileno(), gate)))
        for name, queue in (("judging", "judge"), ("grouping", "group")):
            work = children.command("worker", str(gate), queue)
            self.supervisor.add(ChildSpec(name, work, environment, pass_fds=(gate,)))

    def _variables(self) -> dict[str, str]:
        variables = {"TANGGAP_HOME": str(self._options.home)}
        variables["TANGGAP_BASE_URL"] = os.environ.get("TANGGAP_BASE_URL") or self._address()
        if self._is_demo:
            hosts = [*os.environ.get("TANGGAP_PRIVATE_HOSTS", "").split(","), *demo_addresses()]
            variables["TANGGAP_DEMO_EXPECTED"] = str(N_MENTIONS)
            variables |= {"TANGGAP_DEMO": "1", "TANGGAP_PRIVATE_HOSTS": ",".join(filter(None, hosts))}
            # The outlets are ours and on this machine: nobody is spared by waiting between two pages.
            variables["TANGGAP_FETCH_DELAY_MS"] = os.environ.get("TANGGAP_FETCH_DELAY_MS", "20")
        return variables

    def _address(self) -> str:
        host = f"[{self._options.host}]" if ":" in self._options.host else self._options.host
        return f"http://{host}:{self._options.port}"

    def _announce(self, listener: socket.socket) -> None:
        """Say the address as soon as a page answers there."""
        worry_at = time.monotonic() + _WORRY_AFTER_S
        while not answers(listener.getsockname()):
            if self._stop.wait(0.2):
                return
            if time.monotonic() > worry_at:
                self._say("No page has answered yet; what went wrong should stand above.")
                worry_at = float("inf")
        self._say(f"Tanggap answers at {self._address()}")
        sign_ins = self._options.home / DEMO_FILE
        if sign_ins.is_file() and sign_ins.stat().st_size:
            self._say(sign_ins.read_text(encoding="utf-8").rstrip())
        self._say("Ctrl-C stops it.")

    def _say_if_up(self, words: str) -> None:
        if self.supervisor.pids():
            self._say(words)


def listen(host: str, port: int) -> socket.socket:
    """The socket that all web children serve on: taken once, so that nobody is refused while one is replaced."""
    try:
        return children.bind(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = "another program uses it. Choose another with --port, or stop that program"
        elif error.errno == errno.EACCES:
            reason = "this user may not use it. Choose one above 1023 with --port"
        else:
            reason = f"{error.strerror}. Choose another address with --host and --port"
        raise PermanentFailure(f"Port {port} on {host} cannot be used: {reason}.") from error


def answers(address: tuple[str, int], *, timeout_s: float = 5.0) -> bool:
    """Whether a page comes from this address that is no failure of the server."""
    host, port = address[0], address[1]
    connect_to = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 we connect, not bind
    give_up_at = time.monotonic() + timeout_s
    try:
        with socket.create_connection((connect_to, port), timeout=timeout_s) as connection:
            connection.sendall(f"GET / HTTP/1.0\r\nHost: {connect_to}:{port}\r\n\r\n".encode())
            head = b""
            while b"\r\n" not in head and time.monotonic() < give_up_at:
                chunk = connection.recv(256)
                if not chunk:
                    break
                head += chunk
    except OSError:
        return False
    status = head.split(b" ")[1:2]
    return bool(status) and status[0].isdigit() and int(status[0]) < 500
