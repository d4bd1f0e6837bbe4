from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from tanggap.ui import context, notices
from tanggap.ui.menu import MenuItem, offered

OPEN = MenuItem("Today", "home", "sun", 10)
GUARDED = MenuItem("Language", "set_language", "users", 20, SimpleNamespace(roles={"analyst"}))


def asked(path: str, *roles: str, is_signed_in: bool = True) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(is_authenticated=is_signed_in, roles=set(roles))
    return request


@pytest.fixture
def two_items(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "offered", lambda: [OPEN, GUARDED])


def test_the_menu_shows_what_the_roles_of_a_person_allow(two_items: None) -> None:
    assert [entry.item for entry in context.entries(asked("/", "analyst"))] == [OPEN, GUARDED]
    assert [entry.item for entry in context.entries(asked("/", "writer"))] == [OPEN]


def test_nobody_without_a_sign_in_gets_a_menu(two_items: None) -> None:
    assert context.entries(asked("/", "analyst", is_signed_in=False)) == []


@pytest.mark.parametrize(("path", "label"), [("/", "Today"), ("/bahasa/", "Language"), ("/bahasa/x/", "Language")])
def test_the_entry_of_the_page_we_are_on_is_current(two_items: None, path: str, label: str) -> None:
    current = [entry.item.label for entry in context.entries(asked(path, "analyst")) if entry.is_current]

    assert current == [label]


def test_the_first_page_is_not_current_on_other_pages(two_items: None) -> None:
    assert not any(entry.is_current for entry in context.entries(asked("/elsewhere/", "analyst")))


def test_the_offered_entries_are_in_the_order_of_their_positions() -> None:
    positions = [item.position for item in offered()]

    assert positions == sorted(positions)
    assert "home" in [item.url_name for item in offered()]


@pytest.fixture
def request_with_messages() -> HttpRequest:
    request = asked("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def test_a_notice_carries_the_way_back(request_with_messages: HttpRequest) -> None:
    notices.notify(request_with_messages, "Done.", undo="/isu/batal/7/")

    (message,) = get_messages(request_with_messages)

    assert notices.undo_address(message) == "/isu/batal/7/"


@pytest.mark.parametrize("tags", ["", "undo=https://elsewhere.example/", "other"])
def test_a_notice_without_an_address_of_ours_has_no_way_back(tags: str) -> None:
    message: Any = SimpleNamespace(extra_tags=tags)

    assert notices.undo_address(message) == ""


def test_a_warning_offers_no_way_back(request_with_messages: HttpRequest) -> None:
    notices.warn(request_with_messages, "Careful.")

    (message,) = get_messages(request_with_messages)

    assert (message.level_tag, notices.undo_address(message)) == ("warning", "")


@pytest.mark.parametrize(
    "reason", ["not_allowed", "wrong_state", "invalid_input", "temporary", "not_found", "stale_form"]
)
def test_each_reason_has_its_own_sentence_and_a_way_on(reason: str) -> None:
    with translation.override("en"):
        pages = {
            name: render_to_string("ui/error.html", {"reason": name}, asked("/", is_signed_in=False))
            for name in (reason, "temporary")
        }

    assert (pages[reason] == pages["temporary"]) == (reason == "temporary")
    assert "To the first page" in pages[reason]


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "403_csrf.html", "500.html"])
def test_pages_of_failure_need_nothing_but_themselves(name: str) -> None:
    assert "</html>" in render_to_string(name, request=asked("/", is_signed_in=False))


def test_the_page_of_a_fault_needs_no_context_at_all() -> None:
    assert "Maaf" in render_to_string("500.html")
