"""Two people rate a blind round by keyboard alone; neither sees the other or the machine; then it is closed."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cast import make_user
from ratings import CODES, EVIDENCE, assignments, every, make_round, open_round, watched
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.mentions.models import Rating, RatingRound
from tanggap.mentions.rating import actions
from walks import DESKTOP, PHONE, Walk

pytestmark = pytest.mark.django_db(transaction=True)
WalkAs = Callable[..., Walk]


@pytest.fixture
def piket(diskominfo: Unit) -> User:
    return make_user("piket", (diskominfo, Role.DUTY_OFFICER), full_name="Petugas Piket")


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))


def number_of(page: Page) -> int:
    """The number in the text of the mention on screen."""
    return int(page.locator(".mention-text").inner_text().rsplit(" ", 1)[1])


def rate_by_keys(page: Page, step_for: Callable[[int], int]) -> list[str]:
    """Rate every mention of the round that is open on the page; returns the pages as they were read."""
    read = []
    while page.locator("[data-rating-form]").count():
        read.append(page.locator("main").inner_text())
        address, step = page.url, step_for(number_of(page))
        for _criterion in CODES:
            page.keyboard.press(str(step))
        expect(page.locator("[data-rating-form] button.btn-primary")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, before=address: url != before)
    return read


def test_two_people_rate_blindly_and_the_agreement_is_measured(
    walk_as: WalkAs, sari: User, budi: User, piket: User, diskominfo: Unit
) -> None:
    watched(diskominfo, 10)
    rating_round = open_round(piket, diskominfo, [sari, budi])
    path = reverse("rating_round", args=[rating_round.pk])
    pages = {}
    for name, step_for in (("sari", lambda n: n % 5), ("budi", lambda n: min(n % 5 + n % 2, 4))):
        page = walk_as(name).go(reverse("rating_round_list"))
        page.keyboard.press("j")
        page.get_by_role("link", name=re.compile("Nilai ?: Ronde Maret")).focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/penilaian/nilai/**")
        read = "\n".join(rate_by_keys(page, step_for))
        # Nothing of the machine, and nothing of the other one.
        assert EVIDENCE in read and "α" not in read and "keyakinan" not in read
        assert {"sari": "Budi", "budi": "Sari"}[name] not in read
        expect(page.locator("main")).to_contain_text("10 dari 10")
        expect(page.locator("main")).not_to_contain_text("α")
        mention = rating_round.sample.first().mention_id  # type: ignore[union-attr]
        page.goto(page.url.split("/penilaian")[0] + reverse("mention", args=[mention]))
        expect(page.locator("main")).to_contain_text("dalam ronde buta Ronde Maret")
        assert page.locator(".evidence-rubric").count() == 0
        pages[name] = page
    assert Rating.objects.count() == 20

    keeper = walk_as("piket").go(path)
    keeper.locator("summary", has_text="Tutup sekarang").focus()
    keeper.keyboard.press("Enter")
    keeper.keyboard.press("Tab")
    keeper.keyboard.press("Enter")
    expect(keeper.locator("#messages")).to_contain_text("kesepakatan sudah diukur")

    page = pages["sari"]
    page.goto(page.url.split("/pantauan")[0] + reverse("agreement"))
    figures = page.locator(".agreement-figures").first
    # Sari said what the machine said; Budi half a step more. Both kinds have a figure for every criterion.
    assert figures.locator("strong", has_text="α 0,").count() == 14
    assert figures.locator("td", has_text="n 10").count() == 14
    expect(page.locator("main")).to_contain_text("Ronde yang ditutup: 1")
    page.goto(page.url.split("/penilaian")[0] + reverse("mention", args=[mention]))
    assert page.locator(".evidence-rubric").count() > 0


def test_a_rating_is_made_and_changed_by_arrows_too_and_undone_by_a_key(
    walk_as: WalkAs, sari: User, budi: User, piket: User, diskominfo: Unit
) -> None:
    watched(diskominfo, 10)
    rating_round = open_round(piket, diskominfo, [sari, budi])
    first = assignments(rating_round, sari)[0]
    page = walk_as("sari").go(reverse("rate", args=[first.pk]))

    # Down past the first question, then its steps by the browser's own arrows, and back up.
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("2")
    assert page.locator(f"input[name={CODES[0]}]:checked").get_attribute("value") == "2"
    assert page.locator(f"input[name={CODES[1]}]:checked").get_attribute("value") == "1"

    # What has no answer is shown, not sent.
    page.keyboard.press("Enter")
    expect(page.locator("[data-missing]")).to_be_visible()
    assert page.locator(".question.is-missing").count() == len(CODES) - 2
    for _criterion in CODES[2:]:
        page.keyboard.press("-")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: str(first.pk) not in url.rsplit("/", 2)[-2])
    assert Rating.objects.get().scores == every(None) | {CODES[0]: 2, CODES[1]: 1}

    page.keyboard.press("u")
    page.wait_for_url("**" + reverse("rate", args=[first.pk]))
    assert not Rating.objects.exists()


def test_the_form_works_without_scripts_and_without_keys(
    walk_as: WalkAs, sari: User, budi: User, piket: User, diskominfo: Unit
) -> None:
    watched(diskominfo, 10)
    rating_round = open_round(piket, diskominfo, [sari, budi])
    page = walk_as("sari", PHONE, java_script_enabled=False).go(reverse("rating_next", args=[rating_round.pk]))

    for code in CODES:
        page.locator(f"input[name={code}][value='3']").check()
    page.get_by_role("button", name="Simpan dan lanjut").click()

    expect(page.locator("[role=status]").first).to_contain_text("1 dari 10")
    assert Rating.objects.get().scores == every(3)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_the_pages_of_a_round_fit_and_can_be_used_by_everybody(
    walk_as: WalkAs,
    sari: User,
    budi: User,
    piket: User,
    ratna: User,
    diskominfo: Unit,
    complaints_of_axe: Callable[[Page], list[str]],
    size: tuple[int, int],
) -> None:
    watched(diskominfo, 30)
    first = open_round(piket, diskominfo, [sari, piket], name="Ronde Januari")
    for rater in (sari, piket):
        for place, each in enumerate(assignments(first, rater)):
            actions.save_rating(actor=rater, assignment=each, scores=every(place % 5))
    actions.close_round(actor=piket, rating_round=first)
    opened = open_round(piket, diskominfo, [sari, piket], name="Ronde Februari")
    prepared = make_round(piket, diskominfo, [sari, piket], name="Ronde Maret")
    walk = walk_as("piket", size)
    problems = []

    for name, path in {
        "rating_rounds": reverse("rating_round_list"),
        "rating_round_add": reverse("rating_round_add"),
        "rating_round_prepared": reverse("rating_round", args=[prepared.pk]),
        "rating_round_open": reverse("rating_round", args=[opened.pk]),
        "rating_round_closed": reverse("rating_round", args=[first.pk]),
        "rating_form": reverse("rate", args=[assignments(opened, piket)[0].pk]),
        "agreement": reverse("agreement"),
    }.items():
        page = walk.go(path)
        page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
        walk.picture(name)
        problems += [f"{name}: wider than the screen"] if is_too_wide(page) else []
        problems += complaints_of_axe(page)

    assert not problems, "\n".join(problems)
    assert RatingRound.objects.count() == 3
