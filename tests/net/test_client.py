import gzip
import time
import zlib
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler

import brotli
import httpcore
import httpx
import pytest

from local_site import FAST, LocalSite, html, redirect
from tanggap.core.errors import PermanentFailure, TemporaryFailure
from tanggap.net.addresses import AddressRules
from tanggap.net.backend import PinnedBackend, total_time
from tanggap.net.client import Client, Limits
from tanggap.net.errors import (
    AddressRefused,
    Blocked,
    NotFound,
    Throttled,
    TooLarge,
    TooManyRedirects,
    Unreachable,
)

TEXT = b"Sungai Martapura naik dua meter. " * 200


def test_a_page_comes_with_its_address_headers_and_text(site: LocalSite, client: Client) -> None:
    site.routes["/a"] = 200, {"Content-Type": "text/html; charset=utf-8", "ETag": 'W/"7"', "X-A": "b"}, b"<p>banjir"
    response = client.get(site.url("/a"))
    assert (response.status, response.final_url, response.text) == (200, site.url("/a"), "<p>banjir")
    assert (response.etag, response.headers["x-a"], response.charset) == ('W/"7"', "b", "utf-8")


def test_we_say_who_we_are_and_whom_to_ask(site: LocalSite) -> None:
    site.routes["/a"] = html("")
    with site.client(contact="https://kantor.example/tentang") as client:
        client.get(site.url("/a"))
    agent = site.seen[-1][1]["user-agent"]
    assert agent.startswith("Tanggap/") and agent.endswith("(+https://kantor.example/tentang)")


def test_environment_proxies_and_cookies_are_ignored(
    site: LocalSite, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    site.routes["/a"] = 200, {"Set-Cookie": "k=1"}, b""
    client.get(site.url("/a"))
    client.get(site.url("/a"))
    assert "cookie" not in site.seen[-1][1]


def test_validators_are_sent_and_304_is_an_answer(site: LocalSite, client: Client) -> None:
    site.routes["/a"] = 304, {}, b""
    response = client.get(site.url("/a"), etag='"x"', last_modified="Sun, 06 Oct 2024 00:00:00 GMT")
    sent = site.seen[-1][1]
    assert response.is_not_modified and response.body == b""
    assert (sent["if-none-match"], sent["if-modified-since"]) == ('"x"', "Sun, 06 Oct 2024 00:00:00 GMT")


def test_304_without_a_question_is_a_failure(site: LocalSite, client: Client) -> None:
    site.routes["/a"] = 304, {}, b""
    with pytest.raises(PermanentFailure):
        client.get(site.url("/a"))


def test_a_validator_that_would_smuggle_headers_is_not_sent(site: LocalSite, client: Client) -> None:
    site.routes["/a"] = html("x")
    client.get(site.url("/a"), etag='"x"\r\nX-Evil: 1')
    assert "if-none-match" not in site.seen[-1][1]


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(TEXT)),
        ("x-gzip", gzip.compress(TEXT[:3300]) + gzip.compress(TEXT[3300:]) + b"\x00\x00"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)[2:-4]),
        ("br", brotli.compress(TEXT)),
        ("gzip, br", brotli.compress(gzip.compress(TEXT))),
        ("gzip", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)[:-8]),
    ],
    ids=["gzip", "two gzips", "deflate", "bare deflate", "brotli", "gzip in brotli", "plain", "identity", "cut short"],
)
def test_packed_answers_are_unpacked(site: LocalSite, client: Client, encoding: str, body: bytes) -> None:
    site.routes["/a"] = 200, {"Content-Encoding": encoding}, body
    assert client.get(site.url("/a")).body == TEXT


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("br", partial(brotli.compress, quality=1))],
)
def test_a_bomb_is_noticed_before_it_is_unpacked(site: LocalSite, client: Client, encoding: str, pack: object) -> None:
    bomb = pack(bytes(30_000_000))  # type: ignore[operator]
    site.routes["/a"] = 200, {"Content-Encoding": encoding}, bomb
    with pytest.raises(TooLarge):
        client.get(site.url("/a"), max_bytes=1_000_000)


