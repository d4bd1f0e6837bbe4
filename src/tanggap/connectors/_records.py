"""One record of an uploaded file as a mention, or the plain reason why it is none."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any

from tanggap.connectors._fields import (
    AUTHOR_KINDS,
    KEPT_IN_RAW,
    MEDIA_KINDS,
    METRICS,
    PERSONAL,
    source_kind_of,
)
from tanggap.connectors.base import Item
from tanggap.core.errors import InvalidInput
from tanggap.core.web.addresses import absolute_url, canonical_url, without_handle
from tanggap.core.web.boilerplate import ends_paid, is_paid_label
from tanggap.core.web.dates import parse_date
from tanggap.core.web.numbers import parse_count
from tanggap.core.web.text import clean_text, one_line

NO_WORDS = "The row has neither a text nor a title."
BAD_DATE = "The date cannot be read."
BAD_KIND = "The kind of source is not known."
TOO_LONG_TEXT = "The text is longer than 200,000 characters."
MAX_TEXT_CHARS = 200_000
MAX_RAW_CHARS = 2000
_NOTHING = frozenset({"", "-", "--", "–", "n/a", "na", "null", "none", "nan", "#n/a", "nil", "kosong"})
_NATIVE_IDS = {
    "tiktok": re.compile(r"/(?:video|photo)/(\d{5,25})"),
    "instagram": re.compile(r"/(?:p|reel|reels|tv)/([\w-]{5,40})"),
    "x": re.compile(r"/status(?:es)?/(\d{5,25})"),
    "youtube": re.compile(r"(?:[?&]v=|youtu\.be/|/shorts/|/live/)([\w-]{11})"),
    "threads": re.compile(r"/post/([\w-]{5,40})"),
    "facebook": re.compile(r"(?:/posts/|/videos/|story_fbid=|fbid=|/reel/)([\w-]{5,80})"),
}
_RUNNING_NUMBER = re.compile(r"\d{1,6}")
_HANDLE = re.compile(r"(?<![\w.])@[\w.]{2,40}")
_PERSONAL_PAIR = re.compile(
    r"""("[^"]{0,40}(?:author|user|account|akun|nama|name|nick|handle|penulis|pelapor|pengirim)[^"]{0,40}"\s*:\s*)"""
    r"""(?:"[^"]*"?|\{[^}]*\}?|\[[^\]]*\]?|[^,}\s]+)""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for a whole file: the kind of source when a row names none, and the zone of its dates."""

    source_kind: str
    zone: tzinfo


def to_item(record: Mapping[str, Any], defaults: Defaults) -> Item:
    """Return the mention that a record (field → value as given) stands for.

    Raises
    ------
    InvalidInput
        With a sentence in plain words when it stands for none.
    """
    kind = _source_kind(record, defaults)
    title, text = one_line(_string(record, "title")), clean_text(_string(record, "text"))
    summary = clean_text(_string(record, "summary"))
    text = text or summary
    if not (title or text):
        raise InvalidInput(NO_WORDS, field="text")
    if len(text) > MAX_TEXT_CHARS:
        raise InvalidInput(TOO_LONG_TEXT, field="text")
    url = _url(record)
    published_at = _published_at(record, defaults.zone)
    missing = {"url": url, "published_at": published_at, "text": text}
    author = _author(record, kind)
    return Item(
        source_kind=kind,
        platform_id=_platform_id(record, kind, url) or _digest(kind, title, text, published_at),
        text=text,
        title=title,
        # Where a private person posted is kept, who it was is not.
        url=without_handle(url) if author["author_kind"] == "warga" else url,
        published_at=published_at,
        language=_string(record, "language").lower()[:35],
        **author,
        parent_platform_id=_string(record, "parent_platform_id")[:500],
        outlet_name=one_line(_string(record, "outlet_name"), 200),
        summary=summary if summary != text else "",
        metrics=_metrics(record),
        links=tuple(filter(None, map(absolute_url, _words(record, "links"))))[:50],
        hashtags=tuple(dict.fromkeys(tag.lstrip("#") for tag in _words(record, "hashtags") if tag.strip("#")))[:100],
        missing_fields=tuple(name for name, value in missing.items() if not value),
        is_paid_suspected=_is_paid(record, title, text),
        raw=_kept(record, KEPT_IN_RAW),
    )


def for_quarantine(record: Mapping[str, Any]) -> str:
    """Return a record for the eyes of whoever repairs it, without the fields that name a person."""
    kept = _kept(record, [name for name in record if name not in PERSONAL])
    return _HANDLE.sub("@warga", json.dumps(kept, ensure_ascii=False, default=str))[:MAX_RAW_CHARS]


def redacted(text: str) -> str:
    """Return the beginning of a raw line without handles and without what stands under a person's name."""
    return _HANDLE.sub("@warga", _PERSONAL_PAIR.sub(r"\1…", text[: 4 * MAX_RAW_CHARS]))[:MAX_RAW_CHARS]


