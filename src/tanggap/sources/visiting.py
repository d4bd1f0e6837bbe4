"""Going out to a source: the house's client, the connector's settings, and the try-out before saving."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from pydantic import BaseModel, ValidationError

from tanggap.connectors.base import Connector, FetchResult, FetchState
from tanggap.core.errors import PermanentFailure
from tanggap.core.registry import plugin
from tanggap.sources.models import Source

if TYPE_CHECKING:
    from tanggap.net.client import Client

N_SAMPLES = 5
TRY_OUT_S = 8.0


@cache
def house_client() -> Client:
    """The polite client after the settings: one for the process, so that politeness has one memory."""
    # Loaded by whoever goes out first: pages and most jobs never do, and start faster without.
    from tanggap.net.client import Client, Limits

    return Client(
        contact=settings.FETCH_CONTACT,
        private_hosts=settings.PRIVATE_HOSTS,
        limits=Limits(delay_s=settings.FETCH_DELAY_S),
    )


@cache
def hasty_client() -> Client:
    """A client for somebody who is looking at the screen: it gives up early."""
    from tanggap.net.client import Client, Limits

    return Client(
        contact=settings.FETCH_CONTACT,
        private_hosts=settings.PRIVATE_HOSTS,
        limits=Limits(
            connect_s=4.0, read_s=5.0, total_s=TRY_OUT_S, n_attempts=1, max_wait_s=2.0,
            delay_s=min(settings.FETCH_DELAY_S, 0.2),
        ),
    )  # fmt: skip


def connector_of(kind: str) -> Connector:
    return cast(Connector, plugin("tanggap.connectors", kind))


def make_config(source: Source, connector: Connector) -> BaseModel:
    """The connector's settings for this source: its own, its group's, and the address of the feed once found.

    Raises
    ------
    PermanentFailure
        If what is stored is not valid for this connector.
    """
    given: dict[str, Any] = {**source.config, "url": source.feed_url or source.url}
    given["full_text"] = source.has_full_text
    return _validated(connector, given)


def try_out(url: str, *, client: Client | None = None) -> FetchResult:
    """Look at what an address gives, with its first items and without storing anything.

    Raises
    ------
    TemporaryFailure, PermanentFailure
        As the visit itself would; `health.verdict_of_failure` has the words.
    """
    connector = connector_of("feed")
    result = connector.fetch(_validated(connector, {"url": url}), FetchState(), client or hasty_client())
    return replace(result, items=result.items[:N_SAMPLES])


def _validated(connector: Connector, given: dict[str, Any]) -> BaseModel:
    known = {name: value for name, value in given.items() if name in connector.Config.model_fields}
    try:
        return connector.Config.model_validate(known)
    except ValidationError as error:
        raise PermanentFailure("the source's settings are not valid") from error
