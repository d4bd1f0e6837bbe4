"""One real feed through the house: typed in, fetched, judged, grouped, opened as an issue, seen by its unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from local_site import LocalSite, html, running_site
from office_at_work import make_registers
from tanggap.accounts.models import Unit, User
from tanggap.mentions.models import Step
from tanggap.sources.visiting import hasty_client, house_client
from tanggap.stories.models import Story
from walks import DESKTOP, PHONE, Walk, do_all_jobs

pytestmark = pytest.mark.django_db(transaction=True)

TITLES = (
    "Jembatan Sungai Lulut Amblas, Arus Lalu Lintas Dialihkan",
    "Jembatan Sungai Lulut Amblas Sebagian, Warga Memutar Jauh",
    "Amblasnya Jembatan Sungai Lulut Dikeluhkan Warga dan Sopir",
)
PARAGRAPHS = (
    "Jembatan Sungai Lulut di Kabupaten Banjar amblas pada Senin malam setelah tiang penyangganya tergerus arus. "
    "Arus lalu lintas dari arah Banjarmasin dialihkan lewat jalan desa yang sempit.",
    "Warga mengeluhkan perjalanan yang kini memakan waktu satu jam lebih lama. Mereka kecewa karena retakan pada "
    "jembatan itu sudah dilaporkan sejak bulan lalu tetapi belum diperbaiki.",
    "Dinas PUPR Provinsi Kalimantan Selatan menyatakan petugas sedang memeriksa tiang jembatan dan menyiapkan "
    "jembatan darurat bagi kendaraan ringan.",
)


@pytest.fixture
def outlet() -> Iterator[LocalSite]:
    """A small news site with a feed that its home page names."""
    with running_site() as site:
        now = timezone.now()
        items = ""
        for number, title in enumerate(TITLES):
            told_at = now - timedelta(hours=number + 1)
            path = f"/berita/{number}"
            body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS[number % 2 :] + PARAGRAPHS[: number % 2])
            article = f"<article><h1>{title}</h1>{body}</article>"
            site.routes[path] = html(f"<html lang=id><head><title>{title}</title></head><body>{article}</body></html>")
            items += (
                f"<item><title>{title}</title><link>{site.url(path)}</link><guid>{site.url(path)}</guid>"
                f"<pubDate>{format_datetime(told_at)}</pubDate><description>{PARAGRAPHS[0]}</description></item>"
            )
        feed = f'<rss version="2.0"><channel><title>Kabar Lulut</title><link>{site.url()}</link>{items}</channel></rss>'
        site.routes["/feed"] = (200, {"Content-Type": "application/rss+xml"}, feed.encode())
        link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
        site.routes["/"] = html(
            f"<html lang=id><head><title>Kabar Lulut</title>{link}</head><body>Berita</body></html>"
        )
        yield site


@pytest.fixture
def house(settings: Any, outlet: LocalSite, transactional_db: None) -> Iterator[None]:
    settings.PRIVATE_HOSTS = frozenset({outlet.hostport})
    settings.FETCH_DELAY_S = 0.0
    make_registers()
    # A client keeps the settings it was made with: one of a test before would not go to this site.
    forget_clients()
    yield
    forget_clients()


def forget_clients() -> None:
    for make in (house_client, hasty_client):
        make().close()
        make.cache_clear()


def add_watch(walk: Walk) -> None:
    page = walk.go(reverse("watch_add"))
    page.fill("[name=name]", "Jembatan")
    page.fill("[name=any_of]", "jembatan\namblas")
    page.click("button[name=save]")
    expect(page.locator("#messages")).to_contain_text("Disimpan")


def add_source(walk: Walk, site: LocalSite) -> None:
    page = walk.go(reverse("source_add"))
    page.fill("[name=url]", site.url())
    page.get_by_role("button", name="Coba").click()
    expect(page.locator("main")).to_contain_text(TITLES[0])
    page.get_by_role("button", name="Simpan dan aktifkan").click()
    expect(page.locator("#messages")).to_contain_text("Sumber ditambahkan")


def open_issue(walk: Walk, story: Story, lead: Unit) -> None:
    page = walk.go(reverse("story", args=[story.pk]))
    page.get_by_role("link", name="Jadikan isu").click()
    page.select_option("[name=unit]", str(lead.pk))
    page.select_option("[name=level]", "2")
    page.get_by_role("button", name="Buka isu").click()
    page.wait_for_url("**/isu/ISU-*/")
    walk.picture("walk-issue")


def test_a_feed_typed_in_becomes_an_issue_in_the_work_of_another_unit(
    walk_as: Callable[..., Walk], house: None, outlet: LocalSite, sari: User, joko: User, roads: Unit
) -> None:
    monitor = walk_as("sari", DESKTOP)
    add_watch(monitor)
    add_source(monitor, outlet)
    do_all_jobs()

    story = Story.objects.inbox().get()
    mentions = [membership.mention for membership in story.memberships.select_related("mention__assessment")]
    assert {mention.title for mention in mentions} == set(TITLES)
    assert {mention.next_step for mention in mentions} == {Step.DONE}
    assert {mention.assessment.language for mention in mentions} == {"ind"}
    assert story.n_negative + story.n_neutral + story.n_positive == len(TITLES)

    open_issue(monitor, story, roads)

    officer = walk_as("joko", PHONE)
    page = officer.go(reverse("my_work"))
    officer.picture("walk-my-work")
    expect(page.locator("main")).to_contain_text(story.title)
    expect(page.locator("main")).to_contain_text("Level isu 2")
    expect(page.locator("main time").first).to_be_visible()
    expect(officer.go("/").locator("#cards")).to_contain_text(story.title)
