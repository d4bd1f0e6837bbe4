"""A monitor's whole morning in one walk, in Indonesian: read, clear, open, assign, report. What it takes is counted."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.urls import reverse
from django.utils import timezone
from docx import Document
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from local_mail import MailBox, running_mail
from office_at_work import make_office
from tanggap.accounts.models import Unit, User
from tanggap.guidance.actions import load_default_levels
from tanggap.issues.models import Issue, IssueCounter
from tanggap.stories.models import Story, StoryState
from walks import DESKTOP, PHONE, Walk, do_all_jobs

pytestmark = pytest.mark.django_db(transaction=True)
WalkAs = Callable[..., Walk]
KEYS_A_STORY = 2
REQUIRED_FIELDS = 5
MAX_SCREENS = 3
MAX_MESSAGE = 3500


@pytest.fixture
def office(transactional_db: None, sari: User, diskominfo: Unit) -> None:
    # Tests before may have emptied the tables, the levels and hours that an office starts with included.
    load_default_levels()
    make_office(sari, diskominfo)
    # The office's issues were numbered by hand; the next number follows them.
    IssueCounter.objects.create(year=timezone.localtime().year, last=Issue.objects.count())


@pytest.fixture
def mail(settings: LazySettings, tmp_path: Path) -> Iterator[MailBox]:
    settings.MEDIA_ROOT = tmp_path
    with running_mail() as box:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = box.host, box.port, False
        yield box


@dataclass
class Keyboard:
    """Counts what the fingers do."""

    page: Page
    n_keys: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.n_keys += 1

    def sort(self, key: str) -> None:
        """A key that sends the list away and brings it back with a notice."""
        with self.page.expect_navigation():
            self.press(key)
        expect(self.page.locator("#messages")).to_contain_text("dipilah")


def read_home(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Hari ini")
    expect(page.locator(".sentence")).to_contain_text("2 isu terbuka, 1 terlambat")
    new = page.locator("section", has=page.get_by_role("heading", name="Kelompok berita baru"))
    row = new.locator("[data-row]").first
    expect(row).to_contain_text("media")
    expect(row.locator("svg.spark, .sparkline, svg").first).to_be_visible()


def clear_the_inbox(page: Page) -> None:
    """One after the other, then many at once with a reason, one press taken back; the gravest stays for an issue."""
    page.goto(page.url + "?state=free")
    keyboard, n_free = Keyboard(page), Story.objects.in_state("free").count()
    keyboard.press("j")
    keyboard.sort("d")
    keyboard.sort("w")
    keyboard.press("k")
    n_left = n_free - 2
    for _ in range(n_left):
        keyboard.press("x", "j")
    assert keyboard.n_keys <= KEYS_A_STORY * n_free + 4

    reason = page.get_by_role("combobox", name="Alasan mengesampingkan")
    reason.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Iklan")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Story.objects.filter(state=StoryState.DISMISSED, dismissed_reason="Iklan").count() >= n_left - 1

    with page.expect_navigation():
        page.keyboard.press("u")
    assert not Story.objects.filter(dismissed_reason="Iklan", state=StoryState.DISMISSED).exists()


def open_an_issue(page: Page, lead: Unit) -> Issue:
    """From home to an assigned issue: three screens, five required fields."""
    screens = {page.url}
    page.get_by_role("link", name="Kelompok berita", exact=True).click()
    page.wait_for_url("**" + reverse("story_list"))
    screens.add(page.url.split("?")[0])
    # The first stories of the list hang on issues already: the keys pass over them.
    rows = page.locator("[data-row]").all()
    at = next(n for n, row in enumerate(rows) if not row.locator("a.badge").count())
    for _ in range(at + 1):
        page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("i")
    screens.add(page.url.split("?")[0])
    assert page.locator("form .form-label.required, form fieldset legend").count() == REQUIRED_FIELDS
    page.select_option("[name=unit]", str(lead.pk))
    page.select_option("[name=level]", "2")
    for name in ("topics", "region_codes"):
        if not page.locator(f"[name={name}]:checked").count():
            page.locator(f"[name={name}]").first.check()
    page.get_by_role("button", name="Buka isu").click()
    page.wait_for_url("**/isu/ISU-*/")
    assert len(screens) <= MAX_SCREENS
    return Issue.objects.latest("pk")


def make_the_report(page: Page) -> str:
    """The button of the first page; the text that was copied."""
    page.get_by_role("link", name="Laporan pagi").click()
    page.get_by_role("button", name="Susun laporan pagi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Laporan pagi")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator("[data-copy]")
    button.click()
    expect(button).to_have_text("Tersalin")
    return str(page.evaluate("navigator.clipboard.readText()"))


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as started:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(started.value.path()).read_bytes()


def send(page: Page, address: str) -> None:
    page.get_by_role("link", name="Kirim lewat surel").click()
    page.locator("[name=addresses]").fill(address)
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.locator("#messages")).to_contain_text("1 surel")
    do_all_jobs()


def words_of_pdf(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_a_monitors_morning_from_sign_in_to_the_report_in_the_mail(
    walk_as: WalkAs, office: None, mail: MailBox, joko: User, roads: Unit
) -> None:
    monitor = walk_as(size=DESKTOP)
    page = monitor.sign_in("sari")
    read_home(page)

    page.get_by_role("link", name="Kelompok berita", exact=True).click()
    page.wait_for_url("**" + reverse("story_list"))
    clear_the_inbox(page)

    monitor.go("/")
    issue = open_an_issue(page, roads)
    assert issue.unit == roads
    officer = walk_as("joko", PHONE)
    expect(officer.go(reverse("my_work")).locator("main")).to_contain_text(issue.title)
    expect(officer.page.locator("main")).to_contain_text("Level isu 2")

    monitor.go("/")
    message = make_the_report(page)
    assert message.startswith("*LAPORAN PAGI*") and issue.number in message and len(message) < MAX_MESSAGE
    monitor.picture("morning-report")
    number, title = issue.number, issue.title.split(":")[0][:30]
    assert number in words_of_pdf(download(page, "PDF"))
    docx = Document(io.BytesIO(download(page, "DOCX")))
    assert any(title in paragraph.text for paragraph in docx.paragraphs)

    send(page, "gubernur@kantor.example")
    (letter,) = mail.messages
    assert (str(letter["To"]), "Laporan pagi" in str(letter["Subject"])) == ("gubernur@kantor.example", True)
    parts = {part.get_content_type(): part for part in letter.walk()}
    assert number in parts["text/plain"].get_content()
    assert number in words_of_pdf(parts["application/pdf"].get_content())
