"""What every channel promises, whoever wrote it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from local_mail import MailBox, running_mail
from tanggap.channels.base import Message
from tanggap.core.errors import PermanentFailure, TemporaryFailure
from tanggap.core.registry import plugins

SAMPLES = Path(__file__).parent.parent / "samples" / "channels"
CHANNELS: dict[str, Any] = dict(plugins("tanggap.channels"))
# The other side of each channel: a local server shaped by its documents, and the settings that lead to it.
OTHER_SIDES: dict[str, Callable[[], AbstractContextManager[MailBox]]] = {"email": running_mail}
REFUSALS = {"email": {"later": {"RCPT": "451 try later"}, "never": {"RCPT": "550 no such person"}}}


def config_of(kind: str, port: int) -> BaseModel:
    config: BaseModel = CHANNELS[kind].Config(host="127.0.0.1", port=port, use_tls=False)
    return config


def sample(kind: str) -> Message:
    return Message(**json.loads((SAMPLES / kind / "message.json").read_text("utf-8")))


@pytest.fixture(params=sorted(CHANNELS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def other_side(kind: str) -> Iterator[MailBox]:
    assert kind in OTHER_SIDES, f"add the local server of {kind!r} to OTHER_SIDES"
    with OTHER_SIDES[kind]() as box:
        yield box


def test_it_has_a_label_a_form_and_a_sample(kind: str) -> None:
    assert CHANNELS[kind].kind == kind and CHANNELS[kind].label
    assert issubclass(CHANNELS[kind].Config, BaseModel)
    assert sample(kind).recipient


def test_the_sample_arrives(kind: str, other_side: MailBox) -> None:
    CHANNELS[kind].send(config_of(kind, other_side.port), sample(kind))

    assert len(other_side.messages) == 1


def test_a_repeat_can_be_told_by_its_number(kind: str, other_side: MailBox) -> None:
    for _ in range(2):
        CHANNELS[kind].send(config_of(kind, other_side.port), sample(kind))

    assert {mail["Message-ID"] for mail in other_side.messages} == {sample(kind).message_id}


@pytest.mark.parametrize(("refusal", "failure"), [("later", TemporaryFailure), ("never", PermanentFailure)])
def test_temporary_and_permanent_failures_are_told_apart(
    kind: str, other_side: MailBox, refusal: str, failure: type[Exception]
) -> None:
    other_side.answers.update(REFUSALS[kind][refusal])

    with pytest.raises(failure):
        CHANNELS[kind].send(config_of(kind, other_side.port), sample(kind))


def test_a_server_that_is_away_is_a_temporary_failure(kind: str, other_side: MailBox) -> None:
    with pytest.raises(TemporaryFailure):
        CHANNELS[kind].send(config_of(kind, 1), sample(kind))
