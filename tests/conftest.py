"""What every test shares: the database, the closed network, the cast."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from cast import *  # noqa: F403 the cast's fixtures are everybody's
from closed_network import close_network
from own_database import flush_trail_and_queue_too, give_database_back, provide_database
from tanggap.jobs.queue import stopping

# Helpers are imported by their plain names; looking for doctests in them would import each a second time.
collect_ignore = [path.name for path in Path(__file__).parent.glob("*.py") if not path.name.startswith("test_")]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    # Signing people in a thousand times must not cost a thousand slow hashes.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Every test client builds the middleware anew; it shall look a static file up when one is asked for.
    settings.WHITENOISE_AUTOREFRESH = True
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        provide_database()
    flush_trail_and_queue_too()
    close_network()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # What keeps to one worker is long: begun last, it would leave the other worker idle at the end.
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        give_database_back()


class HouseClient(Client):
    """A browser that is signed in as the sign-in page would do it, past the lockout's own backend."""

    def force_login(self, user: Any, backend: str | None = None) -> None:
        super().force_login(user, backend or "allauth.account.auth_backends.AuthenticationBackend")


@pytest.fixture(autouse=True)
def _nothing_kept_from_before() -> None:
    """What a page keeps for a minute, and that a worker was asked to end, must not reach the next test."""
    cache.clear()
    stopping.clear()


@pytest.fixture
def client() -> HouseClient:
    return HouseClient()
