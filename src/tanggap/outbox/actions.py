"""Handing messages to the outbox, sending them, and what people do with the log and their notices."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from tanggap.accounts.access import require
from tanggap.accounts.models import Unit, User
from tanggap.audit.trail import record
from tanggap.channels.base import Message
from tanggap.core.errors import InvalidInput, PermanentFailure, TanggapError, TemporaryFailure, WrongState
from tanggap.jobs.queue import defer, stopping
from tanggap.outbox import files
from tanggap.outbox.apps import RETRY
from tanggap.outbox.models import IN_APP, Delivery, DeliveryState
from tanggap.outbox.ways import send_by

# Longer than any channel's time limit: a delivery that is being sent is left alone meanwhile.
LEASE = timedelta(minutes=10)
# The pauses after each failed attempt; after the last one the delivery is given up.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))


MAX_STUMBLES = 3


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said, whoever gets it. `link` is a path of ours that a notice leads to."""

    subject: str
    text: str
    html: str = ""
    link: str = ""
    attachments: Sequence[dict[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address on one channel; `person` when it is somebody of the house."""

    channel: str
    address: str
    person: User | None = None


def deliver(*, key: str, unit: Unit, letter: Letter, to: Iterable[Recipient], now: datetime) -> list[Delivery]:
    """Queue a letter for each recipient who does not have it yet; the new deliveries.

    Called by other actions inside their transaction, which ask for the permission. `key` names what the letter is
    about: whoever was sent it under this key by this channel gets it never again.
    """
    with transaction.atomic():
        made = [delivery for recipient in to if (delivery := _queue(key, unit, letter, recipient, now))]
        if made:
            data = {"n": len(made), "key": key, "channels": sorted({delivery.channel for delivery in made})}
            record("outbox.deliver", actor=None, kind="delivery", key=key, unit_id=unit.pk, data=data)
        if any(delivery.state == DeliveryState.WAITING for delivery in made):
            defer("outbox.send_due", queueing_lock="outbox.send_due")
        return made


def _queue(key: str, unit: Unit, letter: Letter, to: Recipient, now: datetime) -> Delivery | None:
    is_notice = to.channel == IN_APP
    values = {
        "person": to.person,
        "unit": unit,
        "subject": letter.subject[:300],
        "text": letter.text,
        "html": "" if is_notice else letter.html,
        "link": letter.link,
        "attachments": [] if is_notice else list(letter.attachments),
        "message_id": message_id(key, to.channel, to.address),
        "state": DeliveryState.SENT if is_notice else DeliveryState.WAITING,
        "sent_at": now if is_notice else None,
        "next_try_at": None if is_notice else now,
    }
    delivery, is_new = Delivery.objects.get_or_create(
        key=key, channel=to.channel, recipient=to.address, defaults=values
    )
    return delivery if is_new else None


def message_id(key: str, channel: str, address: str) -> str:
    """The same for the same key, channel and address, so that a repeat can be told by whoever receives it."""
    digest = hashlib.sha256(f"{settings.BASE_URL}\0{key}\0{channel}\0{address}".encode()).hexdigest()
    return f"<{digest[:40]}@{urlsplit(settings.BASE_URL).hostname or 'tanggap'}>"


def send_due(now: datetime) -> int:
    """Send whatever is due, one after the other; how many went out. The machine calls it.

    Each delivery is claimed in a transaction of its own before it is sent, and marked as sent in another: a worker
    that dies in between leaves it to be tried again after `LEASE`, with the same Message-ID. A server that is away
    costs patience: after `MAX_STUMBLES` the rest waits for the next run, so that other jobs get their turn.
    """
    n_sent = n_stumbles = 0
    while n_stumbles < MAX_STUMBLES and not stopping.is_set() and (delivery := _claim(now)) is not None:
        is_sent = _send(delivery, now)
        n_sent += is_sent
        n_stumbles += not is_sent and delivery.state == DeliveryState.WAITING
    return n_sent


def _claim(now: datetime) -> Delivery | None:
    with transaction.atomic():
        delivery = Delivery.objects.due(now).select_for_update(skip_locked=True, of=("self",)).first()
        if delivery is None:
            return None
        delivery.n_attempts += 1
        delivery.next_try_at = now + LEASE
        delivery.save(update_fields=["n_attempts", "next_try_at"])
        return delivery


def _send(delivery: Delivery, now: datetime) -> bool:
    try:
        attachments = tuple(files.fetch(reference) for reference in delivery.attachments)
        send_by(
            delivery.channel,
            Message(
                delivery.message_id, delivery.recipient, delivery.subject, delivery.text, delivery.html, attachments
            ),
        )
    except FileNotFoundError:
        return _note_failure(delivery, now, PermanentFailure("a file of the message is not in the store any more"))
    except TanggapError as error:
        return _note_failure(delivery, now, error)
    delivery.state, delivery.sent_at, delivery.next_try_at, delivery.failure = DeliveryState.SENT, now, None, ""
    delivery.save(update_fields=["state", "sent_at", "next_try_at", "failure"])
    return True


def _note_failure(delivery: Delivery, now: datetime, error: TanggapError) -> bool:
    """Try again later, or leave it to a person. Answers that nothing went out."""
    delivery.failure = str(error)[:200]
    if not isinstance(error, TemporaryFailure):
        delivery.state, delivery.next_try_at = DeliveryState.FAILED, None
    elif delivery.n_attempts > len(PAUSES):
        delivery.state, delivery.next_try_at = DeliveryState.GAVE_UP, None
    else:
        pause = PAUSES[delivery.n_attempts - 1]
        delivery.next_try_at = now + max(pause, timedelta(seconds=error.retry_after_s or 0))
    delivery.save(update_fields=["state", "next_try_at", "failure"])
    return False


def retry_delivery(*, actor: User, delivery: Delivery, now: datetime) -> None:
    """Send once more what was refused or given up. By an administrator of its unit; cannot be undone."""
    with transaction.atomic():
        locked = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
        require(actor, RETRY, locked.unit_id)
        if not locked.is_stuck:
            raise WrongState("the delivery is under way or has arrived")
        locked.state, locked.n_attempts, locked.next_try_at = DeliveryState.WAITING, 0, now
        locked.save(update_fields=["state", "n_attempts", "next_try_at"])
        record("outbox.retry", actor=actor, kind="delivery", key=locked.pk, unit_id=locked.unit_id)
        defer("outbox.send_due", queueing_lock="outbox.send_due")


def read_notices(*, actor: User, up_to: int, now: datetime) -> int:
    """Mark one's own notices as read, up to the newest that the page showed; how many. Nothing to undo."""
    if up_to < 0:
        raise InvalidInput("no such notice", field="up_to")
    return Delivery.objects.notices_of(actor).filter(read_at=None, pk__lte=up_to).update(read_at=now)


def sweep_files(now: datetime) -> int:
    """Delete the files of letters that arrived a month ago; those that wait for a person stay. By the machine."""
    before = now - timedelta(days=30)
    young = Delivery.objects.exclude(state=DeliveryState.SENT, sent_at__lt=before).exclude(attachments=[])
    kept = {
        reference["digest"] for references in young.values_list("attachments", flat=True) for reference in references
    }
    return files.sweep(kept, before=before.timestamp())
