from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tanggap.accounts.models import User

pytestmark = pytest.mark.django_db


def sign_in(client: Client, **headers: str) -> bool:
    form = {"login": "sari", "password": "rahasia-sekali-1"}
    client.post(reverse("account_login"), form, **headers)  # type: ignore[arg-type]
    return "_auth_user_id" in client.session


@pytest.fixture
def demo(settings: object) -> None:
    settings.IS_DEMO = True  # type: ignore[attr-defined]


def test_a_demo_is_signed_in_to_from_its_own_machine(demo: None, client: Client, sari: User) -> None:
    assert sign_in(client)


@pytest.mark.parametrize(
    "headers",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
        {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "unix:"},
    ],
)
def test_a_demo_refuses_its_passwords_from_elsewhere(
    demo: None, client: Client, sari: User, headers: dict[str, str]
) -> None:
    assert not sign_in(client, **headers)


def test_a_real_office_is_signed_in_to_from_elsewhere(client: Client, sari: User) -> None:
    assert sign_in(client, REMOTE_ADDR="192.0.2.7")
