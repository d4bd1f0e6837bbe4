"""Partitions by month."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from cast import make_source
from tanggap.sources.models import Fetch
from tanggap.sources.partitions import FETCH, MENTION_RAW, ensure_partitions

pytestmark = pytest.mark.django_db


def months(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass ORDER BY 1", [table]
        )
        return [row[0] for row in cursor.fetchall()]


def test_this_month_and_the_next_ones_are_made_once() -> None:
    now = datetime(2031, 11, 30, 23, 59, tzinfo=UTC)

    assert ensure_partitions(FETCH, 2, now=now) == 3
    assert ensure_partitions(FETCH, 2, now=now) == 0

    assert set(months(FETCH)) >= {
        "sources_fetch_default", "sources_fetch_203111", "sources_fetch_203112", "sources_fetch_203201"
    }  # fmt: skip


def test_a_row_without_a_month_is_taken_and_moves_when_its_month_is_made() -> None:
    source = make_source()
    inside, after = datetime(2032, 5, 31, 23, 59, tzinfo=UTC), datetime(2032, 6, 1, tzinfo=UTC)
    for at in (inside, after):
        Fetch.objects.create(source=source, at=at, outcome="ok")

    ensure_partitions(FETCH, 0, now=inside)

    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM sources_fetch ORDER BY at")
        assert [row[0] for row in cursor.fetchall()] == ["sources_fetch_203205", "sources_fetch_default"]
    assert Fetch.objects.filter(source=source).count() == 2


def test_raw_records_are_cut_too_and_nothing_else_can_be() -> None:
    assert ensure_partitions(MENTION_RAW, 0, now=datetime(2033, 1, 1, tzinfo=UTC)) == 1

    with pytest.raises(DatabaseError), transaction.atomic():
        ensure_partitions("accounts_user", 0, now=datetime(2033, 1, 1, tzinfo=UTC))
