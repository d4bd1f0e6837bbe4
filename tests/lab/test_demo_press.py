"""The demo's press: repeatable, spread over outlets, and never later than its own beginning."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tanggap.core.errors import PermanentFailure
from tanggap.lab.demo import outlets
from tanggap.lab.demo.press import write_articles, write_comments
from tanggap.lab.simulator.events import events

BEGAN = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


@pytest.fixture
def open_sites() -> Iterator[dict[str, str]]:
    servers = outlets.open_outlets(BEGAN, port=0)
    yield {server.site.outlet.form: server.site.base_url for server in servers}
    for server in servers:
        server.shutdown()
        server.server_close()


def get(address: str, **headers: str) -> tuple[int, str]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, ""


def test_the_same_seed_writes_the_same_press() -> None:
    assert write_articles(now=BEGAN, n_outlets=6) == write_articles(now=BEGAN, n_outlets=6)
    assert write_articles(now=BEGAN, n_outlets=6) != write_articles(now=BEGAN, n_outlets=6, seed=2)


def test_every_event_is_told_and_nothing_is_told_too_late() -> None:
    articles = write_articles(now=BEGAN, n_outlets=6)
    assert {article.event for article in articles} == {event.key for event in events()}
    assert all(article.published_at <= BEGAN for article in articles)
    assert 240 <= len(articles) <= 280


def test_a_copy_has_the_text_of_an_earlier_article_of_another_outlet() -> None:
    articles = write_articles(now=BEGAN, n_outlets=6)
    copies = [article for article in articles if article.is_copy]
    assert copies
    for copy in copies:
        assert any(
            original.paragraphs == copy.paragraphs and original.outlet != copy.outlet
            for original in articles
            if original.event == copy.event and original.number != copy.number
        )


def test_comments_carry_a_name_that_only_the_door_may_see() -> None:
    rows = write_comments(now=BEGAN)
    assert all(row["author_kind"] == "warga" and row["author"].startswith("warga_contoh_") for row in rows)
    assert all(datetime.fromisoformat(row["published_at"]) <= BEGAN for row in rows)


def test_a_home_page_names_its_feed_and_a_linked_page_holds_the_text(open_sites: dict[str, str]) -> None:
    _status, home = get(open_sites["json"] + "/")
    assert '<link rel="alternate"' in home
    _status, feed = get(open_sites["json"] + "/feed")
    items: list[dict[str, Any]] = json.loads(feed)["items"]
    assert items
    status, page = get(items[0]["url"])
    assert status == 200
    assert "Baca juga" in page


def test_an_unchanged_feed_is_not_sent_again(open_sites: dict[str, str]) -> None:
    address = open_sites["rss"] + "/feed"
    with urllib.request.urlopen(address, timeout=5) as answer:
        etag = answer.headers["ETag"]
    assert get(address, **{"If-None-Match": etag})[0] == 304


def test_one_feed_is_empty_one_is_no_feed_and_an_unknown_page_is_missing(open_sites: dict[str, str]) -> None:
    assert "<item>" not in get(open_sites["empty"] + "/feed")[1]
    assert get(open_sites["broken"] + "/feed")[1].startswith("<!doctype html>")
    assert get(open_sites["rss"] + "/berita/tidak-ada")[0] == 404


def test_a_taken_port_is_said_in_a_sentence(open_sites: dict[str, str]) -> None:
    taken = int(open_sites["rss"].rsplit(":", 1)[1])
    with pytest.raises(PermanentFailure, match="TANGGAP_DEMO_PORT"):
        outlets.open_outlets(BEGAN, port=taken)
