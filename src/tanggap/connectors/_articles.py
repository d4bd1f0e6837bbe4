"""Fetches whole articles, with the pages on which a portal continues them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import tzinfo
from typing import TYPE_CHECKING

from tanggap.core.errors import PermanentFailure
from tanggap.core.web.articles import Article, extract_article
from tanggap.core.web.dates import WITA
from tanggap.core.web.paging import article_of
from tanggap.core.web.unreadable import NotAPage, SignInAsked

if TYPE_CHECKING:
    from tanggap.net.client import Client
    from tanggap.net.response import Response

MAX_CONTINUED_PAGES = 10
_ACCEPT = {"Accept": "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"}
_HEAD = 1000
_FEED = re.compile(r"<(rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_PAGE_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "")


def fetch_article(url: str, client: Client, *, default_zone: tzinfo = WITA) -> Article:
    """Fetch an article and at most ten continued pages, joined without repetitions.

    A continued page that cannot be had for good ends the article there. A temporary failure anywhere is
    raised, so that a later attempt brings the whole article.

    Raises
    ------
    TemporaryFailure, PermanentFailure
        As `Client.get`; also `NotAPage` when it is a feed, a picture or the like, and `SignInAsked`.
    """
    response = _fetch_page(url, client)
    article = extract_article(response.text, response.final_url, default_zone)
    if article.asks_sign_in:
        raise SignInAsked("the page asks to sign in")
    whole = article_of(response.final_url)
    seen = {response.final_url, url}
    while article.next_page_url and article.next_page_url not in seen and article.n_pages <= MAX_CONTINUED_PAGES:
        seen.add(article.next_page_url)
        try:
            response = _fetch_page(article.next_page_url, client)
        except PermanentFailure:
            break
        if article_of(response.final_url) != whole:
            break
        continued = extract_article(response.text, response.final_url, default_zone)
        joined = _joined(article, continued)
        if joined.text == article.text:
            break
        article = joined
    return replace(article, next_page_url="")


def _fetch_page(url: str, client: Client) -> Response:
    response = client.get(url, headers=_ACCEPT)
    is_page = response.content_type.partition(";")[0].strip().lower() in _PAGE_TYPES
    # Many a feed calls itself a page.
    if not is_page or _FEED.search(response.text[:_HEAD]):
        raise NotAPage("the address is no page")
    return response


def _joined(article: Article, continued: Article) -> Article:
    paragraphs = dict.fromkeys(filter(None, [*article.text.split("\n"), *continued.text.split("\n")]))
    return replace(
        article,
        text="\n".join(paragraphs),
        next_page_url=continued.next_page_url,
        n_pages=article.n_pages + 1,
        is_paid_suspected=article.is_paid_suspected or continued.is_paid_suspected,
    )
