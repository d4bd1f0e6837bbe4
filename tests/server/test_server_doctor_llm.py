"""What the doctor says of a language model."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tanggap.mentions.models import LlmDay
from tanggap.server.doctor import Office, Status
from tanggap.server.doctor.second import examine_llm

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(tmp_path: Path, settings: Any) -> Office:
    settings.LLM_URL, settings.LLM_MODEL = "http://127.0.0.1:11434/v1", "wakil"
    settings.PRIVATE_HOSTS = frozenset({"127.0.0.1:11434"})
    return Office(tmp_path)


def test_none_is_needed(office: Office, settings: Any) -> None:
    settings.LLM_URL = ""
    assert examine_llm(office).status == Status.OK


def test_a_private_address_must_be_listed(office: Office, settings: Any) -> None:
    settings.PRIVATE_HOSTS = frozenset()
    finding = examine_llm(office)
    assert finding.status == Status.FAIL
    assert "TANGGAP_PRIVATE_HOSTS" in finding.to_do


def test_it_tells_what_was_spent_today(office: Office) -> None:
    assert "0 of 200 requests today" in examine_llm(office).sentence
    LlmDay.objects.create(on=timezone.localdate(), n_requests=7, n_tokens=7_000)
    assert "7 of 200 requests today, 7000 tokens" in examine_llm(office).sentence


def test_it_tells_why_the_model_is_left_alone(office: Office) -> None:
    until = timezone.now() + timedelta(minutes=50)
    LlmDay.objects.create(on=timezone.localdate(), held_until=until, held_because="Blocked")
    finding = examine_llm(office)
    assert finding.status == Status.WARN
    assert "refuses our key" in finding.sentence
