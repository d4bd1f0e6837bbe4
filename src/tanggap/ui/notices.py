"""What a page says after a deed, with the way back when there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_UNDO = "undo="


def notify(request: HttpRequest, text: str | _StrPromise, *, undo: str = "") -> None:
    """Say on the next page that something was done. `undo` is an address of ours that takes it back by POST."""
    messages.success(request, str(text), extra_tags=f"{_UNDO}{undo}" if undo else "")


def warn(request: HttpRequest, text: str | _StrPromise) -> None:
    """Say on the next page that something could not be done, and what to do instead."""
    messages.warning(request, str(text))


def undo_address(message: Message) -> str:
    """The address that takes back what this message tells of, empty when there is none."""
    tags = message.extra_tags or ""
    return tags.removeprefix(_UNDO) if tags.startswith(f"{_UNDO}/") else ""
