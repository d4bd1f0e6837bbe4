"""The contract of a connector, and the canonical item that every connector yields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, Protocol

from pydantic import BaseModel

if TYPE_CHECKING:
    from tanggap.net.client import Client


@dataclass(frozen=True, slots=True)
class Item:
    """One mention as its source gave it, before anything is stored.

    `platform_id` is unique within `source_kind`: the canonical URL for online news, else what the platform
    calls it. `published_at` is aware or None. `metrics` holds only numbers that the source gave: a missing
    number is absent, never 0. `raw` is already cut down to the connector's allow-list of fields. An author's
    name is handed on only so that it can be turned into a pseudonym (`author_native_id`) or, for media and
    institutions, shown (`author_display`).
    """

    source_kind: str
    platform_id: str
    text: str
    title: str = ""
    url: str = ""
    published_at: datetime | None = None
    language: str = ""
    author_kind: str = "media"
    author_display: str = ""
    author_native_id: str = ""
    parent_platform_id: str = ""
    outlet_name: str = ""
    summary: str = ""
    metrics: Mapping[str, int | float] = field(default_factory=dict)
    links: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    missing_fields: tuple[str, ...] = ()
    is_paid_suspected: bool = False
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadRow:
    """One record that could not be read. `row_number` counts from 1 in the file or the feed."""

    row_number: int
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class FetchState:
    """What a source remembered of its last successful fetch (HTTP validators are opaque)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What one visit to a source brought.

    `outcome` is one of ``ok``, ``not_modified``, ``empty``. Failures are raised: `TemporaryFailure` or
    `PermanentFailure` of `tanggap.core.errors`, or a subclass in `tanggap.net.errors`.
    """

    outcome: str
    items: tuple[Item, ...] = ()
    bad_rows: tuple[BadRow, ...] = ()
    state: FetchState = field(default_factory=FetchState)
    title: str = ""
    http_status: int = 0
    n_bytes: int = 0
    final_url: str = ""


class Connector(Protocol):
    """A connector that is polled: it fetches on its own."""

    kind: str
    label: str
    mode: Literal["poll"]
    Config: type[BaseModel]

    def fetch(self, config: BaseModel, state: FetchState, client: Client) -> FetchResult:
        """Visit the source once."""
        ...


class FileConnector(Protocol):
    """A connector that reads an uploaded file, row by row, in flat memory."""

    kind: str
    label: str
    mode: Literal["file"]
    Config: type[BaseModel]

    def read(self, file: BinaryIO, config: BaseModel, *, skip_rows: int = 0) -> Iterator[Item | BadRow]:
        """Yield every row after the first `skip_rows`, good or bad, in file order."""
        ...
