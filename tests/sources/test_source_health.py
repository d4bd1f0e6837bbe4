"""Silence by a source's own rhythm, back-off, and the words for every code."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cast import NOW
from tanggap.core.errors import TemporaryFailure
from tanggap.net.errors import BadCertificate, TooLarge
from tanggap.sources.health import (
    MAX_BACK_OFF,
    SENTENCES,
    next_visit,
    silent_after,
    verdict_of_failure,
    verdict_of_visit,
)
from tanggap.sources.models import Health

HOUR = timedelta(hours=1)


def every(gap: timedelta, *, n: int = 40, until: timedelta = timedelta(0)) -> list:
    return [NOW - until - gap * k for k in range(n)]


def test_an_hourly_source_is_silent_after_seven_hours_and_a_weekly_one_is_not() -> None:
    assert verdict_of_visit("ok", times=every(HOUR, until=8 * HOUR), now=NOW).health == Health.SILENT
    assert verdict_of_visit("ok", times=every(HOUR, until=6 * HOUR), now=NOW).health == Health.OK
    weekly = every(timedelta(days=7), n=10, until=timedelta(days=10))
    assert verdict_of_visit("not_modified", times=weekly, now=NOW).health == Health.NOT_MODIFIED


def test_nights_without_items_are_no_silence() -> None:
    office_hours = [NOW - timedelta(days=day) - HOUR * hour for day in range(1, 8) for hour in range(8)]

    limit = silent_after(office_hours)

    assert limit is not None
    assert limit > 16 * HOUR


def test_a_busy_source_has_at_least_six_hours() -> None:
    assert silent_after(every(timedelta(minutes=1))) == 6 * HOUR


def test_a_source_that_has_shown_too_little_is_not_called_silent() -> None:
    assert silent_after(every(HOUR, n=7)) is None
    assert verdict_of_visit("ok", times=[], now=NOW).health == Health.OK


def test_an_empty_feed_is_valid_but_empty() -> None:
    verdict = verdict_of_visit("empty", times=every(HOUR), now=NOW)

    assert (verdict.health, verdict.detail) == (Health.EMPTY, "no_items")


@pytest.mark.parametrize(
    ("n_failures", "wait"),
    [(0, timedelta(minutes=15)), (1, timedelta(minutes=30)), (3, 2 * HOUR), (50, MAX_BACK_OFF)],
)
def test_the_wait_doubles_with_every_failure_up_to_a_day(n_failures: int, wait: timedelta) -> None:
    assert next_visit(NOW, timedelta(minutes=15), n_failures) == NOW + wait


def test_a_rare_source_is_not_visited_more_often_because_it_fails() -> None:
    assert next_visit(NOW, timedelta(days=3), 1) == NOW + timedelta(days=3)


def test_retry_after_is_honoured_when_it_is_longer() -> None:
    assert next_visit(NOW, HOUR, 1, 60.0) == NOW + 2 * HOUR
    assert next_visit(NOW, HOUR, 1, 36_000.0) == NOW + 10 * HOUR


def test_every_code_has_a_sentence_that_says_what_to_do() -> None:
    codes = {verdict_of_failure(error).detail for error in (BadCertificate(""), TooLarge(""), TemporaryFailure(""))}

    assert codes <= set(SENTENCES)
    assert all(str(matter).endswith(".") and str(advice).endswith(".") for matter, advice in SENTENCES.values())
