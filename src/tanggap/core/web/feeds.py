"""Feeds of every dialect as one shape: RSS 0.9x and 2.0, RDF, Atom, JSON Feed."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import feedparser

from tanggap.core.errors import PermanentFailure
from tanggap.core.web import charset, jsonfeed
from tanggap.core.web.addresses import absolute_url
from tanggap.core.web.dates import WITA, parse_date
from tanggap.core.web.feed_types import Enclosure, FeedEntry, ParsedFeed
from tanggap.core.web.text import one_line

__all__ = ["Enclosure", "FeedEntry", "NotAFeed", "ParsedFeed", "parse_feed"]

MAX_FEED_BYTES = 12 * 1024 * 1024
MAX_ENTRIES = 2000
MAX_DEPTH = 100
_HEAD_CHARS = 4096
# Found near the beginning of every XML feed, after prolog and comments.
_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PROLOG = re.compile(r"<\?xml[^>]{0,200}\?>", re.IGNORECASE)
_XML_TAG = re.compile(r"<!\[CDATA\[|<(/?)[A-Za-z_][^<>]*?(/?)>")
_DATE_KEYS = ("published", "updated", "created")


class NotAFeed(PermanentFailure):
    """What came is no feed: a page, something broken beyond reading, or nothing at all."""


@dataclass(frozen=True, slots=True)
class _Setting:
    base_url: str
    zone: tzinfo


def parse_feed(body: bytes, content_type: str = "", base_url: str = "", default_zone: tzinfo = WITA) -> ParsedFeed:
    """Read a feed, however untidy; a feed without entries is a feed.

    Parameters
    ----------
    body
        At most 12 MiB.
    content_type
        The header as it came; it is only a hint.
    base_url
        For relative addresses.
    default_zone
        The zone of dates that name none.

    Raises
    ------
    NotAFeed
        If it is HTML, garbage, empty, too large, or nested too deeply to be honest.
    """
    if len(body) > MAX_FEED_BYTES:
        raise NotAFeed("the feed is too large")
    text = charset.decode(body, content_type).lstrip()
    if not text:
        raise NotAFeed("the answer is empty")
    setting = _Setting(base_url, default_zone)
    if text[0] == "{":
        feed = jsonfeed.parse(text, base_url=base_url, default_zone=default_zone, max_entries=MAX_ENTRIES)
        if feed is None:
            raise NotAFeed("JSON, but no JSON Feed")
        return feed
    return _parse_xml(_without_doctype(text), setting)


def _without_doctype(text: str) -> str:
    """Drop prolog and DOCTYPE: the text is decoded already, and no honest feed declares entities."""
    start = text[:_HEAD_CHARS].lower().find("<!doctype")
    if start >= 0 and not _HTML.match(text, start):
        subset = text.find("[", start, start + _HEAD_CHARS)
        end = text.find(">", start)
        if 0 <= subset < end:
            end = text.find("]>", subset) + 1
        text = text[:start] + text[end + 1 :] if end > 0 else text[:start]
    return _PROLOG.sub("", text, count=1)


def _parse_xml(text: str, setting: _Setting) -> ParsedFeed:
    head = text[:_HEAD_CHARS]
    root, page = _ROOT.search(head), _HTML.search(head)
    if root is None or (page is not None and page.start() < root.start()):
        raise NotAFeed("the answer is a page" if page else "the answer is no feed")
    if _depth_exceeds(text, MAX_DEPTH):
        raise NotAFeed("the feed is nested too deeply")
    parsed = feedparser.parse(
        # Only a stream is safe: anything else could be taken for a file or an address to open.
        io.BytesIO(text.encode("utf-8", errors="replace")),
        # No base is given: it would make addresses out of identifiers that are none.
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.version and not parsed.entries:
        raise NotAFeed("the answer is no feed")
    feed = parsed.feed
    return ParsedFeed(
        format=parsed.version or "xml",
        title=one_line(_string(feed, "title")),
        home_url=absolute_url(_string(feed, "link"), setting.base_url),
        language=_string(feed, "language")[:35],
        entries=tuple(_entry(entry, setting) for entry in parsed.entries[:MAX_ENTRIES]),
        is_damaged=bool(parsed.bozo),
        n_left_out=max(0, len(parsed.entries) - MAX_ENTRIES),
    )


def _depth_exceeds(text: str, limit: int) -> bool:
    """Whether elements lie in each other deeper than `limit`, as far as tags can be counted in one pass."""
    depth = position = 0
    while match := _XML_TAG.search(text, position):
        position = match.end()
        if match.group().startswith("<!["):
            position = text.find("]]>", position)
            if position < 0:
                return False
        elif match.group(1):
            depth = max(0, depth - 1)
        elif not match.group(2):
            depth += 1
            if depth > limit:
                return True
    return False


def _entry(entry: Any, setting: _Setting) -> FeedEntry:
    contents = [_string(part, "value") for part in entry.get("content") or []]
    authors = [_string(author, "name") for author in entry.get("authors") or []] or [_string(entry, "author")]
    tags = [_string(tag, "term") or _string(tag, "label") for tag in entry.get("tags") or []]
    link = _link(entry)
    return FeedEntry(
        guid=_string(entry, "id").strip(),
        link=absolute_url(link, setting.base_url) if link else "",
        title=one_line(_string(entry, "title")),
        summary=_string(entry, "summary"),
        content=max(contents, key=len, default=""),
        published_at=_published_at(entry, setting),
        authors=tuple(dict.fromkeys(name for name in map(one_line, authors) if name)),
        categories=tuple(dict.fromkeys(name for name in map(one_line, tags) if name)),
        enclosures=tuple(_enclosures(entry, setting)),
    )


def _link(entry: Any) -> str:
    """Find the address of the page; a permalink guid stands in when there is no link."""
    original = _string(entry, "feedburner_origlink")
    if original:
        return original
    for link in entry.get("links") or []:
        if link.get("rel") == "alternate" and _string(link, "href"):
            return _string(link, "href")
    guid, link = _string(entry, "id"), _string(entry, "link")
    # By default every guid claims to be an address; only one that looks it is believed.
    return link if link and (link != guid or link.startswith(("http://", "https://"))) else ""


def _published_at(entry: Any, setting: _Setting) -> datetime | None:
    for key in _DATE_KEYS:
        found = parse_date(_string(entry, key), setting.zone)
        if found is not None:
            return found
    return None


def _enclosures(entry: Any, setting: _Setting) -> list[Enclosure]:
    found: dict[str, Enclosure] = {}
    for part in [*(entry.get("enclosures") or []), *(entry.get("media_content") or [])]:
        url = absolute_url(_string(part, "href") or _string(part, "url"), setting.base_url)
        if url:
            found.setdefault(url, Enclosure(url, _string(part, "type")[:100]))
    return list(found.values())


def _string(mapping: Any, key: str) -> str:
    value = mapping.get(key)
    return value if isinstance(value, str) else ""
