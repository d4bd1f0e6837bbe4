"""What a page says after a deed, with the way back when there is one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

from tanggap.core.errors import InvalidInput, WrongState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_UNDO = "undo="


def notify(request: HttpRequest, text: str | _StrPromise, *, undo: str = "") -> None:
    """Say on the next page that something was done. `undo` is an address of ours that takes it back by POST."""
    messages.success(request, str(text), extra_tags=f"{_UNDO}{undo}" if undo else "")


def warn(request: HttpRequest, text: str | _StrPromise) -> None:
    """Say on the next page that something could not be done, and what to do instead."""
    messages.warning(request, str(text))


def attempt(
    request: HttpRequest,
    deed: Callable[[], object],
    *,
    said: str | _StrPromise,
    refused: str | _StrPromise,
    undo: str = "",
) -> bool:
    """Do it and say so, or say why it cannot be done any more; whether it was done."""
    try:
        deed()
    except (InvalidInput, WrongState):
        warn(request, refused)
        return False
    notify(request, said, undo=undo)
    return True


def undo_address(message: Message) -> str:
    """The address that takes back what this message tells of, empty when there is none."""
    tags = message.extra_tags or ""
    return tags.removeprefix(_UNDO) if tags.startswith(f"{_UNDO}/") else ""
