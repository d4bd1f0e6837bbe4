"""A news article out of a page: its own description first, then the common tags, then the readable text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from tanggap.core.web import boilerplate, jsonld
from tanggap.core.web.addresses import canonical_url
from tanggap.core.web.dates import WITA, find_date, parse_date
from tanggap.core.web.paging import next_page_url
from tanggap.core.web.text import clean_text, one_line, parse_markup, strip_markup, tidy

MAX_PAGE_CHARS = 3_000_000
MAX_ELEMENTS = 60_000
MAX_DEPTH = 150
# A body in JSON-LD is often cut or without paragraphs: it only wins when the page yields next to nothing.
SHORT_TEXT = 250
BYLINE_CHARS = 3000
_DATE_METAS = (
    "article:published_time", "og:published_time", "dtk:publishdate", "content_publisheddate", "publishdate",
    "publish-date", "pubdate", "datepublished", "dc.date.issued", "dc.date", "date", "originalpublicationdate",
)  # fmt: skip
_SECTION_METAS = ("article:section", "article:tag", "keywords", "news_keywords", "dtk:kanal")


@dataclass(frozen=True, slots=True)
class Article:
    """What a page says. `text` has one paragraph per line; `dateline` is the place named before it.

    `asks_sign_in`: there is next to no text, and a field for a password.
    """

    url: str
    title: str = ""
    text: str = ""
    published_at: datetime | None = None
    summary: str = ""
    site_name: str = ""
    language: str = ""
    dateline: str = ""
    is_paid_suspected: bool = False
    next_page_url: str = ""
    n_pages: int = 1
    asks_sign_in: bool = False


def extract_article(html: str, url: str, default_zone: tzinfo = WITA) -> Article:
    """Return the article of a page, with empty fields where the page has nothing.

    Parameters
    ----------
    html
        The page as text; what lies beyond 3 million characters is not looked at.
    url
        Where the page was found, after redirects.
    default_zone
        The zone of dates that name none.
    """
    tree = parse_markup(html[:MAX_PAGE_CHARS])
    if tree is None:
        return Article(url=_own_address(None, url))
    described = jsonld.find_article(tree)
    metas = _metas(tree)
    visible = tidy(strip_markup(html[:MAX_PAGE_CHARS]))
    lines = _lines(tree, described, visible)
    paragraphs = boilerplate.clean_paragraphs(lines)
    title = _title(tree, described, metas)
    headings = {title, *(one_line(node.text_content()) for node in tree.iter("h1"))}
    if paragraphs and paragraphs[0] in headings:
        del paragraphs[0]
    dateline, first = boilerplate.split_dateline(paragraphs[0]) if paragraphs else ("", "")
    text = "\n".join([first, *paragraphs[1:]]).strip()
    return Article(
        url=_own_address(tree, url),
        title=title,
        text=text,
        published_at=_published_at(tree, described, metas, visible, default_zone),
        summary=one_line(jsonld.string(described, "description") or _meta(metas, "og:description", "description")),
        site_name=_site_name(described, metas),
        language=str(tree.get("lang") or "")[:35],
        dateline=dateline,
        is_paid_suspected=_is_paid(described, metas, title, lines),
        next_page_url=next_page_url(tree, visible, url),
        asks_sign_in=not described and len(text) < SHORT_TEXT and bool(tree.xpath("//input[@type='password']")),
    )


def _own_address(tree: lxml_html.HtmlElement | None, url: str) -> str:
    """Return the canonical address that a page names on its own site, else that where it was found."""
    own = canonical_url(url)
    if tree is None:
        return own
    for href in map(str, tree.xpath("//link[translate(@rel, 'CANOL', 'canol')='canonical']/@href")):
        named = canonical_url(href, base=url)
        # Careless portals name their front page; an address on another host may be a lie.
        if named and named.split("/")[2] == own.split("/")[2] and named.count("/") > 2 and not named.endswith("/"):
            return named
    return own


def _metas(tree: lxml_html.HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for node in tree.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop") or ""
        content = node.get("content") or ""
        if name and content:
            metas.setdefault(name.lower(), []).append(content)
    return metas


def _meta(metas: Mapping[str, list[str]], *names: str) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _title(tree: lxml_html.HtmlElement, described: Mapping[str, Any], metas: Mapping[str, list[str]]) -> str:
    headings = [node.text_content() for node in tree.iter("h1")]
    found = (
        jsonld.string(described, "headline"),
        _meta(metas, "og:title", "twitter:title"),
        headings[0] if len(headings) == 1 else "",
        next((node.text_content() for node in tree.iter("title")), ""),
    )
    title = next((line for line in map(one_line, found) if line), "")
    site = _site_name(described, metas)
    for separator in (" - ", " | ", " – ", " — "):
        head, _, tail = title.rpartition(separator)
        if head and site and tail.strip().lower() == site.lower():
            return head.strip()
    return title


def _site_name(described: Mapping[str, Any], metas: Mapping[str, list[str]]) -> str:
    return one_line(_meta(metas, "og:site_name") or jsonld.string(described, "publisher", "name"), 200)


def _published_at(
    tree: lxml_html.HtmlElement,
    described: Mapping[str, Any],
    metas: Mapping[str, list[str]],
    visible: str,
    zone: tzinfo,
) -> datetime | None:
    times = [node.get("datetime") or node.text_content() for node in list(tree.iter("time"))[:5]]
    candidates = [
        jsonld.string(described, "datePublished"),
        *(_meta(metas, name) for name in _DATE_METAS),
        *times,
        jsonld.string(described, "dateCreated"),
    ]
    for candidate in candidates:
        found = parse_date(candidate, zone)
        if found is not None:
            return found
    return find_date(visible[:BYLINE_CHARS], zone)


def _lines(tree: lxml_html.HtmlElement, described: Mapping[str, Any], visible: str) -> list[str]:
    text = tidy(_readable(tree))
    body = clean_text(jsonld.string(described, "articleBody"))
    # The extractor falls back to the described body itself, but loses its paragraphs.
    is_same = "".join(text.split()) == "".join(body.split())
    if body and (is_same or (len(text) < SHORT_TEXT and len(body) > len(text))):
        text = body
    if not text and not described:
        text = visible if len(visible) < SHORT_TEXT else ""
    return text.split("\n") if text else []


def _readable(tree: lxml_html.HtmlElement) -> str:
    """Extract the readable text; a page built to exhaust the extractor yields none."""
    if not _is_reasonable(tree):
        return ""
    import trafilatura  # costs most of a second, and most processes never read a page

    extracted = trafilatura.extract(
        tree, output_format="txt", include_comments=False, include_tables=False, with_metadata=False, fast=True
    )
    return re.sub(r"^- ", "", extracted or "", flags=re.MULTILINE)


def _is_reasonable(tree: lxml_html.HtmlElement) -> bool:
    depth = 0
    for n_events, (event, _) in enumerate(etree.iterwalk(tree, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH or n_events > 2 * MAX_ELEMENTS:
            return False
    return True


def _is_paid(described: Mapping[str, Any], metas: Mapping[str, list[str]], title: str, lines: list[str]) -> bool:
    if "advertisercontentarticle" in jsonld.types_of(described):
        return True
    sections = [*jsonld.strings(described, "articleSection"), *jsonld.strings(described, "keywords")]
    sections += [part for name in _SECTION_METAS for value in metas.get(name, ()) for part in value.split(",")]
    labels = [title, *sections, *lines[:2], *lines[-3:]]
    return any(map(boilerplate.is_paid_label, labels)) or any(map(boilerplate.ends_paid, lines[-3:]))