@pytest.mark.parametrize(("encoding", "body"), [("gzip", b"\x1f\x8b" + b"rusak" * 9), ("br", b"rusak" * 9)])
def test_a_broken_packing_is_temporary(site: LocalSite, client: Client, encoding: str, body: bytes) -> None:
    site.routes["/a"] = 200, {"Content-Encoding": encoding}, body
    with pytest.raises(TemporaryFailure):
        client.get(site.url("/a"))


@pytest.mark.parametrize("encoding", ["zstd", "gzip, gzip, gzip"])
def test_a_packing_we_did_not_ask_for_is_permanent(site: LocalSite, client: Client, encoding: str) -> None:
    site.routes["/a"] = 200, {"Content-Encoding": encoding}, gzip.compress(b"x")
    with pytest.raises(PermanentFailure):
        client.get(site.url("/a"))


def test_a_page_of_fifty_megabytes_is_cut_off_while_it_streams(site: LocalSite, client: Client) -> None:
    n_sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal n_sent
        handler.send_response(200)
        handler.send_header("Content-Length", "50000000")
        handler.end_headers()
        try:
            for _ in range(500):
                handler.wfile.write(b"x" * 100_000)
                n_sent += 100_000
        except OSError:
            pass

    site.routes["/a"] = endless
    with pytest.raises(TooLarge):
        client.get(site.url("/a"))
    assert n_sent < 50_000_000


@pytest.mark.parametrize("part", ["head", "body"])
def test_an_answer_that_drips_forever_ends_with_the_total_time(site: LocalSite, part: str) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        head = b"HTTP/1.1 200 OK\r\nX-Drip: " if part == "head" else b"HTTP/1.1 200 OK\r\n\r\n"
        try:
            handler.wfile.write(head)
            while not site.over.wait(0.02):
                handler.wfile.write(b"a")
        except OSError:
            pass

    site.routes["/a"] = drip
    limits = Limits(read_s=5, total_s=0.4, delay_s=0, n_attempts=3)
    with site.client(limits) as client:
        started = time.monotonic()
        with pytest.raises(Unreachable):
            client.get(site.url("/a"), obey_robots=False)
        assert time.monotonic() - started < 2


def test_a_server_that_says_nothing_is_given_up(site: LocalSite) -> None:
    site.routes["/a"] = lambda _: site.over.wait(3)  # type: ignore[assignment,return-value]
    with site.client(Limits(read_s=0.2, delay_s=0)) as client, pytest.raises(Unreachable):
        client.get(site.url("/a"), obey_robots=False)
    assert site.paths() == ["/a"]


def test_a_broken_connection_is_tried_again_a_few_times(site: LocalSite, client: Client) -> None:
    def broken_once(handler: BaseHTTPRequestHandler) -> object:
        return html("pulih") if site.paths().count("/a") > 1 else None

    site.routes["/a"] = broken_once  # type: ignore[assignment]
    assert client.get(site.url("/a")).text == "pulih"


def test_a_connection_that_stays_broken_is_a_temporary_failure(site: LocalSite, client: Client) -> None:
    site.routes["/a"] = lambda _: None
    with pytest.raises(Unreachable):
        client.get(site.url("/a"))
    assert site.paths() == ["/a"] * FAST.n_attempts


def test_a_post_is_sent_once_even_when_the_connection_breaks(site: LocalSite, client: Client) -> None:
    site.routes["/a"] = lambda _: None
    with pytest.raises(Unreachable):
        client.post(site.url("/a"), content=b"{}")
    assert site.paths() == ["/a"]


def test_a_post_brings_its_answer_and_follows_no_redirect(site: LocalSite, client: Client) -> None:
    site.routes["/a"] = 200, {}, b"ok"
    site.routes["/b"] = redirect("/a", 307)
    assert client.post(site.url("/a"), content=b"{}", headers={"Content-Type": "application/json"}).body == b"ok"
    with pytest.raises(PermanentFailure):
        client.post(site.url("/b"), content=b"{}")


