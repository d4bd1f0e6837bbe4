"""What is handed to the outbox goes out once, is tried again when it may help, and can be retried by a person."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from cast import NOW, make_user
from local_mail import MailBox, running_mail
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role
from tanggap.audit.models import AuditEntry
from tanggap.channels.base import Attachment, Message
from tanggap.core.errors import InvalidInput, NotAllowed, TemporaryFailure, WrongState
from tanggap.outbox import actions, files, ways
from tanggap.outbox.actions import LEASE, PAUSES, Letter, Recipient, deliver, read_notices, retry_delivery, send_due
from tanggap.outbox.models import Delivery, DeliveryState

pytestmark = pytest.mark.django_db
LETTER = Letter("Laporan pagi", "Tiga isu terbuka.", "<p>Tiga isu terbuka.</p>", "/laporan/1/")


@pytest.fixture
def mail(settings: LazySettings) -> Iterator[MailBox]:
    with running_mail() as box:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = box.host, box.port, False
        yield box


@pytest.fixture
def admin_of_roads(roads: Unit) -> User:
    return make_user("kepala", (roads, Role.UNIT_ADMIN))


def queue(unit: Unit, *addresses: str, key: str = "brief:1") -> list[Delivery]:
    return deliver(key=key, unit=unit, letter=LETTER, to=[Recipient("email", one) for one in addresses], now=NOW)


def test_everybody_gets_the_letter(roads: Unit, mail: MailBox) -> None:
    queue(roads, "a@dinas.example", "b@dinas.example")

    assert send_due(NOW) == 2
    assert sorted(str(one["To"]) for one in mail.messages) == ["a@dinas.example", "b@dinas.example"]
    assert set(Delivery.objects.values_list("state", "failure")) == {("sent", "")}


def test_the_same_is_queued_once_for_each_recipient(roads: Unit, mail: MailBox) -> None:
    queue(roads, "a@dinas.example")
    again = queue(roads, "a@dinas.example", "b@dinas.example")
    send_due(NOW)

    assert [one.recipient for one in again] == ["b@dinas.example"]
    assert len(mail.messages) == 2
    assert queue(roads, "a@dinas.example") == []


def test_another_matter_goes_to_the_same_people(roads: Unit) -> None:
    assert queue(roads, "a@dinas.example") and queue(roads, "a@dinas.example", key="brief:2")


def test_the_trail_says_how_many_and_not_who(roads: Unit) -> None:
    queue(roads, "a@dinas.example")

    entry = AuditEntry.objects.with_payload().get(verb="outbox.deliver")
    assert entry.payload.data == {"n": 1, "key": "brief:1", "channels": ["email"]}


def test_what_failed_for_now_is_tried_again_later(roads: Unit, mail: MailBox) -> None:
    queue(roads, "a@dinas.example")
    mail.answers["RCPT"] = "451 later"

    assert send_due(NOW) == 0
    mail.answers.clear()
    assert send_due(NOW + PAUSES[0] - timedelta(seconds=1)) == 0
    assert send_due(NOW + PAUSES[0]) == 1


def test_a_server_that_is_away_does_not_hold_up_everything(roads: Unit, mail: MailBox) -> None:
    queue(roads, *(f"a{n}@dinas.example" for n in range(9)))
    mail.answers["RCPT"] = "451 later"
    send_due(NOW)

    assert Delivery.objects.filter(n_attempts=1).count() == actions.MAX_STUMBLES
    mail.answers.clear()
    assert send_due(NOW) == 9 - actions.MAX_STUMBLES


def test_a_refused_address_holds_up_nobody(roads: Unit, mail: MailBox) -> None:
    queue(roads, *(f"a{n}@dinas.example" for n in range(5)))
    mail.answers["RCPT"] = "550 unknown"
    send_due(NOW)

    assert Delivery.objects.filter(state=DeliveryState.FAILED).count() == 5


def test_a_channel_that_names_a_longer_pause_is_obeyed(roads: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(kind: str, message: Message) -> None:
        raise TemporaryFailure("busy", retry_after_s=7200)

    monkeypatch.setattr(actions, "send_by", busy)
    (delivery,) = queue(roads, "a@dinas.example")
    send_due(NOW)
    delivery.refresh_from_db()

    assert delivery.next_try_at == NOW + timedelta(hours=2)


def test_it_gives_up_after_the_last_pause(roads: Unit, mail: MailBox) -> None:
    (delivery,) = queue(roads, "a@dinas.example")
    mail.answers["RCPT"] = "451 later"
    now = NOW
    for pause in (*PAUSES, timedelta()):
        send_due(now)
        now += pause
    delivery.refresh_from_db()

    assert delivery.state == DeliveryState.GAVE_UP and delivery.next_try_at is None and delivery.is_stuck
    assert send_due(now + timedelta(days=9)) == 0


def test_what_is_refused_for_good_waits_for_a_person(roads: Unit, mail: MailBox, admin_of_roads: User) -> None:
    (delivery,) = queue(roads, "a@dinas.example")
    mail.answers["RCPT"] = "550 unknown"
    send_due(NOW)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED and "550" in delivery.failure

    mail.answers.clear()
    retry_delivery(actor=admin_of_roads, delivery=delivery, now=NOW)

    assert send_due(NOW) == 1
    with pytest.raises(WrongState):
        retry_delivery(actor=admin_of_roads, delivery=delivery, now=NOW)


def test_somebody_else_may_not_retry(roads: Unit, joko: User, asing: User) -> None:
    (delivery,) = queue(roads, "a@dinas.example")
    for person in (joko, asing):
        with pytest.raises(NotAllowed):
            retry_delivery(actor=person, delivery=delivery, now=NOW)


def test_a_worker_killed_after_sending_repeats_under_the_same_number(
    roads: Unit, mail: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(roads, "a@dinas.example")

    def killed(kind: str, message: Message) -> None:
        ways.send_by(kind, message)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(actions, "send_by", killed)
        with pytest.raises(KeyboardInterrupt):
            send_due(NOW)

    assert send_due(NOW + LEASE - timedelta(seconds=1)) == 0
    assert send_due(NOW + LEASE) == 1
    assert len(mail.messages) == 2 and len({one["Message-ID"] for one in mail.messages}) == 1


def test_files_travel_by_reference(roads: Unit, mail: MailBox, settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    reference = files.keep(Attachment("laporan.pdf", "application/pdf", b"%PDF-1"))
    assert files.keep(Attachment("laporan.pdf", "application/pdf", b"%PDF-1")) == reference
    letter = Letter("Laporan", "Terlampir.", attachments=[reference])
    deliver(key="x", unit=roads, letter=letter, to=[Recipient("email", "a@dinas.example")], now=NOW)
    send_due(NOW)

    (file,) = mail.messages[0].iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("laporan.pdf", b"%PDF-1")


def test_a_file_that_is_gone_leaves_the_letter_to_a_person(
    roads: Unit, mail: MailBox, settings: LazySettings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    letter = Letter("Laporan", "Terlampir.", attachments=[{"digest": "0" * 64, "name": "a", "media_type": "a/b"}])
    (delivery,) = deliver(key="x", unit=roads, letter=letter, to=[Recipient("email", "a@dinas.example")], now=NOW)
    send_due(NOW)
    delivery.refresh_from_db()

    assert delivery.state == DeliveryState.FAILED and mail.messages == []


def test_old_files_are_swept_and_those_still_needed_stay(roads: Unit, settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    arrived, waiting = (files.keep(Attachment(name, "a/b", name.encode())) for name in ("lama", "baru"))
    for key, reference in (("lama", arrived), ("baru", waiting)):
        letter = Letter("Laporan", "Terlampir.", attachments=[reference])
        deliver(key=key, unit=roads, letter=letter, to=[Recipient("email", "a@dinas.example")], now=NOW)
        os.utime(files.folder() / reference["digest"], (0, 0))
    Delivery.objects.filter(key="lama").update(state=DeliveryState.SENT, sent_at=NOW)

    assert actions.sweep_files(NOW + timedelta(days=29)) == 0
    assert actions.sweep_files(NOW + timedelta(days=31)) == 1
    assert files.fetch(waiting).content == b"baru"


def test_without_a_mail_server_it_waits_for_a_person(roads: Unit, settings: LazySettings) -> None:
    settings.EMAIL_HOST = ""
    (delivery,) = queue(roads, "a@dinas.example")
    send_due(NOW)
    delivery.refresh_from_db()

    assert delivery.state == DeliveryState.FAILED


def test_a_notice_is_there_at_once_and_can_be_read(roads: Unit, joko: User) -> None:
    to = [Recipient("app", str(joko.pk), joko)]
    (notice,) = deliver(key="brief:1", unit=roads, letter=LETTER, to=to, now=NOW)

    assert notice.state == DeliveryState.SENT and notice.html == ""
    assert read_notices(actor=joko, up_to=notice.pk - 1, now=NOW) == 0
    assert read_notices(actor=joko, up_to=notice.pk, now=NOW) == 1
    assert read_notices(actor=joko, up_to=notice.pk, now=NOW) == 0
    with pytest.raises(InvalidInput):
        read_notices(actor=joko, up_to=-1, now=NOW)
