"""From the settings to the channels: which are set up, and how each is reached."""

from __future__ import annotations

from typing import cast

from django.conf import settings

from tanggap.channels.base import Channel, Message
from tanggap.channels.email import EmailConfig
from tanggap.core.errors import PermanentFailure
from tanggap.core.registry import plugin

EMAIL = "email"


def has_mail() -> bool:
    """Whether a mail server is set."""
    return bool(settings.EMAIL_HOST)


def email_config() -> EmailConfig:
    return EmailConfig.model_validate(
        {
            "host": settings.EMAIL_HOST,
            "port": settings.EMAIL_PORT,
            "user": settings.EMAIL_HOST_USER,
            "password": settings.EMAIL_HOST_PASSWORD,
            "use_tls": settings.EMAIL_USE_TLS,
            "sender": settings.DEFAULT_FROM_EMAIL,
            "timeout_s": settings.EMAIL_TIMEOUT,
        }
    )


def send_by(kind: str, message: Message) -> None:
    """Hand a message to its channel.

    Raises
    ------
    PermanentFailure
        If the channel is not set up.
    """
    if kind != EMAIL or not has_mail():
        raise PermanentFailure(f"the channel {kind!r} is not set up")
    cast(Channel, plugin("tanggap.channels", kind)).send(email_config(), message)
