"""A monitor's morning in the inbox, counted: keys, screens and fields."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from office_at_work import make_office
from tanggap.accounts.models import Unit, User
from tanggap.guidance.actions import load_default_levels
from tanggap.issues.models import Issue, IssueCounter
from tanggap.stories.models import Story, StoryState
from walks import DESKTOP, PHONE, Walk

pytestmark = pytest.mark.django_db(transaction=True)
WalkAs = Callable[..., Walk]
WIDE = (1440, 900)
KEYS_A_STORY = 2
MAX_FIELDS = 5
MAX_SCREENS = 3


@pytest.fixture
def office(transactional_db: None, sari: User, diskominfo: Unit) -> None:
    # Tests before may have emptied the tables, the levels and hours that an office starts with included.
    load_default_levels()
    make_office(sari, diskominfo)
    # The office's issues were numbered by hand; the next number follows them.
    IssueCounter.objects.create(year=timezone.localtime().year, last=Issue.objects.count())


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


def test_from_home_to_an_assigned_issue_takes_three_screens_and_five_fields(walk_as: WalkAs, office: None) -> None:
    page = walk_as("sari", DESKTOP).page
    screens = {page.url}

    page.get_by_role("link", name="Kelompok berita", exact=True).click()
    page.wait_for_url("**" + reverse("story_list"))
    screens.add(page.url.split("?")[0])
    # The first stories of the list hang on issues already: the keys pass over them.
    for _ in range(Story.objects.exclude(issue_number="").count() + 1):
        page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("i")
    screens.add(page.url.split("?")[0])
    required = page.locator("form .form-label.required, form fieldset legend")
    assert required.count() <= MAX_FIELDS
    page.select_option("[name=assignee]", label="Sari")
    for name in ("topics", "region_codes"):
        if not page.locator(f"[name={name}]:checked").count():
            page.locator(f"[name={name}]").first.check()
    if not page.locator("[name=level]").input_value():
        page.select_option("[name=level]", "1")
    page.get_by_role("button", name="Buka isu").click()
    page.wait_for_url("**/isu/ISU-*/")

    assert len(screens) <= MAX_SCREENS
    issue = Issue.objects.latest("pk")
    assert str(issue.assignee) == "Sari"


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
