from html import escape

import pytest
from pydantic import ValidationError

from local_site import LocalSite, html, redirect
from tanggap.connectors.base import FetchResult, FetchState
from tanggap.connectors.feed import FeedConfig, plugin
from tanggap.core.errors import TemporaryFailure
from tanggap.core.web.feeds import NotAFeed
from tanggap.net.client import Client, Limits
from tanggap.net.errors import TooLarge

ITEM = "<item><title>{title}</title><link>{link}</link><guid>{guid}</guid><description>{text}</description></item>"


def feed(
    *items: str, title: str = "Banua Pos", link: str = "https://banuapos.example/"
) -> tuple[int, dict[str, str], bytes]:
    body = f'<rss version="2.0"><channel><title>{title}</title><link>{link}</link>{"".join(items)}</channel></rss>'
    return (
        200,
        {"Content-Type": "application/rss+xml", "ETag": '"v1"', "Last-Modified": "Sun, 06 Oct 2024 00:00:00 GMT"},
        body.encode(),
    )


def item(n: int = 1, **more: str) -> str:
    given = {"title": f"Judul {n}", "link": f"https://banuapos.example/a/{n}", "guid": f"g{n}", "text": f"Isi {n}"}
    return ITEM.format(**(given | more))


def fetch(
    site: LocalSite, client: Client, path: str = "/feed", state: FetchState | None = None, **more: object
) -> FetchResult:
    return plugin.fetch(FeedConfig(url=site.url(path), **more), state or FetchState(), client)  # type: ignore[arg-type]


def test_a_visit_brings_items_and_what_to_remember(site: LocalSite, client: Client) -> None:
    site.routes["/feed"] = feed(item(1), item(2))
    result = fetch(site, client)
    assert (result.outcome, result.title, len(result.items)) == ("ok", "Banua Pos", 2)
    assert result.state == FetchState('"v1"', "Sun, 06 Oct 2024 00:00:00 GMT")
    assert (result.final_url, result.http_status, result.items[0].outlet_name) == (site.url("/feed"), 200, "Banua Pos")


def test_an_unchanged_feed_keeps_what_was_remembered(site: LocalSite, client: Client) -> None:
    site.routes["/feed"] = 304, {}, b""
    state = FetchState('"v1"', "kapan-kapan")
    result = fetch(site, client, state=state)
    assert (result.outcome, result.items, result.state) == ("not_modified", (), state)
    assert site.seen[-1][1]["if-none-match"] == '"v1"'


def test_a_feed_without_entries_is_empty_and_no_failure(site: LocalSite, client: Client) -> None:
    site.routes["/feed"] = feed()
    assert fetch(site, client).outcome == "empty"


def test_the_feed_of_a_site_is_found_and_its_address_reported(site: LocalSite, client: Client) -> None:
    site.routes["/"] = html(
        '<link rel="alternate" type="application/rss+xml" href="/hilang.xml">'
        '<link rel="alternate" type="application/rss+xml" href="/kosong.xml">'
        '<link rel="alternate" type="application/rss+xml" href="/berita.xml">'
    )
    site.routes |= {"/kosong.xml": feed(), "/berita.xml": feed(item())}
    result = fetch(site, client, "/")
    assert (result.outcome, result.final_url, result.state) == ("ok", site.url("/berita.xml"), FetchState())


def test_an_empty_feed_is_taken_when_there_is_no_better_one(site: LocalSite, client: Client) -> None:
    site.routes |= {"/": html("<p>Beranda</p>"), "/feed/": feed()}
    assert fetch(site, client, "/").final_url == site.url("/feed/")


def test_a_site_without_any_feed_is_not_a_feed(site: LocalSite, client: Client) -> None:
    site.routes["/"] = html("<p>Beranda</p>")
    with pytest.raises(NotAFeed):
        fetch(site, client, "/")


def test_trouble_while_looking_for_the_feed_is_temporary(site: LocalSite, client: Client) -> None:
    site.routes |= {"/": html("<p>Beranda</p>"), "/feed/": (500, {}, b"")}
    with pytest.raises(TemporaryFailure):
        fetch(site, client, "/")


