"""Loads the demo's small office; the supervisor calls it when the database is new."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tanggap.lab.demo import office


class Command(BaseCommand):
    help = "Set up the small office of the demo; a second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in office.load():
            self.stdout.write(line)
        path = settings.HOME / "demo-sign-ins.txt"
        path.touch(mode=0o600)
        path.write_text(office.sign_ins(), encoding="utf-8")
        os.chmod(path, 0o600)  # noqa: PTH101 it may have been there with wider rights
