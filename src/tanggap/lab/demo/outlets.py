"""The demo's outlets: invented names, real feeds and pages, each on a local port of its own."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tanggap.core.errors import PermanentFailure
from tanggap.lab.demo.ports import HOST, N_OUTLETS, first_port
from tanggap.lab.demo.press import N_ARTICLES, Article, write_articles


@dataclass(frozen=True, slots=True)
class Outlet:
    """One invented outlet. `form`: rss, atom, json, empty (a valid feed without items) or broken (no feed at all)."""

    name: str
    form: str
    region: str


OUTLETS = (
    Outlet("Harian Lanting", "rss", "63"),
    Outlet("Kabar Jukung", "rss", "63.71"),
    Outlet("Warta Sasirangan", "atom", "63"),
    Outlet("Berita Galam", "json", "63.72"),
    Outlet("Suara Kelotok", "rss", "63"),
    Outlet("Portal Purun", "rss", "63.08"),
    Outlet("Lembar Tanglong", "empty", "63"),
    Outlet("Radar Kalangkala", "broken", "63"),
)
N_WRITING = sum(outlet.form not in ("empty", "broken") for outlet in OUTLETS)


def started_at(home: Path) -> datetime:
    """When this installation's demo began: its articles keep their dates over restarts."""
    path = home / "demo_started_at"
    if not path.exists():
        path.write_text(datetime.now(UTC).isoformat(timespec="seconds"), encoding="ascii")
    return datetime.fromisoformat(path.read_text(encoding="ascii").strip())


class Site:
    """All that one outlet serves, ready as bytes."""

    def __init__(self, outlet: Outlet, base_url: str, articles: list[Article]) -> None:
        self.outlet = outlet
        self.base_url = base_url
        self.articles = {f"/berita/{article.slug}": article for article in reversed(articles)}
        self.feed = self._feed().encode()
        self.etag = f'"{hashlib.sha256(self.feed).hexdigest()[:16]}"'

    def page(self, path: str) -> tuple[str, bytes] | None:
        """Content type and body of one address, or None."""
        if path == "/":
            return "text/html; charset=utf-8", self._home().encode()
        if path == "/feed":
            return self._feed_type(), self.feed
        article = self.articles.get(path)
        return ("text/html; charset=utf-8", self._article(article).encode()) if article else None

    def _feed_type(self) -> str:
        types = {"json": "application/feed+json", "atom": "application/atom+xml", "broken": "text/html"}
        return f"{types.get(self.outlet.form, 'application/rss+xml')}; charset=utf-8"

    def _home(self) -> str:
        links = "".join(f'<li><a href="{path}">{escape(item.title)}</a></li>' for path, item in self.articles.items())
        return (
            f"<!doctype html><html lang=id><title>{self.outlet.name}</title>"
            f'<link rel="alternate" type="{self._feed_type().split(";")[0]}" href="/feed">'
            f"<h1>{self.outlet.name}</h1><ul>{links}</ul></html>"
        )

    def _feed(self) -> str:
        if self.outlet.form == "broken":
            return f"<!doctype html><html><title>{self.outlet.name}</title><p>Situs sedang dalam perbaikan.</p></html>"
        writer = {"atom": self._atom, "json": self._json}.get(self.outlet.form, self._rss)
        return writer(list(self.articles.items()) if self.outlet.form != "empty" else [])

    def _rss(self, items: list[tuple[str, Article]]) -> str:
        entries = "".join(
            f"<item><title>{escape(item.title)}</title><link>{self.base_url}{path}?utm_source=rss</link>"
            f'<guid isPermaLink="false">{self.outlet.name}-{item.number}</guid>'
            f"<description>{escape(item.paragraphs[0])}</description>"
            f"<pubDate>{format_datetime(item.published_at)}</pubDate></item>"
            for path, item in items
        )
        head = f"<title>{self.outlet.name}</title><link>{self.base_url}/</link><description>Berita banua</description>"
        return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{entries}</channel></rss>'

    def _atom(self, items: list[tuple[str, Article]]) -> str:
        entries = "".join(
            f"<entry><title>{escape(item.title)}</title><id>{self.base_url}{path}</id>"
            f'<link rel="alternate" href="{self.base_url}{path}"/><updated>{item.published_at.isoformat()}</updated>'
            f"<published>{item.published_at.isoformat()}</published><summary>{escape(item.paragraphs[0])}</summary></entry>"
            for path, item in items
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>{self.outlet.name}</title><id>{self.base_url}/</id>"
            f"<updated>{datetime(2026, 1, 1, tzinfo=UTC).isoformat()}</updated>{entries}</feed>"
        )

    def _json(self, items: list[tuple[str, Article]]) -> str:
        entries = [
            {
                "id": f"{self.base_url}{path}",
                "url": f"{self.base_url}{path}",
                "title": item.title,
                "content_text": item.paragraphs[0],
                "date_published": item.published_at.isoformat(),
            }
            for path, item in items
        ]
        return json.dumps(
            {"version": "https://jsonfeed.org/version/1.1", "title": self.outlet.name, "items": entries},
            ensure_ascii=False,
        )

    def _article(self, article: Article) -> str:
        paragraphs = [f"<p>{escape(paragraph)}</p>" for paragraph in article.paragraphs]
        paragraphs.insert(1, "<p>Baca juga: Agenda Banua Akhir Pekan Ini</p>")
        return (
            f'<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{escape(article.title)}</title>'
            f'<meta property="article:published_time" content="{article.published_at.isoformat()}">'
            f'<meta property="og:title" content="{escape(article.title)}"></head><body><nav>Beranda</nav>'
            f"<article><h1>{escape(article.title)}</h1>{''.join(paragraphs)}</article>"
            f"<footer>{self.outlet.name}, outlet rekaan untuk demo</footer></body></html>"
        )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, site: Site) -> None:
        super().__init__((HOST, port), _Handler)
        self.site = site


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        found = self.server.site.page(self.path.split("?")[0])
        if found is None:
            self.send_error(404)
            return
        content_type, body = found
        if self.path == "/feed" and self.headers.get("If-None-Match") == self.server.site.etag:
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if self.path == "/feed":
            self.send_header("ETag", self.server.site.etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: visits are in the log of the one who visits."""


def open_outlets(now: datetime, *, port: int | None = None, n_articles: int = N_ARTICLES) -> list[_Server]:
    """Open every outlet in a thread of its own; `port` 0 lets the machine choose each.

    Raises
    ------
    PermanentFailure
        If a port is taken.
    """
    articles = write_articles(now=now, n_outlets=N_WRITING, n_articles=n_articles)
    start = first_port() if port is None else port
    servers = []
    for index, outlet in enumerate(OUTLETS):
        own = [article for article in articles if article.outlet == index]
        wanted = start + index if start else 0
        try:
            server = _Server(wanted, Site(outlet, "", []))
        except OSError as error:
            raise PermanentFailure(
                f"port {wanted} is taken: set TANGGAP_DEMO_PORT to the first of {N_OUTLETS} free ports"
            ) from error
        server.site = Site(outlet, f"http://{HOST}:{server.server_port}", own)
        threading.Thread(target=server.serve_forever, name=outlet.name, daemon=True).start()
        servers.append(server)
    return servers
