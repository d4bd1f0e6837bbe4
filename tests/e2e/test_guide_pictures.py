"""The pages that the Indonesian guide shows; ``TANGGAP_WRITE_PICTURES=1`` draws its pictures anew."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from cast import make_user
from office_at_work import make_office
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.issues.models import Issue
from tanggap.reference.models import Official
from tanggap.sources.models import PublicAccount
from tanggap.stories.models import Story
from walks import DESKTOP, PHONE, Walk, draw

pytestmark = pytest.mark.django_db(transaction=True)
WalkAs = Callable[..., Walk]
SIZE = (1000, 680)
SMALL = (390, 700)


@pytest.fixture
def office(transactional_db: None, sari: User, diskominfo: Unit, banjar: Unit, province: Unit) -> None:
    make_office(sari, diskominfo)
    make_user("admin", (province, Role.PLATFORM_ADMIN), full_name="Admin Kantor")
    make_user("dewi", (banjar, Role.UNIT_ADMIN), (banjar, Role.MONITOR), full_name="Dewi")
    make_user("anang", (banjar, Role.DUTY_OFFICER), full_name="Anang", email="anang@contoh.example")


def keep(page: Page, name: str, *, title: str) -> None:
    """The picture shows the page that the guide speaks of."""
    expect(page.locator("h1")).to_contain_text(title)
    if os.environ.get("TANGGAP_WRITE_PICTURES") == "1":
        draw(page, f"panduan-{name}")


def test_the_pages_of_the_monitor_the_duty_officer_and_the_leader(walk_as: WalkAs, office: None) -> None:
    walk = walk_as("sari", SIZE)
    issue = Issue.objects.order_by("number")[0]
    story = Story.objects.filter(issue_number="")[0]

    keep(walk.page, "hari-ini", title="Hari ini")
    keep(walk.go(reverse("story_list")), "kotak-masuk", title="Kelompok berita")
    keep(walk.go(f"{reverse('issue_open')}?story={story.pk}"), "buka-isu", title="Buka isu")
    keep(walk.go(reverse("issue", args=[issue.number])), "isu", title=issue.title)
    keep(walk_as("sari", SMALL).page, "ponsel", title="Hari ini")


def test_the_pages_of_the_administrators(walk_as: WalkAs, office: None) -> None:
    keep(walk_as("admin", SIZE).go(reverse("office_setup")), "menyiapkan-kantor", title="Menyiapkan kantor")
    walk = walk_as("dewi", SIZE)
    anang = User.objects.get(username="anang")

    keep(walk.go(reverse("watch_proposals")), "usulan", title="Usulan kata pantau")
    Official.objects.create(unit=User.objects.get(username="dewi").home_unit, post="Bupati", name="Rahmadi Contoh")
    keep(walk.go(reverse("official_list")), "pejabat", title="Pejabat")
    keep(walk.go(reverse("person", args=[anang.pk])), "orang", title="Anang")


@pytest.mark.parametrize(
    ("size", "scheme"), [(DESKTOP, "light"), (PHONE, "light"), (DESKTOP, "dark")], ids=["desk", "phone", "dark"]
)
def test_the_pages_of_an_administrator_fit_and_can_be_used_by_everybody(
    walk_as: WalkAs, office: None, complaints_of_axe: Callable[[Page], list[str]], size: tuple[int, int], scheme: str
) -> None:
    walk = walk_as("admin", size, color_scheme=scheme)
    PublicAccount.objects.create(
        platform="instagram", handle="pemkab_contoh", name="Pemkab Contoh", unit=Unit.objects.get(code="kab-banjar")
    )
    banjar = Unit.objects.get(code="kab-banjar")
    Official.objects.create(unit=banjar, post="Bupati", name="Rahmadi Contoh", aliases=["Haji Rahmadi Contoh"])
    anang = User.objects.get(username="anang")
    problems: list[str] = []
    plain = (
        *("office_setup", "watch_proposals", "public_account_list", "unit_import", "person_import", "person_list"),
        *("person_invite", "person_list", "unit_list", "route_list", "day_off_list", "watch_list", "source_list"),
        *("official_list", "official_add", "official_import", "programme_list", "source_starter"),
    )
    paths = {name: reverse(name) for name in plain} | {
        "person": reverse("person", args=[anang.pk]),
        "unit_edit": reverse("unit_edit", args=[Unit.objects.get(code="kab-banjar").pk]),
    }

    for name, path in paths.items():
        page = walk.go(path)
        walk.picture(f"admin-{name}-{scheme}")
        is_too_wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
        problems += [f"{name}: wider than the screen"] if is_too_wide else []
        problems += complaints_of_axe(page)

    assert not problems, "\n".join(problems)
