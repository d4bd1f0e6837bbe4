"""The next page of an article that a portal has cut into several."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from lxml import html as lxml_html

from tanggap.core.web.addresses import absolute_url, canonical_url

_PAGE_OF = re.compile(
    r"\b(?:halaman|hal|page)\.?\s*(\d{1,2})\s*(?:dari|of|/)\s*(\d{1,2})\b|\b(\d{1,2})\s+dari\s+(\d{1,2})\s+halaman\b",
    re.IGNORECASE,
)
_TAIL = re.compile(r"/(?:page/|halaman/)?(\d{1,2})$")
_PARAMETERS = ("page", "halaman", "hal")
MAX_PAGES = 99
MAX_LINKS = 1000


def next_page_url(tree: lxml_html.HtmlElement, text: str, url: str) -> str:
    """Return the address of the article's next page, or "".

    A link counts only when it leads to the same article one page on: ``rel=next`` often means the next
    article. Without a link, "Halaman 1 dari 3" in the text is enough to ask for ``?page=2``.
    """
    own = article_of(url)
    current = page_number(url)
    for href in _hrefs(tree):
        candidate = absolute_url(href, url)
        if candidate and article_of(candidate) == own and page_number(candidate) == current + 1:
            return candidate
    return _announced(text, url, current)


def page_number(url: str) -> int:
    """Return the page of an article that an address shows; 1 when it names none.

    Examples
    --------
    >>> page_number("https://koran.example/berita/banjir?page=3"), page_number("https://koran.example/a/b/2")
    (3, 2)
    """
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    for name in _PARAMETERS:
        value = query.get(name, [""])[0]
        if value.isdecimal() and 0 < int(value) <= MAX_PAGES:
            return int(value)
    match = _TAIL.search(parts.path.rstrip("/"))
    return int(match.group(1)) if match else 1


def _hrefs(tree: lxml_html.HtmlElement) -> list[str]:
    relations = [
        str(node.get("href", ""))
        for node in tree.iter("link", "a")
        if "next" in str(node.get("rel", "")).lower().split()
    ]
    numbered = (href for node in tree.iter("a") if re.search(r"\d/?$", href := str(node.get("href", ""))))
    return [*relations[:MAX_LINKS], *islice(numbered, MAX_LINKS)]


def article_of(url: str) -> str:
    """Return the canonical address of the whole article that an address shows a page of.

    Examples
    --------
    >>> article_of("https://koran.example/berita/banjir/2?utm_source=x")
    'https://koran.example/berita/banjir'
    """
    return _TAIL.sub("", canonical_url(url))


def _announced(text: str, url: str, current: int) -> str:
    for match in _PAGE_OF.finditer(text):
        page, last = (int(part) for part in match.groups() if part)
        if page == current and page < last <= MAX_PAGES:
            without = re.sub(r"([?&])page=\d{1,2}(?:&|$)", r"\1", url).rstrip("?&")
            separator = "&" if urlsplit(without).query else "?"
            return f"{without}{separator}page={page + 1}"
    return ""
