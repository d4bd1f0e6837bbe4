"""What a site's robots.txt allows us, remembered for a while (RFC 9309)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from tanggap.core.errors import PermanentFailure, TemporaryFailure
from tanggap.net.errors import AddressRefused, Blocked

KEEP_S = 12 * 3600.0
# After a site's trouble we ask again soon, but not with every page.
KEEP_TROUBLE_S = 300.0
MAX_BYTES = 500 * 1024
MAX_SITES = 2000
MAX_CRAWL_DELAY_S = 30.0


@dataclass(frozen=True, slots=True)
class _Known:
    rules: Protego | None
    until: float
    trouble: TemporaryFailure | None = None


class Robots:
    """Robots rules of many sites.

    Parameters
    ----------
    fetch
        Gives the text of a robots.txt by its address, or raises what `Client.get` raises.
    agent
        The name by which sites know us.
    clock
        Seconds that only grow.

    Notes
    -----
    A missing or refused robots.txt (4xx) allows everything. A site in trouble (5xx, no answer) allows
    nothing for now: that is a temporary failure, not a refusal.
    """

    def __init__(self, fetch: Callable[[str], str], *, agent: str, clock: Callable[[], float]) -> None:
        self._fetch = fetch
        self._agent = agent
        self._clock = clock
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()

    def check(self, origin: str, url: str) -> float:
        """Return the pause in seconds that the site asks for between visits, 0 if none.

        Raises
        ------
        Blocked
            If the site does not want `url` visited.
        TemporaryFailure
            If the site's rules cannot be had at the moment.
        """
        known = self._rules(origin)
        if known.trouble is not None:
            raise TemporaryFailure("robots.txt cannot be had at the moment", retry_after_s=known.trouble.retry_after_s)
        if known.rules is None:
            return 0.0
        if not known.rules.can_fetch(url, self._agent):
            raise Blocked("robots.txt does not allow this address")
        return min(float(known.rules.crawl_delay(self._agent) or 0.0), MAX_CRAWL_DELAY_S)

    def _rules(self, origin: str) -> _Known:
        with self._lock:
            known = self._known.get(origin)
        now = self._clock()
        if known is None or known.until <= now:
            known = self._ask(origin, now)
            with self._lock:
                if len(self._known) >= MAX_SITES:
                    self._known.pop(next(iter(self._known)))
                self._known[origin] = known
        return known

    def _ask(self, origin: str, now: float) -> _Known:
        try:
            text = self._fetch(f"{origin}/robots.txt")
        except AddressRefused:
            raise
        except PermanentFailure:
            return _Known(None, now + KEEP_S)
        except TemporaryFailure as trouble:
            return _Known(None, now + KEEP_TROUBLE_S, trouble)
        return _Known(Protego.parse(text), now + KEEP_S)
