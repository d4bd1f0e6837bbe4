"""A real browser on a real server of this process. Anything the browser complains about fails the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tanggap.accounts.models import User
from walks import DESKTOP, Walk

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.e2e)
            # Each file begins a browser of its own and keeps to one worker.
            item.add_marker(pytest.mark.xdist_group(f"browser {item.path.stem}"))


# Not for the whole session: while the driver lives, its event loop runs in this thread, and tests of the queue
# that come later in this worker could not start one of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        reason = "NO CHROMIUM HERE: the browser tests did not run (Debian: apt install chromium)"
        if os.environ.get("TANGGAP_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    # The browser's driver keeps an event loop in this thread; Django would take our queries for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=OPTIONS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _session_cookie(username: str, address: str) -> Any:
    """The sign-in page is walked by tests of its own; everybody else is signed in already."""
    client = Client()
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(User.objects.get(username=username), backend=backend)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}


@pytest.fixture
def walk_as(browser: Browser, live_server: Any) -> Iterator[Callable[..., Walk]]:
    """Opens a screen for a person: ``walk_as("sari", PHONE)``. Complaints of the browser fail the test."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def start(username: str = "", size: tuple[int, int] = DESKTOP, **options: Any) -> Walk:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            timezone_id="Asia/Makassar",
            locale="id-ID",
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: complaints.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        walk = Walk(page, live_server.url, size[0])
        if username:
            context.add_cookies([_session_cookie(username, live_server.url)])
            walk.go("/")
        return walk

    yield start
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def axe_source() -> str:
    file = settings.NODE_MODULES / "axe-core" / "axe.min.js"
    return str(file.read_text(encoding="utf-8"))


@pytest.fixture
def complaints_of_axe(axe_source: str) -> Callable[[Page], list[str]]:
    """What a page makes hard for people who use it with a screen reader, keyboard or weak eyes."""

    def look(page: Page) -> list[str]:
        # Evaluated by the driver, not by the page: the content security policy stays in force.
        page.evaluate(axe_source)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{page.url}: {rule['id']}: {node['html'][:160]}"
            for rule in found["violations"]
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        ]

    return look
