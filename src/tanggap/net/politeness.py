"""Manners per authority (host and port): a pause between requests, few at a time, and patience when asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tanggap.net.errors import Throttled

MAX_AUTHORITIES = 5000


@dataclass(slots=True)
class _Manners:
    seats: threading.BoundedSemaphore
    next_at: float = 0.0
    n_inside: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Politeness:
    """Gives turns at an authority.

    Parameters
    ----------
    delay_s
        Pause between the starts of two requests to one authority.
    n_parallel
        Requests to one authority at the same time.
    max_wait_s
        Longer than this nobody waits for a turn: the caller is told when to come back.
    clock, sleep
        Seconds that only grow, and the wait itself; replaced in tests.
    """

    def __init__(
        self,
        *,
        delay_s: float,
        n_parallel: int,
        max_wait_s: float,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._delay_s = delay_s
        self._n_parallel = n_parallel
        self._max_wait_s = max_wait_s
        self._clock = clock
        self._sleep = sleep
        self._manners: dict[str, _Manners] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, authority: str, *, delay_s: float = 0.0) -> Iterator[None]:
        """Wait for a turn at `authority`; `delay_s` asks for a longer pause than usual.

        Raises
        ------
        Throttled
            If the turn would come only after `max_wait_s`.
        """
        manners = self._enter(authority)
        try:
            if not manners.seats.acquire(timeout=self._max_wait_s):
                raise Throttled("too many requests to one host at once", retry_after_s=self._max_wait_s)
            try:
                self._wait(manners, max(self._delay_s, delay_s))
                yield
            finally:
                manners.seats.release()
        finally:
            with self._lock:
                manners.n_inside -= 1

    def hold(self, authority: str, seconds: float) -> None:
        """Let nobody visit `authority` for the next `seconds`."""
        manners = self._enter(authority)
        with manners.lock:
            manners.next_at = max(manners.next_at, self._clock() + seconds)
        with self._lock:
            manners.n_inside -= 1

    def _enter(self, authority: str) -> _Manners:
        with self._lock:
            if authority not in self._manners:
                self._forget_idle()
                self._manners[authority] = _Manners(threading.BoundedSemaphore(self._n_parallel))
            manners = self._manners[authority]
            manners.n_inside += 1
            return manners

    def _forget_idle(self) -> None:
        if len(self._manners) < MAX_AUTHORITIES:
            return
        now = self._clock()
        idle = [name for name, known in self._manners.items() if not known.n_inside and known.next_at <= now]
        for name in idle:
            del self._manners[name]

    def _wait(self, manners: _Manners, delay_s: float) -> None:
        with manners.lock:
            now = self._clock()
            start_at = max(now, manners.next_at)
            if start_at - now > self._max_wait_s:
                raise Throttled("this host asks for a longer pause", retry_after_s=start_at - now)
            manners.next_at = start_at + delay_s
        if start_at > now:
            self._sleep(start_at - now)
