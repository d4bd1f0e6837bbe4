"""What belongs to one unit is seen by nobody else: every address is opened by people who must not see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from cast import make_user
from private_things import MARK, SHARED, Things, things
from routes import Route, own_routes
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import Role

pytestmark = pytest.mark.django_db
__all__ = ["things"]


def all_roles_elsewhere(banjar: Unit) -> User:
    """Somebody who may do everything, in another government: every role but those of the whole platform."""
    roles = [role for role in Role if role not in (Role.PLATFORM_ADMIN, Role.APPROVER)]
    return make_user("orang_lain", *[(banjar, role) for role in roles])


@pytest.fixture(params=["of another unit", "without a role", "signed out"])
def stranger(request: pytest.FixtureRequest, client: Client, banjar: Unit, tamu: User) -> Client:
    if request.param == "of another unit":
        client.force_login(all_roles_elsewhere(banjar))
    elif request.param == "without a role":
        client.force_login(tamu)
    client.raise_request_exception = False
    return client


def body_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode(errors="replace"))


def is_private(route: Route) -> bool:
    return bool(set(route.keys().values()) - SHARED)


def refused(answer: Any) -> bool:
    """Refused, not found, not this way (POST only), or sent to sign in."""
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/akun/login/")
    return answer.status_code in (401, 403, 404, 405) or to_sign_in


def leaks(route: Route, answer: Any) -> list[str]:
    """What a stranger got to see or do, in words."""
    body = body_of(answer)
    at = body.find(MARK)
    found = [f"{route.name} shows private words: …{body[max(0, at - 80) : at + 60]}…"] if at >= 0 else []
    if answer.status_code >= 500:
        found.append(f"{route.name} breaks ({answer.status_code})")
    if is_private(route) and not refused(answer):
        found.append(f"{route.name} answers {answer.status_code}")
    return found


def test_a_stranger_reads_nothing(stranger: Client, things: Things) -> None:
    found = [leaks(route, stranger.get(route.address(things))) for route in own_routes()]

    assert [leak for leak in found if leak] == []


def test_a_stranger_does_nothing(stranger: Client, things: Things) -> None:
    found = []
    for route in own_routes():
        if is_private(route):
            # Each deed is tried on untouched rows.
            with transaction.atomic():
                answer = stranger.post(route.address(things), {"version": "0", "text": "x", "roles": "monitor"})
                found += leaks(route, answer)
                transaction.set_rollback(True)

    assert found == []


SEARCHES = ("q", "unit", "watch", "words", "kind", "key", "verb", "check")


def test_searching_finds_a_stranger_nothing(stranger: Client, things: Things, roads: Unit) -> None:
    found = []
    for route in own_routes():
        if not route.parameters:
            # What was typed stands in the search field again: the whole mark only stands in private rows.
            asked = {word: str(roads.pk) if word == "unit" else MARK.split("-")[0] for word in SEARCHES}
            for query in ({word: value} for word, value in asked.items()):
                found += leaks(route, stranger.get(route.address(things), query))

    assert found == []


def test_the_owner_does_see_what_strangers_do_not(client: Client, things: Things, joko: User) -> None:
    """The marks are there to be seen: without this, the tests above would be satisfied by empty pages."""
    client.force_login(joko)
    shown = {
        route.name for route in own_routes() if is_private(route) and MARK in body_of(client.get(route.address(things)))
    }

    assert {"mention", "story", "desk:brief_page", "rating_round", "rate"} <= shown


def _get(name: str) -> Callable[..., Any]:
    return next(route.view for route in own_routes() if route.name == name)


def test_a_parameter_that_no_test_knows_is_named() -> None:
    route = Route("baru", "baru/<int:barang_id>/", _get("home"), ("barang_id",))

    with pytest.raises(AssertionError, match="add 'baru/barang_id' to `things`"):
        route.address({})
