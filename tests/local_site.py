"""A small web site on 127.0.0.1 whose answers a test decides."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tanggap.net.client import Client, Limits

Answer = tuple[int, Mapping[str, str], bytes]
Route = Answer | Callable[[BaseHTTPRequestHandler], None] | Callable[[Mapping[str, str]], Answer]

FAST = Limits(connect_s=2, read_s=2, write_s=2, total_s=5, delay_s=0, retry_wait_s=0.01, max_wait_s=2, n_attempts=2)


def html(body: str, *, charset: str = "utf-8") -> Answer:
    return 200, {"Content-Type": f"text/html; charset={charset}"}, body.encode(charset)


def redirect(to: str, status: int = 302) -> Answer:
    return status, {"Location": to}, b""


class _QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Visitors that hang up are what some tests are about."""


class LocalSite:
    """Serves `routes` (path with query → answer); everything else is 404. `seen` keeps what was asked."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.routes: dict[str, Route] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.over = threading.Event()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 5

            def do_GET(self) -> None:
                site._answer(self)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                site._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = _QuietServer(("127.0.0.1", 0), Handler)
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def hostport(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.hostport}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.seen if path != "/robots.txt"]

    def client(self, limits: Limits = FAST, **more: object) -> Client:
        return Client(private_hosts=frozenset({self.hostport}), limits=limits, **more)  # type: ignore[arg-type]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.seen.append((handler.path, headers))
        route = self.routes.get(handler.path, (404, {}, b"tidak ada"))
        if not isinstance(route, tuple):
            answer = route(handler)
            if answer is None:
                handler.close_connection = True
                return
            route = answer
        status, extra, body = route
        handler.send_response(status)
        for name, value in extra.items():
            handler.send_header(name, value)
        if status != 304:
            handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        if status != 304:
            handler.wfile.write(body)


@contextmanager
def running_site(certificate: Path | None = None) -> Iterator[LocalSite]:
    site = LocalSite(certificate)
    site._thread.start()
    try:
        yield site
    finally:
        site.over.set()
        site._server.shutdown()
        site._server.server_close()
        site._thread.join()