def test_a_page_where_a_feed_was_is_not_a_feed(site: LocalSite, client: Client) -> None:
    site.routes |= {"/feed": html("<p>Situs pindah</p>"), "/rss": feed(item())}
    with pytest.raises(NotAFeed):
        fetch(site, client, state=FetchState(etag='"v1"'))


@pytest.mark.parametrize("body", [b"", b"\x89PNG" + bytes(100), b"{}"])
def test_garbage_is_not_a_feed_and_nothing_else_is_tried(site: LocalSite, client: Client, body: bytes) -> None:
    site.routes["/feed"] = 200, {"Content-Type": "application/rss+xml"}, body
    with pytest.raises(NotAFeed):
        fetch(site, client)
    assert site.paths() == ["/feed"]


def test_a_feed_of_fifty_megabytes_is_too_large(site: LocalSite) -> None:
    site.routes["/feed"] = 200, {}, b"<rss>" + b" " * 50_000_000
    with site.client(Limits(delay_s=0, n_attempts=1)) as client, pytest.raises(TooLarge):
        fetch(site, client)


def test_a_feed_that_moved_is_followed(site: LocalSite, client: Client) -> None:
    site.routes |= {"/feed": redirect("/baru", 301), "/baru": feed(item())}
    assert fetch(site, client).final_url == site.url("/baru")


def test_the_same_entry_twice_is_one_item_and_unreadable_ones_are_told(site: LocalSite, client: Client) -> None:
    double = item(1, link="https://banuapos.example/a/1?utm_source=x")
    site.routes["/feed"] = feed(item(1), double, item(3, title="", text=""), item(4))
    result = fetch(site, client)
    assert [found.platform_id for found in result.items] == [
        "https://banuapos.example/a/1",
        "https://banuapos.example/a/4",
    ]
    assert [(row.row_number, row.raw) for row in result.bad_rows] == [(3, "g3")]


def test_a_feed_that_links_its_front_page_everywhere_is_told_apart_by_guid(site: LocalSite, client: Client) -> None:
    front = "https://banuapos.example/"
    site.routes["/feed"] = feed(item(1, link=front), item(2, link=front), item(3, link="", guid="g3"))
    assert [found.platform_id for found in fetch(site, client).items] == [site.url(f"/feed#g{n}") for n in (1, 2, 3)]


def test_an_entry_with_nothing_but_the_front_page_keeps_it(site: LocalSite, client: Client) -> None:
    site.routes["/feed"] = feed(item(1, link="https://banuapos.example/", guid=""))
    assert [found.platform_id for found in fetch(site, client).items] == ["https://banuapos.example/"]


def test_no_more_entries_are_read_than_asked_for(site: LocalSite, client: Client) -> None:
    site.routes["/feed"] = feed(*map(item, range(10)))
    assert len(fetch(site, client, max_items=3).items) == 3


@pytest.mark.parametrize(
    ("more", "is_paid"),
    [({"title": "ADV | Pasar murah"}, True), ({"text": "Demikian. (ADV)"}, True), ({"text": "Demikian."}, False)],
)
def test_paid_entries_are_suspected(site: LocalSite, client: Client, more: dict[str, str], *, is_paid: bool) -> None:
    site.routes["/feed"] = feed(item(1, **more))
    assert fetch(site, client).items[0].is_paid_suspected is is_paid


def test_the_text_is_free_of_inserts_and_of_what_the_software_adds(site: LocalSite, client: Client) -> None:
    text = escape("<p>Air naik.</p><p>Baca juga: Lain</p><p>The post A appeared first on B.</p>")
    site.routes["/feed"] = feed(item(1, text=text))
    assert fetch(site, client).items[0].text == "Air naik."


@pytest.mark.parametrize("url", ["ftp://banuapos.example/", "", "javascript:alert(1)"])
def test_an_address_that_is_none_is_refused_in_the_form(url: str) -> None:
    with pytest.raises(ValidationError):
        FeedConfig(url=url)


def test_a_bare_host_is_understood_and_a_wrong_zone_is_not() -> None:
    assert FeedConfig(url=" banuapos.example/feed ").url == "https://banuapos.example/feed"
    assert FeedConfig(url="banuapos.example", timezone="Asia/Jakarta").timezone == "Asia/Jakarta"
    with pytest.raises(ValidationError):
        FeedConfig(url="banuapos.example", timezone="Asia/Martapura")
