"""The one client through which this house visits other machines."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from types import TracebackType
from typing import Self

import httpx
import stamina

from tanggap.core.errors import PermanentFailure
from tanggap.net.addresses import AddressRules, Authority
from tanggap.net.backend import CheckedTransport, Resolver, system_resolver, total_time
from tanggap.net.decoding import ACCEPTED, read_body
from tanggap.net.errors import (
    AddressRefused,
    BadCertificate,
    TooManyRedirects,
    Unreachable,
    failure_of_status,
)
from tanggap.net.politeness import Politeness
from tanggap.net.response import Response, parse_retry_after
from tanggap.net.robots import MAX_BYTES as ROBOTS_MAX_BYTES
from tanggap.net.robots import Robots

PRODUCT = "Tanggap"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Headers that belong to one site and must not follow a redirect to another.
PERSONAL_HEADERS = frozenset({"authorization", "cookie", "if-none-match", "if-modified-since"})
CONNECTION_TROUBLE = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.ReadError,
    httpx.WriteError,
    httpx.RemoteProtocolError,
)
MAX_HOLD_S = 3600.0


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long, how much, how often. Seconds and bytes.

    `total_s` bounds one call with all its redirects and retries, waiting for a polite turn left aside.
    """

    connect_s: float = 10.0
    read_s: float = 20.0
    write_s: float = 10.0
    pool_s: float = 10.0
    total_s: float = 60.0
    max_bytes: int = 10 * 1024 * 1024
    max_redirects: int = 8
    n_attempts: int = 3
    retry_wait_s: float = 0.3
    delay_s: float = 1.0
    n_parallel: int = 2
    max_wait_s: float = 30.0
    max_connections: int = 100


@dataclass(slots=True)
class _Budget:
    """Network time that is left to one call."""

    left_s: float

    @contextmanager
    def spend(self) -> Iterator[None]:
        started = time.monotonic()
        try:
            with total_time(self.left_s):
                yield
        finally:
            self.left_s -= time.monotonic() - started


@dataclass(frozen=True, slots=True)
class _Ask:
    """One call, as it goes from hop to hop."""

    method: str
    url: str
    max_bytes: int
    budget: _Budget
    obey_robots: bool
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""

    def without_personal_headers(self) -> _Ask:
        kept = {name: value for name, value in self.headers.items() if name.lower() not in PERSONAL_HEADERS}
        return replace(self, headers=kept)


