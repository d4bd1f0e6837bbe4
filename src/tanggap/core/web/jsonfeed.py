"""JSON Feed 1.0 and 1.1.

Source: https://www.jsonfeed.org/version/1.1/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from tanggap.core.web.addresses import absolute_url
from tanggap.core.web.dates import parse_date
from tanggap.core.web.feed_types import Enclosure, FeedEntry, ParsedFeed
from tanggap.core.web.text import one_line

_VERSION = "jsonfeed.org/version/"


def parse(text: str, *, base_url: str, default_zone: tzinfo, max_entries: int) -> ParsedFeed | None:
    """Read a JSON Feed from the text of a JSON object, or return None when it is none."""
    try:
        feed: dict[str, Any] = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
    items = feed.get("items")
    if _VERSION not in _string(feed, "version") or not isinstance(items, list):
        return None
    readable = [item for item in items if isinstance(item, dict)]
    return ParsedFeed(
        format="json1",
        title=one_line(_string(feed, "title")),
        home_url=absolute_url(_string(feed, "home_page_url"), base_url),
        language=_string(feed, "language")[:35],
        entries=tuple(_entry(item, base_url, default_zone) for item in readable[:max_entries]),
        is_damaged=len(readable) < len(items),
        n_left_out=max(0, len(readable) - max_entries),
    )


def _entry(item: Mapping[str, Any], base_url: str, zone: tzinfo) -> FeedEntry:
    link = _string(item, "url") or _string(item, "external_url")
    guid = _string(item, "id") or (str(item["id"]) if isinstance(item.get("id"), int) else "")
    plain = _string(item, "content_text")
    authors = [*_mappings(item.get("authors")), *_mappings([item.get("author")])]
    attachments = [(absolute_url(_string(part, "url"), base_url), part) for part in _mappings(item.get("attachments"))]
    return FeedEntry(
        guid=guid,
        link=absolute_url(link, base_url) if link else "",
        title=one_line(_string(item, "title")),
        summary=_string(item, "summary"),
        content=_string(item, "content_html") or plain,
        published_at=parse_date(_string(item, "date_published"), zone)
        or parse_date(_string(item, "date_modified"), zone),
        authors=tuple(dict.fromkeys(filter(None, (one_line(_string(author, "name")) for author in authors)))),
        categories=tuple(one_line(tag) for tag in _list(item.get("tags")) if isinstance(tag, str)),
        enclosures=tuple(Enclosure(url, _string(part, "mime_type")[:100]) for url, part in attachments if url),
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [part for part in _list(value) if isinstance(part, dict)]


def _string(mapping: Mapping[str, Any], key: str) -> str:
    value = mapping.get(key)
    return value if isinstance(value, str) else ""
