"""Pasting a link, a message or a screenshot."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from cast import make_mention
from sample_pictures import picture_with_place
from tanggap.accounts.models import Unit, User
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput, NotAllowed
from tanggap.mentions import attachments
from tanggap.mentions.actions import paste
from tanggap.mentions.models import Attachment, Mention, Step
from tanggap.server.backup.making import files_of
from tanggap.sources.models import Outlet

pytestmark = pytest.mark.django_db
LINK = "https://kabarbanua.example/daerah/banjir?utm_source=wa"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: LazySettings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "attachments"
    return tmp_path


def upload(content: bytes, name: str = "layar.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def test_a_link_becomes_one_public_mention_whose_page_is_read(sari: User, diskominfo: Unit):
    first = paste(actor=sari, unit=diskominfo, text=f" {LINK} ")
    again = paste(actor=sari, unit=diskominfo, text="https://kabarbanua.example/daerah/banjir/")

    assert (first.is_new, again.is_new, again.mention) == (True, False, first.mention)
    assert first.mention.unit is None
    assert first.mention.is_kept
    assert first.mention.next_step == Step.FULL_TEXT
    assert AuditEntry.objects.filter(verb="mentions.paste", actor_id=sari.pk).count() == 2


def test_a_link_that_nobody_watched_is_kept_when_pasted(sari: User, diskominfo: Unit):
    known = make_mention(url="https://kabar.example/x", platform_id="https://kabar.example/x", is_kept=False)

    pasted = paste(actor=sari, unit=diskominfo, text="www.kabar.example/x".replace("www.", "https://"))

    known.refresh_from_db()
    assert (pasted.mention, pasted.is_new, known.is_kept) == (known, False, True)


def test_a_message_stays_with_the_unit_and_loses_names(sari: User, asing: User, diskominfo: Unit):
    pasted = paste(actor=sari, unit=diskominfo, text="Kata @siti_aminah jalan rusak https://x.com/siti_aminah/status/1")

    assert pasted.mention.unit == diskominfo
    assert "siti_aminah" not in pasted.mention.text
    assert not Mention.objects.visible_to(asing).exists()


def test_a_post_of_a_platform_loses_the_handle(sari: User, diskominfo: Unit):
    pasted = paste(actor=sari, unit=diskominfo, text="www.tiktok.com/@siti_aminah/video/7")

    assert pasted.mention.source_kind == "tiktok"
    assert "siti_aminah" not in pasted.mention.url + pasted.mention.platform_id
    assert not paste(actor=sari, unit=diskominfo, text="www.tiktok.com/@siti_aminah/video/7").is_new


def test_a_screenshot_is_kept_once_without_its_place(sari: User, diskominfo: Unit, home: Path):
    content, place = picture_with_place()

    pasted = paste(actor=sari, unit=diskominfo, text="", picture=content)
    paste(actor=sari, unit=diskominfo, text="", picture=content)

    file = Attachment.objects.get()
    stored = attachments.path_of(file.sha256)
    assert (file.mention, pasted.mention.title != "") == (pasted.mention, True)
    assert place not in stored.read_bytes()
    assert stored.stat().st_mode & 0o077 == 0
    assert f"attachments/mentions/{file.sha256}" in [name for name, _path in files_of(home)]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "text"),
        (" \0 ", "text"),
        ("http://192.168.1.1/rahasia", "address"),
        ("http://localhost:8000/", "address"),
        ("https://", "address"),
        ("https://kabar.example/" + "x" * 2000, "address"),
    ],
)
def test_what_cannot_be_taken_in_is_refused(sari: User, diskominfo: Unit, text: str, field: str):
    with pytest.raises(InvalidInput) as caught:
        paste(actor=sari, unit=diskominfo, text=text)

    assert caught.value.field == field
    assert not Mention.objects.exists()


def test_who_does_not_work_in_the_unit_may_not(asing: User, diskominfo: Unit):
    with pytest.raises(NotAllowed):
        paste(actor=asing, unit=diskominfo, text="x")


@pytest.mark.django_db(transaction=True)
def test_the_same_link_pasted_by_two_at_once_is_one_mention(sari: User, ratna: User, diskominfo: Unit):
    together = threading.Barrier(2)
    found: list[bool] = []

    def run(person: User) -> None:
        together.wait()
        found.append(paste(actor=person, unit=diskominfo, text=LINK).is_new)
        connection.close()

    threads = [threading.Thread(target=run, args=[person]) for person in (sari, ratna)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [False, True]
    assert Mention.objects.count() == 1


def test_the_page_leads_to_the_mention_and_on_to_an_issue(client: Client, sari: User, diskominfo: Unit):
    client.force_login(sari)

    page = client.post("/tempel/", {"text": LINK, "unit": diskominfo.pk}, follow=True).content.decode()

    mention = Mention.objects.get()
    assert f"/isu/buka/?mention={mention.pk}" in page
    assert f"/pantauan/{mention.pk}/dibaca/" in page
    Mention.objects.update(next_step=Step.MATCH)
    assert "hx-get" not in client.get(f"/pantauan/{mention.pk}/dibaca/").content.decode()


def test_the_page_says_that_it_is_here_already_and_from_how_many(client: Client, sari: User, diskominfo: Unit):
    outlet = Outlet.objects.create(name="Kabar", domain="kabar.example")
    make_mention(url="https://kabar.example/x", platform_id="https://kabar.example/x", outlet=outlet)
    client.force_login(sari)

    page = client.post("/tempel/", {"text": "https://kabar.example/x", "unit": diskominfo.pk}, follow=True)

    assert "dibaca dari 1 media" in page.content.decode()


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b"x" * (10 * 1024 * 1024 + 1)])
def test_what_is_no_picture_or_too_large_is_refused_in_words(
    client: Client, sari: User, diskominfo: Unit, content: bytes
):
    client.force_login(sari)

    answer = client.post("/tempel/", {"text": "catatan", "unit": diskominfo.pk, "picture": upload(content)})

    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not Mention.objects.exists()


def test_a_private_address_is_refused_in_words(client: Client, sari: User, diskominfo: Unit):
    client.force_login(sari)

    answer = client.post("/tempel/", {"text": "http://10.0.0.1/", "unit": diskominfo.pk})

    assert "jaringan pribadi" in answer.content.decode()


def test_the_picture_is_served_to_whoever_may_see_the_mention(
    client: Client, sari: User, asing: User, diskominfo: Unit
):
    paste(actor=sari, unit=diskominfo, text="", picture=picture_with_place()[0])
    file = Attachment.objects.get()
    client.force_login(sari)
    answer = client.get(f"/lampiran/{file.pk}/")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert b"".join(answer.streaming_content)[:4] == b"\x89PNG"  # type: ignore[attr-defined]

    client.force_login(asing)
    assert client.get(f"/lampiran/{file.pk}/").status_code == 404

    attachments.path_of(file.sha256).unlink()
    client.force_login(sari)
    assert client.get(f"/lampiran/{file.pk}/").status_code == 404


def test_files_that_no_mention_holds_are_swept_after_a_day(sari: User, diskominfo: Unit):
    paste(actor=sari, unit=diskominfo, text="", picture=picture_with_place()[0])
    left = attachments.path_of(attachments.keep(b"tak bertuan"))
    old = (timezone.now() - timedelta(days=3)).timestamp()
    for path in attachments.folder().iterdir():
        os.utime(path, (old, old))
    young = attachments.path_of(attachments.keep(b"baru saja"))

    assert attachments.sweep(before=timezone.now() - timedelta(days=1)) == 1
    assert (left.exists(), young.exists(), len(list(attachments.folder().iterdir()))) == (False, True, 2)
