"""A person at a screen, for the browser tests."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.db import connections
from PIL import Image
from playwright.sync_api import Page

from tanggap.jobs import worker
from tanggap.jobs.queue import QUEUES

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "var" / "screenshots"
DESKTOP = (1280, 900)
PHONE = (390, 844)
PASSWORD = "rahasia-sekali-1"


@dataclass
class Walk:
    """One person at one screen."""

    page: Page
    address: str
    width: int

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, username: str) -> Page:
        self.go("/akun/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button.btn-primary")
        self.page.wait_for_url(self.address + "/")
        return self.page

    def picture(self, name: str) -> None:
        """Kept for people to look at; what it shows is checked by the test."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}-{self.width}.png", full_page=True)


def do_all_jobs() -> None:
    """What the worker would do; in a thread of its own, because the browser's driver holds the loop of this one."""
    failed: list[Exception] = []

    def work() -> None:
        try:
            worker.run_until_idle(QUEUES)
        except Exception as error:  # noqa: BLE001 told to the test in its own thread
            failed.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert failed == []


def draw(page: Page, name: str) -> None:
    """A picture for the docs, in 256 colours: a third of the size, and nobody sees it."""
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(256)
    picture.save(ROOT / "docs" / "images" / f"{name}.png", optimize=True)
