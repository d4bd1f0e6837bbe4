"""The inbox by keyboard: its keys counted, taken back, and the same without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from office_at_work import make_office
from tanggap.accounts.models import Unit, User
from tanggap.guidance.actions import load_default_levels
from tanggap.stories.models import Story, StoryState
from walks import DESKTOP, PHONE, Walk

pytestmark = pytest.mark.django_db(transaction=True)
WalkAs = Callable[..., Walk]
WIDE = (1440, 900)
KEYS_A_STORY = 2


@pytest.fixture
def office(transactional_db: None, sari: User, diskominfo: Unit) -> None:
    # Tests before may have emptied the tables, the levels and hours that an office starts with included.
    load_default_levels()
    make_office(sari, diskominfo)


def press(page: Page, key: str) -> None:
    """A key that sends the list away and brings it back."""
    with page.expect_navigation():
        page.keyboard.press(key)
    expect(page.locator("#messages")).to_contain_text("dipilah")


def test_stories_are_sorted_with_two_keys_at_most_and_taken_back_with_one(walk_as: WalkAs, office: None) -> None:
    page = walk_as("sari").go(reverse("story_list") + "?state=free")
    n_free = Story.objects.in_state("free").count()
    keys = 0

    page.keyboard.press("j")
    press(page, "d")
    keys += 2
    press(page, "d")
    press(page, "w")
    keys += 2

    assert Story.objects.filter(state=StoryState.DISMISSED, dismissed_reason="Bukan urusan kami").count() == 2
    assert Story.objects.filter(state=StoryState.WATCHED).count() == 1
    assert keys <= 3 * KEYS_A_STORY
    with page.expect_navigation():
        page.keyboard.press("u")
    assert Story.objects.filter(state=StoryState.WATCHED).count() == 0
    assert Story.objects.in_state("free").count() == n_free - 2


def test_ticked_stories_are_sorted_at_once_and_taken_back_at_once(walk_as: WalkAs, office: None) -> None:
    page = walk_as("sari").go(reverse("story_list") + "?state=free")

    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    press(page, "d")
    assert Story.objects.filter(state=StoryState.DISMISSED).count() == 2
    with page.expect_navigation():
        page.keyboard.press("u")

    assert Story.objects.filter(state=StoryState.DISMISSED).count() == 0


def test_a_story_opens_beside_its_list_on_a_wide_screen_alone(
    walk_as: WalkAs, office: None, complaints_of_axe: Callable[[Page], list[str]]
) -> None:
    walk = walk_as("sari", WIDE)
    page = walk.go(reverse("story_list"))
    page.keyboard.press("j")
    page.keyboard.press("o")

    expect(page.locator("#pane h2.pane-title")).to_be_visible()
    expect(page.locator("#pane")).to_contain_text("Dimuat oleh")
    expect(page.locator("#pane")).to_contain_text("Isu serupa")
    walk.picture("inbox-beside")
    assert complaints_of_axe(page) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    page.keyboard.press("k")
    page.keyboard.press("o")

    expect(page.locator("h1.page-title")).not_to_have_text("Kelompok berita")


def test_the_keys_of_the_inbox_stand_in_the_help(walk_as: WalkAs, office: None) -> None:
    page = walk_as("sari").go(reverse("story_list"))

    page.keyboard.press("?")

    expect(page.locator("#help")).to_contain_text("kesampingkan")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_bulk_of_stories_is_sorted_without_scripts_too(walk_as: WalkAs, office: None, size: tuple[int, int]) -> None:
    page = walk_as("sari", size, java_script_enabled=False).go(reverse("story_list") + "?state=free")

    page.locator("[name=story]").first.check()
    page.get_by_role("button", name="Abaikan yang dicentang").click()

    assert Story.objects.filter(state=StoryState.DISMISSED).count() == 1
