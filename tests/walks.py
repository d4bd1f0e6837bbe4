"""A person at a screen, for the browser tests."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

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
