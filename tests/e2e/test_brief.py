"""The morning report at a desk and on a phone: made with one button, read, taken along."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from office_at_work import make_office
from tanggap.accounts.models import Membership, Unit, User
from tanggap.accounts.roles import Role
from tanggap.desk.brief.actions import make_brief
from tanggap.desk.brief.models import Brief
from tanggap.desk.brief.printing import pictures_of
from tanggap.desk.brief.rendering import report_of
from walks import DESKTOP, PHONE, ROOT, Walk

pytestmark = pytest.mark.django_db(transaction=True)
WalkAs = Callable[..., Walk]


@pytest.fixture
def office(transactional_db: None, sari: User, diskominfo: Unit) -> None:
    make_office(sari, diskominfo)
    Membership.objects.create(user=sari, unit=diskominfo, role=Role.UNIT_ADMIN)


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"))


def test_one_button_makes_the_report_and_leads_to_it(walk_as: WalkAs, office: None) -> None:
    walk = walk_as("sari")
    page = walk.go("/laporan/")
    page.get_by_role("button", name="Susun laporan pagi").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Laporan pagi")
    assert "*LAPORAN PAGI*" in page.locator("#message-text").input_value()
    walk.go("/laporan/")
    expect(page).to_have_url(f"{page.url.split('/laporan')[0]}/laporan/{Brief.objects.get().pk}/")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_the_pages_of_reports_fit_and_can_be_used_by_everybody(
    walk_as: WalkAs,
    office: None,
    diskominfo: Unit,
    complaints_of_axe: Callable[[Page], list[str]],
    size: tuple[int, int],
) -> None:
    brief = make_brief(actor=None, unit=diskominfo, period="day", now=timezone.now())
    week = make_brief(actor=None, unit=diskominfo, period="week", now=timezone.now())
    walk = walk_as("sari", size)
    problems: list[str] = []
    pages = {
        "brief": f"/laporan/{brief.pk}/",
        "brief_week": f"/laporan/{week.pk}/",
        "brief_list": "/laporan/semua/",
        "brief_mail": f"/laporan/{brief.pk}/kirim/",
        "brief_plan": f"/laporan/pengaturan/{diskominfo.pk}/",
        "notices": "/pemberitahuan/",
        "outbox": "/kotak-keluar/",
    }
    for name, path in pages.items():
        page = walk.go(path)
        walk.picture(name)
        problems += [f"{name}: wider than the screen"] if is_too_wide(page) else []
        problems += complaints_of_axe(page)

    assert not problems, "\n".join(problems)


def test_the_paper_can_be_looked_at(office: None, diskominfo: Unit) -> None:
    brief = make_brief(actor=None, unit=diskominfo, period="day", now=timezone.now())
    pages = pictures_of(report_of(brief, "id"), None)

    folder = ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(pages, start=1):
        (folder / f"brief-page-{number}.png").write_bytes(page)
    assert len(pages) > 1 and all(page.startswith(b"\x89PNG") for page in pages)
