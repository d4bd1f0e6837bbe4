"""Intervals in words."""

from __future__ import annotations

from datetime import timedelta

from django.utils import translation

from tanggap.sources.rhythm import in_words


def test_an_interval_is_said_as_the_form_offers_it_and_another_one_by_the_clock() -> None:
    with translation.override("en"):
        assert in_words(timedelta(minutes=15)) == "15 minutes"
        assert in_words(timedelta(minutes=95)) == "1:35:00"
