"""Starts children, watches them, starts them again when they die, and stops them all in order."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tanggap.core.errors import TanggapError
from tanggap.server.postgres.cluster import Cluster
from tanggap.server.process import forget, spawn, wait

# A little more than the queue's workers take to end their running jobs.
GRACE_S = 25.0
HEALTHY_AFTER_S = 60.0
LONGEST_DELAY_S = 30.0
_LOOK_EVERY_S = 0.1
_SOCKET_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """A process to keep running (`restart`) or to run once."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    restart: bool = True
    pass_fds: tuple[int, ...] = ()


def restart_delay_s(n_deaths: int) -> float:
    """How long to wait before the next start after so many deaths in a row: at once, then longer and longer.

    >>> [restart_delay_s(n) for n in (1, 2, 3, 20)]
    [0.0, 0.5, 1.0, 30.0]
    """
    if n_deaths <= 1:
        return 0.0
    return float(min(LONGEST_DELAY_S, 0.5 * 2 ** min(n_deaths - 2, 10)))


@dataclass(slots=True)
class Patience:
    """Deaths in a row; a life of `HEALTHY_AFTER_S` wipes the slate."""

    n_deaths: int = 0
    start_at: float = 0.0

    def died(self, *, now: float, lived_s: float) -> float:
        """Count a death; how long to wait before the next start."""
        self.n_deaths = 1 if lived_s >= HEALTHY_AFTER_S else self.n_deaths + 1
        delay_s = restart_delay_s(self.n_deaths)
        self.start_at = now + delay_s
        return delay_s


@dataclass(slots=True)
class _Child:
    spec: ChildSpec
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    patience: Patience = field(default_factory=Patience)


class Supervisor:
    """Keeps a database and some children alive until told to stop.

    Children die with the thread that started them, so all methods belong to one thread, which stays.
    """

    def __init__(
        self,
        *,
        cluster: Cluster | None = None,
        say: Callable[[str], None] = print,
        stop: threading.Event | None = None,
    ) -> None:
        self.cluster = cluster
        self.stop_wanted = stop or threading.Event()
        self._say = say
        self._children: list[_Child] = []
        self._database_patience = Patience()
        self._database_up_at = time.monotonic()
        self._socket_seen_at = time.monotonic()
        self._n_signals = 0

    def install_signal_handlers(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    @property
    def was_signalled(self) -> bool:
        return self._n_signals > 0

    def _on_signal(self, number: int, frame: object) -> None:
        self._n_signals += 1
        self.stop_wanted.set()

    # -- one after the other --------------------------------------------------------------------------------

    def run_once(self, spec: ChildSpec) -> tuple[int, str]:
        """Run a child to its end; its exit status and what it wrote to its standard output.

        When a stop is wanted meanwhile, the child is stopped and its status says so.
        """
        process = spawn(spec.argv, env=spec.env, stdout=subprocess.PIPE, pass_fds=spec.pass_fds)
        child = _Child(spec, process, time.monotonic())
        output: list[bytes] = []
        reader = threading.Thread(target=_read_all, args=(process, output), daemon=True)
        reader.start()
        while process.poll() is None and not self.stop_wanted.wait(0.01):
            continue
        self._stop_children([child])
        reader.join()
        return process.returncode, b"".join(output).decode(errors="replace")

    # -- all the time ---------------------------------------------------------------------------------------

    def add(self, spec: ChildSpec) -> None:
        """Start a child and keep it."""
        child = _Child(spec)
        self._children.append(child)
        self._start(child)

    def pids(self) -> dict[str, int]:
        """The running processes by name; the database's is ``postgres``."""
        found = {child.spec.name: child.process.pid for child in self._children if child.process is not None}
        if self.cluster is not None and self.cluster.pid is not None:
            found["postgres"] = self.cluster.pid
        return found

    def watch(self) -> None:
        """Watch over everything until a stop is wanted."""
        while not self.stop_wanted.wait(_LOOK_EVERY_S):
            self.look_after()

    def look_after(self) -> None:
        """One round: see who died, and start whoever's time has come."""
        self._look_after_database()
        for child in self._children:
            self._look_after_child(child)

    def stop(self) -> None:
        """Stop the children, then the database; a second signal cuts the wait short."""
        self.stop_wanted.set()
        self._stop_children(self._children)
        if self.cluster is not None:
            self.cluster.stop()

    # -- inside ---------------------------------------------------------------------------------------------

    def _start(self, child: _Child) -> None:
        child.process = spawn(child.spec.argv, env=child.spec.env, pass_fds=child.spec.pass_fds)
        child.started_at = time.monotonic()

    def _look_after_child(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if child.spec.restart and now >= child.patience.start_at:
                self._start(child)
            return
        status = child.process.poll()
        if status is None:
            return
        forget(child.process)
        child.process = None
        if child.spec.restart:
            delay_s = child.patience.died(now=now, lived_s=now - child.started_at)
            self._say(f"{child.spec.name} ended ({ending(status)}); it is started again{_in(delay_s)}.")

    def _look_after_database(self) -> None:
        cluster, now = self.cluster, time.monotonic()
        if cluster is None or now < self._database_patience.start_at:
            return
        status = cluster.poll()
        if status is None and now - self._socket_seen_at < _SOCKET_EVERY_S:
            return
        self._socket_seen_at = now
        if status is None and cluster.has_socket():
            return
        reason = "its socket was removed" if status is None else ending(status)
        self._say(f"The database ended ({reason}); it is started again.")
        try:
            cluster.restart()
        except TanggapError as error:
            delay_s = self._database_patience.died(now=time.monotonic(), lived_s=now - self._database_up_at)
            self._say(f"{error} The next try is made{_in(delay_s) or ' at once'}.")
        self._database_up_at = time.monotonic()

    def _stop_children(self, children: Sequence[_Child]) -> None:
        running = [child.process for child in children if child.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        give_up_at = time.monotonic() + GRACE_S
        signals_before = self._n_signals
        while any(process.poll() is None for process in running) and time.monotonic() < give_up_at:
            if self._n_signals > max(signals_before, 1):
                break
            time.sleep(0.01)
        for process in running:
            if process.poll() is None:
                process.kill()
            wait(process, 5)
        for child in children:
            child.process = None


def ending(status: int) -> str:
    """An exit status in words.

    >>> ending(-9), ending(3)
    ('killed by SIGKILL', 'exit status 3')
    """
    if status < 0:
        return f"killed by {signal.Signals(-status).name}"
    return f"exit status {status}"


def _in(delay_s: float) -> str:
    return f" in {delay_s:g} seconds" if delay_s else ""


def _read_all(process: subprocess.Popen[bytes], output: list[bytes]) -> None:
    if process.stdout is not None:
        with process.stdout:
            output.append(process.stdout.read())