class Client:
    """Visits addresses politely and safely; one instance serves all threads of a process.

    Parameters
    ----------
    contact
        Where the owner of a site can ask who we are: an address or a mailbox, shown in the User-Agent.
    private_hosts
        Exact ``host:port`` entries that may be private. A redirect never leads from a public host to one.
    resolver
        Turns a name and a port into addresses.
    clock, sleep, now
        Growing seconds, the polite wait, and the date (for Retry-After); replaced in tests.
    ssl_context
        Whom to trust; by default the certificate authorities that come with httpx.
    """

    def __init__(
        self,
        *,
        contact: str = "",
        private_hosts: frozenset[str] = frozenset(),
        limits: Limits | None = None,
        resolver: Resolver = system_resolver,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = _utc_now,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self.user_agent = f"{PRODUCT}/{version('tanggap')}" + (f" (+{contact})" if contact else "")
        self._rules = AddressRules(private_hosts)
        self._now = now
        self._transport = CheckedTransport(
            self._rules,
            resolver=resolver,
            ssl_context=ssl_context,
            max_connections=self.limits.max_connections,
        )
        self._politeness = Politeness(
            delay_s=self.limits.delay_s,
            n_parallel=self.limits.n_parallel,
            max_wait_s=self.limits.max_wait_s,
            clock=clock,
            sleep=sleep,
        )
        self._robots = Robots(self._fetch_robots, agent=PRODUCT, clock=clock)

    @property
    def transport(self) -> httpx.BaseTransport:
        """For libraries that bring their own `httpx.Client`: it keeps the address rules, at every hop."""
        return self._transport

    def get(
        self,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        headers: Mapping[str, str] | None = None,
        obey_robots: bool = True,
        max_bytes: int | None = None,
        total_s: float | None = None,
    ) -> Response:
        """Fetch a page; the answer is a success (2xx), or 304 when validators were given.

        Raises
        ------
        TemporaryFailure
            It may work later; `retry_after_s` says when, if the site said so.
        PermanentFailure
            It will not: `AddressRefused`, `Blocked`, `NotFound`, `TooLarge`, `TooManyRedirects`, ….
        """
        validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        sent = {name: value for name, value in validators.items() if value and _is_header_safe(value)}
        ask = _Ask(
            "GET",
            url,
            max_bytes=max_bytes or self.limits.max_bytes,
            budget=_Budget(total_s or self.limits.total_s),
            obey_robots=obey_robots,
            headers={**(headers or {}), **sent},
        )
        return self._follow(ask)

    def post(
        self,
        url: str,
        *,
        content: bytes,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        total_s: float | None = None,
    ) -> Response:
        """Send `content` to an address an operator configured: once, without robots, without redirects.

        Raises
        ------
        TemporaryFailure, PermanentFailure
            As `get`; a redirect is a `PermanentFailure`.
        """
        ask = _Ask(
            "POST",
            url,
            max_bytes=max_bytes or self.limits.max_bytes,
            budget=_Budget(total_s or self.limits.total_s),
            obey_robots=False,
            headers=headers or {},
            content=content,
        )
        return self._follow(ask)

    def close(self) -> None:
        """Hang up all connections."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _follow(self, ask: _Ask) -> Response:
        asked_url = ask.url
        came_from: Authority | None = None
        for _ in range(self.limits.max_redirects + 1):
            authority = self._rules.check_url(ask.url)
            self._refuse_way_inside(came_from, authority)
            if came_from is not None and came_from != authority:
                ask = ask.without_personal_headers()
            response = self._turn(ask, authority)
            if response.status not in REDIRECTS:
                return self._accepted(replace(response, url=asked_url), ask, authority)
            if ask.method != "GET":
                raise PermanentFailure("the address answers with a redirect")
            ask = replace(ask, url=_next_url(ask.url, response.headers.get("location", "")))
            came_from = authority
        raise TooManyRedirects(f"more than {self.limits.max_redirects} redirects")

    def _refuse_way_inside(self, came_from: Authority | None, to: Authority) -> None:
        if came_from is None or not self._rules.is_listed(to.host, to.port):
            return
        if not self._rules.is_listed(came_from.host, came_from.port):
            raise AddressRefused("a public page leads to a private host")

    def _turn(self, ask: _Ask, authority: Authority) -> Response:
        origin = f"{authority.scheme}://{authority.hostport}"
        delay_s = self._robots.check(origin, ask.url) if ask.obey_robots else 0.0
        with self._politeness.turn(authority.hostport, delay_s=delay_s), ask.budget.spend():
            return self._attempts(ask)

    def _attempts(self, ask: _Ask) -> Response:
        is_repeatable = ask.method == "GET"
        attempts = stamina.retry_context(
            on=lambda error: isinstance(error, CONNECTION_TROUBLE) and not _is_certificate_trouble(error),
            attempts=self.limits.n_attempts if is_repeatable else 1,
            timeout=max(ask.budget.left_s, 0.001),
            wait_initial=self.limits.retry_wait_s,
            wait_max=max(self.limits.retry_wait_s, 2.0),
            wait_jitter=self.limits.retry_wait_s,
        )
        try:
            for attempt in attempts:
                with attempt:
                    return self._send(ask)
        except httpx.TransportError as error:
            if _is_certificate_trouble(error):
                raise BadCertificate("the certificate is not valid") from error
            raise Unreachable(f"no answer: {type(error).__name__}") from error
        raise AssertionError("unreachable")  # pragma: no cover

    def _send(self, ask: _Ask) -> Response:
        request = httpx.Request(
            ask.method,
            ask.url,
            headers={"User-Agent": self.user_agent, "Accept": "*/*", "Accept-Encoding": ACCEPTED, **ask.headers},
            content=ask.content or None,
            extensions={"timeout": self._timeouts()},
        )
        answer = self._transport.handle_request(request)
        try:
            headers = {name.lower(): value for name, value in answer.headers.items()}
            body = b""
            if answer.status_code < 300:
                body = read_body(answer.iter_raw(), headers.get("content-encoding", ""), ask.max_bytes)
            return Response(ask.url, str(request.url), answer.status_code, headers, body)
        finally:
            answer.close()

    def _timeouts(self) -> dict[str, float | None]:
        limits = self.limits
        return httpx.Timeout(
            connect=limits.connect_s, read=limits.read_s, write=limits.write_s, pool=limits.pool_s
        ).as_dict()

    def _accepted(self, response: Response, ask: _Ask, authority: Authority) -> Response:
        is_conditional = "If-None-Match" in ask.headers or "If-Modified-Since" in ask.headers
        if 200 <= response.status < 300 or (response.is_not_modified and is_conditional):
            return response
        retry_after_s = parse_retry_after(response.headers.get("retry-after", ""), self._now())
        if retry_after_s and response.status in (429, 503):
            self._politeness.hold(authority.hostport, min(retry_after_s, MAX_HOLD_S))
        raise failure_of_status(response.status, retry_after_s=retry_after_s)

    def _fetch_robots(self, url: str) -> str:
        return self.get(url, obey_robots=False, max_bytes=ROBOTS_MAX_BYTES).text


def _next_url(url: str, location: str) -> str:
    if not location:
        raise PermanentFailure("a redirect without an address")
    try:
        return str(httpx.URL(url).join(location).copy_with(fragment=None))
    except (httpx.InvalidURL, ValueError):
        raise AddressRefused("a redirect to an address that cannot be read") from None


def _is_header_safe(value: str) -> bool:
    return value.isascii() and value.isprintable() and len(value) <= 1024


def _is_certificate_trouble(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False
