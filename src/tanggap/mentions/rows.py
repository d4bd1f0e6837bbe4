"""From a connector's item to the row that is stored: cleaned, cut to size, with the key that makes it one mention."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils.text import slugify

from tanggap.core.web.addresses import site_of
from tanggap.mentions.models import SourceKind, Step
from tanggap.mentions.privacy import PUBLISHED_KINDS, CleanItem

# Beyond this a text is no mention but a book; PostgreSQL's search column also has a limit of one megabyte.
MAX_TEXT = 100_000
MAX_KEY_BYTES = 1500
FUTURE_TOLERANCE = timedelta(days=1)
_KINDS = frozenset(SourceKind.values)


@dataclass(frozen=True, slots=True)
class MentionRow:
    """One mention as `store_items` writes it; `columns` are those of the table."""

    columns: dict[str, Any]
    outlet_domain: str
    outlet_name: str
    digest: str
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return self.columns["source_kind"], self.columns["platform_id"]


def make_row(clean: CleanItem, *, now: datetime, step: Step, unit_id: int | None, is_kept: bool) -> MentionRow:
    """The row of one clean item. What had to be cut or guessed is named in `missing_fields`."""
    item = clean.item
    missing = set(item.missing_fields)
    title, text = plain(item.title)[:1000], plain(item.text)
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
        missing.add("end_of_text")
    published_at = item.published_at
    if published_at is None or published_at > now + FUTURE_TOLERANCE:
        missing.add("published_at")
        published_at = now
    url = plain(item.url)
    kind = item.source_kind if item.source_kind in _KINDS else SourceKind.FORUM
    domain, name = _outlet(item.outlet_name, url, kind)
    columns = {
        "source_kind": kind,
        "platform_id": _key(plain(item.platform_id)),
        "url": url if len(url) <= 2000 else "",
        "title": title,
        "text": text,
        "summary": plain(item.summary)[:MAX_TEXT],
        "published_at": published_at.isoformat(),
        "has_published_time": "published_at" not in missing,
        "collected_at": now.isoformat(),
        "author_kind": item.author_kind[:20],
        "author_display": plain(item.author_display)[:200],
        "author_pseudonym": clean.pseudonym,
        "parent_platform_id": _key(plain(item.parent_platform_id)),
        "metrics": dict(item.metrics),
        "links": [plain(link) for link in item.links][:200],
        "hashtags": [plain(tag)[:100] for tag in item.hashtags][:100],
        "missing_fields": sorted(name[:40] for name in missing),
        "is_paid_suspected": item.is_paid_suspected,
        "unit_id": unit_id,
        "is_kept": is_kept,
        "next_step": step if step != Step.FULL_TEXT or _has_page(url, kind) else Step.MATCH,
    }
    return MentionRow(columns, domain, name, _digest(title, text), _plain_json(item.raw))


def _has_page(url: str, kind: str) -> bool:
    return kind == SourceKind.ONLINE and url.startswith(("http://", "https://"))


def plain(text: str) -> str:
    """Text that PostgreSQL takes: no NUL, no half of a surrogate pair."""
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return text


def _plain_json(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {plain(str(key)): _plain_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_json(inner) for inner in value]
    return value


def _key(platform_id: str) -> str:
    """The id itself, or its hash when it would not fit an index."""
    encoded = platform_id.encode()
    return platform_id if len(encoded) <= MAX_KEY_BYTES else f"sha256:{hashlib.sha256(encoded).hexdigest()}"


def _digest(title: str, text: str) -> str:
    return hashlib.sha256(f"{title}\0{text}".encode()).hexdigest()[:16]


def _outlet(name: str, url: str, kind: str) -> tuple[str, str]:
    """Domain and name of the medium, empty when there is none: citizens' posts have no outlet."""
    if kind not in PUBLISHED_KINDS:
        return "", ""
    site = site_of(url)
    if site:
        port = urlsplit(url).port
        domain = f"{site}:{port}" if port not in (None, 80, 443) else site
        return domain[:255], (plain(name) or domain)[:200]
    # Print and broadcast have no address: the name stands for it, and has no dot that a domain would have.
    return (slugify(name) or plain(name))[:255], plain(name)[:200]
