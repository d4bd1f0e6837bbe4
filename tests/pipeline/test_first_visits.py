"""Several sources are visited at once: one that never ends holds nobody up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from cast import make_source
from local_site import LocalSite, running_site
from tanggap.jobs.queue import FETCH
from tanggap.jobs.worker import run_until_idle
from tanggap.net.client import Client, Limits
from tanggap.pipeline.steps import collecting as visiting
from tanggap.pipeline.tasks.collecting import defer_visit
from tanggap.sources.first_visits import first_visits
from tanggap.sources.models import Health, Source

FEED = (
    '<rss version="2.0"><channel><title>Kabar</title><item><title>Jalan rusak di Martapura</title>'
    "<link>https://kabar.example/berita/{n}</link><description>Warga mengeluh.</description></item></channel></rss>"
)


class Endless(ThreadingHTTPServer):
    """Begins its answer and goes on only when it is let go."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked, self.let_go = threading.Event(), threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: Endless

    def do_GET(self) -> None:
        is_robots = self.path == "/robots.txt"
        self.send_response(404 if is_robots else 200)
        self.end_headers()
        if not is_robots:
            self.wfile.write(b"<html><p>")
            self.wfile.flush()
            self.server.asked.set()
            self.server.let_go.wait(60)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def endless() -> Iterator[Endless]:
    server = Endless()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.let_go.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with running_site() as site:
        for n in range(4):
            site.routes[f"/feed/{n}"] = (200, {"Content-Type": "application/rss+xml"}, FEED.format(n=n).encode())
        yield site


def wait_for(is_so: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < give_up_at, "it did not come about"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_an_endless_feed_holds_nobody_up(site: LocalSite, endless: Endless, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = frozenset({site.hostport, f"127.0.0.1:{endless.server_port}"})
    with Client(private_hosts=hosts, limits=Limits(delay_s=0, n_attempts=1)) as client:
        monkeypatch.setattr(visiting, "house_client", lambda: client)
        stuck = make_source(name="Tanpa Akhir", url=f"http://127.0.0.1:{endless.server_port}/feed", is_enabled=True)
        good = [make_source(url=site.url(f"/feed/{n}"), is_enabled=True) for n in range(4)]
        for source in (stuck, *good):
            defer_visit(source.pk, is_manual=True)
        worker = threading.Thread(target=run_until_idle, args=([FETCH],), kwargs={"n_jobs": 2})
        worker.start()
        endless.asked.wait(30)
        wait_for(lambda: first_visits().n_done == 4)

        under_way = first_visits()
        assert (under_way.n, under_way.is_under_way, under_way.percent, under_way.failed) == (5, True, 80, [])
        assert all(source.health == Health.OK for source in Source.objects.filter(pk__in=[one.pk for one in good]))
        endless.let_go.set()
        worker.join(30)

    over = first_visits()
    assert not over.is_under_way
    assert [(source.name, bool(reason)) for source, reason in over.failed] == [("Tanpa Akhir", True)]


def test_without_a_source_nothing_is_under_way(db: None) -> None:
    assert (first_visits().percent, first_visits().is_under_way) == (100, False)
