"""Connections that go only where the address rules allow, and end when their time is over.

The name is resolved here, every address is checked, and the connection is opened to a checked address: a
name that answers differently a moment later (DNS rebinding) gains nothing. Host header and TLS name stay
those of the address asked for, because only the way to the socket is replaced.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import httpcore
import httpx

from tanggap.net.addresses import AddressRules

Resolver = Callable[[str, int], Sequence[str]]

MAX_ADDRESSES_TRIED = 4
_deadline: ContextVar[float | None] = ContextVar("deadline", default=None)


@contextmanager
def total_time(seconds: float) -> Iterator[None]:
    """Let every wait of this thread for the network end after `seconds` in all."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def remaining(timeout: float | None) -> float | None:
    """Return the shorter of a timeout and what is left of the total time; 0 or less when it is over."""
    deadline = _deadline.get()
    if deadline is None:
        return timeout
    left = deadline - time.monotonic()
    return left if timeout is None else min(timeout, left)


def _remaining_or(timeout: float | None, failure: type[Exception]) -> float | None:
    left = remaining(timeout)
    if left is not None and left <= 0:
        raise failure("the total time is over")
    return left


def system_resolver(host: str, port: int) -> Sequence[str]:
    """All addresses that the machine's resolver knows for a name, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolve(resolver: Resolver, host: str, port: int, timeout: float | None) -> Sequence[str]:
    """Ask the resolver, and raise `httpcore.ConnectTimeout` when it takes too long.

    It runs in a thread of its own, because the system's resolver knows no timeout.
    """
    answer: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(resolver(host, port))
        except Exception as error:  # noqa: BLE001 whatever it is, it belongs to the asking thread
            answer.put(error)

    threading.Thread(target=ask, daemon=True, name="resolver").start()
    try:
        found = answer.get(timeout=timeout)
    except queue.Empty:
        raise httpcore.ConnectTimeout("the name took too long to resolve") from None
    if isinstance(found, (OSError, UnicodeError)):
        raise httpcore.ConnectError("the name could not be resolved") from found
    if isinstance(found, Exception):
        raise found
    return found


class BoundedStream(httpcore.NetworkStream):
    """A stream whose every wait ends with the total time of its request."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come, up to `max_bytes`."""
        return self._stream.read(max_bytes, _remaining_or(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send all of it."""
        self._stream.write(buffer, _remaining_or(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Encrypt from here on."""
        left = _remaining_or(timeout, httpcore.ConnectTimeout)
        return BoundedStream(self._stream.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        """Hand out what lies below, for the library's own use."""
        return self._stream.get_extra_info(info)


class PinnedBackend(httpcore.NetworkBackend):
    """Opens connections to checked addresses only."""

    def __init__(self, rules: AddressRules, resolver: Resolver = system_resolver) -> None:
        self._rules = rules
        self._resolver = resolver
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, check, and connect to the first checked address that answers."""
        left = _remaining_or(timeout, httpcore.ConnectTimeout)
        found = resolve(self._resolver, host, port, left)
        addresses = self._rules.check_addresses(host, port, found)
        failure: Exception = httpcore.ConnectError("no address answered")
        for address in addresses[:MAX_ADDRESSES_TRIED]:
            left = _remaining_or(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._sockets.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return BoundedStream(stream)
        raise failure


@cache
def _usual_context() -> ssl.SSLContext:
    """Load the certificate authorities that come with httpx, once for the process."""
    return httpx.create_ssl_context(trust_env=False)


class CheckedTransport(httpx.HTTPTransport):
    """A transport for httpx that keeps the address rules, for us and for libraries that bring a client."""

    def __init__(
        self,
        rules: AddressRules,
        *,
        resolver: Resolver = system_resolver,
        ssl_context: ssl.SSLContext | None = None,
        max_connections: int = 100,
    ) -> None:
        context = ssl_context or _usual_context()
        super().__init__(verify=context, trust_env=False)
        self._rules = rules
        # httpx offers no way to hand a network backend in, so its pool is replaced by one that has ours.
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=max_connections,
            max_keepalive_connections=max_connections // 2,
            keepalive_expiry=15.0,
            network_backend=PinnedBackend(rules, resolver),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request, when its address is allowed."""
        self._rules.check_url(request.url)
        return super().handle_request(request)
