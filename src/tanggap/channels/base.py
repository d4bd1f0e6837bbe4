"""The contract of a channel, and the message that every channel delivers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a message. `media_type` is as in MIME, for example ``application/pdf``."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """What one recipient gets.

    `message_id` stays the same however often the message is tried, so that a receiver can drop a repeat.
    `recipient` is an address as the channel writes it. `html` may be empty.
    """

    message_id: str
    recipient: str
    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()


class Channel(Protocol):
    """One way on which messages leave the house."""

    kind: str
    label: str
    Config: type[BaseModel]

    def send(self, config: Any, message: Message) -> None:
        """Hand the message over.

        Raises
        ------
        TemporaryFailure
            If it may work later.
        PermanentFailure
            If somebody has to change something first: an address, a password, a setting.
        """
        ...
