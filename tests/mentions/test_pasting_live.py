"""Links as people paste them: endless, huge, garbled, a feed, behind a sign-in; from the queue to the text."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from local_site import FAST, LocalSite, html, running_site
from tanggap.accounts.models import Unit, User
from tanggap.jobs.queue import QUEUES
from tanggap.jobs.worker import run_until_idle
from tanggap.mentions.actions import paste
from tanggap.mentions.models import Mention, Step
from tanggap.net.client import Client as Visitor
from tanggap.net.client import Limits
from tanggap.pipeline.steps import reading
from tanggap.pipeline.steps.reading import MAX_ATTEMPTS, read_pages

pytestmark = pytest.mark.django_db(transaction=True)
PARAGRAPHS = (
    "Warga Kelurahan Alalak Selatan mengeluhkan jembatan gantung yang talinya mulai rapuh sejak pekan lalu.",
    "Dinas PUPR menyatakan petugas memeriksa sambungan tali – termasuk “pasak” utama – mulai Kamis pagi.",
    "Selama pemeriksaan, kendaraan bermotor dilarang melintas dan pejalan kaki diminta bergantian menyeberang.",
)
ARTICLE = (
    "<html lang=id><head><title>Jembatan gantung Alalak diperiksa</title></head><body><article>"
    f"<h1>Jembatan gantung Alalak diperiksa</h1>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}"
    "</article></body></html>"
)
# Long enough for an honest page, short enough for a test.
IMPATIENT = Limits(connect_s=1, read_s=1, total_s=1, delay_s=0, retry_wait_s=0.01, n_attempts=1)


@pytest.fixture
def site(settings: Any) -> Iterator[LocalSite]:
    with running_site() as running:
        settings.PRIVATE_HOSTS = frozenset({running.hostport})
        yield running


@pytest.fixture
def visitor(site: LocalSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visitor]:
    """Whoever goes out in this process goes to the local site."""
    with site.client(FAST) as client:
        monkeypatch.setattr(reading, "house_client", lambda: client)
        yield client


def pasted(site: LocalSite, sari: User, unit: Unit, path: str = "/a") -> Mention:
    return paste(actor=sari, unit=unit, text=site.url(path)).mention


def read(mention: Mention, **more: Any) -> Mention:
    """One try at the page, as soon as it may be tried."""
    Mention.objects.filter(pk=mention.pk).update(step_due_at=timezone.now() - timedelta(seconds=1))
    assert read_pages(**more) == 1
    mention.refresh_from_db()
    return mention


def page_of(client: Client, person: User, mention: Mention) -> str:
    client.force_login(person)
    return client.get(reverse("mention", args=[mention.pk])).content.decode()


def test_a_pasted_link_goes_from_the_queue_to_its_text(
    site: LocalSite, visitor: Visitor, sari: User, diskominfo: Unit, client: Client
) -> None:
    site.routes["/a"] = html(ARTICLE)
    mention = pasted(site, sari, diskominfo)

    run_until_idle(QUEUES)

    mention.refresh_from_db()
    assert (mention.title, mention.text) == ("Jembatan gantung Alalak diperiksa", "\n".join(PARAGRAPHS))
    assert (mention.next_step, mention.full_text_failure) == (Step.DONE, "")
    assert mention.assessment.language == "ind"
    assert mention.membership.story.title == mention.title
    assert PARAGRAPHS[2] in strip_tags(page_of(client, sari, mention))


def test_a_page_that_never_ends_is_left_in_time_and_given_up_after_some_tries(
    site: LocalSite, sari: User, diskominfo: Unit, client: Client
) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html; charset=utf-8")
        handler.end_headers()
        # Each byte comes long before the client would miss it: only the time of the whole visit ends this.
        while not site.over.wait(0.02):
            handler.wfile.write(b"x")

    site.routes["/a"] = drip
    mention = pasted(site, sari, diskominfo)
    began = time.monotonic()

    with site.client(IMPATIENT) as client_:
        read(mention, client=client_)
        assert time.monotonic() - began < 10
        assert (mention.next_step, mention.n_step_failures) == (Step.FULL_TEXT, 1)
        assert "dicoba lagi" in page_of(client, sari, mention)
        for _ in range(MAX_ATTEMPTS - 1):
            read(mention, client=client_)

    assert (mention.next_step, mention.full_text_failure) == (Step.MATCH, "unreachable")
    assert "Tempel kata-katanya" in page_of(client, sari, mention)


def test_a_page_of_fifty_megabytes_is_not_read_to_its_end(
    site: LocalSite, visitor: Visitor, sari: User, diskominfo: Unit, client: Client
) -> None:
    sent = 0

    def pour(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        for _ in range(800):
            handler.wfile.write(b"a" * 65_536)
            sent += 65_536

    site.routes["/a"] = pour
    mention = read(pasted(site, sari, diskominfo))

    assert (mention.next_step, mention.full_text_failure) == (Step.MATCH, "too_large")
    assert sent < 50 * 1024 * 1024
    assert "terlalu besar" in page_of(client, sari, mention)


@pytest.mark.parametrize(
    ("said", "written"),
    [("utf-8", "windows-1252"), ("iso-8859-1", "utf-8"), ("", "windows-1252"), ("utf-99", "utf-8")],
)
def test_a_page_that_names_the_wrong_characters_can_be_read_all_the_same(
    site: LocalSite, visitor: Visitor, sari: User, diskominfo: Unit, said: str, written: str
) -> None:
    kind = f"text/html; charset={said}" if said else "text/html"
    site.routes["/a"] = 200, {"Content-Type": kind}, ARTICLE.encode(written)

    mention = read(pasted(site, sari, diskominfo))

    assert mention.text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize("kind", ["text/html", "application/rss+xml"])
def test_a_feed_that_calls_itself_a_page_is_no_text(
    site: LocalSite, visitor: Visitor, sari: User, diskominfo: Unit, client: Client, kind: str
) -> None:
    items = "".join(f"<item><title>{text}</title><link>{site.url()}</link></item>" for text in PARAGRAPHS)
    feed = f'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>Kabar</title>{items}</channel></rss>'
    site.routes["/a"] = 200, {"Content-Type": kind}, feed.encode()

    mention = read(pasted(site, sari, diskominfo))

    assert (mention.text, mention.title, mention.full_text_failure) == ("", "", "no_page")
    assert "bukan ke halaman" in page_of(client, sari, mention)


def test_a_page_behind_a_sign_in_is_told_and_its_form_is_no_text(
    site: LocalSite, visitor: Visitor, sari: User, diskominfo: Unit, client: Client
) -> None:
    site.routes["/a"] = (302, {"Location": "/masuk?lanjut=/a"}, b"")
    site.routes["/masuk?lanjut=/a"] = html(
        "<html><head><title>Masuk - Kabar</title></head><body><h1>Masuk untuk membaca</h1><form>"
        "<p>Berita ini untuk pelanggan. Masuk dengan akun Anda atau berlangganan mulai hari ini.</p>"
        "<input name=nama><input type=password name=sandi><button>Masuk</button></form></body></html>"
    )

    mention = read(pasted(site, sari, diskominfo))

    assert (mention.text, mention.title, mention.full_text_failure) == ("", "", "sign_in")
    page = page_of(client, sari, mention)
    assert "minta masuk" in page
    assert "Tempel kata-katanya" in client.get(reverse("mention_reading", args=[mention.pk])).content.decode()


def test_an_article_with_a_sign_in_beside_it_is_read(
    site: LocalSite, visitor: Visitor, sari: User, diskominfo: Unit
) -> None:
    site.routes["/a"] = html(ARTICLE.replace("</body>", "<form><input type=password></form></body>"))

    assert read(pasted(site, sari, diskominfo)).text == "\n".join(PARAGRAPHS)


def test_two_people_who_paste_the_same_at_once_are_both_led_to_the_one_mention(
    site: LocalSite, sari: User, budi: User, diskominfo: Unit
) -> None:
    together = threading.Barrier(2)
    pages: dict[str, str] = {}

    def press(person: User) -> None:
        visitor = Client()
        visitor.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        together.wait()
        given = {"text": site.url("/a?utm_source=wa"), "unit": diskominfo.pk}
        answer = visitor.post(reverse("paste"), given, follow=True)
        pages[person.username] = f"{answer.redirect_chain[-1][0]}\n{answer.content.decode()}"
        connection.close()

    threads = [threading.Thread(target=press, args=[person]) for person in (sari, budi)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    mention = Mention.objects.get()
    assert {page.split("\n")[0] for page in pages.values()} == {reverse("mention", args=[mention.pk])}
    said = sorted("Sudah ada, dibaca" in page for page in pages.values())
    assert said == [False, True]
    assert sum("Sudah masuk." in page for page in pages.values()) == 1
