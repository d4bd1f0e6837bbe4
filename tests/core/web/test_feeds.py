import json
import time
from datetime import UTC, datetime

import pytest

from tanggap.core.web import feeds
from tanggap.core.web.dates import WIB
from tanggap.core.web.feeds import NotAFeed, parse_feed

BASE = "https://banuapos.example/feed"
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>Banua Pos &amp; Kota</title><link>https://banuapos.example/</link><language>id-ID</language>
<item><title>Jembatan &lt;b&gt;retak&lt;/b&gt;</title><link>/daerah/jembatan-retak</link>
<guid isPermaLink="false">p-7</guid>
<pubDate>Minggu, 06 Okt 2024 13:45:00 WIB</pubDate><dc:creator>Tim Redaksi</dc:creator><category>Daerah</category>
<description>Ringkas.</description><content:encoded><![CDATA[<p>Isi <i>lengkap</i></p>]]></content:encoded>
<enclosure url="/foto/1.jpg" type="image/jpeg" length="1"/><enclosure url="" type="x"/>
<media:content url="https://cdn.example/2.jpg" type="image/jpeg"/></item>
<item><title>Tanpa tautan</title><guid>https://banuapos.example/x/2</guid></item>
<item><title>Lewat perantara</title><link>https://perantara.example/1</link>
<feedburner:origLink>https://banuapos.example/x/3</feedburner:origLink></item>
</channel></rss>"""


def test_an_rss_feed_is_read_with_all_its_parts() -> None:
    feed = parse_feed(RSS.encode(), "application/rss+xml", BASE)
    first, second, third = feed.entries
    assert (feed.title, feed.language, feed.home_url) == ("Banua Pos & Kota", "id-ID", "https://banuapos.example/")
    assert (first.title, first.link, first.guid) == (
        "Jembatan retak",
        "https://banuapos.example/daerah/jembatan-retak",
        "p-7",
    )
    assert first.published_at == datetime(2024, 10, 6, 6, 45, tzinfo=UTC)
    assert (first.summary, first.content) == ("Ringkas.", "<p>Isi <i>lengkap</i></p>")
    assert (first.authors, first.categories) == (("Tim Redaksi",), ("Daerah",))
    assert [part.url for part in first.enclosures] == [
        "https://banuapos.example/foto/1.jpg",
        "https://cdn.example/2.jpg",
    ]
    assert second.link == "https://banuapos.example/x/2" and second.published_at is None
    assert third.link == "https://banuapos.example/x/3"


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ('<rss version="0.91"><channel><title>A</title><item><title>T</title><link>https://a.example/1</link>'
         "</item></channel></rss>", "rss091u"),
        ('<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
         '<rss version="0.91">'
         "<channel><title>A</title><item><title>T</title><link>https://a.example/1</link></item></channel></rss>",
         "rss"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel>'
         "<title>A</title></channel><item><title>T</title><link>https://a.example/1</link></item></rdf:RDF>", "rss10"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><title>T</title><id>urn:1</id>'
         '<link rel="edit" href="/x"/><link rel="alternate" href="https://a.example/1"/></entry></feed>', "atom10"),
    ],
)  # fmt: skip
def test_every_dialect_is_read(body: str, form: str) -> None:
    feed = parse_feed(body.encode(), "", "https://a.example/feed")
    assert feed.format.startswith(form[:3])
    assert (feed.title, [entry.link for entry in feed.entries]) == ("A", ["https://a.example/1"])


def json_feed(**more: object) -> bytes:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "A", "home_page_url": "https://a.example/", **more}
    return json.dumps(feed).encode()


def test_a_json_feed_is_read() -> None:
    body = json_feed(
        items=[
            {"id": 7, "url": "/1", "title": "T", "content_text": "isi", "date_modified": "2024-10-06T01:00:00Z",
             "authors": [{"name": "Redaksi"}], "author": {"name": "Redaksi"}, "tags": ["Daerah", 5],
             "attachments": [{"url": "/a.mp3", "mime_type": "audio/mpeg"}, {"url": ""}]},
            {"id": "u", "external_url": "https://b.example/2", "content_html": "<p>x"},
            {},
            "rusak",
        ]
    )  # fmt: skip
    feed = parse_feed(body, "application/json", "https://a.example/feed.json")
    first, second, third = feed.entries
    assert (first.guid, first.link, first.content) == ("7", "https://a.example/1", "isi")
    assert (first.authors, first.categories, len(first.enclosures)) == (("Redaksi",), ("Daerah",), 1)
    assert first.published_at == datetime(2024, 10, 6, 1, tzinfo=UTC)
    assert (second.guid, second.link, second.content) == ("u", "https://b.example/2", "<p>x")
    assert (third.guid, third.link, feed.is_damaged) == ("", "", True)


@pytest.mark.parametrize(
    "body",
    [
        b'{"items": []}',
        b"{",
        b'{"a": ' * 90_000,
        b'{"version": "https://jsonfeed.org/version/1", "items": 3}',
        b'{"a":1}[]',
    ],
)
def test_other_json_is_not_a_feed(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        parse_feed(body)


@pytest.mark.parametrize(
    "body",
    [
        b'<rss version="2.0"><channel><title>A</title></channel></rss>',
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title></feed>',
        json_feed(items=[]),
    ],
)
def test_a_feed_without_entries_is_still_a_feed(body: bytes) -> None:
    feed = parse_feed(body)
    assert (feed.title, feed.entries) == ("A", ())


@pytest.mark.parametrize(
    "body",
    [
        b"", b"   \n", b"\xef\xbb\xbf", b"bukan apa-apa", b"<html><body>Situs dalam perbaikan</body></html>",
        b"<!DOCTYPE html><html><head><title>rss</title></head><body><rss></rss></body></html>",
        b"<?xml version='1.0'?><urlset></urlset>", b"\x89PNG\r\n\x1a\n" + bytes(500), b"<rsso>x</rsso>",
        b"<foo:channel></foo:channel>", b"<daftar><channel/></daftar>",
    ],
)  # fmt: skip
def test_what_is_no_feed_is_told_apart_from_an_empty_one(body: bytes) -> None:
    with pytest.raises(NotAFeed):
        parse_feed(body, "application/rss+xml", BASE)


def test_a_truncated_feed_gives_what_was_complete() -> None:
    whole = parse_feed(RSS.encode(), "", BASE)
    feed = parse_feed(RSS[: RSS.index("Tanpa tautan")].encode(), "", BASE)
    assert feed.is_damaged and not whole.is_damaged
    assert feed.entries[0] == whole.entries[0]


@pytest.mark.parametrize("charset", ["cp1252", "utf-16", "utf-8"])
def test_a_wrong_or_unusual_encoding_is_seen_through(charset: str) -> None:
    text = RSS.replace("Ringkas.", "“Ringkas” – é").replace('encoding="UTF-8"', 'encoding="iso-8859-1"')
    feed = parse_feed(text.encode(charset), "text/xml; charset=utf-8", BASE)
    assert feed.entries[0].summary == "“Ringkas” – é"


def test_an_undefined_entity_and_a_bare_ampersand_do_not_stop_it() -> None:
    body = RSS.replace("Ringkas.", "Air &nbsp; & angin &eacute;")
    assert "angin" in parse_feed(body.encode(), "", BASE).entries[0].summary


def test_entities_that_grow_beyond_measure_are_not_expanded() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}]>' + RSS.partition("?>")[2]
    started = time.process_time()
    feed = parse_feed(body.replace("Ringkas.", "&l11;").encode(), "", BASE)
    assert time.process_time() - started < 2
    assert len(feed.entries[0].summary) < 1000


def test_a_file_on_the_machine_is_never_opened() -> None:
    body = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://{__file__}">]>' + RSS.partition("?>")[2]
    feed = parse_feed(body.replace("Ringkas.", "&x;").encode(), "", BASE)
    assert "NotAFeed" not in feed.entries[0].summary


@pytest.mark.parametrize("head", ["<!DOCTYPE rss [", "<!DOCTYPE rss", "<!doctype rss><!-- -->"])
def test_an_unfinished_document_type_does_no_harm(head: str) -> None:
    try:
        feed = parse_feed((head + RSS.partition("?>")[2]).encode(), "", BASE)
    except NotAFeed:
        feed = None
    assert feed is None or feed.title in ("Banua Pos & Kota", "")


def test_a_feed_nested_beyond_reason_is_refused() -> None:
    body = '<rss version="2.0"><channel>' + "<a>" * 50_000
    with pytest.raises(NotAFeed):
        parse_feed(body.encode())


def test_markup_inside_cdata_is_not_nesting() -> None:
    inner = "<div>" * 300
    body = RSS.replace("<p>Isi <i>lengkap</i></p>", inner)
    assert parse_feed(body.encode(), "", BASE).entries[0].content == inner
    parse_feed(body[: body.index(inner) + 50].encode(), "", BASE)


def test_a_feed_of_fifty_megabytes_is_refused_at_once() -> None:
    started = time.process_time()
    with pytest.raises(NotAFeed):
        parse_feed(b"<rss>" + b" " * 50_000_000)
    assert time.process_time() - started < 0.5


def test_more_entries_than_are_sane_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_ENTRIES", 2)
    feed = parse_feed(RSS.encode(), "", BASE)
    assert (len(feed.entries), feed.n_left_out) == (2, 1)


def test_a_large_feed_is_read_in_reasonable_time() -> None:
    item = RSS[RSS.index("<item>") : RSS.index("</item>") + 7]
    body = RSS.replace("</channel>", item * 500 + "</channel>")
    started = time.process_time()
    assert len(parse_feed(body.encode(), "", BASE).entries) == 503
    assert time.process_time() - started < 4


def test_a_date_without_zone_is_in_the_zone_given() -> None:
    body = RSS.replace("13:45:00 WIB", "13:45:00").encode()
    assert parse_feed(body, "", BASE, WIB).entries[0].published_at == datetime(2024, 10, 6, 6, 45, tzinfo=UTC)
