"""Every page keeps the content security policy: nothing inline, nothing from elsewhere."""

from __future__ import annotations

import re
from copy import copy
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from cast import make_user
from private_things import Things, things
from routes import Route, own_routes, routes
from tanggap.accounts.models import Unit
from tanggap.accounts.roles import Role
from tanggap.ui.middleware import POLICY

pytestmark = pytest.mark.django_db
__all__ = ["things"]
INLINE = {
    "a script inside the page": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.I),
    "a style inside the page": re.compile(r"<style[\s>]", re.I),
    "a style on an element": re.compile(r"<[^>]+\sstyle\s*=", re.I),
    "an event handler on an element": re.compile(r"<[^>]+\son[a-z]+\s*=\s*[\"']", re.I),
    "an address that is a script": re.compile(r"(?:href|src|action)\s*=\s*[\"']\s*javascript:", re.I),
    "a file from elsewhere": re.compile(
        r"<(?:script|link|img|iframe)[^>]+(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I
    ),
}


@pytest.fixture
def insider(client: Client, roads: Unit, province: Unit, settings: LazySettings) -> Client:
    """Somebody who may see everything, so that every page is drawn in full."""
    settings.REQUIRE_TOTP_FOR_APPROVERS = False
    everything = [(unit, role) for unit in (roads, province) for role in Role]
    settings.MFA_REAUTHENTICATION_REQUIRED = False
    client.force_login(make_user("semua", *everything, full_name="Semua"))
    client.raise_request_exception = False
    return client


def inline_code(page: str) -> list[str]:
    return [what for what, pattern in INLINE.items() if pattern.search(page)]


def page_of(answer: Any) -> str:
    is_page = not answer.streaming and answer.get("Content-Type", "").startswith("text/html")
    return str(answer.content.decode()) if is_page else ""


def faults(route: Route, answer: Any) -> list[str]:
    """What is wrong with a page, in words."""
    found = [f"{route.name} has {what}" for what in inline_code(page_of(answer))]
    if answer.get("Content-Security-Policy") != POLICY:
        found.append(f"{route.name} has no policy")
    if answer.status_code >= 500:
        found.append(f"{route.name} breaks ({answer.status_code})")
    return found


def test_every_page_has_the_policy_and_nothing_inline(insider: Client, things: Things) -> None:
    found = [faults(route, insider.get(route.address(things))) for route in own_routes()]

    assert [fault for fault in found if fault] == []


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_pages_that_others_wrote_keep_it_too(insider: Client, *, is_signed_in: bool) -> None:
    own = {route.name for route in own_routes()}
    parameters = {"key": "set-password", "uidb36": "1"}
    found = []
    for route in routes():
        if route.name not in own:
            client = copy(insider) if is_signed_in else Client()
            found += faults(route, client.get(route.address(parameters)))

    assert found == []


def test_a_page_that_is_not_there_keeps_it_too(insider: Client) -> None:
    answer = insider.get("/tidak-ada/")

    assert answer.status_code == 404
    assert answer["Content-Security-Policy"] == POLICY


def test_the_policy_lets_no_inline_code_run() -> None:
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<script>alert(1)</script>", "a script inside the page"),
        ('<script src="/static/a.js" defer></script>', None),
        ('<p style="color: red">', "a style on an element"),
        ('<button onclick="go()">', "an event handler on an element"),
        ('<script src="https://cdn.example/a.js"></script>', "a file from elsewhere"),
        ("<style>p {}</style>", "a style inside the page"),
        ('<a href="javascript:go()">', "an address that is a script"),
    ],
)
def test_the_test_itself_finds_inline_code(page: str, found: str | None) -> None:
    assert inline_code(page) == ([found] if found else [])