def test_a_port_where_nobody_listens_is_unreachable(client: Client, site: LocalSite) -> None:
    hostport = "127.0.0.1:1"
    with (
        Client(private_hosts=frozenset({hostport}), limits=FAST) as other,
        pytest.raises(Unreachable),
    ):
        other.get(f"http://{hostport}/", obey_robots=False)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (403, Blocked), (451, Blocked), (401, Blocked), (404, NotFound), (410, NotFound), (400, PermanentFailure),
        (501, PermanentFailure), (429, Throttled), (503, Throttled), (500, TemporaryFailure), (502, TemporaryFailure),
        (408, TemporaryFailure),
    ],
)  # fmt: skip
def test_statuses_are_sorted_by_what_can_be_done(
    site: LocalSite, client: Client, status: int, kind: type[Exception]
) -> None:
    site.routes["/a"] = status, {}, b""
    with pytest.raises(kind):
        client.get(site.url("/a"))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("Sun, 06 Oct 2024 00:01:30 GMT", 90.0), ("Sat, 05 Oct 2024 00:00:00 GMT", 0.0),
     ("nanti", None), ("nan", None), ("Sun, 06 Oct 2024 00:00:10 -0000", 10.0), ("999999999", 604800.0)],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_date(site: LocalSite, value: str, seconds: float | None) -> None:
    site.routes["/a"] = 429, {"Retry-After": value}, b""
    with (
        site.client(now=lambda: datetime(2024, 10, 6, tzinfo=UTC)) as client,
        pytest.raises(Throttled) as caught,
    ):
        client.get(site.url("/a"))
    assert caught.value.retry_after_s == seconds


def test_a_host_that_asked_for_patience_is_left_alone(site: LocalSite, client: Client) -> None:
    site.routes["/a"] = 503, {"Retry-After": "600"}, b""
    with pytest.raises(Throttled):
        client.get(site.url("/a"), obey_robots=False)
    with pytest.raises(Throttled) as caught:
        client.get(site.url("/b"), obey_robots=False)
    assert caught.value.retry_after_s is not None and 590 < caught.value.retry_after_s <= 600
    assert site.paths() == ["/a"]


def test_redirects_are_followed_to_the_final_address(site: LocalSite, client: Client) -> None:
    site.routes |= {"/a": redirect("/b?x=1#bagian", 301), "/b?x=1": redirect("c", 308), "/c": html("tiba")}
    response = client.get(site.url("/a"))
    assert (response.url, response.final_url, response.text) == (site.url("/a"), site.url("/c"), "tiba")


def test_a_redirect_loop_ends(site: LocalSite, client: Client) -> None:
    site.routes |= {"/a": redirect("/b"), "/b": redirect("/a")}
    with pytest.raises(TooManyRedirects):
        client.get(site.url("/a"))


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1:1/", "http://169.254.169.254/", "file:///etc/passwd", "http://[x", "/" + "a" * 66_000]
)
def test_every_hop_keeps_the_address_rules(site: LocalSite, client: Client, to: str) -> None:
    site.routes["/a"] = redirect(to)
    with pytest.raises(AddressRefused):
        client.get(site.url("/a"))


def test_a_redirect_to_nowhere_is_permanent(site: LocalSite, client: Client) -> None:
    site.routes["/a"] = 302, {}, b""
    with pytest.raises(PermanentFailure):
        client.get(site.url("/a"))


def test_secrets_do_not_follow_a_redirect_to_another_host(site: LocalSite) -> None:
    name = f"lain.example:{site.port}"
    site.routes |= {"/a": redirect(f"http://{name}/b"), "/b": html("x")}
    listed = frozenset({site.hostport, name})
    with Client(private_hosts=listed, limits=FAST, resolver=lambda host, port: ["127.0.0.1"]) as client:
        client.get(site.url("/a"), headers={"Authorization": "rahasia"}, etag='"x"')
    sent = dict(site.seen)
    assert sent["/a"]["authorization"] == "rahasia"
    assert "authorization" not in sent["/b"] and "if-none-match" not in sent["/b"]


