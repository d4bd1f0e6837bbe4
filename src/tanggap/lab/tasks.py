"""What the clock does in the demo alone."""

from __future__ import annotations

from django.conf import settings

from tanggap.jobs.queue import LIGHT, periodic

if settings.IS_DEMO:

    @periodic(name="lab.rate_demo", cron="* * * * *", queue=LIGHT)
    def rate() -> list[str]:
        """The simulated ratings come once the simulated month has been judged."""
        from tanggap.lab.demo.rating import rate_demo

        return rate_demo()
