"""Ten mentions reviewed by keyboard alone, on a screen in Indonesian, and two people at once who never share one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cast import make_mention
from tanggap.accounts.models import User
from tanggap.mentions.models import Assessment, Correction, Review
from walks import PHONE, Walk

pytestmark = pytest.mark.django_db(transaction=True)
WalkAs = Callable[..., Walk]
# A page that has only just come takes no key; nobody reads a mention in less.
READING_MS = 450


def judged(number: int) -> None:
    mention = make_mention(
        title=f"Jembatan rusak nomor {number}", text="Warga kecewa, jembatan rusak belum diperbaiki.",
        published_at=timezone.now() - timedelta(hours=number + 1),
    )  # fmt: skip
    Assessment.objects.create(
        mention=mention, language="ind", sentiment="negative", confidence=0.5, context_digest="x",
        sentiment_scores={"negative": 0.5 + number / 100, "neutral": 0.5 - number / 100, "positive": 0.0},
        evidence={"sentiment": [["text", 6, 12, "negative"]]},
    )  # fmt: skip


def press(page: Page, key: str) -> None:
    """Press a key on a page that has been there for a moment, and wait for the next page."""
    page.wait_for_timeout(READING_MS)
    with page.expect_navigation():
        page.keyboard.press(key)


def title(page: Page) -> str:
    return page.locator("article h2").inner_text()


def test_ten_mentions_by_keyboard_alone(
    walk_as: WalkAs, sari: User, complaints_of_axe: Callable[[Page], list[str]]
) -> None:
    for number in range(10):
        judged(number)
    walk = walk_as("sari")
    walk.go("/periksa/")
    page = walk.page
    press(page, "b")
    seen = []
    for number in range(10):
        expect(page.get_by_role("heading", name="Apakah ini benar?")).to_be_visible()
        expect(page.locator("mark.evidence-sentiment", has_text="kecewa")).to_be_visible()
        seen.append(title(page))
        if number == 3:
            page.wait_for_timeout(READING_MS)
            page.keyboard.press("s")
            press(page, "3")
            expect(page.locator("#messages")).to_contain_text("Dihitung: Positif.")
        elif number == 5:
            press(page, "b")
            press(page, "u")
            assert title(page) == seen[-1]
            press(page, "b")
        else:
            press(page, "b")
    assert len(set(seen)) == 10
    expect(page.get_by_text("Hari ini: 10 diperiksa Anda, 10 oleh semua.")).to_be_visible()
    expect(page.get_by_text("Tidak ada lagi yang perlu diperiksa")).to_be_visible()
    values = list(Correction.objects.filter(by=sari).values_list("value", flat=True))
    assert sorted(values) == ["negative"] * 9 + ["positive"]
    assert complaints_of_axe(page) == []


def test_two_people_at_once_on_phones_never_share_a_mention_and_a_double_press_counts_once(
    walk_as: WalkAs, sari: User, joko: User, complaints_of_axe: Callable[[Page], list[str]]
) -> None:
    for number in range(6):
        judged(number)
    pages = []
    for name in ("sari", "joko"):
        walk = walk_as(name, PHONE)
        walk.go("/periksa/")
        press(walk.page, "b")
        pages.append(walk.page)
    shown: list[str] = []
    for _ in range(2):
        now = [title(page) for page in pages]
        shown += now
        assert now[0] != now[1]
        for page in pages:
            press(page, "b")
    assert complaints_of_axe(pages[0]) == []
    width: Any = pages[0].evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE[0]

    page = pages[0]
    page.wait_for_timeout(READING_MS)
    for _ in range(3):
        page.keyboard.press("b")
    expect(page.get_by_text("Hari ini: 3 diperiksa Anda, 5 oleh semua.")).to_be_visible()
    assert len(set(shown)) == 4
    assert Review.objects.answered().count() == Correction.objects.count() == 5
