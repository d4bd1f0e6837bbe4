"""Where a site keeps its feeds."""

from __future__ import annotations

import re
from itertools import islice

from tanggap.core.web.addresses import absolute_url, site_of
from tanggap.core.web.text import parse_markup

FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
    | {"application/xml", "text/xml", "application/json"}
)
# Ordered by how many public sites answer there; the last two are those of Blogger and of old WordPress.
USUAL_PATHS = (
    "/feed/",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feeds/posts/default",
    "/?feed=rss2",
)
_FEED_LINK = re.compile(
    r"(?:(?:^|/)(?:rss|feeds?|atom)(?:[/.?]|$)|\.(?:rss|rdf|atom)$|feed=(?:rss|atom))", re.IGNORECASE
)
_COMMENTS = re.compile(r"comment|komentar", re.IGNORECASE)
_API = re.compile(r"/wp-json/|oembed", re.IGNORECASE)
MAX_FOUND = 20
MAX_LINKS = 200


def find_feeds(html: str, base_url: str) -> list[str]:
    """Return the addresses where a feed may be, the likeliest first.

    Feeds that the page declares, then links of the same site that look like feeds, then the usual paths.
    Feeds of comments come last.
    """
    declared, linked = _of_page(html, base_url)
    usual = [absolute_url(path, base_url) for path in USUAL_PATHS]
    articles_first = sorted(declared, key=lambda url: bool(_COMMENTS.search(url)))
    return [url for url in dict.fromkeys([*articles_first, *linked, *usual]) if url][:MAX_FOUND]


def _of_page(html: str, base_url: str) -> tuple[list[str], list[str]]:
    tree = parse_markup(html)
    if tree is None:
        return [], []
    base = next((absolute_url(href, base_url) for href in map(str, tree.xpath("//base/@href"))), "") or base_url
    declared = [
        absolute_url(link.get("href", ""), base)
        for link in tree.iter("link")
        if "alternate" in link.get("rel", "").lower().split()
        and link.get("type", "").lower().partition(";")[0].strip() in FEED_TYPES
        and not _API.search(link.get("href", ""))
    ]
    hrefs = (href for anchor in tree.iter("a") if _FEED_LINK.search(href := str(anchor.get("href", ""))))
    own = site_of(base_url)
    linked = [absolute_url(href, base) for href in islice(hrefs, MAX_LINKS)]
    return declared[:MAX_FOUND], [url for url in linked if url and site_of(url).endswith(own)][:MAX_FOUND]
