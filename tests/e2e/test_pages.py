"""Every page at a desk and on a phone: it opens, fits, reads well, and keeps the security policy."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from kinds_of_pages import addresses
from office_at_work import make_office
from tanggap.accounts.models import Unit, User
from walks import DESKTOP, PHONE, Walk, draw

pytestmark = pytest.mark.django_db(transaction=True)
WalkAs = Callable[..., Walk]


@pytest.fixture
def office(transactional_db: None, sari: User, diskominfo: Unit) -> None:
    make_office(sari, diskominfo)


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_every_page_opens_fits_and_can_be_used_by_everybody(
    walk_as: WalkAs, office: None, complaints_of_axe: Callable[[Page], list[str]], size: tuple[int, int]
) -> None:
    walk = walk_as("sari", size)
    problems: list[str] = []

    for name, path in addresses().items():
        page = walk.go(path)
        walk.picture(name)
        problems += [f"{name}: wider than the screen"] if is_too_wide(page) else []
        problems += [f"{name}: has no heading"] if not page.locator("h1").inner_text().strip() else []
        problems += complaints_of_axe(page)

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_the_slash_leads_to_the_search_from_any_page(walk_as: WalkAs, office: None, size: tuple[int, int]) -> None:
    page = walk_as("sari", size).go(reverse("my_work"))

    page.keyboard.press("/")
    page.wait_for_function("document.activeElement.name === 'q' || location.pathname === '/cari/'")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_pages_for_whoever_is_not_signed_in_can_be_used_by_everybody(
    walk_as: WalkAs, office: None, complaints_of_axe: Callable[[Page], list[str]], size: tuple[int, int]
) -> None:
    walk = walk_as(size=size)

    page = walk.go(reverse("account_login"))
    walk.picture("sign_in")

    assert complaints_of_axe(page) == []
    assert not is_too_wide(page)


def test_dark_pages_have_enough_contrast_too(
    walk_as: WalkAs, office: None, complaints_of_axe: Callable[[Page], list[str]]
) -> None:
    walk = walk_as("sari", DESKTOP, color_scheme="dark")
    problems: list[str] = []

    for name in ("home", "story_list", "source_list", "issue"):
        page = walk.go(addresses()[name])
        walk.picture(f"{name}-dark")
        problems += complaints_of_axe(page)

    assert page.locator("html[data-bs-theme=dark]").count() == 1
    assert not problems, "\n".join(problems)


def test_the_first_page_shows_what_is_late_before_anything_else(walk_as: WalkAs, office: None) -> None:
    walk = walk_as("sari")

    cards = walk.page.locator("#cards h2").all_inner_texts()

    assert cards[0] == "Pekerjaan saya yang terlambat"
    assert "1 terlambat" in walk.page.locator(".sentence").inner_text()
    if os.environ.get("TANGGAP_WRITE_PICTURES") == "1":
        walk.page.set_viewport_size({"width": 1280, "height": 1180})
        draw(walk.page, "home")


def test_the_language_is_switched_and_stays(walk_as: WalkAs, office: None) -> None:
    walk = walk_as("sari")
    expect(walk.page.locator("h1")).to_have_text("Hari ini")

    walk.page.locator(".side button[value=en]").click()
    expect(walk.page.locator("h1")).to_have_text("Today")
    walk.go(reverse("profile"))

    assert walk.page.locator("html").get_attribute("lang") == "en"


def test_the_menu_of_a_phone_opens_and_leads_on(walk_as: WalkAs, office: None) -> None:
    walk = walk_as("sari", PHONE)
    link = walk.page.locator(".top-menu a", has_text="Kelompok berita")
    expect(link).to_be_hidden()

    walk.page.locator(".top-menu summary").click()
    link.click()

    walk.page.wait_for_url("**" + reverse("story_list"))


def test_everything_can_be_read_without_scripts(walk_as: WalkAs, office: None) -> None:
    walk = walk_as("sari", PHONE, java_script_enabled=False)

    walk.page.locator(".top-menu summary").click()
    walk.page.locator(".top-menu a", has_text="Isu").first.click()

    expect(walk.page.locator("h1")).to_have_text("Isu")


def test_rows_are_walked_and_opened_by_keys(walk_as: WalkAs, office: None) -> None:
    page = walk_as("sari").page

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    chosen = page.locator("[data-row][data-current] [data-open]")
    title = chosen.inner_text()
    page.keyboard.press("o")

    expect(page.locator("h1")).to_contain_text(title)


def test_the_question_mark_explains_the_keys(walk_as: WalkAs, office: None) -> None:
    page = walk_as("sari").page

    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator("#help")).to_be_hidden()


def test_keys_can_be_switched_off(walk_as: WalkAs, office: None) -> None:
    page = walk_as("sari").page
    page.keyboard.press("?")
    page.locator("[data-keys-on]").uncheck()
    page.keyboard.press("Escape")

    page.keyboard.press("j")

    expect(page.locator("[data-row][data-current]")).to_have_count(0)


def test_the_first_thing_a_keyboard_reaches_skips_the_menu(walk_as: WalkAs, office: None) -> None:
    page = walk_as("sari").page

    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#content")).to_be_focused()


def test_a_person_signs_in_and_out(walk_as: WalkAs, office: None) -> None:
    walk = walk_as()

    walk.sign_in("sari")
    walk.page.locator(".side form[action$='logout/'] button").click()

    walk.page.wait_for_url("**" + reverse("account_login") + "**")


def test_a_wrong_password_is_told_in_words(walk_as: WalkAs, office: None) -> None:
    walk = walk_as()
    walk.go(reverse("account_login"))

    walk.page.fill("input[name=login]", "sari")
    walk.page.fill("input[name=password]", "bukan-ini")
    walk.page.click("main button.btn-primary")

    expect(walk.page.locator("[role=alert]")).to_be_visible()
