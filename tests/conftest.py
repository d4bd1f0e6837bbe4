"""What every test shares: the database, the closed network, the cast."""

from __future__ import annotations

from cast import *  # noqa: F403 the cast's fixtures are everybody's
