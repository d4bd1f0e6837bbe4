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
from tanggap.stories.models import Story
from walks import ROOT, Walk

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
        page.screenshot(path=ROOT / "docs" / "images" / f"panduan-{name}.png")


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
    keep(walk.go(reverse("person", args=[anang.pk])), "orang", title="Anang")