def test_a_public_page_cannot_lead_into_a_listed_private_host(site: LocalSite, client: Client) -> None:
    rules_client = site.client(resolver=lambda host, port: ["93.184.216.34"])
    with rules_client as client:
        public = client._rules.check_url("http://koran.example/")
        private = client._rules.check_url(site.url("/"))
        with pytest.raises(AddressRefused):
            client._refuse_way_inside(public, private)
        client._refuse_way_inside(private, private)
        client._refuse_way_inside(private, public)


def test_a_name_that_is_rebound_to_a_private_address_is_refused(site: LocalSite) -> None:
    answers = iter([["93.184.216.34", "127.0.0.1"], ["127.0.0.1"]])
    with Client(limits=FAST, resolver=lambda host, port: next(answers)) as client:
        for _ in range(2):
            with pytest.raises(AddressRefused):
                client.get(f"http://koran.example:{site.port}/a", obey_robots=False)
    assert site.seen == []


def test_the_connection_goes_to_the_very_address_that_was_checked(site: LocalSite) -> None:
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    name = f"koran.example:{site.port}"
    site.routes["/a"] = html("x")
    with Client(private_hosts=frozenset({name}), limits=FAST, resolver=resolver) as client:
        client.get(f"http://{name}/a", obey_robots=False)
    assert asked == ["koran.example"]
    assert site.seen[0][1]["host"] == name


def test_the_next_address_is_tried_when_the_first_does_not_answer(site: LocalSite) -> None:
    name = f"koran.example:{site.port}"
    site.routes["/a"] = html("x")
    with Client(
        private_hosts=frozenset({name}), limits=FAST, resolver=lambda host, port: ["127.0.0.2", "127.0.0.1"]
    ) as client:
        assert client.get(f"http://{name}/a", obey_robots=False).status == 200


def test_a_name_that_cannot_be_resolved_is_unreachable() -> None:
    def resolver(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with Client(limits=FAST, resolver=resolver) as client, pytest.raises(Unreachable):
        client.get("http://koran.example/", obey_robots=False)


def test_a_resolver_that_never_answers_is_given_up(site: LocalSite) -> None:
    def resolver(host: str, port: int) -> list[str]:
        site.over.wait(5)
        return []

    limits = Limits(connect_s=0.1, n_attempts=1)
    with Client(limits=limits, resolver=resolver) as client, pytest.raises(Unreachable):
        client.get("http://koran.example/", obey_robots=False)


def test_a_fault_in_the_resolver_is_not_hidden() -> None:
    def resolver(host: str, port: int) -> list[str]:
        raise KeyError("fault")

    with Client(limits=FAST, resolver=resolver) as client, pytest.raises(KeyError):
        client.get("http://koran.example/", obey_robots=False)


def test_libraries_with_their_own_client_keep_the_address_rules(site: LocalSite, client: Client) -> None:
    site.routes["/a"] = 200, {}, b"ok"
    site.routes["/b"] = redirect("http://127.0.0.1:1/")
    with httpx.Client(transport=client.transport, trust_env=False, follow_redirects=True) as foreign:
        assert foreign.get(site.url("/a")).text == "ok"
        with pytest.raises(AddressRefused):
            foreign.get(site.url("/b"))


def test_when_the_total_time_is_over_nothing_is_begun_any_more() -> None:
    backend = PinnedBackend(AddressRules(), lambda host, port: ["93.184.216.34"])
    with total_time(0), pytest.raises(httpcore.ConnectTimeout):
        backend.connect_tcp("koran.example", 80)


def test_all_redirects_together_have_one_total_time(site: LocalSite) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> object:
        site.over.wait(0.15)
        return redirect(f"{handler.path}x")

    site.routes |= {"/" + "x" * n: slow for n in range(1, 8)}  # type: ignore[misc]
    with site.client(Limits(total_s=0.35, delay_s=0)) as client, pytest.raises(Unreachable):
        client.get(site.url("/x"), obey_robots=False)
    assert 2 <= len(site.seen) <= 3
