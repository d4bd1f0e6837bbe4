"""The local ports of the demo's outlets and how much these have; without Django: the supervisor asks too."""

from __future__ import annotations

import os

HOST = "127.0.0.1"
N_OUTLETS = 25
# As many as `simulator.FULL` has; a test keeps the two alike.
N_MENTIONS = 15_900


def first_port() -> int:
    return int(os.environ.get("TANGGAP_DEMO_PORT", "8801"))


def addresses() -> list[str]:
    """``host:port`` of every outlet, as `TANGGAP_PRIVATE_HOSTS` wants them."""
    return [f"{HOST}:{first_port() + index}" for index in range(N_OUTLETS)]