def _kept(record: Mapping[str, Any], names: Iterable[str]) -> dict[str, str | int | float | bool]:
    values = ((name, plain(record[name])) for name in names if name in record)
    return {name: value for name, value in values if value is not None}


def plain(value: Any) -> str | int | float | bool | None:
    """Return a value as it may be stored: a number, or a clean short string; None for nothing."""
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if value is None or isinstance(value, (Mapping, list)):
        return None
    text = one_line(str(value), MAX_RAW_CHARS)
    return None if text.lower() in _NOTHING else text


def _string(record: Mapping[str, Any], field: str) -> str:
    value = record.get(field)
    if value is None or isinstance(value, (Mapping, list, bool)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return "" if text.lower() in _NOTHING else text


def _words(record: Mapping[str, Any], field: str) -> list[str]:
    value = record.get(field)
    if isinstance(value, list):
        return [part.strip() for part in value if isinstance(part, str) and part.strip()]
    return re.split(r"[\s,;]+", _string(record, field)) if _string(record, field) else []


def _source_kind(record: Mapping[str, Any], defaults: Defaults) -> str:
    named = _string(record, "source_kind")
    if not named:
        return defaults.source_kind
    kind = source_kind_of(named)
    if not kind:
        raise InvalidInput(BAD_KIND, field="source_kind")
    return kind


def _url(record: Mapping[str, Any]) -> str:
    given = _string(record, "url")
    if re.match(r"(?:www\.|[\w-]+(?:\.[\w-]+)+/)", given):
        given = f"https://{given}"
    return absolute_url(given)


def _published_at(record: Mapping[str, Any], zone: tzinfo) -> datetime | None:
    day, clock = record.get("published_at"), record.get("published_time")
    if isinstance(clock, time):
        clock = clock.isoformat(timespec="seconds")
    if isinstance(day, datetime) and clock and (day.hour, day.minute) == (0, 0):
        day = day.date()
    if isinstance(day, date) and not isinstance(day, datetime) and clock:
        day = day.isoformat()
    if isinstance(day, str) and clock:
        day = f"{day} {clock}"
    given = day if plain(day) is not None else clock
    if plain(given) is None:
        return None
    found = parse_date(given, zone)
    if found is None:
        raise InvalidInput(BAD_DATE, field="published_at")
    return found


def _platform_id(record: Mapping[str, Any], kind: str, url: str) -> str:
    given = _string(record, "platform_id")[:500]
    if kind != "pengaduan" and _RUNNING_NUMBER.fullmatch(given):
        given = ""  # it counts the rows of this file; another file has the same numbers over other texts
    address = canonical_url(url)
    if kind == "media_online" and address:
        return address
    if given and "://" not in given:
        return given
    address = address or canonical_url(given)
    pattern = _NATIVE_IDS.get(kind)
    match = pattern.search(url or given) if pattern else None
    if match:
        return match.group(1)
    if address and kind not in MEDIA_KINDS:
        # The address may hold a person's handle, and an identifier is kept as it is.
        return _hashed(address)
    return address


def _digest(kind: str, title: str, text: str, published_at: datetime | None) -> str:
    moment = published_at.isoformat() if published_at else ""
    return _hashed("\x1f".join((kind, title, text, moment)))


def _hashed(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:40]}"


def _author(record: Mapping[str, Any], kind: str) -> dict[str, str]:
    """Names of people are handed on only as the seed of a pseudonym; a reporter's name not at all."""
    given = _string(record, "author_kind").lower().replace(" ", "_")
    author_kind = given if given in AUTHOR_KINDS else ("media" if kind in MEDIA_KINDS else "warga")
    account, author = (one_line(_string(record, field), 200) for field in ("account", "author"))
    if author_kind == "media":
        return {"author_kind": author_kind, "author_display": account}
    if author_kind == "warga":
        seed = _string(record, "author_native_id") or account or author
        return {"author_kind": author_kind, "author_native_id": seed.strip().lstrip("@").casefold()[:200]}
    return {"author_kind": author_kind, "author_display": account or author}


def _metrics(record: Mapping[str, Any]) -> dict[str, int | float]:
    nested = record.get("metrics")
    if isinstance(nested, str) and nested.lstrip().startswith("{"):
        try:
            nested = json.loads(nested)
        except (ValueError, RecursionError):
            nested = None
    given = {name: record.get(name) for name in METRICS if record.get(name) is not None}
    if isinstance(nested, Mapping):
        reactions = nested.get("reactions")
        given |= {name: nested[name] for name in METRICS if nested.get(name) is not None}
        if isinstance(reactions, Mapping):
            given |= {f"reactions_{str(name)[:20]}": value for name, value in list(reactions.items())[:10]}
    counts = {name: parse_count(value) for name, value in given.items()}
    return {name: count for name, count in counts.items() if count is not None}


def _is_paid(record: Mapping[str, Any], title: str, text: str) -> bool:
    said = str(record.get("is_paid_suspected") or "").strip().lower()
    return said in ("true", "1", "ya", "yes") or is_paid_label(title) or ends_paid(text)
