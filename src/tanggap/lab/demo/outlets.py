"""The demo's outlets: invented names, real feeds and pages, each on a local port of its own."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tanggap.core.errors import PermanentFailure
from tanggap.lab.demo.ports import HOST, N_OUTLETS, first_port
from tanggap.lab.demo.press import N_ARTICLES, Article, write_articles
from tanggap.lab.simulator import FULL, Text, simulate


@dataclass(frozen=True, slots=True)
class Outlet:
    """One invented outlet.

    `form`: rss, atom, json, empty (a valid feed without items), broken (no feed at all), turning (a page instead of
    the feed from the second visit on) or dying (gone from the second visit on).
    """

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
    Outlet("Pena Kasturi", "json", "63.03"),
    Outlet("Kabar Tambangan", "json", "63.04"),
    Outlet("Harian Rumbia", "json", "63.05"),
    Outlet("Warta Meratus Rekaan", "json", "63.07"),
    Outlet("Suara Ketupat", "rss", "63.06"),
    Outlet("Lentera Tanjung Pura", "json", "63.09"),
    Outlet("Kilas Gerobak", "json", "63.10"),
    Outlet("Berita Ampah Rekaan", "json", "63.11"),
    Outlet("Jendela Pesisir", "json", "63.01"),
    Outlet("Kabar Saijaan Rekaan", "json", "63.02"),
    Outlet("Media Papuyu", "json", "63"),
    Outlet("Teras Banyu", "json", "63"),
    Outlet("Portal Haruan", "json", "63"),
    Outlet("Gema Panting", "json", "63"),
    Outlet("Catatan Siring", "json", "63.71"),
    Outlet("Warta Tikung", "turning", "63.72"),
    Outlet("Lembar Senja", "dying", "63"),
)
WRITING = tuple(outlet for outlet in OUTLETS if outlet.form not in ("empty", "broken"))
N_WRITING = len(WRITING)
SEED = 1
# The one outlet whose feed carries beginnings only, so that its pages are read.
SHORT_FEED = "Kabar Jukung"
MAX_ITEMS = 1000


def demo_texts(now: datetime) -> list[Text]:
    """What the demo's outlets have written when it began."""
    return simulate(now=now, seed=SEED, n_outlets=N_WRITING, size=FULL)


def started_at(home: Path) -> datetime:
    """When this installation's demo began: its articles keep their dates over restarts."""
    path = home / "demo_started_at"
    if not path.exists():
        path.write_text(datetime.now(UTC).isoformat(timespec="seconds"), encoding="ascii")
    return datetime.fromisoformat(path.read_text(encoding="ascii").strip())


class Site:
    """All that one outlet serves, ready as bytes."""

    def __init__(self, outlet: Outlet, base_url: str, articles: Sequence[Article | Text]) -> None:
        self.outlet = outlet
        self.has_full_text = outlet.name != SHORT_FEED and bool(articles) and isinstance(articles[0], Text)
        self.n_feed_visits = 0
        self.base_url = base_url
        self.articles = {f"/berita/{article.slug}": article for article in reversed(articles)}
        self.feed = self._feed().encode()
        self.etag = f'"{hashlib.sha256(self.feed).hexdigest()[:16]}"'

    def page(self, path: str) -> tuple[str, bytes] | None:
        """Content type and body of one address, or None."""
        if path == "/":
            return "text/html; charset=utf-8", self._home().encode()
        if path == "/feed":
            return self._feed_visit()
        article = self.articles.get(path)
        return ("text/html; charset=utf-8", self._article(article).encode()) if article else None

    def _feed_visit(self) -> tuple[str, bytes] | None:
        self.n_feed_visits += 1
        if self.n_feed_visits > 1 and self.outlet.form == "dying":
            return None
        if self.n_feed_visits > 1 and self.outlet.form == "turning":
            return "text/html; charset=utf-8", self._out_of_order().encode()
        return self._feed_type(), self.feed

    def _text(self, item: Article | Text) -> str:
        """What the feed says of an article: all of it, or its beginning."""
        return "\n".join(item.paragraphs) if self.has_full_text else item.paragraphs[0]

    def _out_of_order(self) -> str:
        return f"<!doctype html><html><title>{self.outlet.name}</title><p>Situs sedang dalam perbaikan.</p></html>"

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
            return self._out_of_order()
        writer = {"atom": self._atom, "json": self._json}.get(self.outlet.form, self._rss)
        return writer(list(self.articles.items()) if self.outlet.form != "empty" else [])

    def _rss(self, items: list[tuple[str, Article | Text]]) -> str:
        entries = "".join(
            f"<item><title>{escape(item.title)}</title><link>{self.base_url}{path}?utm_source=rss</link>"
            f'<guid isPermaLink="false">{self.outlet.name}-{item.number}</guid>'
            f"<description>{escape(self._text(item))}</description>"
            f"<pubDate>{format_datetime(item.published_at)}</pubDate></item>"
            for path, item in items
        )
        head = f"<title>{self.outlet.name}</title><link>{self.base_url}/</link><description>Berita banua</description>"
        return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>{head}{entries}</channel></rss>'

    def _atom(self, items: list[tuple[str, Article | Text]]) -> str:
        entries = "".join(
            f"<entry><title>{escape(item.title)}</title><id>{self.base_url}{path}</id>"
            f'<link rel="alternate" href="{self.base_url}{path}"/><updated>{item.published_at.isoformat()}</updated>'
            f"<published>{item.published_at.isoformat()}</published><summary>{escape(self._text(item))}</summary></entry>"
            for path, item in items
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
            f"<title>{self.outlet.name}</title><id>{self.base_url}/</id>"
            f"<updated>{datetime(2026, 1, 1, tzinfo=UTC).isoformat()}</updated>{entries}</feed>"
        )

    def _json(self, items: list[tuple[str, Article | Text]]) -> str:
        entries = [
            {
                "id": f"{self.base_url}{path}",
                "url": f"{self.base_url}{path}",
                "title": item.title,
                "content_text": self._text(item),
                "date_published": item.published_at.isoformat(),
            }
            for path, item in items
        ]
        return json.dumps(
            {"version": "https://jsonfeed.org/version/1.1", "title": self.outlet.name, "items": entries},
            ensure_ascii=False,
        )

    def _article(self, article: Article | Text) -> str:
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
        is_feed = body is self.server.site.feed
        if is_feed and self.headers.get("If-None-Match") == self.server.site.etag:
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        if is_feed:
            self.send_header("ETag", self.server.site.etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: visits are in the log of the one who visits."""


def open_outlets(
    now: datetime, *, port: int | None = None, n_articles: int = N_ARTICLES, texts: Sequence[Text] | None = None
) -> list[_Server]:
    """Open every outlet in a thread of its own; `port` 0 lets the machine choose each.

    They carry `texts`, else about `n_articles` of the events that are written out in full.

    Raises
    ------
    PermanentFailure
        If a port is taken.
    """
    articles: Sequence[Article | Text]
    articles = write_articles(now=now, n_outlets=N_WRITING, n_articles=n_articles) if texts is None else texts
    start = first_port() if port is None else port
    servers = []
    for index, outlet in enumerate(OUTLETS):
        own = [article for article in articles if WRITING[article.outlet] is outlet and article.outlet >= 0]
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
