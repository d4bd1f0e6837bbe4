"""Keyboard alone: on every kind of page Tab reaches each thing that can be pressed, in order, and shows where it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from kinds_of_pages import addresses
from office_at_work import make_office
from tanggap.accounts.models import Membership, Unit, User
from tanggap.accounts.roles import Role
from walks import DESKTOP, PHONE, Walk

pytestmark = pytest.mark.django_db(transaction=True)
WalkAs = Callable[..., Walk]
# What somebody can press or fill in and sees now. Of a group of radio buttons Tab reaches one; arrows do the rest.
PREPARE = """
() => {
  // From the top of the page, as when somebody has just come to it.
  const top = document.createElement("span");
  top.tabIndex = -1;
  document.body.prepend(top);
  top.focus();
  top.remove();
  const wanted = "a[href], button, input, select, textarea, summary, [tabindex]";
  const seen = (one) => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length > 0;
  const groups = new Set();
  const all = Array.from(document.querySelectorAll(wanted)).filter((one) => {
    if (one.disabled || one.type === "hidden" || one.tabIndex < 0 || !seen(one) || one.closest("dialog")) return false;
    if (one.type !== "radio") return true;
    const group = Array.from(document.getElementsByName(one.name));
    const stop = group.find((each) => each.checked) ?? group[0];
    return one === stop;
  });
  const look = (one) => {
    const style = getComputedStyle(one);
    return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow].join();
  };
  window.walked = {all, look, plain: new Map(all.map((one) => [one, look(one)]))};
  return all.map((one) => `${one.tagName} ${(one.name || one.innerText || one.ariaLabel || "").trim().slice(0, 40)}`);
}
"""
SEARCHED = "[data-search], main input[type=search], a[data-search-page]"
STEP = """
() => {
  const {all, look, plain} = window.walked, one = document.activeElement;
  if (!one || one === document.body) return {place: -1};
  const box = one.getBoundingClientRect();
  return {
    place: all.indexOf(one),
    differs: look(one) !== plain.get(one),
    inSight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}
"""


@pytest.fixture
def office(transactional_db: None, sari: User, diskominfo: Unit) -> None:
    make_office(sari, diskominfo)
    Membership.objects.create(user=sari, unit=diskominfo, role=Role.UNIT_ADMIN)


def tab_through(page: Page) -> list[str]:
    """What is wrong when somebody presses Tab from the top of the page to its end."""
    names: list[str] = page.evaluate(PREPARE)
    places: list[int] = []
    problems: list[str] = []
    for _ in range(3 * len(names) + 20):
        page.keyboard.press("Tab")
        step: dict[str, Any] = page.evaluate(STEP)
        place = step["place"]
        if places and place <= 0 < places[-1] and (place < 0 or 0 in places):
            # Out of the page at its end, or at its beginning again.
            break
        if place < 0 or (places and place == places[-1]):
            # What scrolls takes the focus without being pressed; a date has parts.
            continue
        places.append(place)
        problems += [] if step["differs"] else [f"does not show that it has the focus: {names[place]}"]
        problems += [] if step["inSight"] else [f"has the focus out of sight: {names[place]}"]
    left = [name for place, name in enumerate(names) if place not in places]
    problems += [f"is not reached: {name}" for name in left]
    problems += [] if places == sorted(places) else [f"is not in the order of the page: {places}"]
    return problems


def open_all_with_enter(page: Page) -> list[str]:
    """Each fold opens and closes with Enter; left open, so that what is in it is walked too."""
    problems = []
    for fold in page.locator("main details > summary").all():
        if not fold.is_visible():
            continue
        was_open = fold.evaluate("one => one.parentElement.open")
        for expected in (not was_open, was_open) if was_open else (True, False, True):
            fold.focus()
            page.keyboard.press("Enter")
            if fold.evaluate("one => one.parentElement.open") != expected:
                problems.append(f"does not turn with Enter: {fold.inner_text()}")
    return problems


def pages(unit: Unit) -> dict[str, str]:
    """Every kind of page, and those that only an administrator of the unit meets."""
    return addresses() | {
        "brief_list": reverse("desk:brief_list"),
        "brief_plan": reverse("desk:brief_plan", args=[unit.pk]),
    }


@pytest.mark.timeout(900)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_tab_reaches_everything_in_order_and_shows_where_it_is(
    walk_as: WalkAs, office: None, diskominfo: Unit, size: tuple[int, int]
) -> None:
    walk = walk_as("sari", size, reduced_motion="reduce")
    problems: list[str] = []

    for name, path in pages(diskominfo).items():
        page = walk.go(path)
        problems += [f"{name}: {problem}" for problem in [*open_all_with_enter(page), *tab_through(page)]]

    assert not problems, "\n".join(problems)


def test_the_help_names_on_each_page_what_works_there_and_goes_with_escape(
    walk_as: WalkAs, office: None, diskominfo: Unit
) -> None:
    walk = walk_as("sari")
    # A key of the help, and what has to stand on the page for it to do something.
    needs = {"j": "[data-row]", "x": "[data-row] input[type=checkbox]", "d": "[data-keys-form]", "/": SEARCHED}

    for name, path in pages(diskominfo).items():
        page = walk.go(path)
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("?")
        expect(page.locator("#help")).to_be_visible()
        shown = page.locator("#help kbd:visible").all_inner_texts()
        for key, selector in needs.items():
            assert (key in shown) == (page.locator(selector).count() > 0), f"{name}: {key}"
        page.keyboard.press("Escape")
        expect(page.locator("#help")).to_be_hidden()


def test_the_help_opens_by_its_button_and_gives_the_focus_back(walk_as: WalkAs, office: None) -> None:
    page = walk_as("sari").page
    button = page.locator(".side [data-open-help]")

    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#help")).to_be_visible()
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('#help')")
    page.keyboard.press("Escape")

    expect(page.locator("#help")).to_be_hidden()
    expect(button).to_be_focused()


def test_the_menu_of_a_phone_opens_is_walked_and_closes_by_keyboard(walk_as: WalkAs, office: None) -> None:
    page = walk_as("sari", PHONE).page
    summary = page.locator(".top-menu summary")

    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".top-menu a").first).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator(".top-menu a").first).to_be_hidden()
    expect(summary).to_be_focused()


def test_somebody_who_signs_in_needs_no_mouse(walk_as: WalkAs, office: None) -> None:
    walk = walk_as()
    page = walk.go(reverse("account_login"))

    assert tab_through(page) == []
    page.locator("[name=login]").focus()
    page.keyboard.type("sari")
    page.keyboard.press("Tab")
    page.keyboard.type("rahasia-sekali-1")
    page.keyboard.press("Enter")

    page.wait_for_url(walk.address + "/")


def test_the_walk_itself_notices_what_is_wrong(walk_as: WalkAs, office: None) -> None:
    page = walk_as(reduced_motion="reduce").page
    page.goto("about:blank")
    page.set_content(
        "<a href='#a'>Satu</a><button style='outline: none'>Dua</button><button tabindex=3>Tiga</button>"
        "<button style='position: fixed; left: -900px'>Empat</button>"
        "<input aria-label=Lima onkeydown='if (event.key === `Tab`) event.preventDefault()'><a href='#b'>Enam</a>"
    )

    problems = "\n".join(tab_through(page))

    assert "does not show that it has the focus: BUTTON Dua" in problems
    assert "has the focus out of sight: BUTTON Empat" in problems
    assert "is not reached: A Enam" in problems
    assert "is not reached: BUTTON Tiga" in problems
