"""News feeds: RSS, Atom, RDF and JSON Feed, found by themselves when given a site's address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, field_validator

from tanggap.connectors.base import BadRow, FetchResult, FetchState, Item
from tanggap.core.errors import PermanentFailure, TemporaryFailure
from tanggap.core.web.addresses import absolute_url, canonical_url
from tanggap.core.web.boilerplate import clean_paragraphs, ends_paid, is_paid_label
from tanggap.core.web.discover import find_feeds
from tanggap.core.web.feeds import FeedEntry, NotAFeed, ParsedFeed, parse_feed
from tanggap.core.web.text import clean_text

if TYPE_CHECKING:
    from tanggap.net.client import Client
    from tanggap.net.response import Response

MAX_CANDIDATES = 8
_ACCEPT = {
    "Accept": "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9,"
    " text/xml;q=0.9, text/html;q=0.5, */*;q=0.1"
}
# The last line that WordPress adds to every entry.
_APPEARED_FIRST = re.compile(
    r"^(?:the post .{1,300} (?:first appeared|appeared first) on .{1,200}|"
    r"(?:artikel|tulisan|postingan) .{1,300} pertama kali (?:tampil|muncul|terbit) (?:pada|di) .{1,200})$",
    re.IGNORECASE,
)


class FeedConfig(BaseModel):
    """What a person fills in to add a feed."""

    url: str = Field(title="Address of the feed or of the site", max_length=2000)
    full_text: bool = Field(default=True, title="Fetch the full text of linked pages")
    max_items: int = Field(default=200, ge=1, le=1000, title="Entries read per visit")
    outlet_name: str = Field(default="", max_length=200, title="Name of the outlet")
    timezone: str = Field(default="Asia/Makassar", title="Time zone of dates that name none")
    obey_robots: bool = Field(default=True, title="Obey robots.txt")

    @field_validator("url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        text = value.strip()
        found = absolute_url(text if "://" in text else f"https://{text}")
        if not found:
            raise ValueError("the address must begin with http:// or https://")
        return found

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, KeyError):
            raise ValueError("this time zone is not known") from None
        return value


@dataclass(frozen=True, slots=True)
class _Visit:
    config: FeedConfig
    client: Client

    def get(self, url: str, state: FetchState) -> Response:
        return self.client.get(
            url,
            etag=state.etag,
            last_modified=state.last_modified,
            headers=_ACCEPT,
            obey_robots=self.config.obey_robots,
        )

    def parse(self, response: Response) -> ParsedFeed:
        zone = ZoneInfo(self.config.timezone)
        return parse_feed(response.body, response.content_type, response.final_url, zone)


class Feed:
    """Reads a feed. `FetchResult.final_url` is the feed's own address: ask there next time.

    Validators are handed back only when the configured address is the feed itself, because those of a feed
    that was discovered mean nothing to the site's front page.
    """

    kind = "feed"
    label = "Feed (RSS, Atom, JSON Feed)"
    mode: Literal["poll"] = "poll"
    Config: type[BaseModel] = FeedConfig

    def fetch(self, config: BaseModel, state: FetchState, client: Client) -> FetchResult:
        """Visit the feed once; linked pages are not fetched here.

        Raises
        ------
        NotAFeed
            If the address, or what it was before, is no feed and leads to none.
        TemporaryFailure, PermanentFailure
            As `Client.get`.
        """
        visit = _Visit(FeedConfig.model_validate(config), client)
        response = visit.get(visit.config.url, state)
        if response.is_not_modified:
            return FetchResult("not_modified", state=state, http_status=response.status, final_url=response.final_url)
        try:
            parsed = visit.parse(response)
        except NotAFeed:
            was_a_feed = bool(state.etag or state.last_modified)
            if was_a_feed or not _is_page(response):
                raise
            response, parsed = _discovered(visit, response)
            return _result(visit, response, parsed, FetchState())
        return _result(visit, response, parsed, FetchState(response.etag, response.last_modified))


def _is_page(response: Response) -> bool:
    head = response.text[:2000].lstrip().lower()
    return "html" in response.content_type.lower() or head.startswith(("<!doctype html", "<html"))


def _discovered(visit: _Visit, page: Response) -> tuple[Response, ParsedFeed]:
    """Find the first feed with entries among those a page leads to, else the first empty one."""
    empty: tuple[Response, ParsedFeed] | None = None
    trouble: TemporaryFailure | None = None
    for url in find_feeds(page.text, page.final_url)[:MAX_CANDIDATES]:
        try:
            response = visit.get(url, FetchState())
            parsed = visit.parse(response)
        except PermanentFailure:
            continue
        except TemporaryFailure as failure:
            trouble = failure
            continue
        if parsed.entries:
            return response, parsed
        empty = empty or (response, parsed)
    if empty is not None:
        return empty
    if trouble is not None:
        raise trouble
    raise NotAFeed("the page leads to no feed")


def _result(visit: _Visit, response: Response, parsed: ParsedFeed, state: FetchState) -> FetchResult:
    items: dict[str, Item] = {}
    bad_rows = []
    for row_number, entry in enumerate(parsed.entries[: visit.config.max_items], start=1):
        item = _item(entry, parsed, response.final_url, visit.config)
        if item is None:
            reason = "The entry has no address, no identifier or no words."
            bad_rows.append(BadRow(row_number, reason, entry.guid[:500] or entry.link[:500]))
        else:
            items.setdefault(item.platform_id, item)
    return FetchResult(
        outcome="ok" if items else "empty",
        items=tuple(items.values()),
        bad_rows=tuple(bad_rows),
        state=state,
        title=parsed.title,
        http_status=response.status,
        n_bytes=len(response.body),
        final_url=response.final_url,
    )


def _item(entry: FeedEntry, feed: ParsedFeed, feed_url: str, config: FeedConfig) -> Item | None:
    platform_id = _platform_id(entry, feed, feed_url)
    content, summary = (_cleaned(part) for part in (entry.content, entry.summary))
    text = content if len(content) >= len(summary) else summary
    if not platform_id or not (text or entry.title):
        return None
    labels = (entry.title, *entry.categories)
    return Item(
        source_kind="media_online",
        platform_id=platform_id,
        text=text,
        title=entry.title,
        url=entry.link,
        published_at=entry.published_at,
        language=_language(feed.language),
        outlet_name=config.outlet_name or feed.title,
        summary=summary if summary != text else "",
        links=(entry.link,) if entry.link else (),
        missing_fields=() if entry.published_at else ("published_at",),
        is_paid_suspected=any(map(is_paid_label, labels)) or _ends_paid(entry),
        raw={
            "guid": entry.guid[:1000],
            "categories": list(entry.categories[:50]),
            "enclosures": [enclosure.url for enclosure in entry.enclosures[:20]],
        },
    )


def _platform_id(entry: FeedEntry, feed: ParsedFeed, feed_url: str) -> str:
    """Return the canonical address; feed and guid when a careless feed links its front page everywhere."""
    address = canonical_url(entry.link)
    is_front_page = address.count("/") == 3 and address.endswith("/") and "?" not in address
    if address and not is_front_page and address != canonical_url(feed.home_url):
        return address
    return f"{canonical_url(feed_url)}#{entry.guid[:500]}" if entry.guid and entry.guid != entry.link else address


def _cleaned(markup: str) -> str:
    lines = clean_text(markup).split("\n")
    if _APPEARED_FIRST.match(lines[-1]):
        del lines[-1]
    return "\n".join(clean_paragraphs(lines))


def _ends_paid(entry: FeedEntry) -> bool:
    return any(ends_paid(clean_text(part)) for part in (entry.content, entry.summary))


def _language(declared: str) -> str:
    """Only a local language is believed: many sites leave the software's English in place."""
    primary = declared.lower().replace("_", "-").partition("-")[0]
    return {"id": "id", "in": "id", "ind": "id", "bjn": "bjn"}.get(primary, "")


plugin = Feed()
